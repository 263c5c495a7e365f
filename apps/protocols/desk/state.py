"""What a session would cost and what it still lacks, worked out by the shop's own checkout; nothing is changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.catalog.delivery import delivery_estimate
from apps.catalog.models import Store
from apps.catalog.places import PlaceUnknown, stores_near
from apps.orders.models import Payment
from apps.orders.pricing import PICKUP_TERMS, DeliveryTerms, Quote, quote_lines, quote_make
from apps.orders.selectors import cart_find, cart_lines
from apps.orders.services.addresses import AddressInput
from apps.orders.services.checkout import (
    PICKUP_DAYS,
    Checkout,
    MethodRefused,
    checkout_plan,
)
from apps.protocols.desk.bill import Bill, bill_of
from apps.protocols.desk.words import PICKUP, STANDARD, Fault, Option, Problem, State
from apps.protocols.models import AgentSession
from retailgenie.ai.tools.types import Caller
from retailgenie.ai.types import DeliveryEstimate
from retailgenie.lib.errors import ShopError

STORES_SHOWN = 3
ADDRESS_FIELDS = ("name", "line1", "city", "pin", "phone")


def session_state(
    session: AgentSession, caller: Caller, *, now: datetime, extra: Iterable[Problem] = ()
) -> State:
    """Price the session's cart and say what it lacks. extra: problems that the last change has met."""
    if session.state == AgentSession.State.COMPLETED:
        return State(session, Bill.from_json(session.given.get("bill", {})), (), (), False, session.shown)
    destination = session.choices.get("destination") or {}
    address, estimate, problems = _where(destination)
    options = _options(estimate, destination, now)
    chosen = next((x for x in options if x.id == session.choices.get("option")), None)
    quote = _quote(session, caller, _terms(chosen, estimate), now)
    found = [*extra, *problems]
    if quote.coupon_problem:
        found.append(Problem(Fault.COUPON, quote.coupon_problem, quote.coupon))
    ordering = session.kind == AgentSession.Kind.CHECKOUT and session.state == AgentSession.State.OPEN
    if ordering and quote.lines:
        found += _lacking(session, caller, address, chosen, found, now)
    blocking = [x for x in found if x.fault is not Fault.COUPON]
    ready = ordering and bool(quote.lines) and not blocking
    return State(session, bill_of(quote), options, tuple(found), ready, _mark(quote, session))


def _quote(session: AgentSession, caller: Caller, terms: DeliveryTerms, now: datetime) -> Quote:
    cart = cart_find(caller.person.key)
    return quote_make(
        quote_lines(cart_lines(cart)),
        now=now,
        coupon=cart.coupon if cart else "",
        owner_key=caller.person.key,
        phone=str(session.choices.get("buyer", {}).get("phone", "")),
        delivery=terms,
    )


def _where(
    destination: Mapping[str, Any],
) -> tuple[AddressInput | None, DeliveryEstimate | None, list[Problem]]:
    """Read the destination as far as it is known."""
    if not destination:
        return None, None, []
    if destination.get("country", "IN") not in ("IN", ""):
        return None, None, [Problem(Fault.UNDELIVERABLE, _("We deliver inside India only."), "country")]
    pin = str(destination.get("pin", ""))
    if not pin:
        return None, None, []
    try:
        estimate = delivery_estimate(pin)
    except ShopError as error:
        return None, None, [Problem(Fault.ADDRESS, error.message, "pin")]
    if not estimate.serviceable:
        return (
            None,
            None,
            [Problem(Fault.UNDELIVERABLE, _("We can't deliver to %(pin)s.") % {"pin": pin}, "pin")],
        )
    if any(not destination.get(field) for field in ADDRESS_FIELDS):
        return None, estimate, []
    fields = {x: str(destination.get(x, "")) for x in (*ADDRESS_FIELDS, "line2", "state")}
    return AddressInput(**fields), estimate, []


