"""A few shelves of goods behind the dialogue's tools, to see which thing a sentence ends up touching.

Nothing here decides anything: what is added, removed, compared, looked at or about to be cancelled is noted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from retailgenie.ai.nlu.vocabulary import Vocabulary
from retailgenie.ai.tools.types import Done, NeedsApproval, Outcome, Refused, ToolResult
from retailgenie.ai.types import (
    CartLineView,
    CartView,
    Comparison,
    ConfirmCard,
    OrderLineView,
    OrderList,
    OrderView,
    ProductCard,
    ProductDetail,
    SearchQuery,
    SearchResults,
    VariantView,
)

SHELVES = Path(__file__).with_name("sets") / "shelves.json"
PIECES = 9  # in stock of everything
BY_VARIANT = 10  # a variant's number is its product's times this, and its place


@lru_cache(maxsize=1)
def goods() -> Mapping[str, ProductCard]:
    """Return every product by its name in the rows: its shelf and place, as "shirts-2"."""
    shelves: dict[str, list[dict[str, Any]]] = json.loads(SHELVES.read_text(encoding="utf-8"))
    named = [(f"{shelf}-{n}", given) for shelf, row in shelves.items() for n, given in enumerate(row, 1)]
    return {name: _card(number, given) for number, (name, given) in enumerate(named, 1)}


def _card(number: int, given: Mapping[str, Any]) -> ProductCard:
    paise = given["rupees"] * 100
    variants = tuple(
        VariantView(number * BY_VARIANT + n, f"S{number}-{n}", colour, "", paise, PIECES)
        for n, colour in enumerate(given["colours"] or [""])
    )
    return ProductCard(
        number, given["title"], f"/p/{number}/", "", given["brand"], given["category"], paise, paise, given["rating"],
        12, variants, tuple(given["is"].items()),
    )  # fmt: skip


@lru_cache(maxsize=1)
def shelf_vocabulary() -> Vocabulary:
    """Return the words of all shelves together."""
    cards = list(goods().values())
    values: dict[str, list[str]] = {"category": [], "brand": [], "colour": []}
    words: dict[str, int] = {}
    for card in cards:
        values["category"].append(card.category)
        values["brand"].append(card.brand)
        values["colour"] += card.colours
        for name, value in card.attributes:
            values.setdefault(name.lower(), []).append(value)
        for word in card.title.lower().split():
            words[word] = words.get(word, 0) + 1
    return Vocabulary.build(values=values, words=words)


def shelf_of(name: str) -> tuple[ProductCard, ...]:
    """Return the products of one shelf in their order."""
    return tuple(card for key, card in goods().items() if key.rpartition("-")[0] == name)


class Shelf:
    """The dialogue's tools over the shelves. written, looked: names of the things touched, in order."""

    def __init__(self, cart: Sequence[str], orders: Mapping[str, Sequence[str]]) -> None:
        self._by_id = {card.product_id: card for card in goods().values()}
        self._names = {card.product_id: name for name, card in goods().items()}
        self._cart = [goods()[name].variants[0].variant_id for name in cart]
        self._orders = {number: _order(number, things) for number, things in orders.items()}
        self.written: list[str] = []
        self.looked: list[str] = []

    def call(self, tool: str, arguments: dict[str, Any], approval: str = "") -> Outcome:
        act = getattr(self, f"_{tool}", None)
        if act is None:
            return Refused("unknown_tool", "")
        found = act(**arguments)
        return found if isinstance(found, NeedsApproval | Refused) else Done(ToolResult(found))

    def undo(self, receipt_id: str) -> Outcome:
        return Refused("not_found", "")

    def _get_product(self, product_id: int) -> ProductDetail:
        self.looked.append(self._names[product_id])
        return ProductDetail(self._by_id[product_id], "", (), 15)

    def _compare_products(self, product_ids: list[int]) -> Comparison:
        self.looked += [self._names[key] for key in product_ids]
        return Comparison(tuple(self._by_id[key] for key in product_ids), ())

    def _search_products(self, **wish: Any) -> SearchResults:
        cards = tuple(card for card in self._by_id.values() if _fits(card, wish))
        query = SearchQuery(text=wish["text"])
        return SearchResults(query, len(cards), cards[: wish["page_size"]])

    def _view_cart(self) -> CartView:
        lines = tuple(self._line(key) for key in self._cart)
        total = sum(x.total_paise for x in lines)
        return CartView(lines, total, 0, 0, total)

    def _line(self, variant_id: int) -> CartLineView:
        card = self._by_id[variant_id // BY_VARIANT]
        colour = card.variants[variant_id % BY_VARIANT].colour
        return CartLineView(
            variant_id, card.product_id, variant_id, card.title, card.url, "", colour, "", 1, card.price_paise,
            card.price_paise, PIECES,
        )  # fmt: skip

    def _piece(self, variant_id: int) -> str:
        """The thing's name in the rows, with the colour where there was a choice."""
        card = self._by_id[variant_id // BY_VARIANT]
        colour = card.variants[variant_id % BY_VARIANT].colour.lower()
        name = self._names[card.product_id]
        return f"{name}:{colour}" if len(card.variants) > 1 else name

    def _add_to_cart(self, variant_id: int, quantity: int = 1) -> CartView:
        self.written.append(self._piece(variant_id))
        self._cart.append(variant_id)
        return self._view_cart()

    def _remove_from_cart(self, line_id: int) -> CartView:
        self.written.append(self._piece(line_id))
        self._cart.remove(line_id)
        return self._view_cart()

    def _empty_cart(self) -> CartView:
        self.written += [self._piece(key) for key in self._cart]
        self._cart = []
        return self._view_cart()

    def _list_orders(self) -> OrderList:
        return OrderList(tuple(self._orders.values()), len(self._orders))

    def _track_order(self, number: str = "") -> OrderView | Refused:
        order = self._orders.get(number) or next(iter(self._orders.values()), None)
        if order is None:
            return Refused("not_found", "There is no such order.")
        self.looked.append(order.number)
        return order

    _get_order = _track_order

    def _cancel_order(self, number: str, **parts: Any) -> NeedsApproval | Refused:
        if number not in self._orders:
            return Refused("not_found", "There is no such order.")
        self.written.append(number)
        return NeedsApproval(f"token-{number}", ConfirmCard("Cancel", (("Order", number),), 0))


def _order(number: str, things: Sequence[str]) -> OrderView:
    cards = [goods()[name] for name in things]
    lines = tuple(
        OrderLineView(n, card.product_id, card.title, (*card.colours, "")[0], "", 1, 0, card.price_paise, "")
        for n, card in enumerate(cards)
    )
    total = sum(card.price_paise for card in cards)
    return OrderView(
        number, "placed", "Placed", "2026-11-20T10:00:00+05:30", total, lines, "UPI", "Pune", "", "", can_cancel=True
    )  # fmt: skip


def _fits(card: ProductCard, wish: Mapping[str, Any]) -> bool:
    """Whether a product has every wanted value and each word of the text in its title."""
    own = {value.lower() for _, value in card.attributes}
    own |= {x.lower() for x in (*card.colours, card.category, card.brand)}
    for limit in wish["limits"]:
        if any(value.lower() in own for value in limit["values"]) is bool(limit["excluded"]):
            return False
    title = card.title.lower()
    return all(word.lower() in title for word in wish["text"].split())
