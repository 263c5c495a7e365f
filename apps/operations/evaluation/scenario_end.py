"""What a scenario must leave behind in the database, whatever door it came through."""

from __future__ import annotations

from apps.catalog.models import Favourite
from apps.feedback.models import Ticket
from apps.operations.evaluation.scenario_world import Player
from apps.orders.models import Cart, Order, Payment, Refund, Return, ReturnHandover
from apps.orders.payments import books
from apps.orders.selectors import addresses_of
from retailgenie.ai.evaluation.scenarios import End, LineWanted, OrderWanted, ReturnWanted

STANDING = (Payment.State.PENDING, Payment.State.CAPTURED, Payment.State.REFUNDED)


def end_problems(end: End, player: Player) -> list[str]:
    """Return one line for each part of the end state that is not as wanted."""
    problems: list[str] = []
    if end.cart is not None:
        _compare(problems, "cart", cart_of(player), sorted(_line(x) for x in end.cart))
    if end.orders is not None:
        _compare(problems, "orders", _orders(player, end.orders), [_order_row(x) for x in end.orders])
    if end.favourites is not None:
        kept = Favourite.objects.filter(owner_key=player.key).values_list("product__title", flat=True)
        _compare(problems, "favourites", sorted(kept), sorted(end.favourites))
    if end.tickets is not None:
        _compare(problems, "tickets", Ticket.objects.filter(owner_key=player.key).count(), end.tickets)
    if end.coupon is not None:
        cart = Cart.objects.filter(owner_key=player.key, state=Cart.State.OPEN).first()
        _compare(problems, "coupon", cart.coupon if cart else "", end.coupon)
    if end.returns is not None:
        _compare(problems, "returns", _returns(player, end.returns), [_return_row(x) for x in end.returns])
    if end.refunded_paise is not None:
        rows = Refund.objects.filter(payment__order__owner_key=player.key)
        _compare(problems, "refunded", sum(x.amount_paise for x in rows), end.refunded_paise)
    if end.address is not None:
        own = addresses_of(owner_key=player.key)[:1]
        _compare(problems, "address", "".join(x.line1 for x in own), end.address)
    if end.charged_paise is not None:
        _compare(problems, "charged", books.taken(), end.charged_paise)
    return problems


def _compare(problems: list[str], what: str, found: object, wanted: object) -> None:
    if found != wanted:
        problems.append(f"end: {what} is {found}, not {wanted}")


def cart_of(player: Player) -> list[tuple[str, str, int]]:
    cart = Cart.objects.filter(owner_key=player.key, state=Cart.State.OPEN).first()
    lines = cart.lines.select_related("variant__product") if cart else []
    return sorted((x.variant.product.title, x.variant.size, x.quantity) for x in lines)


def _line(line: LineWanted) -> tuple[str, str, int]:
    return (line.title, line.size, line.quantity)


Row = tuple[object, ...]


def _orders(player: Player, wanted: tuple[OrderWanted, ...]) -> list[Row]:
    """The orders as far as each wanted one looks at them."""
    rows = Order.objects.filter(owner_key=player.key).order_by("-placed_at", "-pk")
    found: list[Row] = []
    for order, want in zip(rows, [*wanted, *[OrderWanted("")] * len(rows)], strict=False):
        lines = list(order.lines.all())
        payment = order.payments.last()
        found.append(
            (
                order.status,
                sorted(x.product_title for x in lines) if want.lines else [],
                payment.method if payment and want.payment else "",
                order.fulfilment if want.fulfilment else "",
                order.ship_to.get("line1", "") if want.address else "",
                {x.product_title: x.size for x in lines if x.product_title in want.sizes},
                {x.product_title: x.cancelled for x in lines if x.product_title in want.cancelled},
                _paid(order) if want.payments else {},
                order.gift_message if want.message else "",
                order.buyer_gstin if want.gstin else "",
            )
        )
    return found


def _order_row(want: OrderWanted) -> Row:
    shown = (want.status, sorted(want.lines), want.payment, want.fulfilment, want.address)
    return (*shown, want.sizes, want.cancelled, want.payments, want.message, want.gstin)


def _paid(order: Order) -> dict[str, int]:
    """What each way of paying gave, refunds not taken off."""
    found: dict[str, int] = {}
    for payment in order.payments.filter(state__in=STANDING):
        found[payment.method] = found.get(payment.method, 0) + payment.amount_paise
    return found


def _returns(player: Player, wanted: tuple[ReturnWanted, ...]) -> list[Row]:
    rows = Return.objects.filter(order__owner_key=player.key).order_by("pk")
    found: list[Row] = []
    for made, want in zip(rows, [*wanted, *[ReturnWanted("", {})] * len(rows)], strict=False):
        lines = list(made.lines.select_related("line", "new_variant"))
        new = next((x.new_variant.size for x in lines if x.new_variant), "")
        way = made.settle_by if want.refund_to else ""
        counts = {x.line.product_title: x.quantity for x in lines}
        handover = ReturnHandover.objects.filter(request=made).first()
        found.append(
            (
                made.kind,
                counts,
                made.status,
                new if want.to else "",
                way,
                handover.way if handover and want.handover else "",
                made.amount_paise if want.amount_paise is not None else None,
                made.pictures.count() if want.photos is not None else None,
            )
        )
    return found


def _return_row(want: ReturnWanted) -> Row:
    shown = (want.kind, want.lines, want.status, want.to, want.refund_to)
    return (*shown, want.handover, want.amount_paise, want.photos)
