"""Stock, prices, offers and numbers over REST and MCP: the services of the staff pages, behind a card and a yes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field

from apps.accounts.models import User
from apps.catalog import transfers
from apps.catalog.models import Offer, StockConflict, Store, Transfer, Variant
from apps.catalog.offering import offer_publish, offer_warnings, offer_withdraw
from apps.catalog.outside.conflicts import conflict_settle
from apps.catalog.prices import NewPrice
from apps.operations.staff import services
from apps.operations.staff.numbers import DayRow, numbers
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, Risk, ToolResult
from retailgenie.ai.types import ConfirmCard
from retailgenie.lib.errors import NotFound
from retailgenie.lib.money import format_inr

STOCK, CATALOG, REPORTS = (
    frozenset({"stock.manage"}),
    frozenset({"catalog.manage"}),
    frozenset({"reports.view"}),
)
MOST = 50  # rows of a list
Number = Annotated[str, Field(min_length=1, max_length=24)]
Key = Annotated[int, Field(ge=1, lt=2**63)]
Sku = Annotated[str, Field(min_length=1, max_length=60)]
Code = Annotated[str, Field(min_length=1, max_length=20, description="The short code of a place.")]
Note = Annotated[str, Field(max_length=120)]


class FindTransfers(Arguments):
    state: Literal["", "requested", "sent", "received", "cancelled"] = ""


class RequestTransfer(Arguments):
    source: Code
    target: Code
    pieces: Annotated[
        dict[str, Annotated[int, Field(ge=1, le=999_999)]],
        Field(min_length=1, max_length=transfers.MAX_LINES, description="SKU: pieces."),
    ]
    note: Note = ""


class StepTransfer(Arguments):
    """arrived: SKU: pieces; empty means all that is on the way. close: the rest won't come, because of reason."""

    number: Number
    do: Literal["send", "receive", "cancel"]
    arrived: dict[str, Annotated[int, Field(ge=0, le=999_999)]] = Field(default_factory=dict)
    close: bool = False
    reason: Note = ""


class FindDisagreements(Arguments):
    over: bool = False


class SettleDisagreement(Arguments):
    disagreement_id: Key
    answer: Literal["ours", "theirs", "ignored", "again"]
    note: Note = ""


class SetPrice(Arguments):
    sku: Sku
    price_paise: Annotated[int, Field(ge=1, le=10**9)]
    mrp_paise: Annotated[int, Field(ge=1, le=10**9)] | None = None
    starts_at: Annotated[datetime | None, Field(description="Empty: at once.")] = None


class SwitchOffer(Arguments):
    offer_id: Key
    on: bool


class ShopNumbers(Arguments):
    since: date
    until: date
    store: Annotated[str, Field(max_length=20, description="A place's short code; empty for all.")] = ""


@tool(FindTransfers, permissions=STOCK)
def find_transfers(caller: Caller, arguments: FindTransfers) -> ToolResult:
    """List transfers between places, the newest first; without a state those that are under way."""
    rows = Transfer.objects.select_related("source", "target").prefetch_related("lines__variant")
    over = (Transfer.State.RECEIVED, Transfer.State.CANCELLED)
    rows = rows.filter(state=arguments.state) if arguments.state else rows.exclude(state__in=over)
    return ToolResult(tuple(_transfer(row) for row in rows[:MOST]))


def preview_request(caller: Caller, arguments: RequestTransfer) -> ConfirmCard:
    source, target = _place(arguments.source), _place(arguments.target)
    _variants(arguments.pieces)
    lines = tuple((sku, str(count)) for sku, count in arguments.pieces.items())
    title = _("Ask %(source)s to send this to %(target)s?") % {"source": source.name, "target": target.name}
    return ConfirmCard(title=title, lines=lines)


