"""Orders by talking, on the whole shop: cards in the language of the talk, payments that wait, photos, the pick-up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone, translation
from pytest_django import Settings

from apps.accounts.models import Role, User
from apps.catalog.models import Product, Store
from apps.chat.selectors import MessageView, interface_language
from apps.orders.models import Order, OrderStatus, Return, ReturnHandover
from apps.orders.services.photos import photo_add
from retailgenie.ai.types import BlockKind, ConfirmCard, OrderView
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.chat.test_around_the_purchase import MakeCaller, Talk, chips
from tests.apps.orders.after import a_picture, buy, deliver, with_policy
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private(settings: Settings, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path


@pytest.fixture
def warehouse(db: None) -> Store:
    return make_store("Pune", kind="warehouse")


@pytest.fixture
def kurta(warehouse: Store) -> Product:
    made = make_product("Red kurta", category="Kurtas", price=800, pieces=5, store=warehouse)
    made.return_days = 30
    made.save()
    return made


@pytest.fixture
def talk(asha: User, caller: MakeCaller) -> Talk:
    return Talk(caller(asha), asha)


@pytest.fixture
def delivered(asha: User, caller: MakeCaller, kurta: Product) -> Order:
    staff = caller(person("s@retailgenie.example", "S", Role.STAFF))
    return deliver(staff, buy(caller(asha), kurta, "M"))


def data(reply: Any, kind: BlockKind) -> Any:
    return next(block.data for block in reply.blocks if block.kind is kind)


def card(reply: Any) -> ConfirmCard:
    found: ConfirmCard = data(reply, BlockKind.CONFIRM)
    return found


def yes(talk: Talk) -> Any:
    return talk.say("yes")


@pytest.mark.parametrize("page", ["en", "hi"])
def test_cards_speak_the_language_of_the_talk_whatever_the_page_speaks(
    talk: Talk, delivered: Order, page: str
) -> None:
    with translation.override(page):
        hindi = card(talk.say("इसे वापस करना है, खराब निकला"))
        assert translation.get_language() == page
        talk.say("no")
        english = card(talk.say("I want to return the kurta because it is damaged"))
    assert (hindi.title, hindi.confirm_label) == ("यह सामान वापस करें?", "वापसी")
    assert english.title == "Return these things?"


def test_a_refusal_too_speaks_the_language_of_the_talk(talk: Talk, delivered: Order) -> None:
    Order.objects.filter(pk=delivered.pk).update(status=OrderStatus.SHIPPED)
    assert "Only what was delivered" in talk.say("I want to return the kurta").text
    hindi = talk.say("इसे वापस करना है").text
    assert "Only what was delivered" not in hindi and "वापस" in hindi


def test_hinglish_has_cards_refusals_and_days_in_latin_letters(talk: Talk, delivered: Order) -> None:
    with translation.override("hi"):
        shown = card(talk.say("kurta wapas karna hai, kharab nikla"))
        Order.objects.filter(pk=delivered.pk).update(status=OrderStatus.SHIPPED)
        refused = talk.say("kurta wapas karna hai").text
    assert (shown.title, shown.confirm_label) == ("Yeh cheezein return karein?", "Return")
    assert "Sirf deliver hui cheez wapas aa sakti hai" in refused
    assert not any("\u0900" <= sign <= "\u097f" for sign in str(shown) + refused)
    message = MessageView(1, "assistant", "", timezone.now(), "", language=interface_language("hi-Latn"))
    assert (message.language, message.lang) == ("en-hinglish", "hi-Latn")


def test_what_waits_for_its_payment_is_kept_paid_and_told(
    client: Client, talk: Talk, asha: User, caller: MakeCaller, kurta: Product
) -> None:
    buy(caller(asha), kurta, "L")  # so that there is a kept address
    talk.see(kurta)
    talk.say("add it in M")
    for words in (
        "checkout",
        "home delivery",
        "Asha Rao, 98765 43210, 12 Lake Road, Pune 411004",
        "later@upi",
    ):
        asked = talk.say(words)
    assert card(asked).title == "Place this order?"
    said = yes(talk)
    order = Order.objects.order_by("-pk")[0]
    assert order.status == OrderStatus.AWAITING_PAYMENT
    assert "is placed:" not in said.text and "Please pay until" in said.text
    view: OrderView = data(said, BlockKind.ORDER)
    assert view.pay_url == f"/orders/{order.number}/pay/"
    client.force_login(asha)
    page = client.get(f"/chat/{talk.conversation}/").content.decode()
    assert f"{view.pay_url}?next=/chat/{talk.conversation}/" in page


def test_a_photo_is_asked_for_added_on_its_page_and_goes_along(
    talk: Talk, asha: User, caller: MakeCaller, delivered: Order
) -> None:
    with_policy(delivered, photo_reasons=["damaged"])
    asked = talk.say("return the kurta, it is damaged")
    assert "add a photo" in asked.text
    assert (
        data(asked, BlockKind.CLASSIC)
        == f"/orders/{delivered.number}/photos/?next=/chat/{talk.conversation}/"
    )
    again = talk.say("done")
    assert "add a photo" in again.text and not Return.objects.exists()
    photo_add(caller=caller(asha), number=delivered.number, data=a_picture(), now=timezone.now())
    shown = card(talk.say("I have added them"))
    assert ("Photos", "1") in shown.lines
    yes(talk)
    assert Return.objects.get().pictures.count() == 1


def test_the_pick_up_is_chosen_and_chosen_anew_by_talking(talk: Talk, delivered: Order) -> None:
    talk.say("return the kurta, it is damaged")
    made = yes(talk)
    assert "Choose a pick-up time" in chips(made)
    asked = talk.say("Choose a pick-up time")
    first = chips(asked)[0]
    assert dict(card(talk.say(first)).lines)["From now on"] == first
    yes(talk)
    assert ReturnHandover.objects.get().way == "pickup"
    talk.say("change the pickup time")
    shown = card(talk.say("I will bring it to a store"))
    assert dict(shown.lines)["From now on"] == "I bring it to a store"
    said = yes(talk)
    assert ReturnHandover.objects.get().way == "drop_off"
    assert data(said, BlockKind.CLASSIC) == f"/returns/{Return.objects.get().number}/label/"


@pytest.mark.parametrize(("utc", "day"), [("15:00", "2026-11-21"), ("20:00", "2026-11-22")])
def test_tomorrow_is_the_day_after_today_where_the_shop_is(
    talk: Talk, delivered: Order, utc: str, day: str
) -> None:
    with time_machine.travel(f"2026-11-20T{utc}:00+00:00", tick=False):
        Order.objects.filter(pk=delivered.pk).update(placed_at=timezone.now())
        delivered.events.update(at=timezone.now())
        talk.say("return the kurta, it is damaged")
        talk.say("tomorrow")
        yes(talk)
    assert str(Return.objects.get().pickup_date) == day
