"""Waiting, reviewing and finding an order without an account, by talking."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Product, Review, StockAlert
from apps.catalog.versions import catalog_version
from apps.chat.incoming import Said
from apps.chat.selectors import MessageView
from apps.chat.services import take_turn
from apps.orders.models import Order
from retailgenie.ai.dialogue.context import Tap
from retailgenie.ai.tools.types import Caller
from retailgenie.ai.types import BlockKind, OrderView
from tests.apps.catalog.factories import make_product
from tests.apps.orders.shopping import add, place

MakeCaller = Callable[..., Caller]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_catalogue() -> Iterator[None]:
    catalog_version.forget()
    yield
    catalog_version.forget()


class Talk:
    def __init__(self, caller: Caller, user: User | None = None) -> None:
        self.caller, self.user = caller, user
        self.conversation: uuid.UUID | None = None

    def say(self, text: str, tap: Tap | None = None) -> MessageView:
        said = Said(text, str(uuid.uuid4()), self.conversation, tap)
        answered = take_turn(said=said, caller=self.caller, user=self.user, now=timezone.now())
        self.conversation = answered.conversation_id
        return answered.reply

    def see(self, product: Product) -> MessageView:
        return self.say("details", Tap("details", product_id=product.pk))


def chips(reply: MessageView) -> list[str]:
    return [chip.label for chip in reply.chips]


@pytest.fixture
def gone(db: None) -> Product:
    return make_product("Red kurta", pieces=0, sizes=("M", "L"))


def test_what_is_sold_out_offers_to_tell_and_notes_the_size_that_is_named(
    asha: User, caller: MakeCaller, gone: Product
) -> None:
    talk = Talk(caller(asha), asha)
    talk.see(gone)
    assert "Tell me when it's back" in chips(talk.say("is it in stock?"))
    asked = talk.say("Tell me when it's back")
    assert chips(asked)[:2] == ["M Blue", "L Blue"]
    assert not StockAlert.objects.exists()
    talk.say("L")
    assert StockAlert.objects.get().variant.size == "L"
    assert StockAlert.objects.get().state == "active"


def test_a_guest_is_asked_for_an_address_and_told_to_look_into_the_mailbox(
    caller: MakeCaller, gone: Product
) -> None:
    talk = Talk(caller())
    talk.see(gone)
    talk.say("notify me when size M is back in stock")
    assert not StockAlert.objects.exists()
    reply = talk.say("guest@example.com")
    alert = StockAlert.objects.get()
    assert (alert.email, alert.state, alert.variant.size) == ("guest@example.com", "unconfirmed", "M")
    assert "e-mail" in reply.text


def test_nothing_is_noted_for_what_is_there(asha: User, caller: MakeCaller) -> None:
    talk = Talk(caller(asha), asha)
    talk.see(make_product(pieces=3))
    talk.say("Tell me when it's back")
    assert not StockAlert.objects.exists()


def test_a_noted_wish_can_be_undone(asha: User, caller: MakeCaller, gone: Product) -> None:
    talk = Talk(caller(asha), asha)
    talk.see(gone)
    talk.say("Tell me when it's back")
    talk.say("M")
    talk.say("undo")
    assert StockAlert.objects.get().state == "ended"


@pytest.mark.parametrize("words", ["I want to write a review", "mujhe iska review likhna hai", "rate this"])
def test_a_review_in_three_sentences(asha: User, caller: MakeCaller, gone: Product, words: str) -> None:
    talk = Talk(caller(asha), asha)
    talk.see(gone)
    assert chips(talk.say(words)) == ["5", "4", "3", "2", "1"]
    talk.say("4")
    assert not Review.objects.exists()
    talk.say("Lovely colour, runs a little small")
    review = Review.objects.get()
    assert (review.rating, review.text, review.state) == (
        4,
        "Lovely colour, runs a little small",
        "published",
    )


def test_a_review_with_a_phone_number_is_held_and_said_so(
    asha: User, caller: MakeCaller, gone: Product
) -> None:
    talk = Talk(caller(asha), asha)
    talk.see(gone)
    talk.say("Write a review")
    talk.say("one")
    reply = talk.say("bad, call me on 9876543210")
    assert Review.objects.get().state == "pending"
    assert "reads your review" in reply.text


def test_a_guest_who_wants_to_review_is_asked_to_log_in(caller: MakeCaller, gone: Product) -> None:
    talk = Talk(caller())
    talk.see(gone)
    talk.say("Write a review")
    talk.say("5")
    reply = talk.say("Great")
    assert [block.kind for block in reply.blocks if block.kind is BlockKind.LOGIN]
    assert not Review.objects.exists()


def test_number_and_phone_show_a_guests_order_and_open_its_page(caller: MakeCaller) -> None:
    shirt = make_product("Blue shirt")
    by = caller(visitor="another-browser")
    add(by, shirt.variants.all()[0].pk)
    number = place(by).number
    talk = Talk(caller())
    talk.say("Find an order by number and phone")
    talk.say(number)
    wrong = talk.say("9000000000")
    assert "no order with this number and this phone" in wrong.text
    talk.say(number)
    reply = talk.say("98765 43210")
    order = next(block.data for block in reply.blocks if block.kind is BlockKind.ORDER)
    assert isinstance(order, OrderView)
    assert order.number == number
    assert order.url.startswith("/track/")
    talk.say("cancel it")
    assert Order.objects.get().status == "placed"


def test_number_and_phone_in_one_sentence_are_enough(caller: MakeCaller) -> None:
    shirt = make_product("Blue shirt")
    by = caller(visitor="another-browser")
    add(by, shirt.variants.all()[0].pk)
    number = place(by).number
    reply = Talk(caller()).say(f"where is {number}, my phone is 9876543210")
    assert any(block.kind is BlockKind.ORDER for block in reply.blocks)