@tool(RequestTransfer, risk=Risk.HIGH, permissions=STOCK, preview=preview_request)
def request_transfer(caller: Caller, arguments: RequestTransfer) -> ToolResult:
    """Ask one place to send pieces to another; nothing is held yet."""
    ids = _variants(arguments.pieces)
    made = transfers.transfer_request(
        caller=caller,
        name=_name(caller),
        source_id=_place(arguments.source).pk,
        target_id=_place(arguments.target).pk,
        wants={ids[sku]: count for sku, count in arguments.pieces.items()},
        submit_key=caller.approval,
        note=arguments.note,
        now=timezone.now(),
    )
    return ToolResult(_transfer(made), changed=made.number)


def preview_step(caller: Caller, arguments: StepTransfer) -> ConfirmCard:
    found = _found(arguments.number)
    lines = tuple(
        (x.variant.sku, str(x.requested - x.received)) for x in found.lines.select_related("variant")
    )
    titles = {"send": _("Send it?"), "receive": _("Take it in?"), "cancel": _("Call it off?")}
    return ConfirmCard(title=f"{found.number}: {titles[arguments.do]}", lines=lines)


@tool(StepTransfer, risk=Risk.HIGH, permissions=STOCK, preview=preview_step)
def step_transfer(caller: Caller, arguments: StepTransfer) -> ToolResult:
    """Send a transfer, take it in with what is missing, or call it off."""
    found, now = _found(arguments.number), timezone.now()
    if arguments.do == "send":
        made = transfers.transfer_send(caller=caller, number=found.number, sent={}, now=now)
    elif arguments.do == "cancel":
        made = transfers.transfer_cancel(caller=caller, number=found.number, now=now)
    else:
        lines = found.lines.select_related("variant")
        arrived = {x.pk: arguments.arrived.get(x.variant.sku, 0) for x in lines}
        made = transfers.transfer_receive(
            caller=caller,
            number=found.number,
            arrived=arrived if arguments.arrived else {x.pk: x.on_the_way for x in lines},
            close=arguments.close,
            reason=arguments.reason,
            now=now,
        )
    return ToolResult(_transfer(made), changed=f"{made.number}: {made.get_state_display()}")


@tool(FindDisagreements, permissions=STOCK)
def find_stock_disagreements(caller: Caller, arguments: FindDisagreements) -> ToolResult:
    """List what the shop and the outside stock system disagree on; over: what is settled."""
    rows = StockConflict.objects.order_by("-opened_at", "-pk")
    still = StockConflict.State.OPEN
    rows = rows.exclude(state=still) if arguments.over else rows.filter(state=still)
    return ToolResult(tuple(_disagreement(row) for row in rows[:MOST]))


def preview_settle(caller: Caller, arguments: SettleDisagreement) -> ConfirmCard:
    found = StockConflict.objects.filter(pk=arguments.disagreement_id).first()
    if found is None:
        raise NotFound(_("There is no such disagreement."))
    lines = (
        (f"{found.sku} · {found.place}", str(found.get_kind_display())),
        (_("They have"), str(found.theirs)),
    )
    return ConfirmCard(title=_("Settle this disagreement?"), lines=(*lines, (_("We had"), str(found.ours))))


@tool(SettleDisagreement, risk=Risk.HIGH, permissions=STOCK, preview=preview_settle)
def settle_stock_disagreement(caller: Caller, arguments: SettleDisagreement) -> ToolResult:
    """Settle a disagreement: ours tells them our number, theirs takes theirs over, again sends it again."""
    found = conflict_settle(
        caller=caller,
        name=_name(caller),
        conflict_id=arguments.disagreement_id,
        answer=arguments.answer,
        note=arguments.note,
        now=timezone.now(),
    )
    return ToolResult(_disagreement(found), changed=f"{found.sku}: {arguments.answer}")


def preview_price(caller: Caller, arguments: SetPrice) -> ConfirmCard:
    variant = _variant(arguments.sku)
    change = f"{format_inr(variant.price_paise)} → {format_inr(arguments.price_paise)}"
    return ConfirmCard(title=_("Change this price?"), lines=((variant.sku, change),))


