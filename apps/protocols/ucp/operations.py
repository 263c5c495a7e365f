"""Every operation by name, once: REST gives it a path, MCP a tool."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apps.protocols.ucp import after, catalog, orders, sessions
from apps.protocols.ucp.words import AFTER, ASK, CART, CHECKOUT, LOOKUP, ORDER, SEARCH, Answer, Context

Run = Callable[[Context, str, dict[str, Any]], Answer]


@dataclass(frozen=True, slots=True)
class Operation:
    """method, path: over REST, "{id}" for the object. part: the name of the body among MCP's arguments.

    writes: honours idempotency keys; must_key: MCP calls need one.
    """

    name: str
    capability: str
    method: str
    path: str
    run: Run
    part: str = ""
    writes: bool = False
    must_key: bool = False
    about: str = ""

    @property
    def takes_id(self) -> bool:
        return "{id}" in self.path


def _body(run: Callable[[Context, dict[str, Any]], Answer]) -> Run:
    return lambda context, session_id, body: run(context, body)


def _id(run: Callable[[Context, str], Answer]) -> Run:
    return lambda context, session_id, body: run(context, session_id)


S = "/checkout-sessions"
OPERATIONS: tuple[Operation, ...] = (
    Operation("create_checkout", CHECKOUT, "POST", S, _body(sessions.checkout_create), "checkout", True,
              about="Open a checkout of line items, or of a cart by cart_id."),
    Operation("get_checkout", CHECKOUT, "GET", S + "/{id}", _id(sessions.read), about="Read a checkout."),
    Operation("update_checkout", CHECKOUT, "PUT", S + "/{id}", sessions.update, "checkout", True,
              about="Replace everything in a checkout."),
    Operation("complete_checkout", CHECKOUT, "POST", S + "/{id}/complete", sessions.complete, "checkout", True, True,
              about="Place the order that the checkout shows. Only after the person's yes to these totals."),
    Operation("cancel_checkout", CHECKOUT, "POST", S + "/{id}/cancel", _id(sessions.cancel), "", True, True,
              about="Cancel a checkout that isn't completed."),
    Operation("create_cart", CART, "POST", "/carts", _body(sessions.cart_create), "cart", True, about="Open a cart."),
    Operation("get_cart", CART, "GET", "/carts/{id}", _id(sessions.read), about="Read a cart."),
    Operation("update_cart", CART, "PUT", "/carts/{id}", sessions.update, "cart", True,
              about="Replace everything in a cart."),
    Operation("cancel_cart", CART, "POST", "/carts/{id}/cancel", _id(sessions.cancel), "", True, about="Drop a cart."),
    Operation("search_catalog", SEARCH, "POST", "/catalog/search", _body(catalog.search), "catalog",
              about="Find products by words in English, Hindi or Hinglish, by category and price."),
    Operation("lookup_catalog", LOOKUP, "POST", "/catalog/lookup", _body(catalog.lookup), "catalog",
              about="Read products by product or variant ids."),
    Operation("get_product", LOOKUP, "POST", "/catalog/product", _body(catalog.product), "catalog",
              about="Read one product with all its variants."),
    Operation("get_order", ORDER, "GET", "/orders/{id}", _id(orders.order_read), about="Read an order of one's own."),
    Operation("change_order", AFTER, "POST", "/orders/{id}/after", after.after_purchase, "order", True,
              about="Experimental: cancel, return or exchange; the first call returns a card, the second acts."),
    Operation("ask", ASK, "POST", "/ask", _body(after.ask), "ask", about="Experimental: ask the shop a question."),
)  # fmt: skip
BY_NAME = {x.name: x for x in OPERATIONS}
