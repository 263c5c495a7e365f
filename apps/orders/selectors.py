"""Reads of the orders app, each scoped by owner: a stranger's order does not exist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.catalog.models import Stock, Variant
from apps.catalog.places import stores_near
from apps.catalog.stock import AVAILABLE, available_by_variant
from apps.orders.models import Address, Cart, CartLine, Order, OrderLine, Return
from apps.orders.pricing import Quote, quote_lines, quote_make
from retailgenie.ai.types import StoreView
from retailgenie.lib.errors import NotFound

PAGE = 20
MAX_STORES = 8


@dataclass(frozen=True, slots=True)
class PricedCart:
    cart: Cart | None
    quote: Quote


def cart_find(owner_key: str) -> Cart | None:
    """Return the open cart without locking or making it."""
    return Cart.objects.filter(owner_key=owner_key, state=Cart.State.OPEN).first()


def cart_lines(cart: Cart | None) -> list[CartLine]:
    """Return the lines with what pricing and pages need of them; lines of withdrawn products are left out."""
    if cart is None:
        return []
    rows = CartLine.objects.filter(cart=cart, variant__is_active=True, variant__product__is_active=True)
    return list(rows.select_related("variant__product__brand", "variant__product__category"))


def cart_priced(*, owner_key: str, now: datetime) -> PricedCart:
    """Return the open cart at today's prices; an owner without one has an empty quote."""
    cart = cart_find(owner_key)
    coupon = cart.coupon if cart else ""
    lines = quote_lines(cart_lines(cart))
    return PricedCart(cart, quote_make(lines, now=now, coupon=coupon, owner_key=owner_key))


def orders_with_parts() -> QuerySet[Order]:
    """Return orders with everything that showing them needs."""
    return Order.objects.select_related("store", "policy").prefetch_related(
        "lines__variant__product", "payments__refunds", "events", "invoices", "awaited"
    )


def order_get(*, owner_key: str, number: str) -> Order:
    """Return one of the owner's orders, the latest for ""; raises NotFound."""
    rows = orders_with_parts().filter(owner_key=owner_key)
    if number.strip():
        rows = rows.filter(number=number.strip().upper())
    found = rows.order_by("-placed_at", "-pk").first()
    if found is None:
        raise NotFound(_("There is no such order.") if number.strip() else _("You have no orders yet."))
    return found


def orders_of(*, owner_key: str, page: int = 1) -> tuple[list[Order], int]:
    """Return one page of the owner's orders, newest first, and how many there are."""
    rows = orders_with_parts().filter(owner_key=owner_key).order_by("-placed_at", "-pk")
    start = (max(page, 1) - 1) * PAGE
    return list(rows[start : start + PAGE]), rows.count()


def variants_beside(line_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """Return for each order line the other variants of its product that are there: (id, size and colour)."""
    lines = dict(OrderLine.objects.filter(pk__in=line_ids).values_list("pk", "variant"))
    own = Variant.objects.filter(pk__in=lines.values()).values_list("product_id")
    rows = list(Variant.objects.filter(product__in=own, is_active=True).order_by("colour", "size_position"))
    products, left = {x.pk: x.product_id for x in rows}, available_by_variant([x.pk for x in rows])
    return {
        line_id: [
            (
                x.pk,
                ", ".join(word for word in (x.size, x.colour, *dict(x.told_apart).values()) if word) or x.sku,
            )
            for x in rows
            if x.product_id == products.get(variant_id or 0) and x.pk != variant_id and left[x.pk] > 0
        ]
        for line_id, variant_id in lines.items()
    }


def returns_found(*, status: str) -> QuerySet[Return]:
    """Return requests of all orders, the oldest first; "" for all that are open."""
    rows = Return.objects.select_related("order", "handover")
    rows = rows.prefetch_related("lines__line", "lines__new_variant", "pictures")
    done = (Return.Status.DONE, Return.Status.REJECTED, Return.Status.WITHDRAWN)
    rows = rows.filter(status=status) if status else rows.exclude(status__in=done)
    return rows.order_by("requested_at", "pk")


def addresses_of(*, owner_key: str) -> list[Address]:
    """Return the owner's addresses, the default first."""
    return list(Address.objects.filter(owner_key=owner_key).order_by("-is_default", "-created_at"))


def stores_for_pickup(*, place: str, wants: Mapping[int, int]) -> tuple[StoreView, ...]:
    """Return stores that have everything wanted (variant id -> pieces), near the place first.

    Where none near has it all, those elsewhere that do; an empty place or one that we don't know means anywhere.
    """
    try:
        near = stores_near(place)
    except NotFound:
        near = stores_near()
    if not wants:
        return near[:MAX_STORES]
    complete = _stores_with_all(wants)
    found = [store for store in near if store.store_id in complete]
    return tuple(found or [x for x in stores_near() if x.store_id in complete])[:MAX_STORES]


def allocation_faults() -> Iterator[dict[str, Any]]:
    """Yield every Stock row whose allocated pieces differ from what open orders hold of it."""
    with connection.cursor() as cursor:
        cursor.execute(_ALLOCATION_FAULTS)
        names = [column.name for column in cursor.description]
        for row in cursor:
            yield dict(zip(names, row, strict=True))


_ALLOCATION_FAULTS = """
    select s.id as stock, s.allocated, coalesce(a.held, 0) as held_by_orders
    from catalog_stock s
    left join (select stock_id, sum(quantity) as held
               from orders_allocation where state = 'held' group by stock_id) a on a.stock_id = s.id
    where s.allocated <> coalesce(a.held, 0)
    union all
    select a.stock_id, l.quantity - l.cancelled - l.shipped, sum(a.quantity)
    from orders_orderline l
    join orders_order o on o.id = l.order_id
    join orders_allocation a on a.line_id = l.id and a.state = 'held'
    group by a.stock_id, l.id
    having sum(a.quantity) > l.quantity - l.cancelled - l.shipped
    order by 1
"""


def _stores_with_all(wants: Mapping[int, int]) -> set[int]:
    rows = Stock.objects.filter(variant_id__in=list(wants)).annotate(free=AVAILABLE)
    having: Counter[int] = Counter(
        store_id
        for store_id, variant_id, free in rows.values_list("store_id", "variant_id", "free")
        if free >= wants[variant_id]
    )
    return {store_id for store_id, count in having.items() if count == len(wants)}
