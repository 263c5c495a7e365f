"""The classic view from a conversation: opened prefilled, measured by its outcomes, and what was done there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from apps.chat.models import Conversation, Message, RouteWeight
from apps.chat.selectors import interface_language
from apps.ledger.events import event_record, pseudonym_of
from apps.ledger.models import Event, EventName, Modality
from apps.rollout.glance import Part
from retailgenie.ai.codec import to_json
from retailgenie.ai.dialogue.render.phrases import chip_label
from retailgenie.ai.dialogue.router import ASKED, REASONS, Outcomes, learned_weights
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.tools.types import Caller, Person
from retailgenie.ai.types import Block, BlockKind, Language
from retailgenie.lib.errors import NotFound

LOOKED_BACK = timedelta(days=90)  # of outcomes that weights are learned from
DONE_WITHIN = timedelta(hours=1)  # after a page was opened: what is done later was not done because of it
CHECKOUT_FIELDS = ("name", "phone", "line1", "line2", "city", "pin", "gift_message", "gstin", "company")
TICKET_FLOWS = {"report_problem": "bug", "give_feedback": "feature", "talk_to_human": "other"}
# What counts as done on a page; a tool's name stands for a call of it.
DONE: dict[str, frozenset[str]] = {
    "checkout": frozenset({EventName.ORDER_PLACED}),
    "ticket": frozenset({"open_ticket"}),
    "return": frozenset({"return_items"}),
    "exchange": frozenset({"exchange_items"}),
    "staff": frozenset({EventName.TOOL_CALLED}),
}
LOOKED = frozenset({EventName.PRODUCT_VIEWED, EventName.CART_CHANGED, EventName.ORDER_PLACED})


@dataclass(frozen=True, slots=True)
class Opened:
    """Where the button of an offer leads. prefill: (form, values) for the session, None where the address says all."""

    url: str
    prefill: tuple[str, dict[str, Any]] | None = None


def routes_note(blocks: Iterable[Block], *, caller: Caller, now: datetime) -> None:
    """Record the pages that an answer offers or opens."""
    for block in blocks:
        if block.kind is BlockKind.CLASSIC and block.token.startswith("offer:"):
            _way, why, page = block.token.split(":")
            event_record(name=EventName.ROUTE_OFFERED, caller=caller, now=now, why=why, page=page)


def route_open(*, person: Person, caller: Caller, message_id: int, now: datetime) -> Opened:
    """Return the page that a message's button opens, and record that it was taken; raises NotFound for a stranger's."""
    message = (
        Message.objects.select_related("turn")
        .filter(pk=message_id, conversation__owner_key=person.key, role=Message.Role.ASSISTANT)
        .first()
    )
    block = (
        next((x for x in message.blocks if x["kind"] == BlockKind.CLASSIC and x["token"]), None)
        if message
        else None
    )
    if message is None or block is None:
        raise NotFound(_("There is no such page."))
    _way, why, page = block["token"].split(":")
    bound = Caller(**{**_fields(caller), "conversation_id": str(message.conversation_id)})
    event_record(name=EventName.ROUTE_TAKEN, caller=bound, now=now, why=why, page=page)
    state = DialogueState.from_json(message.turn.state if message.turn else None)
    return Opened(str(block["data"]), prefill_from(state, page))


def _fields(caller: Caller) -> dict[str, Any]:
    return {name: getattr(caller, name) for name in Caller.__dataclass_fields__}


def prefill_from(state: DialogueState, page: str) -> tuple[str, dict[str, Any]] | None:
    """Return what the open task of a conversation knows already for the form of a page."""
    slots: Mapping[str, Any] = {}
    if page == "checkout":
        slots = next((frame.slots for frame in state.stack if frame.flow == "checkout"), {})
        values = {name: slots[name] for name in CHECKOUT_FIELDS if slots.get(name)}
        if slots.get("fulfilment"):
            values["fulfilment"] = slots["fulfilment"]
        if values.keys() & {"line1", "city", "pin"}:
            values["address_id"] = "new"
        if isinstance(slots.get("payment"), str):
            values["payment_method"] = slots["payment"]
        return ("checkout", values) if values else None
    frame = next((x for x in reversed(state.stack) if x.flow in TICKET_FLOWS), None)
    if page != "ticket" or frame is None:
        return None
    text = str(frame.slots.get("text") or frame.said.text)
    values = {"category": TICKET_FLOWS[frame.flow], "text": text, "subject": text[:80]}
    return "ticket", values | {"order_number": str(frame.slots.get("number") or "")}


# --- back in the conversation ------------------------------------------------------------------------------


@transaction.atomic
def welcome_back(*, conversation: Conversation, person: Person, now: datetime) -> Message | None:
    """Say once what was done on the page that the conversation had opened; None where nothing was."""
    taken = _last_taken(conversation, person, now)
    if taken is None or conversation.messages.filter(about=f"back:{taken.pk}").exists():
        return None
    language = Language(conversation.language)
    with translation.override(interface_language(conversation.language)):
        told = _told(_done_since(taken))
    if told is None:
        return None
    text, chips = told
    labels = [chip_label(key, language) for key in chips]
    return Message.objects.create(
        conversation=conversation,
        role=Message.Role.ASSISTANT,
        text=text,
        blocks=[to_json(Block(BlockKind.TEXT, text))],
        chips=[{"label": label, "say": label} for label in labels],
        about=f"back:{taken.pk}",
        at=now,
    )


def _last_taken(conversation: Conversation, person: Person, now: datetime) -> Event | None:
    rows = Event.objects.filter(
        name=EventName.ROUTE_TAKEN,
        pseudonym=pseudonym_of(person.key, now=now),
        conversation_id=str(conversation.pk),
        at__gt=now - DONE_WITHIN,
    )
    return rows.order_by("-at", "-pk").first()


def _done_since(taken: Event) -> list[Event]:
    rows = Event.objects.filter(
        pseudonym=taken.pseudonym, at__gte=taken.at, at__lte=taken.at + DONE_WITHIN, pk__gt=taken.pk
    )
    return list(rows.exclude(modality=Modality.CONVERSATION).order_by("at", "pk"))


def _told(done: list[Event]) -> tuple[str, tuple[str, ...]] | None:
    """Return what to say of what was done, the weightiest thing, and what may follow."""
    names, tools = {event.name: event for event in done}, {event.properties.get("tool") for event in done}
    if EventName.ORDER_PLACED in names:
        number = names[EventName.ORDER_PLACED].properties.get("order", "")
        return _("Welcome back. Your order %(number)s is placed.") % {"number": number}, ("track_order",)
    if tools & {"return_items", "exchange_items"}:
        return _("Welcome back. What you asked for on the page is on its way to us."), ("refund_status",)
    if "open_ticket" in tools:
        return _("Welcome back. Your message is with our people."), ("search_products",)
    if EventName.CART_CHANGED in names:
        return _("Welcome back. I see that your cart has changed."), ("view_cart", "checkout")
    return None


# --- outcomes and weights -------------------------------------------------------------------------------------


def route_figures(*, now: datetime) -> list[Outcomes]:
    """Return take-up and completion by reason, of the last LOOKED_BACK; pages that were asked for come last."""
    rows = Event.objects.filter(at__gt=now - LOOKED_BACK, at__lte=now)
    offered, taken, done = dict.fromkeys(_ALL, 0), dict.fromkeys(_ALL, 0), dict.fromkeys(_ALL, 0)
    for event in rows.filter(name=EventName.ROUTE_OFFERED):
        offered[event.properties["why"]] = offered.get(event.properties["why"], 0) + 1
    seen: set[tuple[str, str, str]] = set()
    for event in rows.filter(name=EventName.ROUTE_TAKEN).order_by("at", "pk"):
        why = event.properties["why"]
        pressed = (event.pseudonym, event.conversation_id, why)
        if pressed in seen and why != ASKED:
            continue  # a button pressed again is one offer taken
        seen.add(pressed)
        taken[why] = taken.get(why, 0) + 1
        done[why] = done.get(why, 0) + _is_done(event)
    offered[ASKED] = taken[ASKED]
    return [Outcomes(why, offered[why], taken[why], done[why]) for why in _ALL]


_ALL = (*REASONS, ASKED)


def _is_done(taken: Event) -> bool:
    wanted = DONE.get(taken.properties.get("page", ""), LOOKED)
    return any(event.name in wanted or event.properties.get("tool") in wanted for event in _done_since(taken))


@transaction.atomic
def routes_learn(*, now: datetime) -> dict[str, float]:
    """Compute the weights from the outcomes and keep them; the same events give the same weights."""
    figures = [row for row in route_figures(now=now) if row.why != ASKED]
    weights = learned_weights(figures)
    for row in figures:
        values = {"weight": weights[row.why], "offered": row.offered, "taken": row.taken}
        RouteWeight.objects.update_or_create(
            why=row.why, defaults=values | {"completed": row.completed, "learned_at": now}
        )
    _weights.forget()
    return weights


def route_weights() -> dict[str, float]:
    """Return the learned weight of each reason, a few seconds old at most; one that was never learned weighs 1."""
    return dict(_weights.now())


_weights: Part[dict[str, float]] = Part(
    "routes",
    "(select coalesce(json_object_agg(why, weight), '{}') from chat_routeweight)",
    dict,
)
