"""The doors without a conversation: a scenario's acts by classic pages, REST and MCP."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.utils import timezone

from apps.accounts.services import token_issue
from apps.catalog.models import Product
from apps.operations.evaluation.report import BadInput
from apps.operations.evaluation.scenario_after import ON_ORDERS, after_call, after_form
from apps.operations.evaluation.scenario_browser import Browser
from apps.operations.evaluation.scenario_events import happen
from apps.operations.evaluation.scenario_world import Player, variant_named
from apps.protocols.mcp.access import visit_token
from apps.protocols.mcp.inprocess import mcp_request
from retailgenie.ai.evaluation.scenarios import Act, Scenario

APPROVAL = re.compile(r'name="approval"\s+value="([^"]+)"')  # the hidden field of the confirm page


def play_rest(scenario: Scenario, player: Player) -> list[str]:
    """Do the acts over REST; returns one line for each that was refused."""
    browser = Browser(player)
    problems = []
    for act in scenario.acts:
        name, arguments = _as_call(act, browser)
        status, body = _post(browser, name, arguments)
        if status == 202:
            status, body = _post(browser, name, arguments, approval=body["approval"])
        code = "" if status == 200 else str(body.get("code", status))
        if code != act.refused:
            problems.append(f"REST {act.do}: {status} {body.get('message', '')}")
    return problems


def play_mcp(scenario: Scenario, player: Player) -> list[str]:
    """Do the acts as the player's assistant over MCP; returns one line for each that was refused."""
    browser = Browser(player)  # knows which rows an act means; nothing is sent through it
    token = _assistant_token(player)
    problems = []
    for act in scenario.acts:
        name, arguments = _as_call(act, browser)
        answer = _call_mcp(name, arguments, token)
        if answer["status"] == "needs_approval":
            answer = _call_mcp(name, {**arguments, "approval": answer["approval"]}, token)
        code = "" if answer["status"] == "done" else str(answer.get("code"))
        if code != act.refused:
            problems.append(f"MCP {act.do}: {code} {answer.get('message', '')}")
    return problems


def _assistant_token(player: Player) -> str:
    """Return a service token of a person; a guest shops with the token of a visit of the player's own."""
    if player.user is None:
        return visit_token(player.visitor_id)
    return token_issue(user=player.user, name="scenarios", scopes=[], now=timezone.now())[1]


def _call_mcp(name: str, arguments: dict[str, Any], token: str) -> dict[str, Any]:
    answered = mcp_request("tools/call", {"name": name, "arguments": arguments}, token=token)
    if answered.status != HTTPStatus.OK:
        return {"status": "refused", "code": f"HTTP {answered.status}", **answered.body}
    result: dict[str, Any] = answered.result["structuredContent"]
    return result


def _post(
    browser: Browser, name: str, arguments: dict[str, Any], approval: str = ""
) -> tuple[int, dict[str, Any]]:
    data = json.dumps({"arguments": arguments, "approval": approval})
    response = browser.client.post(f"/api/v1/tools/{name}", data, content_type="application/json")
    return response.status_code, response.json()


def _as_call(act: Act, browser: Browser) -> tuple[str, dict[str, Any]]:
    """Return the tool and its arguments for an act."""
    happen(act.meanwhile, browser.player, now=timezone.now())
    if act.do in ON_ORDERS:
        return act.do, after_call(act, browser.order_number(act))
    build = CALLS.get(act.do)
    if build is None:
        raise BadInput(f"No door knows the act {act.do!r}.")
    return act.do, build(act, browser)


def _variant_id(act: Act) -> int:
    return variant_named(act.product, size=act.size, colour=act.colour).pk


def _extras(act: Act) -> dict[str, Any]:
    """What goes with an order beyond place and way to pay, as far as the act gives it."""
    given = {
        "payment_detail": act.detail,
        "gift_cards": list(act.gift_cards),
        "gift_message": act.message,
        "gstin": act.gstin,
        "company": act.company,
    }
    return {name: value for name, value in given.items() if value}


CALLS: dict[str, Callable[[Act, Browser], dict[str, Any]]] = {
    "add_to_cart": lambda act, browser: {"variant_id": _variant_id(act), "quantity": act.quantity},
    "change_cart_quantity": lambda act, browser: {"line_id": browser.line_id(act), "quantity": act.quantity},
    "remove_from_cart": lambda act, browser: {"line_id": browser.line_id(act)},
    "save_for_later": lambda act, browser: {"line_id": browser.line_id(act)},
    "empty_cart": lambda act, browser: {},
    "apply_coupon": lambda act, browser: {"code": act.code},
    "add_favourite": lambda act, browser: {"product_id": Product.objects.get(title=act.product).pk},
    "place_order": lambda act, browser: {
        "fulfilment": act.fulfilment,
        "payment_method": act.payment,
        **browser.where(act),
        **_extras(act),
        **{f"contact_{key}": value for key, value in act.contact.items()},
    },
    "change_user_address": lambda act, browser: browser.where(act),
    "set_price": lambda act, browser: {
        "sku": variant_named(act.product, size=act.size).sku,
        "price_paise": 100,
    },
    "advance_order": lambda act, browser: {"number": browser.order_number(act), "to": act.to},
    "open_ticket": lambda act, browser: {
        "category": act.category,
        "subject": act.text[:80],
        "text": act.text,
    },
}


def play_classic(scenario: Scenario, player: Player) -> list[str]:
    """Do the acts with the forms of the classic pages; returns one line for each that was refused."""
    browser = Browser(player)
    problems = []
    for act in scenario.acts:
        path, fields = _as_form(act, browser)
        response = browser.client.post(path, fields)
        token = APPROVAL.search(response.content.decode()) if response.status_code == 200 else None
        if token:
            response = browser.client.post(path, {**fields, "approval": token[1]})
        if (response.status_code == 302) is bool(act.refused):
            problems.append(f"classic {act.do}: HTTP {response.status_code}")
    return problems


def _as_form(act: Act, browser: Browser) -> tuple[str, dict[str, Any]]:
    """Return the page's address and the fields of its form for an act."""
    arguments = _as_call(act, browser)[1]
    if act.do in ON_ORDERS:
        return after_form(act, arguments)
    match act.do:
        case "add_to_cart":
            return "/cart/add/", arguments
        case "change_cart_quantity":
            return f"/cart/line/{arguments['line_id']}/", {"do": "quantity", "quantity": act.quantity}
        case "remove_from_cart":
            return f"/cart/line/{arguments['line_id']}/", {"do": "remove"}
        case "save_for_later":
            return f"/cart/line/{arguments['line_id']}/", {"do": "save"}
        case "empty_cart":
            return "/cart/empty/", {}
        case "apply_coupon":
            return "/cart/coupon/", arguments
        case "add_favourite":
            return "/favourite/", {**arguments, "keep": "1"}
        case "advance_order":
            return f"/staff/orders/{arguments['number']}/advance/", {"to": act.to}
        case "change_user_address":
            return f"/account/addresses/{arguments['address_id']}/default/", {}
        case "set_price":
            product = Product.objects.get(title=act.product)
            return f"/staff/products/{product.pk}/prices/change/", {"price": "1"}
        case "open_ticket":
            return "/help/tickets/new/", arguments
        case _:
            return "/checkout/", _checkout_form(arguments)


def _checkout_form(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of the checkout page: an address's fields stand there one by one."""
    address = arguments.pop("address", None)
    contact = {
        key: arguments.pop(f"contact_{key}") for key in ("name", "phone") if f"contact_{key}" in arguments
    }
    fields = {**arguments, **contact}
    return {**fields, "address_id": "new", **address} if address else fields
