"""Changing an order that isn't packed yet: address, contact, payment, items."""

from __future__ import annotations

from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Product, Variant
from apps.ledger.execution import execute_tool
from apps.orders.models import Address, GiftCard, Order, Payment, Refund
from apps.orders.services.giftcards import giftcard_issue
from apps.orders.services.progress import order_advance
from retailgenie.ai.tools.types import Refused
from tests.apps.orders.after import MakeCaller, buy, kept_money, person_key, sound, with_policy
from tests.apps.orders.shopping import ADDRESS, ask, confirm, done, refused

DELHI = {**ADDRESS, "line1": "4 Ring Road", "city": "Delhi", "pin": "110001"}


def price(product: Product, size: str, rupees: int) -> Variant:
    variant = product.variants.get(size=size)
    variant.price_paise = variant.mrp_paise = rupees * 100
    variant.save()
    return variant


def gift_card(user: User, rupees: int, code: str = "GIFT-1") -> GiftCard:
    return giftcard_issue(
        code=code, owner_key=person_key(user), amount_paise=rupees * 100, reference="t", now=timezone.now()
    )


def test_an_order_goes_to_another_state_with_its_gst(asha: User, caller: MakeCaller, shirt: Product) -> None:
    order = buy(caller(asha), shirt, "M")
    assert order.lines.get().igst_paise == 0
    view = done(confirm(caller(asha), "change_order_address", number=order.number, address=DELHI))
    assert "4 Ring Road" in view.deliver_to
    order.refresh_from_db()
    line = order.lines.get()
    assert (order.place_of_supply, line.cgst_paise, line.igst_paise) == ("DL", 0, line.tax_paise)
    assert [x.text for x in view.timeline][-1] == "The order now goes to another address in Delhi."
    assert sound()


def test_the_contact_changes(asha: User, caller: MakeCaller, shirt: Product) -> None:
    order = buy(caller(asha), shirt, "M")
    done(confirm(caller(asha), "change_order_contact", number=order.number, phone="98200 12345"))
    order.refresh_from_db()
    assert (order.contact_name, order.contact_phone) == ("Asha Rao", "+919820012345")


