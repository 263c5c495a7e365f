"""From the cart to an order."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Product, Reservation, Stock, Store, Variant
from apps.catalog.stock import stock_faults, stock_receive
from apps.ledger.execution import execute_tool
from apps.ledger.models import Event, OutboxMessage
from apps.orders.models import Cart, Order, OrderStatus, Payment
from apps.orders.selectors import allocation_faults
from retailgenie.ai.tools.types import Caller
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.orders.shopping import ADDRESS, BY_UPI, add, ask, confirm, done, place, refused

MakeCaller = Callable[..., Caller]


def nothing_ordered() -> bool:
    clean = not list(stock_faults()) and not list(allocation_faults())
    return clean and not Order.objects.exists() and not Stock.objects.filter(allocated__gt=0).exists()


def test_a_confirmed_checkout_becomes_an_order(asha: User, caller: MakeCaller, shirt: Product) -> None:
    variant = shirt.variants.get(size="M")
    add(caller(asha), variant.pk, 2)

    view = place(caller(asha))

    order = Order.objects.get(number=view.number)
    assert view.number.startswith("RG")
    assert len(view.number) == 11
    assert (order.subtotal_paise, order.delivery_paise, order.total_paise) == (100_000, 0, 100_000)
    assert order.tax_paise == 4762
    assert order.status == OrderStatus.PLACED
    assert order.payments.get().state == Payment.State.CAPTURED
    assert Stock.objects.get(variant=variant).allocated == 2
    assert Reservation.objects.get().state == Reservation.State.CONSUMED
    assert [entry.text for entry in view.timeline] == ["We have your order."]
    assert OutboxMessage.objects.get().key == f"order_placed:{view.number}:email"
    assert Event.objects.filter(name="order_placed").count() == 1
    assert done(execute_tool(caller(asha), "view_cart", {})).count == 0
    assert not list(stock_faults())
    assert not list(allocation_faults())


def test_the_card_lists_all_that_will_happen(asha: User, caller: MakeCaller, shirt: Product) -> None:
    add(caller(asha), shirt.variants.get(size="M").pk)

    card = ask(caller(asha), "place_order", **BY_UPI).card

    rows = dict(card.lines)
    assert rows["1 × Blue shirt (M, Blue)"] == "₹500"
    assert rows["Delivery"] == "₹49"
    assert rows["GST contained"] == "₹26.14"
    assert rows["Total"] == "₹549"
    assert rows["Deliver to"] == "Asha Rao, 12 Lake Road, Pune 411004"
    assert rows["Payment"] == "UPI"
    assert card.total_paise == 54_900
    assert nothing_ordered()


def test_a_changed_cart_needs_a_new_card(asha: User, caller: MakeCaller, shirt: Product) -> None:
    small, medium, _large = shirt.variants.order_by("size_position")
    add(caller(asha), small.pk)
    asked = ask(caller(asha), "place_order", **BY_UPI)
    add(caller(asha), medium.pk)

    assert refused(execute_tool(caller(asha), "place_order", BY_UPI, asked.token)) == "cart_changed"
    assert nothing_ordered()


def test_a_changed_price_needs_a_new_card(asha: User, caller: MakeCaller, shirt: Product) -> None:
    variant = shirt.variants.get(size="S")
    add(caller(asha), variant.pk)
    asked = ask(caller(asha), "place_order", **BY_UPI)
    Variant.objects.filter(pk=variant.pk).update(price_paise=49_900)

    assert refused(execute_tool(caller(asha), "place_order", BY_UPI, asked.token)) == "cart_changed"
    assert nothing_ordered()


def test_the_same_yes_twice_is_one_order(asha: User, caller: MakeCaller, shirt: Product) -> None:
    add(caller(asha), shirt.variants.get(size="S").pk)
    asked = ask(caller(asha), "place_order", **BY_UPI)

    first = done(execute_tool(caller(asha), "place_order", BY_UPI, asked.token))
    second = done(execute_tool(caller(asha), "place_order", BY_UPI, asked.token))

    assert first.number == second.number
    assert Order.objects.count() == Payment.objects.count() == 1


def test_without_a_yes_nothing_is_ordered(asha: User, caller: MakeCaller, shirt: Product) -> None:
    add(caller(asha), shirt.variants.get(size="S").pk)
    ask(caller(asha), "place_order", **BY_UPI)
    assert refused(execute_tool(caller(asha), "place_order", BY_UPI, "made-up")) == "approval_invalid"
    assert nothing_ordered()


def test_another_persons_yes_counts_for_nothing(
    asha: User, ravi: User, caller: MakeCaller, shirt: Product
) -> None:
    for user in (asha, ravi):
        add(caller(user), shirt.variants.get(size="S").pk)
    asked = ask(caller(asha), "place_order", **BY_UPI)
    assert refused(execute_tool(caller(ravi), "place_order", BY_UPI, asked.token)) == "approval_invalid"
    assert nothing_ordered()


def test_a_declined_payment_changes_nothing(asha: User, caller: MakeCaller, shirt: Product) -> None:
    add(caller(asha), shirt.variants.get(size="S").pk)

    outcome = confirm(caller(asha), "place_order", **BY_UPI, payment_detail="fail@upi")

    assert refused(outcome) == "payment_declined"
    assert nothing_ordered()
    assert Cart.objects.get().state == Cart.State.OPEN
    assert not OutboxMessage.objects.exists()
    assert place(caller(asha), payment_detail="asha@upi").total_paise == 54_900


def test_a_payment_without_answer_changes_nothing(asha: User, caller: MakeCaller, shirt: Product) -> None:
    add(caller(asha), shirt.variants.get(size="S").pk)
    outcome = confirm(caller(asha), "place_order", **BY_UPI, payment_detail="timeout@upi")
    assert refused(outcome) == "payment_unavailable"
    assert nothing_ordered()


def test_a_card_number_is_never_taken(asha: User, caller: MakeCaller, shirt: Product) -> None:
    add(caller(asha), shirt.variants.get(size="S").pk)
    given = {**BY_UPI, "payment_method": "card", "payment_detail": "4111 1111 1111 1111"}
    assert refused(execute_tool(caller(asha), "place_order", given)) == "payment_declined"


def test_a_guest_orders_with_an_address_of_their_own(caller: MakeCaller, shirt: Product) -> None:
    guest = caller(visitor="v-1")
    add(guest, shirt.variants.get(size="S").pk)

    view = place(guest, contact_email="guest@example.com", payment_method="cod")

    order = Order.objects.get(number=view.number)
    assert order.owner_key == "visitor:v-1"
    assert order.contact_phone == "+919876543210"
    assert order.payments.get().state == Payment.State.PENDING
    assert view.payment == "Cash on delivery, ₹549 to be paid"


def test_pick_up_takes_the_stock_of_that_store(
    asha: User, caller: MakeCaller, shirt: Product, shop: Store
) -> None:
    variant = shirt.variants.get(size="S")
    stock_receive(rows=[(variant.pk, shop.pk, 1)], reference="test", now=timezone.now())
    add(caller(asha), variant.pk)

    view = place(
        caller(asha), fulfilment="pickup", store_id=shop.pk, address=None, contact_phone="9876543210"
    )

    assert view.fulfilment == "pickup"
    assert view.total_paise == 50_000
    assert Stock.objects.get(variant=variant, store=shop).allocated == 1
    assert not list(allocation_faults())


def test_pick_up_where_there_is_none_is_refused(
    asha: User, caller: MakeCaller, shirt: Product, shop: Store
) -> None:
    add(caller(asha), shirt.variants.get(size="S").pk)
    given = {
        "fulfilment": "pickup",
        "store_id": shop.pk,
        "payment_method": "upi",
        "contact_phone": "9876543210",
    }
    assert refused(execute_tool(caller(asha), "place_order", given)) == "stock_shortage"


def test_what_a_checkout_lacks_is_said(asha: User, caller: MakeCaller, shirt: Product) -> None:
    me = caller(asha)
    assert refused(execute_tool(me, "place_order", BY_UPI)) == "cart_empty"
    add(me, shirt.variants.get(size="S").pk)
    no_address = {"fulfilment": "delivery", "payment_method": "upi"}
    assert refused(execute_tool(me, "place_order", no_address)) == "address_invalid"
    no_phone = {"fulfilment": "pickup", "payment_method": "upi", "store_id": 999}
    assert refused(execute_tool(me, "place_order", no_phone)) == "not_found"
    army = {**BY_UPI, "address": {**ADDRESS, "pin": "900001"}}
    assert refused(execute_tool(me, "place_order", army)) == "address_invalid"
    assert nothing_ordered()


def test_cash_has_a_limit(asha: User, caller: MakeCaller, warehouse: Store) -> None:
    watch = make_product("Gold watch", price=50_001, store=warehouse, sizes=("",))
    add(caller(asha), watch.variants.get().pk)
    by_cash = {**BY_UPI, "payment_method": "cod"}
    assert refused(execute_tool(caller(asha), "place_order", by_cash)) == "method_refused"
    methods = done(execute_tool(caller(asha), "checkout_options", {})).payment_methods
    assert [code for code, _label in methods] == ["upi", "card"]


def test_pick_up_is_offered_only_where_everything_lies(
    asha: User, caller: MakeCaller, shirt: Product, shop: Store
) -> None:
    small, medium, _large = shirt.variants.order_by("size_position")
    other = make_store("Delhi", pin="110001", latitude=28.6, longitude=77.2)
    now = timezone.now()
    stock_receive(rows=[(small.pk, shop.pk, 3), (medium.pk, other.pk, 1)], reference="test", now=now)
    stock_receive(rows=[(small.pk, other.pk, 2)], reference="test", now=now)
    add(caller(asha), small.pk, 2)
    add(caller(asha), medium.pk)
    stores = done(execute_tool(caller(asha), "checkout_options", {"place": "Mumbai"})).stores
    assert [store.store_id for store in stores] == [other.pk]
