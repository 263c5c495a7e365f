"""Reads of the staff pages, over the whole shop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.catalog.models import Product, Stock, Variant
from apps.chat.models import Conversation
from apps.feedback.selectors import ticket_counts
from apps.orders.models import Allocation, Order, OrderLine, OrderStatus
from apps.orders.selectors import orders_with_parts
from apps.orders.services.shipments import unsent
from retailgenie.lib.errors import NotFound

LOW_STOCK = 5  # pieces of a variant over all places; about two days of sales of a popular one
TOP = 8
STOCK_RESULTS = 25
CLOSED = (OrderStatus.CANCELLED, OrderStatus.AWAITING_PAYMENT)


@dataclass(frozen=True, slots=True)
class TopProduct:
    title: str
    pieces: int
    revenue_paise: int


@dataclass(frozen=True, slots=True)
class LowStock:
    sku: str
    title: str
    left: int


@dataclass(frozen=True, slots=True)
class DayNumbers:
    """What happened on one local day; money counts orders that were paid or will be, not cancelled ones.

    average_paise: to the whole rupee.
    """

    day: date
    orders: int
    revenue_paise: int
    average_paise: int
    cancelled: int
    conversations: int
    tickets: dict[str, int]
    top: tuple[TopProduct, ...]
    low: tuple[LowStock, ...]


def day_numbers(day: date) -> DayNumbers:
    """Return the numbers of a local day."""
    start = timezone.make_aware(datetime.combine(day, time.min))
    end = start + timedelta(days=1)
    placed = Order.objects.filter(placed_at__gte=start, placed_at__lt=end)
    sums = placed.aggregate(
        orders=Count("pk"),
        kept=Count("pk", filter=~Q(status__in=CLOSED)),
        revenue=Sum("total_paise", filter=~Q(status__in=CLOSED), default=0),
        cancelled=Count("pk", filter=Q(status=OrderStatus.CANCELLED)),
    )
    return DayNumbers(
        day=day,
        orders=sums["orders"],
        revenue_paise=sums["revenue"],
        average_paise=(sums["revenue"] // sums["kept"] + 50) // 100 * 100 if sums["kept"] else 0,
        cancelled=sums["cancelled"],
        conversations=Conversation.objects.filter(started_at__gte=start, started_at__lt=end).count(),
        tickets=ticket_counts(),
        top=_top_products(start, end),
        low=_low_stock(),
    )


def _top_products(start: datetime, end: datetime) -> tuple[TopProduct, ...]:
    lines = OrderLine.objects.filter(order__placed_at__gte=start, order__placed_at__lt=end)
    rows = (
        lines.exclude(order__status__in=CLOSED)
        .values("product_title")
        .annotate(pieces=Sum(F("quantity") - F("cancelled")), revenue=Sum("total_paise"))
        .order_by("-pieces", "-revenue")[:TOP]
    )
    return tuple(TopProduct(row["product_title"], row["pieces"], row["revenue"]) for row in rows)


def _low_stock() -> tuple[LowStock, ...]:
    """Return the scarcest variants of the products that sell best."""
    popular = Product.objects.filter(is_active=True).order_by("-popularity").values("pk")[:200]
    free = F("stocks__on_hand") - F("stocks__allocated") - F("stocks__reserved")
    rows = (
        Variant.objects.filter(is_active=True, product__in=popular)
        .annotate(left=Sum(free, default=0))
        .filter(left__lt=LOW_STOCK)
        .order_by("left", "-product__popularity")
        .values_list("sku", "product__title", "left")[:TOP]
    )
    return tuple(LowStock(*row) for row in rows)


def orders_found(*, status: str, text: str) -> QuerySet[Order]:
    """Return orders of the board, newest first; text is a number, a phone or a name."""
    rows = Order.objects.select_related("store").order_by("-placed_at", "-pk")
    if status in OrderStatus.values:
        rows = rows.filter(status=status)
    if text:
        rows = rows.filter(
            Q(number__iexact=text) | Q(contact_phone__endswith=text) | Q(contact_name__icontains=text)
        )
    return rows


def status_counts() -> list[tuple[str, str, int]]:
    """Return (status, label, orders in it) for every status."""
    counts = dict(Order.objects.order_by().values_list("status").annotate(Count("pk")))
    return [(str(x.value), str(x.label), counts.get(x.value, 0)) for x in OrderStatus]


def order_by_number(number: str) -> Order:
    """Return any order with its parts; raises NotFound."""
    found = orders_with_parts().filter(number=number.upper()).first()
    if found is None:
        raise NotFound(_("There is no such order."))
    return found


def held_pieces(order: Order) -> list[Allocation]:
    """Return where the pieces of an order lie that have not left yet."""
    rows = Allocation.objects.filter(line__order=order, state=Allocation.State.HELD)
    return list(rows.select_related("stock__store", "stock__variant").order_by("pk"))


def stock_found(text: str) -> list[Variant]:
    """Return variants whose SKU begins with the text, or whose product is called so, with their stock rows."""
    if not text:
        return []
    rows = Variant.objects.filter(Q(sku__istartswith=text) | Q(product__title__icontains=text))
    return list(
        rows.select_related("product").prefetch_related("stocks__store").order_by("sku")[:STOCK_RESULTS]
    )


def stock_place(stock_id: int) -> Stock:
    """Return one stock row with its variant and place; raises NotFound."""
    found = Stock.objects.select_related("variant", "store").filter(pk=stock_id).first()
    if found is None:
        raise NotFound(_("There is no such stock row."))
    return found


def products_found(text: str) -> QuerySet[Product]:
    """Return products by title, brand or external id, the popular ones first."""
    rows = Product.objects.select_related("category", "brand").order_by("-popularity", "pk")
    if text:
        rows = rows.filter(
            Q(title__icontains=text) | Q(brand__name__iexact=text) | Q(external_id__iexact=text)
        )
    return rows


def unsent_lines(order: Order) -> list[tuple[OrderLine, int]]:
    """Return the lines of a packed order with their pieces that are still here, where some could go ahead."""
    if order.status != OrderStatus.PACKED or order.fulfilment == Order.Fulfilment.PICKUP:
        return []
    left = unsent(order)
    return [(x, left[x.pk]) for x in order.lines.all() if x.pk in left] if sum(left.values()) > 1 else []
