"""Opening, changing, completing and cancelling an agent's session; every change goes through the shop's own tools."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.callers import caller_for
from apps.accounts.claims import claim_all
from apps.ledger.execution import execute_tool
from apps.orders.models import Order, OrderStatus
from apps.orders.selectors import cart_find, cart_lines
from apps.protocols.desk.state import session_state
from apps.protocols.desk.words import Fault, Holder, Problem, State, Wish
from apps.protocols.models import AgentSession
from retailgenie.ai.tools.types import Caller, Done, Door, NeedsApproval, Outcome, Refused
from retailgenie.lib.errors import NotFound

LIFE = timedelta(hours=6)  # what UCP names as its default
FAULT_OF_CODE = {
    "stock_shortage": Fault.SOLD_OUT,
    "cart_limit": Fault.TOO_MANY,
    "not_found": Fault.GONE,
    "address_invalid": Fault.ADDRESS,
    "pin_unknown": Fault.ADDRESS,
    "contact_missing": Fault.BUYER,
    "phone_invalid": Fault.BUYER,
    "not_deliverable": Fault.UNDELIVERABLE,
    "coupon_refused": Fault.COUPON,
    "cart_changed": Fault.CHANGED,
    "cart_empty": Fault.EMPTY,
    "method_refused": Fault.PAYMENT,
    "payment_declined": Fault.PAYMENT,
    "payment_unavailable": Fault.PAYMENT,
    "payment_detail_invalid": Fault.PAYMENT,
}


def caller_of_session(session: AgentSession) -> Caller:
    """Return who shops in a session: its own visitor, through its protocol's door, for its agent."""
    made = caller_for(None, visitor_id=session.visitor_id, door=Door(session.door))
    return replace(made, agent=session.agent.key)


@transaction.atomic
def session_open(
    *,
    kind: AgentSession.Kind,
    by: Holder,
    wish: Wish,
    now: datetime,
    from_cart: AgentSession | None = None,
) -> tuple[State | None, tuple[Problem, ...]]:
    """Open a session with a wish; (None, why) when nothing of it can be had, and then nothing is kept."""
    if from_cart is not None:
        open_one = AgentSession.objects.filter(from_cart=from_cart, state=AgentSession.State.OPEN).first()
        if open_one is not None:
            return session_state(open_one, caller_of_session(open_one), now=now), ()
    prefix = "cart" if kind == AgentSession.Kind.CART else "chk"
    session = AgentSession.objects.create(
        id=f"{prefix}_{secrets.token_hex(16)}",
        kind=kind,
        door=by.door,
        agent=by.agent,
        user=by.user or (from_cart.user if from_cart else None),
        visitor_id=from_cart.visitor_id if from_cart else f"{by.door}-{secrets.token_hex(12)}",
        from_cart=from_cart,
        choices=dict(from_cart.choices) if from_cart else {},
        given=dict(from_cart.given) if from_cart else {},
        created_at=now,
        updated_at=now,
        expires_at=now + LIFE,
    )
    if from_cart is not None:
        wish = replace(wish, lines=None, coupons=None, given={})
    problems = _apply(session, wish, now)
    state = session_state(session, caller_of_session(session), extra=problems, now=now)
    if not state.bill.lines and from_cart is None:
        transaction.set_rollback(True)
        return None, problems or (Problem(Fault.EMPTY, _("There is nothing to order."), fatal=True),)
    return _shown(state), ()


def session_get(*, session_id: str, by: Holder, now: datetime) -> AgentSession:
    """Return an agent's own session; raises NotFound for others' and unknown ones."""
    return _locked(session_id, by, now, lock=False)


def session_read(*, session_id: str, by: Holder, now: datetime) -> State:
    """Return an agent's own session as it stands; raises NotFound."""
    session = _locked(session_id, by, now, lock=False)
    return session_state(session, caller_of_session(session), now=now)


@transaction.atomic
def session_change(*, session_id: str, by: Holder, wish: Wish, now: datetime) -> State:
    """Replace what a session holds; one that is completed or canceled stays as it is. Raises NotFound."""
    session = _locked(session_id, by, now)
    if session.state != AgentSession.State.OPEN:
        return session_state(session, caller_of_session(session), now=now)
    problems = _apply(session, wish, now)
    session.updated_at, session.expires_at = now, now + LIFE
    return _shown(session_state(session, caller_of_session(session), extra=problems, now=now))