def test_paying_by_gift_card_sends_the_old_payment_back(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    order = buy(caller(asha), shirt, "M", payment_detail="asha@upi")
    card = gift_card(asha, 1000)
    change = {"number": order.number, "payment_method": "gift_card", "payment_detail": card.code}
    rows = dict(ask(caller(asha), "change_order_payment", **change).card.lines)
    assert rows["Goes back"] == "₹549 · UPI asha@upi"
    done(confirm(caller(asha), "change_order_payment", **change))
    card.refresh_from_db()
    assert (card.balance_paise, kept_money(order)) == (100_000 - 54_900, 54_900)
    assert [x.amount_paise for x in Refund.objects.all()] == [54_900]
    assert sound()


def test_a_gift_card_that_is_too_small_changes_nothing(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    order = buy(caller(asha), shirt, "M")
    gift_card(asha, 100)
    change = {"number": order.number, "payment_method": "gift_card", "payment_detail": "GIFT-1"}
    outcome = execute_tool(caller(asha), "change_order_payment", change)
    assert isinstance(outcome, Refused)
    assert outcome.message == "The gift card has ₹100; ₹549 is needed."
    assert (Payment.objects.count(), GiftCard.objects.get().balance_paise) == (1, 10_000)


def test_a_strangers_gift_card_does_not_exist(
    asha: User, ravi: User, caller: MakeCaller, shirt: Product
) -> None:
    order = buy(caller(asha), shirt, "M")
    gift_card(ravi, 1000)
    change = {"number": order.number, "payment_method": "gift_card", "payment_detail": "GIFT-1"}
    assert refused(execute_tool(caller(asha), "change_order_payment", change)) == "not_found"


def test_cash_becomes_a_payment_and_back(asha: User, caller: MakeCaller, shirt: Product) -> None:
    order = buy(caller(asha), shirt, "M", payment_method="cod")
    for way in ({"payment_method": "upi", "payment_detail": "asha@upi"}, {"payment_method": "cod"}):
        done(confirm(caller(asha), "change_order_payment", number=order.number, **way))
        assert kept_money(order) == order.total_paise
    assert Refund.objects.count() == 1
    same = {"number": order.number, "payment_method": "cod"}
    assert refused(execute_tool(caller(asha), "change_order_payment", same)) == "change_refused"


def test_a_dearer_size_is_charged_and_a_cheaper_one_refunded(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    order = buy(caller(asha), shirt, "M", quantity=2, payment_detail="asha@upi")
    large, small = price(shirt, "L", 700), price(shirt, "S", 400)
    line = order.lines.get().pk
    up = [{"line_id": line, "variant_id": large.pk, "quantity": 1}]
    card = ask(caller(asha), "change_order_items", number=order.number, items=up).card
    assert dict(card.lines)["You pay more"] == "₹200 · UPI asha@upi"
    view = done(confirm(caller(asha), "change_order_items", number=order.number, items=up))
    assert [(x.size, x.quantity, x.total_paise) for x in view.lines] == [("M", 1, 50_000), ("L", 1, 70_000)]
    assert view.total_paise == kept_money(order)

    down = [{"line_id": line, "variant_id": small.pk}]
    view = done(confirm(caller(asha), "change_order_items", number=order.number, items=down))
    assert [(x.size, x.total_paise) for x in view.lines] == [("S", 40_000), ("L", 70_000)]
    assert (view.refund_paise, view.total_paise) == (10_000, kept_money(order))
    assert sound()


def test_a_difference_that_is_not_paid_at_once_changes_nothing(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    order = buy(caller(asha), shirt, "M", payment_detail="asha@upi")
    wish = {
        "number": order.number, "payment_method": "upi",
        "items": [{"line_id": order.lines.get().pk, "variant_id": price(shirt, "L", 700).pk}],
    }  # fmt: skip
    for detail, code in (
        ("fail@upi", "payment_declined"), ("lost@upi", "payment_unavailable"),
    ):  # fmt: skip
        asked = ask(caller(asha), "change_order_items", **wish, payment_detail=detail)
        arguments = {**wish, "payment_detail": detail}
        assert refused(execute_tool(caller(asha), "change_order_items", arguments, asked.token)) == code
        assert (order.lines.get().size, kept_money(order)) == ("M", order.total_paise)
        assert sound()
    again = execute_tool(
        caller(asha), "change_order_items", arguments, asked.token
    )  # the answer that was lost
    assert (done(again).lines[0].size, kept_money(order)) == ("L", order.total_paise + 20_000)
    assert Payment.objects.count() == 2


def test_items_change_only_within_the_product_and_the_stock(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    from tests.apps.catalog.factories import make_product

    order = buy(caller(asha), shirt, "M")
    shoes = make_product("Shoes", pieces=5).variants.first()
    gone = make_product("Grey shirt", pieces=0).variants.first()
    line = order.lines.get().pk
    shirt.variants.filter(size="S").update(is_active=False)
    for variant, code in (
        (shoes, "change_refused"),
        (gone, "change_refused"),
        (shirt.variants.get(size="M"), "change_refused"),
        (shirt.variants.get(size="S"), "not_found"),
    ):
        assert variant is not None
        items = [{"line_id": line, "variant_id": variant.pk}]
        outcome = execute_tool(caller(asha), "change_order_items", {"number": order.number, "items": items})
        assert refused(outcome) == code
    large = shirt.variants.get(size="L")
    large.stocks.update(allocated=0, on_hand=0)
    items = [{"line_id": line, "variant_id": large.pk}]
    outcome = execute_tool(caller(asha), "change_order_items", {"number": order.number, "items": items})
    assert refused(outcome) == "stock_shortage"
    assert Order.objects.get().item_changes == 0


def test_a_policy_allows_one_change_of_items_and_then_closes_the_order(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    order = buy(caller(asha), shirt, "M")
    with_policy(order, item_changes=1, item_change_closes=True)
    line = order.lines.get().pk
    items = [{"line_id": line, "variant_id": shirt.variants.get(size="L").pk}]
    done(confirm(caller(asha), "change_order_items", number=order.number, items=items))
    back = [{"line_id": line, "variant_id": shirt.variants.get(size="S").pk}]
    for tool, arguments, code in (
        ("change_order_items", {"items": back}, "change_refused"),
        ("change_order_address", {"address": DELHI}, "change_refused"),
        ("cancel_order", {}, "cancel_refused"),
    ):  # fmt: skip
        outcome = execute_tool(caller(asha), tool, {"number": order.number, **arguments})
        assert refused(outcome) == code
    assert sound()


def test_a_packed_order_is_not_changed(asha: User, meera: User, caller: MakeCaller, shirt: Product) -> None:
    order = buy(caller(asha), shirt, "M")
    asked = ask(caller(asha), "change_order_address", number=order.number, address=DELHI)
    order_advance(caller=caller(meera), number=order.number, to="packed", now=timezone.now())
    late = execute_tool(
        caller(asha), "change_order_address", {"number": order.number, "address": DELHI}, asked.token
    )
    assert refused(late) == "change_refused"
    assert Order.objects.get().ship_to["city"] == "Pune"


def test_an_own_address_becomes_the_first(asha: User, caller: MakeCaller) -> None:
    for address in (ADDRESS, DELHI):
        done(confirm(caller(asha), "change_user_address", address=address))
    assert [x.city for x in Address.objects.filter(is_default=True)] == ["Delhi"]