def _options(
    estimate: DeliveryEstimate | None, destination: Mapping[str, Any], now: datetime
) -> tuple[Option, ...]:
    today = timezone.localdate(now)
    brought = Option(STANDARD, _("Home delivery"), DeliveryTerms().fee_paise)
    if estimate is not None:
        first, last = (today + timedelta(days=x) for x in (estimate.min_days, estimate.max_days))
        brought = Option(STANDARD, _("Home delivery"), estimate.fee_paise, first, last)
    return (brought, *_pickups(destination, today + timedelta(days=PICKUP_DAYS)))


def _pickups(destination: Mapping[str, Any], ready: Any) -> list[Option]:
    place = str(destination.get("pin", "") or destination.get("city", ""))
    if not place:
        return []
    try:
        near = stores_near(place)[:STORES_SHOWN]
    except PlaceUnknown:
        return []
    by_id = Store.objects.in_bulk([x.store_id for x in near])
    return [
        Option(
            f"{PICKUP}:{store.code}",
            _("Pick-up at %(store)s") % {"store": store.name},
            0,
            ready,
            ready,
            store.pk,
            {"line1": store.address, "city": store.city, "state": store.state, "pin": store.pin},
        )
        for store in by_id.values()
    ]


def _terms(chosen: Option | None, estimate: DeliveryEstimate | None) -> DeliveryTerms:
    if chosen is not None and chosen.store_id is not None:
        return PICKUP_TERMS
    if estimate is None:
        return DeliveryTerms()
    return DeliveryTerms(estimate.fee_paise, estimate.free_above_paise)


def _lacking(
    session: AgentSession,
    caller: Caller,
    address: AddressInput | None,
    chosen: Option | None,
    found: list[Problem],
    now: datetime,
) -> list[Problem]:
    """Return what is missing for an order; with nothing missing, the choice is kept as place_order takes it."""
    if chosen is None:
        wrong = bool(session.choices.get("option"))
        text = _("There is no such way to get it.") if wrong else _("Please choose how to get it.")
        return [Problem(Fault.OPTION, text, "option")]
    picked = chosen.store_id is not None
    if not picked and address is None:
        if any(x.fault in (Fault.ADDRESS, Fault.UNDELIVERABLE) for x in found):
            return []
        text = _("Please give name, phone, street, city and PIN code.")
        return [Problem(Fault.ADDRESS, text, "destination")]
    buyer = session.choices.get("buyer", {})
    contact = {f"contact_{x}": str(buyer.get(x, "")) for x in ("name", "phone", "email")}
    way = {"fulfilment": "pickup" if picked else "delivery", **contact}
    checkout = Checkout(
        fulfilment=way["fulfilment"],
        payment_method=Payment.Method.UPI,
        store_id=chosen.store_id,
        address=None if picked else address,
        contact_name=way["contact_name"],
        contact_phone=way["contact_phone"],
        contact_email=way["contact_email"],
    )
    session.choices["order"] = {
        **way,
        **({"store_id": chosen.store_id} if picked else {"address": _as_arguments(address)}),
    }
    try:
        checkout_plan(person=caller.person, cart=cart_find(caller.person.key), checkout=checkout, now=now)
    except MethodRefused:  # how it is paid is looked at when it is completed
        return []
    except ShopError as error:
        return [Problem(FAULTS.get(error.code, Fault.OTHER), error.message)]
    return []


FAULTS = {
    "cart_empty": Fault.EMPTY,
    "contact_missing": Fault.BUYER,
    "not_deliverable": Fault.UNDELIVERABLE,
    "stock_shortage": Fault.SOLD_OUT,
    "address_invalid": Fault.ADDRESS,
}


def _as_arguments(address: AddressInput | None) -> dict[str, str]:
    assert address is not None
    return {x: getattr(address, x) for x in (*ADDRESS_FIELDS, "line2", "state")}


def _mark(quote: Quote, session: AgentSession) -> str:
    """Digest of what completing costs and where it goes."""
    text = json.dumps(
        [session.choices.get("destination"), session.choices.get("option"), session.choices.get("buyer")],
        sort_keys=True,
    )
    return hashlib.sha256(f"{quote.fingerprint()}{text}".encode()).hexdigest()
