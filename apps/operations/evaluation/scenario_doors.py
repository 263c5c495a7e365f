"""The doors through which a scenario is played: its words through chat, its acts by classic pages, REST and MCP."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.test import Client
from django.utils import timezone

from apps.accounts.claims import claim_all
from apps.accounts.middleware import VISITOR_KEY
from apps.accounts.services import token_issue
from apps.catalog.models import Product, Store
from apps.chat.incoming import Said as Incoming
from apps.chat.models import Turn
from apps.chat.services import take_turn
from apps.operations.evaluation.report import BadInput
from apps.operations.evaluation.scenario_after import ON_ORDERS, after_call, after_form
from apps.operations.evaluation.scenario_world import (
    GUEST_ADDRESS,
    Player,
    player_of,
    sell_out,
    variant_named,
)
from apps.orders.models import Address, Cart, CartLine, Order
from apps.protocols.mcp.access import visit_token
from apps.protocols.mcp.inprocess import mcp_request
from retailgenie.ai.dialogue.context import Tap
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.evaluation.scenarios import Act, Said, Scenario, Shown, turn_problems
from retailgenie.ai.tools.types import Door

VOLATILE = re.compile(r"RG\d{6,}|TK\d{6,}")  # numbers that a second run draws anew
APPROVAL = re.compile(r'name="approval"\s+value="([^"]+)"')  # the hidden field of the confirm page
HOST = "localhost"  # allowed by every settings module


# --- chat ------------------------------------------------------------------------------------------------


class Chat:
    """One conversation of a player, through the same service as the web page."""

    def __init__(self, player: Player, now: datetime) -> None:
        self._player = player
        self._now = now
        self._conversation: uuid.UUID | None = None
        self._token = ""
        self._receipt = ""
        self.transcript: list[str] = []

    def play(self, scenario: Scenario) -> list[str]:
        """Say every turn; returns one line for each expectation that wasn't met."""
        problems = []
        for number, wanted in enumerate(scenario.turns, 1):
            shown = self._take(wanted)
            name = wanted.say or wanted.login or str(wanted.tap)
            problems += [f"turn {number} ({name}): {x}" for x in turn_problems(wanted, shown)]
        return problems

    def _take(self, wanted: Said) -> Shown:
        if wanted.sold:
            sell_out(wanted.sold, now=self._now)
        tap = self._tap(wanted)
        incoming = Incoming(
            wanted.say or (tap.name if tap else ""), str(uuid.uuid4()), self._conversation, tap
        )
        answered = take_turn(
            said=incoming, caller=self._player.caller(Door.CHAT), user=self._player.user, now=self._now
        )
        self._conversation = answered.conversation_id
        return self._shown()

    def _tap(self, wanted: Said) -> Tap | None:
        if wanted.login:
            newcomer = player_of(wanted.login)
            assert newcomer.user is not None
            claim_all(visitor_id=self._player.visitor_id, user_id=newcomer.user.pk, now=self._now)
            self._player.user = newcomer.user
            return Tap("logged_in")
        if not wanted.tap:
            return None
        values = dict(wanted.tap)
        name = values.pop("name")
        if name == "confirm":
            values.setdefault("token", self._token)
        if name == "undo":
            values.setdefault("receipt", self._receipt)
        if "product" in values:
            title, size = values.pop("product"), values.pop("size", "")
            variant = variant_named(title, size=size)
            values |= {"variant_id": variant.pk} if size else {"product_id": variant.product_id}
        return Tap(name, **values)

    def _shown(self) -> Shown:
        assert self._conversation is not None
        turn = Turn.objects.filter(conversation_id=self._conversation).order_by("-number").first()
        assert turn is not None
        reply = turn.messages.order_by("-id").first()
        assert reply is not None
        for block in reply.blocks:
            if block["kind"] == "confirm":
                self._token = block["token"]
            if block["kind"] == "receipt":
                self._receipt = block["token"]
        chips = [chip["label"] for chip in reply.chips]
        words = "\n".join([reply.text, *chips, *(_words(block["data"]) for block in reply.blocks)])
        self.transcript.append(VOLATILE.sub("#", reply.text))
        top = DialogueState.from_json(turn.state).top
        return Shown(
            words=words,
            blocks=tuple(block["kind"] for block in reply.blocks),
            chips=tuple(chips),
            tools=tuple(str(call["tool"]) for call in turn.trace.get("tools", ())),
            asks=top.asked if top else "",
            language=turn.language,
        )


def _words(data: Any) -> str:
    """Return every piece of text in a block's data; amounts are added as people read them."""
    if isinstance(data, dict):
        return "\n".join(_words(x) for x in data.values())
    if isinstance(data, list):
        return "\n".join(_words(x) for x in data)
    return str(data) if isinstance(data, str | int) else ""


# --- classic pages and REST -----------------------------------------------------------------------------


class Browser:
    """A player's HTTP client; both doors act through it."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.client = Client(SERVER_NAME=HOST)
        if player.user is not None:
            self.client.force_login(player.user)
        session = self.client.session
        session[VISITOR_KEY] = player.visitor_id
        session.save()
        if player.user is None:
            self.client.cookies["sessionid"] = session.session_key or ""

    def line_id(self, act: Act) -> int:
        """Return the cart line that an act describes."""
        cart = Cart.objects.filter(owner_key=self.player.key, state=Cart.State.OPEN).first()
        lines = CartLine.objects.filter(cart=cart).order_by("pk")
        found = lines.filter(variant__product__title=act.product).first() if act.product else lines.last()
        if found is None:
            raise BadInput(f"There is no line {act.product!r} in the cart.")
        return found.pk

    def order_number(self, act: Act) -> str:
        """Return the number of the latest order, or of the latest that holds the described product."""
        rows = Order.objects.filter(owner_key=self.player.key).order_by("-placed_at", "-pk")
        found = rows.filter(lines__product_title=act.order).first() if act.order != "latest" else rows.first()
        if found is None:
            raise BadInput(f"There is no order {act.order!r}.")
        return found.number

    def where(self, act: Act) -> dict[str, Any]:
        """Return address_id, address or store_id as the act describes it."""
        if act.fulfilment == "pickup":
            return {"store_id": Store.objects.get(name=act.store).pk}
        if isinstance(act.address, dict):
            return {"address": {**GUEST_ADDRESS, **act.address}}
        row = Address.objects.filter(owner_key=self.player.key, line1=act.address).first()
        if row is None:
            raise BadInput(f"There is no address {act.address!r}.")
        return {"address_id": row.pk}


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
    if act.sold:
        sell_out(act.sold, now=timezone.now())
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
