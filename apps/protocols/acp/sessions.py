"""The operations: the desk does the work, here the protocol's rules about what may follow what."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from apps.protocols.acp.asked import BuyerIn, CancelIn, CartIn, CompleteIn, CreateIn, DetailsIn, UpdateIn
from apps.protocols.acp.shown import session_body
from apps.protocols.acp.words import HANDLER_ID, AcpError, Answer, Closed, Context, Missing, NotCancelable
from apps.protocols.desk import sessions as desk
from apps.protocols.desk.words import STANDARD, Fault, Problem, State, Wish
from apps.protocols.models import AgentSession
from apps.protocols.ucp.choosing import METHODS, variant_of
from retailgenie.lib.errors import NotFound

OPEN = AgentSession.State.OPEN


def checkout_create(context: Context, session_id: str, body: dict[str, Any]) -> Answer:
    """Open a checkout session; money is in rupees whatever was asked for, and says so."""
    return _create(context, CreateIn.model_validate(body), AgentSession.Kind.CHECKOUT)


def cart_create(context: Context, session_id: str, body: dict[str, Any]) -> Answer:
    return _create(context, CartIn.model_validate(body), AgentSession.Kind.CART)


def _create(context: Context, asked: UpdateIn, kind: AgentSession.Kind) -> Answer:
    wish, unknown = _wish(asked, {}, {})
    state, problems = desk.session_open(kind=kind, by=context.holder, wish=wish, now=context.now)
    if state is None:
        first = (unknown or list(problems))[0]
        raise AcpError(first.text, "$.line_items")
    return Answer(session_body(state, tuple(unknown)), 201)


def read(context: Context, session_id: str, body: dict[str, Any]) -> Answer:
    """Return a session as it stands now."""
    return Answer(session_body(_state(context, session_id)))


def update(context: Context, session_id: str, body: dict[str, Any]) -> Answer:
    """Change what is sent and leave the rest; a closed session is refused."""
    session = _state(context, session_id).session
    if session.state != OPEN:
        raise Closed(_("This session is closed and can't be changed."))
    wish, unknown = _wish(UpdateIn.model_validate(body), session.choices, session.given)
    state = desk.session_change(session_id=session_id, by=context.holder, wish=wish, now=context.now)
    return Answer(session_body(state, tuple(unknown)))


def complete(context: Context, session_id: str, body: dict[str, Any]) -> Answer:
    """Place the order; what keeps it from being placed comes as messages, with nothing ordered and nothing taken."""
    asked = CompleteIn.model_validate(body)
    state = _state(context, session_id)
    if state.session.state == AgentSession.State.CANCELED:
        raise Closed(_("This session was canceled."))
    method = METHODS.get(asked.payment_data.instrument.type)
    if asked.payment_data.handler_id != HANDLER_ID or method is None:
        text = _("We can't be paid that way. Please use one of our payment handlers.")
        return Answer(session_body(state, (Problem(Fault.PAYMENT, text),)))
    wish = Wish()
    if asked.buyer is not None:
        wish, _unknown = _wish(UpdateIn(buyer=asked.buyer), state.session.choices, state.session.given)
    detail = "" if method == "cod" else asked.payment_data.instrument.credential.token
    state = desk.session_complete(
        session_id=session_id,
        by=context.holder,
        wish=wish,
        instrument={"method": method, "detail": detail},
        now=context.now,
    )
    return Answer(session_body(state))


def cancel(context: Context, session_id: str, body: dict[str, Any]) -> Answer:
    """Cancel an open session; the reason that the agent gives is kept for the shop to learn from."""
    reason = CancelIn.model_validate(body).intent_trace.reason_code
    if _state(context, session_id).session.state != OPEN:
        raise NotCancelable(_("This session can't be canceled any more."))
    state = desk.session_cancel(session_id=session_id, by=context.holder, reason=reason, now=context.now)
    return Answer(session_body(state))


def _state(context: Context, session_id: str) -> State:
    try:
        return desk.session_read(session_id=session_id, by=context.holder, now=context.now)
    except NotFound as error:
        raise Missing(error.message) from error


def _wish(asked: UpdateIn, choices: dict[str, Any], given: dict[str, Any]) -> tuple[Wish, list[Problem]]:
    """Turn what was sent into a wish; parts that were not sent stay as they are."""
    lines, problems = _lines(asked)
    new: dict[str, Any] = {}
    kept: dict[str, Any] = {}
    buyer = dict(choices.get("buyer", {}))
    if asked.buyer is not None:
        buyer = _buyer(asked.buyer)
        kept["buyer"] = {k: v for k, v in asked.buyer.model_dump().items() if v}
    if asked.fulfillment_details is not None:
        new["destination"] = _destination(asked.fulfillment_details, buyer)
        shown = asked.fulfillment_details.model_dump(exclude_none=True)
        kept["fulfillment_details"] = {k: v for k, v in shown.items() if v}
        new.setdefault("option", choices.get("option") or STANDARD)
        buyer = {key: buyer.get(key) or value for key, value in _contact(asked.fulfillment_details).items()}
    if buyer:
        new["buyer"] = buyer
    if asked.selected_fulfillment_options:
        new["option"] = asked.selected_fulfillment_options[0].option_id
    codes = asked.discounts.codes if asked.discounts else None
    if codes is not None:
        kept["codes"] = list(codes)
    return Wish(lines, codes, new, kept), problems


def _lines(asked: UpdateIn) -> tuple[dict[int, int] | None, list[Problem]]:
    if asked.line_items is None:
        return None, []
    lines: dict[int, int] = {}
    problems = []
    for item in asked.line_items:
        variant_id = variant_of(item.id.removeprefix("li_v") if item.id.startswith("li_v") else item.id)
        if variant_id is None:
            text = _("There is no item %(id)s, or it has variants: please send a variant's id.")
            problems.append(Problem(Fault.GONE, text % {"id": item.id[:40]}, item.id))
            continue
        lines[variant_id] = lines.get(variant_id, 0) + item.quantity
    return lines, problems


def _buyer(asked: BuyerIn) -> dict[str, str]:
    name = asked.full_name or f"{asked.first_name} {asked.last_name}".strip()
    return {"name": name, "phone": asked.phone_number, "email": asked.email}


def _contact(asked: DetailsIn) -> dict[str, str]:
    name = asked.name or (asked.address.name if asked.address else "")
    return {"name": name, "phone": asked.phone_number, "email": asked.email}


def _destination(asked: DetailsIn, buyer: dict[str, str]) -> dict[str, str]:
    address = asked.address
    if address is None:
        return {}
    return {
        "name": address.name or asked.name or buyer.get("name", ""),
        "phone": asked.phone_number or buyer.get("phone", ""),
        "line1": address.line_one,
        "line2": address.line_two,
        "city": address.city,
        "state": address.state.removeprefix("IN-")[:2].upper() if len(address.state) <= 5 else "",
        "pin": address.postal_code,
        "country": address.country.upper() or "IN",
    }
