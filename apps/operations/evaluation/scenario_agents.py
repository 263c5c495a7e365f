"""The doors of other people's agents: the purchases among the scenarios, made over UCP and ACP."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.test import Client, override_settings
from django.utils import timezone

from apps.accounts.services import token_issue
from apps.catalog.models import Store
from apps.operations.evaluation.report import BadInput
from apps.operations.evaluation.scenario_world import GUEST_ADDRESS, Player, variant_named
from apps.orders.models import Address, Cart, CartLine
from apps.protocols.acp.words import VERSION as ACP_VERSION
from apps.protocols.ucp.words import CAPABILITIES, HANDLER_ID, VERSION
from retailgenie.ai.evaluation.scenarios import Act, Meanwhile, Scenario

PROFILE = "https://scenarios.example/agent.json"
BUYS = frozenset({"add_to_cart", "apply_coupon", "place_order"})


@dataclass(slots=True)
class Basket:
    """What an agent has gathered for the next order."""

    lines: dict[int, int] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)


def is_purchase(scenario: Scenario) -> bool:
    """Say whether a scenario's acts are what these protocols can say: gather, use a coupon, order."""
    acts = {act.do for act in scenario.acts}
    refused = any(act.refused for act in scenario.acts)
    guest = scenario.persona == "guest"
    extras = any(act.gift_cards or act.message or act.gstin or act.detail for act in scenario.acts)
    eventful = any(act.meanwhile != Meanwhile() for act in scenario.acts)
    plain = not refused and not guest and not extras and not eventful
    return "place_order" in acts and acts <= BUYS and plain


def play_ucp(scenario: Scenario, player: Player) -> list[str]:
    """Make the scenario's purchases over UCP; returns one line for each that failed."""
    known = {
        PROFILE: {
            "ucp": {"version": VERSION, "capabilities": {x: [{}] for x in CAPABILITIES}},
            "trusted": True,
        }
    }
    with override_settings(UCP_KNOWN_PLATFORMS=known):
        return _play(scenario, player, _ucp_order)


def play_acp(scenario: Scenario, player: Player) -> list[str]:
    """Make the scenario's purchases over ACP; returns one line for each that failed."""
    return _play(scenario, player, _acp_order)


Order = Callable[[Client, dict[str, str], Basket, Act, dict[str, str]], str]


def _play(scenario: Scenario, player: Player, order: Order) -> list[str]:
    basket, problems = _held(player), []
    if player.user is None:
        raise BadInput("Agents buy for people with an account here.")
    token = token_issue(user=player.user, name="scenarios", scopes=["place_order"], now=timezone.now())[1]
    client = Client(SERVER_NAME="localhost")
    headers = {"Authorization": f"Bearer {token}"}
    for act in scenario.acts:
        if act.do == "add_to_cart":
            variant = variant_named(act.product, size=act.size, colour=act.colour).pk
            basket.lines[variant] = basket.lines.get(variant, 0) + act.quantity
        elif act.do == "apply_coupon":
            basket.codes = [act.code]
        else:
            problem = order(client, headers, basket, act, _address(player, act))
            problems += [f"{act.do}: {problem}"] if problem else []
            CartLine.objects.filter(cart__owner_key=player.key, cart__state=Cart.State.OPEN).delete()
            basket = Basket()
    return problems


def _held(player: Player) -> Basket:
    """The agent takes over what lies in the person's cart."""
    cart = Cart.objects.filter(owner_key=player.key, state=Cart.State.OPEN).first()
    if cart is None:
        return Basket()
    lines = {x.variant_id: x.quantity for x in cart.lines.all()}
    return Basket(lines, [cart.coupon] if cart.coupon else [])


def _address(player: Player, act: Act) -> dict[str, str]:
    """Return where to and whom for, in the shop's words."""
    if isinstance(act.address, dict):
        return {**GUEST_ADDRESS, **act.address}
    rows = Address.objects.filter(owner_key=player.key)
    row = rows.filter(line1=act.address).first() or rows.first()
    if row is None:
        return dict(GUEST_ADDRESS)
    return {"name": row.name, "phone": row.phone, "line1": row.line1, "city": row.city, "pin": row.pin}


def _option(act: Act) -> str:
    return f"pickup:{Store.objects.get(name=act.store).code}" if act.fulfilment == "pickup" else "standard"


def _ucp_order(client: Client, headers: dict[str, str], basket: Basket, act: Act, to: dict[str, str]) -> str:
    first, _space, last = to["name"].partition(" ")
    person = {"first_name": first, "last_name": last, "phone_number": to["phone"]}
    pickup = act.fulfilment == "pickup"
    destination = {
        "id": "d1", "type": "shipping_address", **person, "street_address": to["line1"],
        "address_locality": to["city"], "postal_code": to["pin"], "address_country": "IN",
    }  # fmt: skip
    method: dict[str, Any] = {
        "type": "pickup" if pickup else "shipping",
        "destinations": [destination],
        "selected_destination_id": _option(act) if pickup else "d1",
        "groups": [{"selected_option_id": _option(act)}],
    }
    body = {
        "line_items": [{"item": {"id": f"v{pk}"}, "quantity": n} for pk, n in basket.lines.items()],
        "buyer": person,
        "fulfillment": {"methods": [method]},
        "discounts": {"codes": basket.codes},
    }
    sent = {**headers, "UCP-Agent": f'profile="{PROFILE}"'}
    made = _post(client, "/ucp/v1/checkout-sessions", body, sent)
    instrument = {"id": "i1", "handler_id": HANDLER_ID, "type": act.payment, "credential": {"type": "token"}}
    pay = {"payment": {"instruments": [instrument]}}
    done = _post(client, f"/ucp/v1/checkout-sessions/{made.get('id')}/complete", pay, sent)
    return (
        ""
        if done.get("status") == "completed"
        else json.dumps(done.get("messages", done), ensure_ascii=False)[:300]
    )


def _acp_order(client: Client, headers: dict[str, str], basket: Basket, act: Act, to: dict[str, str]) -> str:
    address = {
        "name": to["name"], "line_one": to["line1"], "city": to["city"], "state": "", "country": "IN",
        "postal_code": to["pin"],
    }  # fmt: skip
    body: dict[str, Any] = {
        "line_items": [{"id": f"v{pk}", "quantity": n} for pk, n in basket.lines.items()],
        "currency": "inr",
        "capabilities": {},
        "fulfillment_details": {"name": to["name"], "phone_number": to["phone"], "address": address},
        "discounts": {"codes": basket.codes},
    }
    kind = "pickup" if act.fulfilment == "pickup" else "shipping"
    sent = {**headers, "API-Version": ACP_VERSION}
    made = _post(client, "/acp/checkout_sessions", body, sent)
    path = f"/acp/checkout_sessions/{made.get('id')}"
    _post(client, path, {"selected_fulfillment_options": [{"type": kind, "option_id": _option(act)}]}, sent)
    instrument = {"type": act.payment, "credential": {"type": "spt", "token": ""}}
    done = _post(
        client,
        f"{path}/complete",
        {"payment_data": {"handler_id": HANDLER_ID, "instrument": instrument}},
        sent,
    )
    return (
        ""
        if done.get("status") == "completed"
        else json.dumps(done.get("messages", done), ensure_ascii=False)[:300]
    )


def _post(client: Client, path: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    keyed = {**headers, "Idempotency-Key": str(uuid.uuid4())}
    answer = client.post(path, json.dumps(body), content_type="application/json", headers=keyed)
    found: dict[str, Any] = answer.json()
    return found
