"""Paying with gift cards beside another way, a message for a gift, and the invoice of a business."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Product
from apps.ledger.execution import execute_tool
from apps.orders.models import GiftCard, Invoice, Order, Payment, Refund
from apps.orders.payments import books
from apps.orders.services.buyers import GstinInvalid, gstin_check, gstin_state
from apps.orders.services.giftcards import giftcard_issue, store_credit
from apps.orders.services.payments import unpaid_sweep
from apps.orders.services.progress import order_advance
from retailgenie.ai.tools.types import Refused
from tests.apps.orders.after import MakeCaller, buy, deliver, kept_money, person_key, sound
from tests.apps.orders.shopping import ADDRESS, BY_UPI, add, ask, confirm, done, place, refused

GSTIN = "27AAPFU0939F1ZV"  # the example of python-stdnum: Maharashtra


def gift_card(user: User, rupees: int, code: str = "DIWALI") -> GiftCard:
    return giftcard_issue(
        code=code, owner_key=person_key(user), amount_paise=rupees * 100, reference="t", now=timezone.now()
    )


def payments(order: Order) -> list[tuple[str, str, int]]:
    rows = Payment.objects.filter(order=order).order_by("pk")
    return [(x.method, x.state, x.amount_paise) for x in rows]


def test_a_gift_card_pays_a_part_and_upi_the_rest(asha: User, caller: MakeCaller, shirt: Product) -> None:
    card = gift_card(asha, 200)
    add(caller(asha), shirt.variants.get(size="M").pk)
    wish = {**BY_UPI, "payment_detail": "asha@upi", "gift_cards": ["diwali", "DIWALI"]}
    rows = dict(ask(caller(asha), "place_order", **wish).card.lines)
    assert (rows["Gift card DIWALI"], rows["UPI"], rows["Total"]) == ("₹200", "₹349", "₹549")
    view = done(confirm(caller(asha), "place_order", **wish))
    order = Order.objects.get(number=view.number)
    card.refresh_from_db()
    assert card.balance_paise == 0
    assert payments(order) == [("gift_card", "captured", 20_000), ("upi", "captured", 34_900)]
    assert view.payment == "Gift card, ₹200 paid · UPI, ₹349 paid"
    assert [x.amount_paise for x in books.charges()] == [34_900]
    assert sound()


def test_a_card_that_covers_everything_needs_no_other_way(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    gift_card(asha, 1000)
    add(caller(asha), shirt.variants.get(size="M").pk)
    view = place(caller(asha), payment_method="gift_card", gift_cards=["DIWALI"])
    assert payments(Order.objects.get(number=view.number)) == [("gift_card", "captured", 54_900)]
    assert GiftCard.objects.get().balance_paise == 100_000 - 54_900
    assert not books.charges()


def test_what_gift_cards_leave_must_be_paid_somehow(
    asha: User, ravi: User, caller: MakeCaller, shirt: Product
) -> None:
    gift_card(asha, 200)
    gift_card(ravi, 5000, "RAVIS")
    add(caller(asha), shirt.variants.get(size="M").pk)
    short = {**BY_UPI, "payment_method": "gift_card", "gift_cards": ["DIWALI"]}
    outcome = execute_tool(caller(asha), "place_order", short)
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.message) == (
        "gift_card_too_small", "₹349 is left to pay. Please choose another way for it.",
    )  # fmt: skip
    strangers = {**BY_UPI, "gift_cards": ["RAVIS"]}
    assert refused(execute_tool(caller(asha), "place_order", strangers)) == "not_found"
    declined = {**BY_UPI, "gift_cards": ["DIWALI"], "payment_detail": "fail@upi"}
    token = ask(caller(asha), "place_order", **declined).token
    assert refused(execute_tool(caller(asha), "place_order", declined, token)) == "payment_declined"
    assert not Order.objects.exists()
    assert [x.balance_paise for x in GiftCard.objects.order_by("pk")] == [20_000, 500_000]
    assert sound()


def test_a_card_that_was_used_elsewhere_meanwhile_asks_again(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    gift_card(asha, 200)
    add(caller(asha), shirt.variants.get(size="M").pk)
    wish = {**BY_UPI, "gift_cards": ["DIWALI"]}
    token = ask(caller(asha), "place_order", **wish).token
    buy(caller(asha), shirt, "S", gift_cards=["DIWALI"])
    add(caller(asha), shirt.variants.get(size="M").pk)
    assert refused(execute_tool(caller(asha), "place_order", wish, token)) == "cart_changed"
    assert (Order.objects.count(), GiftCard.objects.get().balance_paise) == (1, 0)


def test_refunds_go_to_the_payments_in_their_order(asha: User, caller: MakeCaller, shirt: Product) -> None:
    gift_card(asha, 300)
    order = buy(caller(asha), shirt, "S", "M", gift_cards=["DIWALI"], payment_detail="asha@upi")
    part = [{"line_id": order.lines.get(size="M").pk, "quantity": 1}]
    card = ask(caller(asha), "cancel_order", number=order.number, lines=part).card
    assert [row for row in card.lines if row[0] == "Refund to"] == [
        ("Refund to", "₹300 · Gift card DIWALI"),
        ("Refund to", "₹200 · UPI asha@upi"),
    ]
    done(confirm(caller(asha), "cancel_order", number=order.number, lines=part))
    assert [(x.payment.method, x.amount_paise) for x in Refund.objects.order_by("pk")] == [
        ("gift_card", 30_000), ("upi", 20_000),
    ]  # fmt: skip
    assert GiftCard.objects.get().balance_paise == 30_000
    done(confirm(caller(asha), "cancel_order", number=order.number))
    assert kept_money(order) == 0
    assert sum(x.amount_paise for x in books.refunds()) == order.total_paise - 30_000
    assert sound()


def test_an_order_that_is_never_paid_gives_the_gift_card_back(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    gift_card(asha, 300)
    order = buy(caller(asha), shirt, "M", gift_cards=["DIWALI"], payment_detail="later@upi")
    assert (order.status, GiftCard.objects.get().balance_paise) == ("awaiting_payment", 0)
    assert unpaid_sweep(now=timezone.now() + timedelta(minutes=20)) == 1
    order.refresh_from_db()
    assert (order.status, GiftCard.objects.get().balance_paise, kept_money(order)) == ("cancelled", 30_000, 0)
    assert sound()


def test_a_gift_card_beside_cash_comes_back_as_a_gift_card(
    asha: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    Product.objects.update(return_days=30)
    gift_card(asha, 300)
    order = deliver(caller(meera), buy(caller(asha), shirt, "M", gift_cards=["DIWALI"], payment_method="cod"))
    assert payments(order) == [("gift_card", "captured", 30_000), ("cod", "captured", 24_900)]
    wish = {"number": order.number, "lines": [{"line_id": order.lines.get().pk, "quantity": 1}]}
    assert refused(execute_tool(caller(asha), "return_items", wish)) == "way_refused"
    made = done(confirm(caller(asha), "return_items", **wish, refund_to="upi", refund_detail="asha@upi"))
    from tests.apps.orders.test_returns import finish

    finish(caller(meera), made.number)
    assert [(x.payment.method, x.method, x.amount_paise) for x in Refund.objects.order_by("pk")] == [
        ("gift_card", "", 30_000), ("cod", "upi", 20_000),
    ]  # fmt: skip
    assert GiftCard.objects.get().balance_paise == 30_000


def test_ones_own_cards_are_listed_with_what_they_hold(asha: User, ravi: User, caller: MakeCaller) -> None:
    gift_card(asha, 200)
    gift_card(asha, 0, "EMPTY")
    gift_card(ravi, 300, "RAVIS")
    store_credit(owner_key=person_key(asha), now=timezone.now())
    found = done(execute_tool(caller(asha), "list_gift_cards", {}))
    assert [(x.code, x.label, x.balance_paise) for x in found.cards] == [
        ("DIWALI", "Gift card DIWALI", 20_000)
    ]
    assert found.total_paise == 20_000
    assert done(execute_tool(caller(asha), "checkout_options", {})).gift_cards == found.cards


def test_a_message_goes_with_a_gift(asha: User, caller: MakeCaller, shirt: Product) -> None:
    order = buy(caller(asha), shirt, "M", gift_message="  Happy birthday, Dad!\n  ")
    assert done(execute_tool(caller(asha), "get_order", {"number": order.number})).gift_message == (
        "Happy birthday, Dad!"
    )
    long = {**BY_UPI, "gift_message": "x" * 301}
    assert refused(execute_tool(caller(asha), "place_order", long)) == "invalid_arguments"


@pytest.mark.parametrize(
    ("text", "clean"),
    [("", ""), (" 27aapfu 0939f1zv ", GSTIN), ("38AAPFU0939F1ZS", "38AAPFU0939F1ZS")],
)
def test_a_gstin_is_read_as_people_write_it(text: str, clean: str) -> None:
    assert gstin_check(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "27AAPFU0939F1ZO",  # another check digit
        "27AAPFU0939F1Z",  # too short
        "99AAPFU0939F1ZM",  # no state
        "38AAPFU0939F1ZV",  # Ladakh with the check digit of Maharashtra
        "38AAPFU0939F0ZV",
        "27AAPFU0939F1AA",
        "25AAPFU0939F1ZZ",  # Daman and Diu is one with Dadra since 2020
        "<script>",
    ],
)
def test_a_wrong_gstin_is_refused(text: str) -> None:
    with pytest.raises(GstinInvalid):
        gstin_check(text)


def test_a_business_has_its_number_on_the_invoice(
    asha: User, meera: User, caller: MakeCaller, shirt: Product, client: Client
) -> None:
    add(caller(asha), shirt.variants.get(size="M").pk)
    wrong = {**BY_UPI, "gstin": "27AAPFU0939F1ZO"}
    outcome = execute_tool(caller(asha), "place_order", wrong)
    assert isinstance(outcome, Refused)
    assert (outcome.code, list(outcome.details)) == ("gstin_invalid", ["gstin"])
    wish = {**BY_UPI, "gstin": "27 AAPFU0939F1ZV", "company": "Rao Traders"}
    card = ask(caller(asha), "place_order", **wish).card
    assert dict(card.lines)["Invoice for"] == f"Rao Traders, GSTIN {GSTIN}"
    assert card.warning == ""
    order = Order.objects.get(number=done(confirm(caller(asha), "place_order", **wish)).number)
    order_advance(caller=caller(meera), number=order.number, to="packed", now=timezone.now())
    buyer = Invoice.objects.get().buyer
    assert (buyer["name"], buyer["gstin"], buyer["state"]) == ("Rao Traders", GSTIN, "MH")
    client.force_login(asha)
    assert f"GSTIN {GSTIN}" in client.get(Invoice.objects.get().get_absolute_url()).content.decode()


def test_the_goods_decide_the_place_of_supply_not_the_number(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    """A firm of Maharashtra has its shirt sent to Bengaluru: IGST, place of supply Karnataka, and a warning."""
    add(caller(asha), shirt.variants.get(size="M").pk)
    wish = {**BY_UPI, "gstin": GSTIN, "address": {**ADDRESS, "city": "Bengaluru", "pin": "560001"}}
    card = ask(caller(asha), "place_order", **wish).card
    assert card.warning.startswith("Your GSTIN is of Maharashtra (27), and the goods go to Karnataka (29)")
    order = Order.objects.get(number=done(confirm(caller(asha), "place_order", **wish)).number)
    line = order.lines.get()
    assert (order.place_of_supply, line.igst_paise, line.cgst_paise) == ("KA", 23_81, 0)
    assert gstin_state(order.buyer_gstin) == "MH"
