"""Carts and checkouts: the desk does the work, here the protocol's rules about answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from apps.protocols.desk import sessions as desk
from apps.protocols.desk.words import Fault, Problem, State, Wish
from apps.protocols.models import AgentSession
from apps.protocols.ucp.asked import CompleteIn, FromCartIn, SessionIn
from apps.protocols.ucp.choosing import InstrumentUnknown, corrections_of, instrument_of, wish_of
from apps.protocols.ucp.envelope import error_message, failure, message_of
from apps.protocols.ucp.sessions_shown import cart_body, checkout_body
from apps.protocols.ucp.words import Answer, Context, SessionClosed
from retailgenie.lib.errors import NotFound

CART, CHECKOUT = AgentSession.Kind.CART, AgentSession.Kind.CHECKOUT


def cart_create(context: Context, body: dict[str, Any]) -> Answer:
    return _create(context, body, CART)


def checkout_create(context: Context, body: dict[str, Any]) -> Answer:
    """Open a checkout of lines, or of a cart: then the cart's own contents count, and one that is open comes back."""
    if not body.get("cart_id"):
        return _create(context, body, CHECKOUT)
    asked = FromCartIn.model_validate(body)
    try:
        cart = desk.session_get(session_id=asked.cart_id, by=context.holder, now=context.now)
    except NotFound:
        return _missing(context)
    state, _problems = desk.session_open(
        kind=CHECKOUT,
        by=context.holder,
        wish=_others(body),
        now=context.now,
        from_cart=cart,
    )
    assert state is not None
    return Answer(checkout_body(state, context), 201)


def _others(body: dict[str, Any]) -> Wish:
    """Return what a checkout made of a cart may add to it: where to and how."""
    wish, _problems = wish_of(SessionIn.model_validate({**body, "line_items": []}))
    choices = {key: value for key, value in wish.choices.items() if key != "buyer" or any(value.values())}
    return Wish(choices=choices, given={"method": wish.given.get("method", {})})


def _create(context: Context, body: dict[str, Any], kind: AgentSession.Kind) -> Answer:
    wish, unknown = wish_of(SessionIn.model_validate(body))
    state, problems = desk.session_open(kind=kind, by=context.holder, wish=wish, now=context.now)
    if state is None:
        return Answer(failure(context, [message_of(x) for x in unknown or problems]))
    return Answer(_shown(_with(state, unknown), context), 201)


def read(context: Context, session_id: str) -> Answer:
    """Return a cart or checkout as it stands now."""
    try:
        state = desk.session_read(session_id=session_id, by=context.holder, now=context.now)
    except NotFound:
        return _missing(context)
    return Answer(_shown(state, context))


def update(context: Context, session_id: str, body: dict[str, Any]) -> Answer:
    """Replace what a session holds; a completed or canceled one is refused."""
    wish, unknown = wish_of(SessionIn.model_validate(body))
    try:
        _check_open(context, session_id)
        state = desk.session_change(session_id=session_id, by=context.holder, wish=wish, now=context.now)
    except NotFound:
        return _missing(context)
    return Answer(_shown(_with(state, unknown), context))


def complete(context: Context, session_id: str, body: dict[str, Any]) -> Answer:
    """Place the order; what keeps it from being placed comes as messages, with nothing ordered and nothing taken."""
    asked = CompleteIn.model_validate(body)
    try:
        state = desk.session_read(session_id=session_id, by=context.holder, now=context.now)
        if state.session.state == AgentSession.State.CANCELED:
            raise SessionClosed(_("This checkout was canceled."))
        try:
            instrument = instrument_of(asked)
        except InstrumentUnknown as error:
            return Answer(_shown(_with(state, [Problem(Fault.PAYMENT, error.message)]), context))
        state = desk.session_complete(
            session_id=session_id,
            by=context.holder,
            wish=corrections_of(asked),
            instrument=instrument,
            now=context.now,
        )
    except NotFound:
        return _missing(context)
    return Answer(_shown(state, context))


def cancel(context: Context, session_id: str) -> Answer:
    """Cancel; a cart is returned as it was, a completed checkout stays completed."""
    try:
        state = desk.session_read(session_id=session_id, by=context.holder, now=context.now)
        if state.session.state == AgentSession.State.COMPLETED:
            raise SessionClosed(_("This checkout is completed; cancel the order instead."))
        state = desk.session_cancel(session_id=session_id, by=context.holder, now=context.now)
    except NotFound:
        return _missing(context)
    return Answer(_shown(state, context))


def _check_open(context: Context, session_id: str) -> None:
    found = desk.session_get(session_id=session_id, by=context.holder, now=context.now)
    if found.state != AgentSession.State.OPEN:
        raise SessionClosed(_("This checkout is closed and can't be changed."))


def _with(state: State, problems: list[Problem]) -> State:
    """Add what the desk doesn't know of: it keeps from completing too."""
    ready = state.ready and not problems
    return replace(state, problems=(*state.problems, *problems), ready=ready) if problems else state


def _shown(state: State, context: Context) -> dict[str, Any]:
    return (cart_body if state.session.kind == CART else checkout_body)(state, context)


def _missing(context: Context) -> Answer:
    message = error_message("not_found", _("There is no such session, or it has expired."))
    return Answer(failure(context, [message]), 404)
