"""The classic view from a talk: offered, opened prefilled, measured, and what was done there said on return."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.chat.incoming import Said
from apps.chat.models import Message, RouteWeight
from apps.chat.router import route_figures, routes_learn, welcome_back
from apps.chat.selectors import conversation_get
from apps.chat.services import Answered, take_turn
from apps.ledger.events import event_record
from apps.ledger.models import Event, EventName
from retailgenie.ai.tools.types import Caller, Door
from tests.apps.catalog.factories import make_product
from tests.apps.orders.shopping import add

pytestmark = pytest.mark.django_db
MakeCaller = Callable[..., Caller]


@pytest.fixture(autouse=True)
def shop() -> None:
    for name in ("Blue shirt", "Red shirt", "White shirt"):
        make_product(name)


class Talking:
    def __init__(self, by: Caller, user: User | None) -> None:
        self.by, self.user, self.count = by, user, 0
        self.last: Answered | None = None

    def say(self, words: str) -> Answered:
        self.count += 1
        conversation = self.last.conversation_id if self.last else None
        said = Said(words, f"route-{self.count}", conversation)
        self.last = take_turn(
            said=said, caller=self.by, user=self.user, now=timezone.now() + timedelta(seconds=11 * self.count)
        )
        return self.last


@pytest.fixture
def talking(asha: User, caller: MakeCaller) -> Talking:
    return Talking(caller(asha), asha)


def test_an_offer_is_recorded_with_its_reason_and_taking_it_too(
    client: Client, talking: Talking, asha: User
) -> None:
    talking.say("shirt")
    answered = talking.say("compare all of them")
    event = Event.objects.get(name=EventName.ROUTE_OFFERED)
    assert event.properties == {"why": "compare", "page": "compare"}
    client.force_login(asha)
    opened = client.get(f"/chat/open/{answered.reply.id}/")
    assert opened.status_code == 302
    assert opened.headers["Location"].startswith("/compare/?p=")
    assert Event.objects.get(name=EventName.ROUTE_TAKEN).properties == {"why": "compare", "page": "compare"}
    assert "Blue shirt" in client.get(opened.headers["Location"]).content.decode()


def test_somebody_else_cannot_open_it_and_nothing_is_recorded(
    client: Client, talking: Talking, ravi: User
) -> None:
    talking.say("shirt")
    answered = talking.say("compare all of them")
    client.force_login(ravi)
    assert client.get(f"/chat/open/{answered.reply.id}/").status_code == 404
    assert not Event.objects.filter(name=EventName.ROUTE_TAKEN).exists()


def test_the_checkout_form_holds_what_was_told_and_its_address_does_not(
    client: Client, talking: Talking, asha: User, caller: MakeCaller
) -> None:
    variant = make_product("Green shirt").variants.all()[0].pk
    add(caller(asha), variant)
    for words in ("checkout", "home delivery", "Asha Rao, 98765 43210, 12 Lake Road, Pune 411004"):
        talking.say(words)
    answered = talking.say("show me the form")
    client.force_login(asha)
    opened = client.get(f"/chat/open/{answered.reply.id}/")
    assert opened.headers["Location"] == "/checkout/"
    page = client.get("/checkout/").content.decode()
    assert "12 Lake Road" in page
    assert 'value="411004"' in page
    client.logout()
    assert "12 Lake Road" not in client.get("/cart/").content.decode()


def test_a_ticket_form_holds_the_words_of_the_complaint(client: Client, talking: Talking, asha: User) -> None:
    talking.say("my parcel came torn and wet, this is a problem")
    answered = talking.say("open the form")
    client.force_login(asha)
    opened = client.get(f"/chat/open/{answered.reply.id}/")
    assert opened.headers["Location"] == "/help/tickets/new/"
    assert "torn and wet" in client.get("/help/tickets/new/").content.decode()


def test_without_a_script_asking_for_the_page_opens_it(client: Client, asha: User) -> None:
    client.force_login(asha)
    client.post("/chat/say/", {"text": "shirts under 2000", "client_key": "a"})
    conversation = Message.objects.latest("id").conversation_id
    said = client.post(
        "/chat/say/", {"text": "classic view", "client_key": "b", "conversation": str(conversation)}
    )
    opened = client.get(said.headers["Location"])
    assert opened.status_code == 302
    assert opened.headers["Location"].startswith("/search?")
    assert "max=2000" in opened.headers["Location"]


def test_what_was_done_there_is_said_once_on_return(
    client: Client, talking: Talking, asha: User, caller: MakeCaller
) -> None:
    talking.say("shirt")
    answered = talking.say("compare all of them")
    client.force_login(asha)
    client.get(f"/chat/open/{answered.reply.id}/")
    add(caller(asha, door=Door.CLASSIC), make_product("Green shirt").variants.all()[0].pk)
    page = f"/chat/{answered.conversation_id}/"
    assert "I see that your cart has changed" in client.get(page).content.decode()
    client.get(page)
    assert Message.objects.filter(about__startswith="back:").count() == 1


def test_nothing_done_there_is_nothing_said(client: Client, talking: Talking, asha: User) -> None:
    talking.say("shirt")
    answered = talking.say("compare all of them")
    client.force_login(asha)
    client.get(f"/chat/open/{answered.reply.id}/")
    found = conversation_get(person=talking.by.person, conversation_id=answered.conversation_id)
    assert welcome_back(conversation=found, person=talking.by.person, now=timezone.now()) is None


def offered(by: Caller, why: str, *, taken: bool, done: bool = False) -> None:
    now = timezone.now()
    event_record(name=EventName.ROUTE_OFFERED, caller=by, now=now, why=why, page="checkout")
    if taken:
        event_record(name=EventName.ROUTE_TAKEN, caller=by, now=now, why=why, page="checkout")
    if done:
        event_record(name=EventName.ORDER_PLACED, caller=by, now=now, order="RG1", total_paise=1)


def test_weights_are_learned_from_outcomes_and_used_by_the_next_turn(
    talking: Talking, caller: MakeCaller
) -> None:
    for number in range(30):
        offered(caller(visitor=f"a{number}", door=Door.CLASSIC), "compare", taken=False)
        offered(caller(visitor=f"b{number}", door=Door.CLASSIC), "form", taken=True, done=True)
    figures = {row.why: (row.offered, row.taken, row.completed) for row in route_figures(now=timezone.now())}
    assert figures["compare"] == (30, 0, 0)
    assert figures["form"][0] == 30
    assert routes_learn(now=timezone.now())["compare"] == 0.5
    assert RouteWeight.objects.get(why="form").weight > 1.0
    call_command("routes")
    talking.say("shirt")
    answered = talking.say("compare all of them")
    assert "classic" not in {block.kind.value for block in answered.reply.blocks}
