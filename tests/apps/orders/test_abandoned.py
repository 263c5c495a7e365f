"""Carts that are left: one reminder to those who asked, none to anybody else, an end for those of guests."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Consent, User
from apps.catalog.counting import stock_count
from apps.catalog.models import Product, Stock
from apps.ledger.execution import execute_tool, undo_receipt
from apps.ledger.models import Notice, OutboxMessage
from apps.ledger.outbox import outbox_deliver
from apps.orders.models import Cart, CartLine, Order
from apps.orders.services.abandoned import (
    GUEST_CARTS,
    IDLE,
    TOO_OLD,
    carts_remind,
    carts_sweep,
    reminders_on,
    reminders_set,
)
from retailgenie.ai.tools.types import Caller, Done
from tests.apps.orders.after import MakeCaller
from tests.apps.orders.shopping import add, place, refused

MINUTE = timedelta(minutes=1)


@pytest.fixture
def shopping(asha: User, caller: MakeCaller, shirt: Product) -> Caller:
    """Asha, who wants reminders and has just put two shirts into her cart."""
    reminders_set(user=asha, on=True, now=timezone.now())
    add(caller(asha), shirt.variants.get(size="M").pk, 2)
    return caller(asha)


def reminded(after: timedelta) -> int:
    """Run the job as if it were that much later; returns how many e-mails wait in all."""
    carts_remind(now=timezone.now() + after)
    return OutboxMessage.objects.filter(template="cart_waiting").count()


def test_a_cart_is_reminded_of_once_when_it_has_stood_long_enough(shopping: Caller) -> None:
    assert reminded(IDLE - MINUTE) == 0
    assert reminded(IDLE + MINUTE) == 1
    assert reminded(IDLE + 2 * MINUTE) == 1
    notice = Notice.objects.get()
    assert (notice.url, notice.context["items"]) == ("/cart/", "Blue shirt")
    outbox_deliver(now=timezone.now() + 2 * IDLE)
    (letter,) = mail.outbox
    assert letter.subject == "Your cart is waiting" and "₹1,000" in letter.body
    assert "/notifications/off/" in letter.body


def test_a_cart_that_is_touched_again_after_its_reminder_gets_no_second_one(
    shopping: Caller, shirt: Product
) -> None:
    assert reminded(IDLE + MINUTE) == 1
    add(shopping, shirt.variants.get(size="L").pk)
    assert reminded(2 * IDLE) == 1


def test_who_did_not_ask_hears_nothing(ravi: User, caller: MakeCaller, shirt: Product) -> None:
    add(caller(ravi), shirt.variants.get(size="M").pk)
    add(caller(visitor="v1"), shirt.variants.get(size="M").pk)
    assert reminded(IDLE + MINUTE) == 0
    assert not Notice.objects.exists()


def test_who_takes_it_back_hears_nothing_and_the_consent_stays_as_history(
    shopping: Caller, asha: User
) -> None:
    reminders_set(user=asha, on=False, now=timezone.now())
    assert reminded(IDLE + MINUTE) == 0
    assert Consent.objects.get(user=asha).withdrawn_at is not None


def test_the_link_in_the_letter_ends_the_letters(shopping: Caller, asha: User, client: Client) -> None:
    assert reminded(IDLE + MINUTE) == 1
    outbox_deliver(now=timezone.now() + 2 * IDLE)
    link = next(word for word in mail.outbox[0].body.split() if "/notifications/off/" in word)
    path = "/" + link.split("/", 3)[3]
    assert client.get(path).status_code == 200
    client.post(path)
    Cart.objects.update(reminded_at=None)
    Notice.objects.all().delete()
    OutboxMessage.objects.all().delete()
    assert reminded(IDLE + MINUTE) == 0


def test_nobody_is_reminded_of_what_is_gone_bought_or_long_ago(shopping: Caller, shirt: Product) -> None:
    assert reminded(TOO_OLD + MINUTE) == 0
    for row in Stock.objects.filter(variant__product=shirt):
        stock_count(stock_id=row.pk, counted=0, actor="test", now=timezone.now())
    assert reminded(IDLE + MINUTE) == 0
    for row in Stock.objects.filter(variant__product=shirt):
        stock_count(stock_id=row.pk, counted=5, actor="test", now=timezone.now())
    place(shopping)
    assert reminded(IDLE + MINUTE) == 0


def test_an_empty_cart_is_no_reason_to_write(shopping: Caller) -> None:
    CartLine.objects.all().delete()
    assert reminded(IDLE + MINUTE) == 0


def test_reminders_are_switched_on_the_cart_page_and_by_the_tool(
    client: Client, asha: User, caller: MakeCaller, shirt: Product
) -> None:
    client.force_login(asha)
    add(caller(asha), shirt.variants.get(size="M").pk)
    assert "Remind me once, tomorrow" in client.get("/cart/").content.decode()
    client.post("/cart/reminders/", {"on": "1"})
    assert reminders_on(asha)
    assert "we remind you once by e-mail" in client.get("/cart/").content.decode()
    off = execute_tool(caller(asha), "set_cart_reminders", {"on": False})
    assert isinstance(off, Done) and not reminders_on(asha)
    assert isinstance(undo_receipt(caller(asha), off.receipt_id), Done) and reminders_on(asha)
    guest = execute_tool(caller(visitor="v1"), "set_cart_reminders", {"on": True})
    assert refused(guest) == "login_required"


def test_carts_of_guests_end_and_all_others_stay(
    shopping: Caller, asha: User, caller: MakeCaller, shirt: Product
) -> None:
    piece = shirt.variants.get(size="L").pk
    add(caller(visitor="old"), piece)
    add(caller(visitor="young"), piece)
    add(caller(visitor="buys"), piece)
    place(caller(visitor="buys"))
    now = timezone.now()
    Cart.objects.exclude(owner_key="visitor:young").update(updated_at=now - GUEST_CARTS - MINUTE)
    assert carts_sweep(now=now) == 1
    kept = set(Cart.objects.values_list("owner_key", flat=True))
    assert kept == {f"user:{asha.pk}", "visitor:young", "visitor:buys"}
    assert Order.objects.get().cart is not None
