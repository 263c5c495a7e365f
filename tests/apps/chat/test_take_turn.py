"""A turn: stored once, scoped to its person, all or nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import connection

from apps.accounts.claims import claim_all
from apps.accounts.models import User
from apps.accounts.services import person_erase, person_export
from apps.chat.errors import TooManyMessages
from apps.chat.incoming import Said
from apps.chat.models import Conversation, Message, Turn
from apps.chat.selectors import conversation_current, conversation_get, thread
from apps.chat.services import agent_message_add, conversation_close, take_turn
from apps.ledger.models import Event, EventName
from retailgenie.ai.tools.types import Caller
from retailgenie.ai.types import Block, BlockKind
from retailgenie.lib.errors import NotFound
from tests.apps.chat.conftest import NOW, ScriptedEngine

pytestmark = pytest.mark.django_db
MakeCaller = Callable[..., Caller]
AssertQueries = Callable[..., AbstractContextManager[object]]


def test_the_first_word_opens_a_conversation_and_keeps_both_sides(
    scripted: ScriptedEngine, asha: User, caller: MakeCaller
) -> None:
    answered = take_turn(said=Said("hello", "k1"), caller=caller(asha), user=asha, now=NOW)
    found = Conversation.objects.get()
    assert found.owner_key == f"user:{asha.pk}"
    assert [(view.role, view.text) for view in thread(found)] == [
        ("person", "hello"),
        ("assistant", "You said: hello"),
    ]
    assert answered.reply.chips[0].say == "show more"
    assert Turn.objects.get().state == {"turns": 1}
    names = list(Event.objects.order_by("id").values_list("name", flat=True))
    assert names == [EventName.CONVERSATION_STARTED, EventName.TURN_TAKEN]
    assert "hello" not in str(list(Event.objects.values_list("properties", flat=True)))


def test_a_turn_costs_a_fixed_number_of_queries_beside_its_tools(
    scripted: ScriptedEngine, asha: User, caller: MakeCaller, django_assert_num_queries: AssertQueries
) -> None:
    first = take_turn(said=Said("hello", "k1"), caller=caller(asha), user=asha, now=NOW)
    with django_assert_num_queries(13):
        take_turn(said=Said("and", "k2", first.conversation_id), caller=caller(asha), user=asha, now=NOW)


def test_a_resent_message_gives_the_stored_answer_and_thinks_no_second_time(
    scripted: ScriptedEngine, asha: User, caller: MakeCaller
) -> None:
    first = take_turn(said=Said("hello", "k1"), caller=caller(asha), user=asha, now=NOW)
    again = take_turn(
        said=Said("hello", "k1", first.conversation_id), caller=caller(asha), user=asha, now=NOW
    )
    assert (again.again, again.reply) == (True, first.reply)
    assert scripted.calls == ["hello"]
    assert Turn.objects.count() == 1


def test_the_state_of_a_turn_is_where_the_next_begins(
    scripted: ScriptedEngine, asha: User, caller: MakeCaller
) -> None:
    first = take_turn(said=Said("one", "k1"), caller=caller(asha), user=asha, now=NOW)
    take_turn(said=Said("two", "k2", first.conversation_id), caller=caller(asha), user=asha, now=NOW)
    assert list(Turn.objects.order_by("number").values_list("number", "state")) == [
        (1, {"turns": 1}),
        (2, {"turns": 2}),
    ]


def test_somebody_elses_conversation_does_not_exist(
    scripted: ScriptedEngine, asha: User, ravi: User, caller: MakeCaller
) -> None:
    hers = take_turn(said=Said("hello", "k1"), caller=caller(asha), user=asha, now=NOW)
    with pytest.raises(NotFound):
        take_turn(said=Said("hi", "k2", hers.conversation_id), caller=caller(ravi), user=ravi, now=NOW)
    with pytest.raises(NotFound):
        conversation_get(person=caller(ravi).person, conversation_id=hers.conversation_id)
    assert (scripted.calls, Turn.objects.count()) == (["hello"], 1)


def test_a_turn_that_fails_leaves_nothing_behind(
    scripted: ScriptedEngine, asha: User, caller: MakeCaller
) -> None:
    def fail(toolbox: object) -> None:
        raise RuntimeError("boom")

    scripted.before = fail
    with pytest.raises(RuntimeError):
        take_turn(said=Said("hello", "k1"), caller=caller(asha), user=asha, now=NOW)
    assert not Conversation.objects.exists()
    assert not Event.objects.exists()


def test_more_than_a_person_writes_is_slowed_down_and_forgotten_after_ten_seconds(
    scripted: ScriptedEngine, asha: User, caller: MakeCaller, settings: object
) -> None:
    settings.CHAT_TURNS_PER_10_SECONDS = 2  # type: ignore[attr-defined]
    first = take_turn(said=Said("a", "1"), caller=caller(asha), user=asha, now=NOW)
    again = Said("b", "2", first.conversation_id)
    take_turn(said=again, caller=caller(asha), user=asha, now=NOW)
    with pytest.raises(TooManyMessages):
        take_turn(said=Said("c", "3", first.conversation_id), caller=caller(asha), user=asha, now=NOW)
    later = NOW + timedelta(seconds=11)
    take_turn(said=Said("c", "3", first.conversation_id), caller=caller(asha), user=asha, now=later)
    assert Turn.objects.count() == 3


def test_a_visitors_conversation_goes_on_after_log_in(
    scripted: ScriptedEngine, asha: User, caller: MakeCaller
) -> None:
    said = take_turn(said=Said("hello", "k1"), caller=caller(visitor="v-1"), user=None, now=NOW)
    claim_all(visitor_id="v-1", user_id=asha.pk, now=NOW)
    found = conversation_get(person=caller(asha).person, conversation_id=said.conversation_id)
    assert conversation_current(person=caller(asha).person, now=NOW) == found


def test_an_account_takes_its_conversations_along_and_away(
    scripted: ScriptedEngine, asha: User, ravi: User, caller: MakeCaller
) -> None:
    take_turn(said=Said("hello", "k1"), caller=caller(asha), user=asha, now=NOW)
    take_turn(said=Said("hi", "k1"), caller=caller(ravi), user=ravi, now=NOW)
    said = [row["text"] for row in person_export(user=asha)["conversations"]]
    assert said == ["hello", "You said: hello"]
    person_erase(user=asha)
    assert [row.owner_key for row in Conversation.objects.all()] == [f"user:{ravi.pk}"]


def test_a_closed_conversation_is_not_the_current_one(
    scripted: ScriptedEngine, asha: User, caller: MakeCaller
) -> None:
    take_turn(said=Said("hello", "k1"), caller=caller(asha), user=asha, now=NOW)
    assert conversation_close(caller=caller(asha), now=NOW) == 1
    assert conversation_current(person=caller(asha).person, now=NOW) is None


def test_an_agents_words_appear_in_the_thread(
    scripted: ScriptedEngine, asha: User, caller: MakeCaller
) -> None:
    said = take_turn(said=Said("help", "k1"), caller=caller(asha), user=asha, now=NOW)
    agent_message_add(conversation_id=said.conversation_id, text="Kabir here.", now=NOW)
    views = thread(Conversation.objects.get())
    assert (views[-1].role, views[-1].text) == ("agent", "Kabir here.")


def test_stored_blocks_of_an_unknown_form_are_left_out(
    scripted: ScriptedEngine, asha: User, caller: MakeCaller
) -> None:
    take_turn(said=Said("hello", "k1"), caller=caller(asha), user=asha, now=NOW)
    message = Message.objects.get(role="assistant")
    message.blocks = [
        {"kind": "hologram", "text": "", "data": None, "token": ""},
        {"kind": "cart", "text": "", "data": {"type": "CartView", "value": {"odd": 1}}, "token": ""},
        *message.blocks,
    ]
    message.save()
    assert thread(Conversation.objects.get())[-1].blocks == (Block(BlockKind.TEXT, "You said: hello"),)


def test_a_first_message_that_is_sent_again_opens_no_second_conversation(
    scripted: ScriptedEngine, asha: User, caller: MakeCaller
) -> None:
    first = take_turn(said=Said("hello", "k1"), caller=caller(asha), user=asha, now=NOW)
    again = take_turn(said=Said("hello", "k1"), caller=caller(asha), user=asha, now=NOW)
    assert (again.again, again.reply) == (True, first.reply)
    assert Conversation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_send_the_same_message_get_one_turn(
    scripted: ScriptedEngine, asha: User, caller: MakeCaller
) -> None:
    first = take_turn(said=Said("hello", "k1"), caller=caller(asha), user=asha, now=NOW)
    both_ready = threading.Barrier(2)
    answers = []

    def tab() -> None:
        both_ready.wait()
        said = Said("add it", "k2", first.conversation_id)
        answers.append(take_turn(said=said, caller=caller(asha), user=asha, now=NOW))
        connection.close()

    tabs = [threading.Thread(target=tab) for _ in range(2)]
    for one in tabs:
        one.start()
    for one in tabs:
        one.join()
    assert sorted(answer.again for answer in answers) == [False, True]
    assert answers[0].reply == answers[1].reply
    assert scripted.calls == ["hello", "add it"]
