"""Orders in several parcels: stock leaves with its parcel, the rest can be cancelled, arrivals add up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Product, Stock
from apps.ledger.execution import execute_tool
from apps.ledger.models import AuditEntry
from apps.orders.models import Order, OrderStatus, Payment, Shipment
from apps.orders.services.progress import order_advance
from apps.orders.services.shipments import Parcel, part_arrive, part_send
from apps.orders.services.timeline import StepRefused, Why
from apps.orders.services.undelivered import order_undelivered
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import NotFound, PermissionMissing
from tests.apps.orders.after import buy, kept_money, sound
from tests.apps.orders.shopping import add, confirm, done, place, refused

MakeCaller = Callable[..., Caller]
S = OrderStatus


@pytest.fixture
def packed(asha: User, meera: User, caller: MakeCaller, shirt: Product) -> Order:
    """Three M and one L, packed; paid by UPI."""
    add(caller(asha), shirt.variants.get(size="M").pk, 3)
    order = buy(caller(asha), shirt, "L")
    order_advance(caller=caller(meera), number=order.number, to=S.PACKED, now=timezone.now())
    return Order.objects.get(pk=order.pk)


def line(order: Order, size: str) -> int:
    return order.lines.get(size=size).pk


def send(by: Caller, order: Order, parcel: Parcel | None = None, **pieces: int) -> Shipment:
    wanted = {line(order, size): count for size, count in pieces.items()}
    return part_send(caller=by, number=order.number, pieces=wanted, parcel=parcel, now=timezone.now())


def shelf(product: Product, size: str) -> tuple[int, int]:
    row = Stock.objects.get(variant__product=product, variant__size=size)
    return row.on_hand, row.allocated


def test_a_part_leaves_and_the_rest_follows(
    packed: Order, asha: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    staff = caller(meera)
    made = send(staff, packed, Parcel("Blue Dart", "BD123"), M=2)
    assert shelf(shirt, "M") == (3, 1)
    packed.refresh_from_db()
    assert packed.status == S.PACKED
    told = done(execute_tool(caller(asha), "track_order", {})).timeline[-1].text
    assert told == "A part of your order is on its way with Blue Dart, tracking number BD123: 2 × Blue shirt."
    part_arrive(caller=staff, number=packed.number, shipment=made.number, now=timezone.now())
    part_arrive(caller=staff, number=packed.number, shipment=made.number, now=timezone.now())
    assert packed.lines.get(size="M").delivered == 2
    for step in (S.SHIPPED, S.OUT_FOR_DELIVERY, S.DELIVERED):
        order_advance(caller=staff, number=packed.number, to=step, now=timezone.now())
    assert [(x.quantity, x.shipped, x.delivered) for x in packed.lines.order_by("size")] == [
        (1, 1, 1),
        (3, 3, 3),
    ]
    assert [x.lines.count() for x in packed.shipments.all()] == [1, 2]
    assert not packed.shipments.filter(delivered_at=None).exists()
    assert (shelf(shirt, "M"), shelf(shirt, "L")) == ((2, 0), (4, 0))
    assert sound()


def test_what_has_left_is_not_cancelled_and_the_rest_may_be(
    packed: Order, asha: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    send(caller(meera), packed, M=2)
    much = {"number": packed.number, "lines": [{"line_id": line(packed, "M"), "quantity": 2}]}
    assert refused(execute_tool(caller(asha), "cancel_order", much)) == "cancel_refused"
    done(confirm(caller(asha), "cancel_order", number=packed.number))
    packed.refresh_from_db()
    assert packed.status == S.SHIPPED
    assert [(x.quantity, x.cancelled, x.shipped) for x in packed.lines.order_by("size")] == [
        (1, 1, 0),
        (3, 1, 2),
    ]
    assert kept_money(packed) == 2 * 500_00
    assert (shelf(shirt, "M"), shelf(shirt, "L")) == ((3, 0), (5, 0))
    assert sound()


def test_only_lawful_parts_are_sent(packed: Order, asha: User, meera: User, caller: MakeCaller) -> None:
    staff = caller(meera)
    with pytest.raises(PermissionMissing):
        send(caller(asha), packed, M=1)
    with pytest.raises(StepRefused, match="only 3 pieces"):
        send(staff, packed, M=4)
    with pytest.raises(StepRefused, match="all the pieces"):
        send(staff, packed, M=3, L=1)
    with pytest.raises(NotFound):
        part_send(caller=staff, number=packed.number, pieces={0: 1}, parcel=None, now=timezone.now())
    with pytest.raises(NotFound):
        part_arrive(caller=staff, number=packed.number, shipment=1, now=timezone.now())
    other = Order.objects.get(number=place_another(asha, caller, packed))
    with pytest.raises(StepRefused, match="packed"):
        send(staff, other, M=1)
    assert not Shipment.objects.exists()
    assert sound()


def place_another(asha: User, caller: MakeCaller, packed: Order) -> str:
    variant = packed.lines.get(size="M").variant
    assert variant is not None
    add(caller(asha), variant.pk, 2)
    return place(caller(asha)).number


def test_a_last_parcel_that_is_refused_leaves_what_had_arrived(
    asha: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    add(caller(asha), shirt.variants.get(size="M").pk, 3)
    order = buy(caller(asha), shirt, "L", payment_method="cod")
    staff = caller(meera)
    order_advance(caller=staff, number=order.number, to=S.PACKED, now=timezone.now())
    made = send(staff, order, M=2)
    part_arrive(caller=staff, number=order.number, shipment=made.number, now=timezone.now())
    for step in (S.SHIPPED, S.OUT_FOR_DELIVERY):
        order_advance(caller=staff, number=order.number, to=step, now=timezone.now())
    order_undelivered(caller=staff, number=order.number, why=Why.REFUSED, now=timezone.now())
    order.refresh_from_db()
    assert order.status == S.DELIVERED
    assert [(x.cancelled, x.shipped, x.delivered) for x in order.lines.order_by("size")] == [
        (1, 0, 0),
        (1, 2, 2),
    ]
    assert (shelf(shirt, "M"), shelf(shirt, "L")) == ((3, 0), (5, 0))
    assert kept_money(order) == 2 * 500_00
    assert sound()


def test_staff_send_and_receive_parts_on_the_orders_page(
    packed: Order, client: Client, meera: User, asha: User
) -> None:
    client.force_login(meera)
    page = client.get(f"/staff/orders/{packed.number}/").content.decode()
    assert "Send a part ahead" in page
    fields = {f"line-{line(packed, 'M')}": "1", "carrier": "DTDC", "tracking": "D1"}
    client.post(f"/staff/orders/{packed.number}/part/", fields)
    assert Shipment.objects.get().tracking == "D1"
    assert "DTDC D1" in client.get(f"/staff/orders/{packed.number}/").content.decode()
    client.post(f"/staff/orders/{packed.number}/arrived/1/")
    assert Shipment.objects.get().delivered_at is not None
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {"part_sent", "part_arrived"}
    client.force_login(asha)
    assert client.post(f"/staff/orders/{packed.number}/part/", fields).status_code == 403
    assert Payment.objects.get().state == Payment.State.CAPTURED
