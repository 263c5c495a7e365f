"""Every conversation can be taken again from its log, without the shop, to the same states and the same answers."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import InternalError, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from apps.accounts.claims import claim_all
from apps.accounts.models import User
from apps.accounts.services import person_erase
from apps.catalog.models import Product
from apps.chat.errors import TooManyMessages
from apps.chat.incoming import Said
from apps.chat.log import KEPT, Found, conversation_rebuild, conversation_replay, event_append, log_sweep
from apps.chat.models import Conversation, Message, Turn, TurnEvent
from apps.chat.services import take_turn
from apps.orders.models import Cart, CartLine, Order
from retailgenie.ai.dialogue.context import Tap, TurnContext
from retailgenie.ai.dialogue.recording import Event
from retailgenie.ai.tools.types import Caller
from retailgenie.ai.types import BlockKind
from retailgenie.lib.errors import NotFound
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.chat.conftest import NOW, ScriptedEngine
from tests.apps.chat.test_around_the_purchase import Talk

pytestmark = pytest.mark.django_db
MakeCaller = Callable[..., Caller]
CHECKOUT = (
    "checkout",
    "home delivery",
    "Asha Rao, 98765 43210, 12 Lake Road, Pune 411004",
    "cash on delivery",
)


@pytest.fixture(autouse=True)
def kurta(db: None) -> Product:
    make_product("Blue kurta", category="Kurtas", price=700)
    return make_product("Red kurta", category="Kurtas", price=800, store=make_store("Pune", kind="warehouse"))


@pytest.fixture
def talk(asha: User, caller: MakeCaller) -> Talk:
    return Talk(caller(asha), asha)


def found(talk: Talk) -> list[Found]:
    assert talk.conversation is not None
    return [turn.found for turn in conversation_replay(conversation_id=talk.conversation)]


def is_the_same(talk: Talk, turns: int) -> bool:
    return found(talk) == [Found.SAME] * turns


def test_search_details_and_cart_replay_to_the_same(talk: Talk) -> None:
    for words in ("red kurta", "show me the first one", "add it in M", "make it two", "show my cart"):
        talk.say(words)
    assert CartLine.objects.get().quantity == 2
    assert is_the_same(talk, 5)


def test_an_order_placed_with_a_yes_replays_to_the_same_and_places_no_second_one(
    talk: Talk, kurta: Product
) -> None:
    talk.see(kurta)
    talk.say("add it in M")
    for words in (*CHECKOUT, "yes", "where is my order?"):
        talk.say(words)
    assert Order.objects.count() == 1
    assert is_the_same(talk, 8)
    assert Order.objects.count() == 1


def test_what_was_undone_replays_to_the_same_and_stays_undone(talk: Talk, kurta: Product) -> None:
    talk.see(kurta)
    talk.say("add it in M")
    talk.say("undo")
    assert not CartLine.objects.exists()
    assert is_the_same(talk, 3)
    assert not CartLine.objects.exists()


def test_a_card_that_was_declined_replays_to_the_same(talk: Talk, kurta: Product) -> None:
    talk.see(kurta)
    talk.say("add it in M")
    for words in (*CHECKOUT, "no"):
        talk.say(words)
    assert not Order.objects.exists()
    assert is_the_same(talk, 7)


def test_three_languages_replay_to_the_same(talk: Talk) -> None:
    for words in ("red kurta", "pehla wala dikhao", "मेरा ऑर्डर कहाँ है?", "speak English please"):
        talk.say(words)
    assert len(set(Turn.objects.values_list("language", flat=True))) >= 3
    assert is_the_same(talk, 4)


def test_refusals_in_the_middle_replay_to_the_same(talk: Talk, kurta: Product) -> None:
    talk.see(kurta)
    talk.say("add it in M")
    talk.say("Undo", Tap("undo", receipt=str(uuid.uuid4())))
    Product.objects.update(is_active=False)
    talk.say("add it in L")
    talk.say("show my cart")
    refused = TurnEvent.objects.filter(happened__contains='"refused":').values_list("turn__number", flat=True)
    assert set(refused) >= {3, 4}
    assert is_the_same(talk, 5)


def test_a_second_tab_that_talks_in_between_replays_to_the_same(
    talk: Talk, asha: User, caller: MakeCaller
) -> None:
    other = Talk(caller(asha), asha)
    talk.say("red kurta")
    other.conversation = talk.conversation
    other.say("blue kurta")
    talk.say("add the first one in M")
    other.say("show my cart")
    assert is_the_same(talk, 4)


def test_a_guest_who_logs_in_replays_to_the_same(asha: User, caller: MakeCaller, kurta: Product) -> None:
    guest = Talk(caller(visitor="v-log"))
    guest.see(kurta)
    guest.say("add it in M")
    guest.say("where is my order?")
    claim_all(visitor_id="v-log", user_id=asha.pk, now=timezone.now())
    guest.caller, guest.user = caller(asha), asha
    guest.say("logged_in", Tap("logged_in"))
    guest.say("show my cart")
    assert is_the_same(guest, 5)


def test_the_replay_rests_on_nothing_that_the_shop_has_now(talk: Talk, kurta: Product) -> None:
    talk.say("red kurta")
    talk.say("add it in M")
    Cart.objects.all().delete()
    Product.objects.update(title="Something else", is_active=False)
    assert is_the_same(talk, 2)


def test_a_message_sent_twice_has_one_event(asha: User, caller: MakeCaller) -> None:
    first = take_turn(said=Said("red kurta", "k1"), caller=caller(asha), user=asha, now=timezone.now())
    again = Said("red kurta", "k1", first.conversation_id)
    assert take_turn(said=again, caller=caller(asha), user=asha, now=timezone.now()).again
    assert TurnEvent.objects.count() == Turn.objects.count() == 1


def test_a_turn_that_dies_on_the_way_leaves_no_event(
    scripted: ScriptedEngine, asha: User, caller: MakeCaller
) -> None:
    def die(toolbox: object) -> None:
        raise RuntimeError("The worker is gone.")

    scripted.before = die
    with pytest.raises(RuntimeError):
        take_turn(said=Said("hello", "k1"), caller=caller(asha), user=asha, now=NOW)
    assert not TurnEvent.objects.exists()


def test_a_message_that_is_turned_away_leaves_no_event(talk: Talk, settings: object) -> None:
    settings.CHAT_TURNS_PER_10_SECONDS = 1  # type: ignore[attr-defined]
    talk.say("hello")
    with pytest.raises(TooManyMessages):
        talk.say("red kurta")
    assert is_the_same(talk, 1)


def test_the_database_lets_nobody_change_an_event(talk: Talk) -> None:
    talk.say("red kurta")
    before = TurnEvent.objects.get().happened
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        TurnEvent.objects.update(happened="{}")
    assert TurnEvent.objects.get().happened == before


def test_a_state_that_was_tampered_with_is_found_and_made_again(talk: Talk) -> None:
    talk.say("red kurta")
    talk.say("add it in M")
    second = Turn.objects.get(number=2)
    right = second.state
    Turn.objects.filter(pk=second.pk).update(state={**right, "misses": 7})
    assert talk.conversation is not None
    out = StringIO()
    with pytest.raises(SystemExit) as exited:
        call_command("replay_conversation", str(talk.conversation), stdout=out)
    assert exited.value.code == 1
    assert f"{talk.conversation} turn 2: state" in out.getvalue()
    assert [turn.number for turn in conversation_rebuild(conversation_id=talk.conversation)] == [2]
    assert Turn.objects.get(number=2).state == right
    out = StringIO()
    call_command("replay_conversation", latest=1, stdout=out)
    assert f"{talk.conversation}: 2 turns: 2 same, 0 differs, 0 no event" in out.getvalue()


def test_an_answer_that_was_tampered_with_is_found_and_its_state_left_alone(talk: Talk) -> None:
    talk.say("red kurta")
    Message.objects.filter(role=Message.Role.ASSISTANT).update(blocks=[])
    Turn.objects.update(state={"misses": 7})
    assert talk.conversation is not None
    assert conversation_rebuild(conversation_id=talk.conversation) == []
    assert Turn.objects.get().state == {"misses": 7}
    [turn] = conversation_replay(conversation_id=talk.conversation)
    assert (turn.found, turn.why) == (Found.DIFFERS, "state, blocks")


def test_a_log_of_another_version_is_said_to_be_one(talk: Talk) -> None:
    talk.say("red kurta")
    happened = json.loads(TurnEvent.objects.get().happened)
    TurnEvent.objects.all().delete()
    TurnEvent.objects.create(turn=Turn.objects.get(), happened=json.dumps({**happened, "form": 99}))
    assert talk.conversation is not None
    [turn] = conversation_replay(conversation_id=talk.conversation)
    assert (turn.found, turn.why) == (Found.DIFFERS, "This event is of form 99.")


def test_a_conversation_that_is_not_there_has_no_replay() -> None:
    with pytest.raises(NotFound):
        conversation_replay(conversation_id=Conversation(started_at=NOW, updated_at=NOW).pk)


def test_after_a_turn_without_an_event_the_stored_state_is_where_the_replay_goes_on(talk: Talk) -> None:
    talk.say("red kurta")
    talk.say("show me the first one")
    talk.say("add it in M")
    TurnEvent.objects.filter(turn__number__lte=2).delete()
    assert found(talk) == [Found.NO_EVENT, Found.NO_EVENT, Found.SAME]


def test_an_event_that_is_too_large_is_not_kept(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    talk.say("hello")
    TurnEvent.objects.all().delete()
    event_append(Turn.objects.get(), Event("x" * 200_001, TurnContext(), NOW, ()))
    assert not TurnEvent.objects.exists()
    assert "is not kept" in caplog.text


def test_events_go_some_time_after_the_last_word_and_the_thread_stays(talk: Talk) -> None:
    talk.say("red kurta")
    last = Conversation.objects.get().updated_at
    assert log_sweep(now=last + KEPT - timedelta(minutes=1)) == 0
    assert log_sweep(now=last + KEPT + timedelta(minutes=1)) == 1
    assert found(talk) == [Found.NO_EVENT]
    assert Message.objects.count() == 2


def test_an_erased_account_takes_its_events_along(talk: Talk, asha: User) -> None:
    talk.say("red kurta")
    person_erase(user=asha)
    assert not TurnEvent.objects.exists()


def test_forgetting_takes_the_events_and_what_is_said_afterwards_replays_again(
    talk: Talk, kurta: Product
) -> None:
    talk.see(kurta)
    talk.say("add it")
    talk.say("M")
    talk.say("yes")
    talk.say("add it to my cart again")
    assert '"key"' in TurnEvent.objects.order_by("turn__number").last().happened  # type: ignore[union-attr]
    talk.say("forget everything about me")
    if any(block.kind is BlockKind.CONFIRM for block in talk.say("what do you remember about me?").blocks):
        pytest.fail("Nothing should be left to confirm.")
    talk.say("red kurta")
    kinds = found(talk)
    assert kinds[:6] == [Found.NO_EVENT] * 6
    assert kinds[6:] == [Found.SAME, Found.SAME]
