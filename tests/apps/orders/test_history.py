"""Past orders written in bulk keep every promise that orders keep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db.models import F, Sum

from apps.catalog.models import Offer, Product, Stock, Store
from apps.catalog.stock import stock_faults
from apps.orders.models import Order, OrderLine, OrderStatus, Payment, Redemption, Refund
from apps.orders.selectors import allocation_faults, order_get
from apps.orders.services.addresses import AddressInput
from apps.orders.services.history import PastLine, PastOrder, orders_import
from apps.orders.shown import order_view

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
ADDRESS = AddressInput(
    name="Asha Rao", phone="+919876543210", line1="12 Lake Road", city="Bengaluru", pin="560001", state="KA"
)


def plans(shirt: Product, store: Store) -> list[PastOrder]:
    small, medium, _large = shirt.variants.order_by("size_position")
    return [
        PastOrder(
            owner_key="user:1",
            placed_at=NOW - timedelta(days=400 - number),
            lines=(PastLine(small.pk, 2), PastLine(medium.pk, 1, 45_000)),
            name="Asha Rao",
            phone="+919876543210",
            status=status,
            address=None if status == OrderStatus.READY_FOR_PICKUP else ADDRESS,
            store_id=store.pk if status == OrderStatus.READY_FOR_PICKUP else None,
            payment_method="cod" if number % 2 else "upi",
        )
        for number, status in enumerate(x for x in OrderStatus if x != OrderStatus.AWAITING_PAYMENT)
    ]


def test_every_status_of_the_past_is_consistent(warehouse: Store, shirt: Product) -> None:
    numbers = orders_import(plans=plans(shirt, warehouse), now=NOW)

    assert len(numbers) == 7, "the third open order finds only one piece of S and is left out"
    assert numbers == [order.number for order in Order.objects.order_by("placed_at")]
    assert not list(stock_faults())
    assert not list(allocation_faults())
    assert Stock.objects.aggregate(x=Sum("allocated"))["x"] == 6
    for order in Order.objects.all():
        assert order.total_paise == sum(line.total_paise for line in order.lines.all()) + order.delivery_paise
        assert order.subtotal_paise == 145_000
        view = order_view(order_get(owner_key="user:1", number=order.number))
        assert view.timeline[-1].status == order.status
    returned = Order.objects.get(status=OrderStatus.RETURNED)
    assert Refund.objects.get(payment__order=returned).amount_paise == returned.total_paise
    assert not OrderLine.objects.exclude(igst_paise=F("tax_paise"), order__place_of_supply="KA").filter(
        order__place_of_supply="KA"
    )
    assert set(Payment.objects.values_list("state", flat=True)) <= {*Payment.State.values}


def test_an_offer_of_the_past_is_redeemed(warehouse: Store, shirt: Product) -> None:
    offer = Offer.objects.create(title="Ten off", kind="percentage", percent=10, starts_at=NOW)
    plan = PastOrder(
        owner_key="user:1",
        placed_at=NOW - timedelta(days=3),
        lines=(PastLine(shirt.variants.all()[0].pk, 3),),
        name="Asha Rao",
        phone="+919876543210",
        address=ADDRESS,
        offer_id=offer.pk,
    )
    orders_import(plans=[plan], now=NOW)
    order = Order.objects.get()
    assert (order.discount_paise, order.total_paise) == (15_000, 135_000)
    assert Redemption.objects.get().discount_paise == 15_000