@tool(SetPrice, risk=Risk.HIGH, permissions=CATALOG, preview=preview_price)
def set_price(caller: Caller, arguments: SetPrice) -> ToolResult:
    """Set what a variant costs, at once or from a later instant, with its history."""
    variant = _variant(arguments.sku)
    starts = arguments.starts_at
    row = NewPrice(
        variant.pk,
        arguments.price_paise,
        arguments.mrp_paise or variant.mrp_paise,
        timezone.make_aware(starts) if starts and timezone.is_naive(starts) else starts,
    )
    count = services.staff_prices_set(caller=caller, product=variant.product, rows=[row], now=timezone.now())
    return ToolResult(
        {"sku": variant.sku, "changed": bool(count)},
        changed=f"{variant.sku}: {format_inr(arguments.price_paise)}",
    )


def preview_offer(caller: Caller, arguments: SwitchOffer) -> ConfirmCard:
    found = Offer.objects.filter(pk=arguments.offer_id).first()
    if found is None:
        raise NotFound(_("There is no such offer."))
    title = _("Put it in force?") if arguments.on else _("Take it out of force?")
    warnings = offer_warnings(found) if arguments.on else []
    return ConfirmCard(title=title, lines=((found.title, ""), *(("", text) for text in warnings)))


@tool(SwitchOffer, risk=Risk.HIGH, permissions=CATALOG, preview=preview_offer)
def switch_offer(caller: Caller, arguments: SwitchOffer) -> ToolResult:
    """Put an offer in force or take it back."""
    change = offer_publish if arguments.on else offer_withdraw
    found = change(caller=caller, offer_id=arguments.offer_id, now=timezone.now())
    return ToolResult({"offer_id": found.pk, "on": found.is_active}, changed=found.title)


@tool(ShopNumbers, permissions=REPORTS)
def shop_numbers(caller: Caller, arguments: ShopNumbers) -> ToolResult:
    """Count orders, revenue, returns, refunds, people by way and what is sold out, by day; at most a quarter."""
    until = min(arguments.until, timezone.localdate())
    since = min(arguments.since, until)
    since = max(since, until - timedelta(days=366))
    found = numbers(since=since, until=until, store=arguments.store)
    return ToolResult(tuple(_day(row) for row in found.days))


def _day(row: DayRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in DayRow.__slots__ if name != "day"} | {
        "day": row.day.isoformat()
    }


def _transfer(row: Transfer) -> dict[str, Any]:
    lines = [
        {
            "sku": x.variant.sku,
            "requested": x.requested,
            "sent": x.sent,
            "received": x.received,
            "lost": x.lost,
        }
        for x in row.lines.select_related("variant")
    ]
    places = {"source": row.source.code, "target": row.target.code}
    return {"number": row.number, "state": str(row.state), **places, "lines": lines}


def _disagreement(row: StockConflict) -> dict[str, Any]:
    names = ("kind", "state", "sku", "place", "theirs", "ours", "committed", "answer")
    return {"disagreement_id": row.pk, **{name: getattr(row, name) for name in names}}


def _found(number: str) -> Transfer:
    found = Transfer.objects.filter(number=number.strip().upper()).first()
    if found is None:
        raise NotFound(_("There is no such transfer."))
    return found


def _place(code: str) -> Store:
    found = Store.objects.filter(code=code).first()
    if found is None:
        raise NotFound(_("There is no such place."))
    return found


def _variant(sku: str) -> Variant:
    found = Variant.objects.select_related("product").filter(sku=sku).first()
    if found is None:
        raise NotFound(_("There is no SKU %(sku)s.") % {"sku": sku})
    return found


def _variants(pieces: dict[str, int]) -> dict[str, int]:
    known = dict(Variant.objects.filter(sku__in=pieces).values_list("sku", "pk"))
    for sku in pieces:
        if sku not in known:
            raise NotFound(_("There is no SKU %(sku)s.") % {"sku": sku})
    return known


def _name(caller: Caller) -> str:
    names = User.objects.filter(pk=caller.person.user_id or 0).values_list("name", flat=True)
    return names.first() or ""