@transaction.atomic
def session_cancel(*, session_id: str, by: Holder, reason: str = "", now: datetime) -> State:
    """Close a session and free its cart; returns it as it was. A completed one stays completed. Raises NotFound."""
    session = _locked(session_id, by, now)
    state = session_state(session, caller_of_session(session), now=now)
    if session.state != AgentSession.State.OPEN:
        return state
    session.state, session.cancel_reason, session.updated_at = AgentSession.State.CANCELED, reason[:60], now
    session.save(update_fields=["state", "cancel_reason", "updated_at"])
    if session.kind == AgentSession.Kind.CHECKOUT or not _has_checkout(session):
        execute_tool(caller_of_session(session), "empty_cart", {})
    return replace(state, ready=False)


@transaction.atomic
def session_complete(
    *, session_id: str, by: Holder, wish: Wish, instrument: Mapping[str, str], now: datetime
) -> State:
    """Order what the session shows and pay with an instrument (method, detail). Raises NotFound.

    Nothing is ordered while something is missing, or when a price is not what the agent saw last: the state says why.
    """
    session = _locked(session_id, by, now)
    caller = caller_of_session(session)
    if session.state != AgentSession.State.OPEN:
        return session_state(session, caller, now=now)
    problems = _apply(session, wish, now) if wish.choices else ()
    before = session.shown
    state = session_state(session, caller, extra=problems, now=now)
    if not state.ready:
        return _shown(state)
    if before and before != state.mark and not wish.choices:
        changed = Problem(
            Fault.CHANGED, _("A price has changed. Please look at the totals and complete again.")
        )
        return _shown(replace(state, problems=(*state.problems, changed)))
    return _order(session, caller, state, instrument, now)


def _order(
    session: AgentSession, caller: Caller, state: State, instrument: Mapping[str, str], now: datetime
) -> State:
    """Place the order: the card that the shop writes is answered with its own token, as the agent has said complete."""
    arguments = {
        **session.choices.get("order", {}),
        "payment_method": instrument["method"],
        "payment_detail": instrument.get("detail", ""),
    }
    asked = execute_tool(caller, "place_order", arguments)
    outcome = (
        execute_tool(caller, "place_order", arguments, asked.token)
        if isinstance(asked, NeedsApproval)
        else asked
    )
    if isinstance(outcome, Refused):
        return session_state(session, caller, extra=(problem_of(outcome),), now=now)
    assert isinstance(outcome, Done)
    number = outcome.result.data.number
    if Order.objects.get(number=number).status == OrderStatus.AWAITING_PAYMENT:
        return _called_off(session, caller, number, now)
    session.state, session.order_number, session.updated_at = AgentSession.State.COMPLETED, number, now
    session.given["bill"] = state.bill.to_json()
    session.save()
    if session.user_id is not None:
        claim_all(visitor_id=session.visitor_id, user_id=session.user_id, now=now)
    return session_state(session, caller, now=now)


def _called_off(session: AgentSession, caller: Caller, number: str, now: datetime) -> State:
    """An agent can't take its person to the bank's page: the order is cancelled, the cart is filled again."""
    asked = execute_tool(caller, "cancel_order", {"number": number})
    if isinstance(asked, NeedsApproval):
        execute_tool(caller, "cancel_order", {"number": number}, asked.token)
    _set_lines(caller, {int(key): count for key, count in session.given.get("pieces", {}).items()})
    text = _(
        "This payment needs a step at the bank. Please use another instrument, or send the person to us."
    )
    return session_state(session, caller, extra=(Problem(Fault.PAYMENT, text),), now=now)


@transaction.atomic
def session_hand_over(*, session_id: str, caller: Caller, now: datetime) -> tuple[Problem, ...]:
    """Move what a session holds into a person's own cart and close it; raises NotFound for one that isn't open."""
    rows = AgentSession.objects.select_related("agent").select_for_update(of=("self",))
    session = rows.filter(pk=session_id, state=AgentSession.State.OPEN).first()
    if session is None:
        raise NotFound(_("There is no such session, or it has expired."))
    problems = []
    for line in session_state(session, caller_of_session(session), now=now).bill.lines:
        added = {"variant_id": line.variant_id, "quantity": line.quantity}
        outcome = execute_tool(caller, "add_to_cart", added)
        if isinstance(outcome, Refused):
            problems.append(problem_of(outcome, str(line.variant_id)))
    session.state, session.cancel_reason, session.updated_at = AgentSession.State.CANCELED, "handed_over", now
    session.save(update_fields=["state", "cancel_reason", "updated_at"])
    execute_tool(caller_of_session(session), "empty_cart", {})
    return tuple(problems)


def problem_of(refused: Refused, about: str = "") -> Problem:
    """Translate a refusal of the shop's tools."""
    fault = FAULT_OF_CODE.get(refused.code, Fault.OTHER)
    return Problem(fault, refused.message, about)


def _locked(session_id: str, by: Holder, now: datetime, *, lock: bool = True) -> AgentSession:
    rows = AgentSession.objects.select_related("agent")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found = rows.filter(pk=session_id[:40], door=by.door, agent=by.agent).first()
    if found is not None and found.user_id not in (None, by.user.pk if by.user else None):
        found = None  # another person's, though the agent is the same
    if found is None or (found.state == AgentSession.State.OPEN and found.expires_at <= now):
        raise NotFound(_("There is no such session, or it has expired."))
    return found


def _shown(state: State) -> State:
    """Keep what the agent is about to see, so that completing can't cost anything else."""
    state.session.shown = state.mark
    state.session.save()
    return state


def _has_checkout(cart: AgentSession) -> bool:
    return AgentSession.objects.filter(from_cart=cart, state=AgentSession.State.OPEN).exists()


def _apply(session: AgentSession, wish: Wish, now: datetime) -> tuple[Problem, ...]:
    caller = caller_of_session(session)
    session.choices = {**session.choices, **wish.choices}
    session.given = {**session.given, **wish.given}
    problems: tuple[Problem, ...] = ()
    if wish.lines is not None:
        session.given["pieces"] = {str(key): count for key, count in wish.lines.items()}
        problems += _set_lines(caller, wish.lines)
    if wish.coupons is not None:
        problems += _set_coupons(caller, wish.coupons)
    session.save()
    return problems


def _set_lines(caller: Caller, lines: Mapping[int, int]) -> tuple[Problem, ...]:
    """Make the cart hold exactly these pieces; what can't be had is left out and said."""
    held = {x.variant_id: x for x in cart_lines(cart_find(caller.person.key))}
    problems = []
    for variant_id, row in held.items():
        if variant_id not in lines:
            execute_tool(caller, "remove_from_cart", {"line_id": row.pk})
    for variant_id, count in lines.items():
        outcome = _set_line(caller, held.get(variant_id), variant_id, count)
        if isinstance(outcome, Refused):
            problems.append(problem_of(outcome, str(variant_id)))
    return tuple(problems)


def _set_line(caller: Caller, held: Any, variant_id: int, count: int) -> Outcome | None:
    if held is None:
        return execute_tool(caller, "add_to_cart", {"variant_id": variant_id, "quantity": count})
    if held.quantity == count:
        return None
    return execute_tool(caller, "change_cart_quantity", {"line_id": held.pk, "quantity": count})


def _set_coupons(caller: Caller, codes: tuple[str, ...]) -> tuple[Problem, ...]:
    """A cart carries one coupon: the first that holds; each other is refused with the reason."""
    cart = cart_find(caller.person.key)
    if cart is not None and cart.coupon:
        execute_tool(caller, "remove_coupon", {})
    problems, applied = [], ""
    for code in codes:
        if applied:
            text = _("Only one coupon can be used; %(code)s is in use.") % {"code": applied}
            problems.append(Problem(Fault.COUPON, text, code))
            continue
        outcome = execute_tool(caller, "apply_coupon", {"code": code})
        if isinstance(outcome, Refused):
            problems.append(Problem(Fault.COUPON, outcome.message, code))
        else:
            applied = code
    return tuple(problems)
