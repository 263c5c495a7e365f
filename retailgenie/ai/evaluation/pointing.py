"""Words that point, followed to their end: which thing the engine touches, or whether it asks.

A row shows shelves (the newest last), a cart or orders, says one thing and names what is meant. A write to anything
else is the worst there is; to ask is never wrong enough to hurt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from retailgenie.ai.dialogue.context import TurnContext
from retailgenie.ai.dialogue.engine import converse
from retailgenie.ai.dialogue.state import (
    DialogueState,
    ProductMemo,
    Shown,
    line_memo,
    order_memo,
    product_memo,
)
from retailgenie.ai.evaluation.language import Figures
from retailgenie.ai.evaluation.shelf import Shelf, goods, shelf_of, shelf_vocabulary
from retailgenie.ai.nlu.context import ReadContext
from retailgenie.ai.nlu.reader import Reader
from retailgenie.ai.types import OrderList, Reading, SearchQuery

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
WRITING = frozenset({"add_to_cart", "remove_from_cart", "cancel_order"})


@dataclass(frozen=True, slots=True)
class Touched:
    """What one sentence did. asked: nothing was done and a question is open."""

    things: tuple[str, ...]
    written: tuple[str, ...]
    asked: bool


class _ShelfReader:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def read(self, text: str, context: ReadContext) -> Reading:
        return self._reader.read(text, shelf_vocabulary(), context)


def pointing_figures(rows: Sequence[Mapping[str, Any]], reader: Reader) -> Figures:
    """Return exact, wrong_target and wrong_writes (shares and a count) over rows with `means`."""
    errors: list[dict[str, Any]] = []
    wrong_writes = 0
    for number, row in enumerate(rows):
        found = touched(row, reader)
        wanted = sorted(row["means"])
        wrong_writes += not set(found.written) <= set(wanted)
        asks = bool(row.get("asks", False))
        right = found.asked and not found.written if asks else sorted(found.things) == wanted
        if not right:
            cause = "wrong" if set(found.things) - set(wanted) else "missed"
            errors.append({"row": number, "cause": f"{cause} {row['kind']}: {' '.join(found.things)}"})
    wrong = sum(error["cause"].startswith("wrong") for error in errors)
    total = max(1, len(rows))
    figures = {
        "exact": 1 - len(errors) / total,
        "wrong_target": wrong / total,
        "wrong_writes": wrong_writes,
        "rows": len(rows),
    }
    return Figures(figures, {}, {}, tuple(errors))


def both_figures(read: Figures, followed: Figures) -> Figures:
    """Return one set of figures of what was read and what was followed; each part beside them, errors by part."""
    parts = {"expect": read, "means": followed}
    total = max(1.0, sum(x.figures["rows"] for x in parts.values()))
    figures = {
        name: sum(x.figures[name] * x.figures["rows"] for x in parts.values()) / total
        for name in ("exact", "wrong_target")
    }
    figures |= {"wrong_writes": followed.figures["wrong_writes"], "rows": total}
    per = {"read": read.figures, "followed": followed.figures}
    errors = tuple({**error, "part": part} for part, x in parts.items() for error in x.errors)
    return Figures(figures, {}, per, errors)


def touched(row: Mapping[str, Any], reader: Reader) -> Touched:
    """Say the row's words to the engine in a conversation that has shown what the row says."""
    shelf = Shelf(row.get("cart", ()), row.get("orders", {}))
    state = _state(row, shelf)
    said = str(row["text"]) if "text" in row else str(row["turns"][-1])
    context = TurnContext(logged_in=True)
    result = converse(state, _ShelfReader(reader), said, shelf, context, NOW)
    written = tuple(dict.fromkeys(shelf.written))
    top = result.state.top
    asked = bool((top and top.asked) or result.state.options)
    things = written if written or asked else tuple(dict.fromkeys(shelf.looked))
    return Touched(things, written, asked)


def _state(row: Mapping[str, Any], shelf: Shelf) -> DialogueState:
    lists: tuple[tuple[ProductMemo, ...], ...] = ()
    for name in row.get("shown", ()):
        memos = tuple(product_memo(card) for card in shelf_of(name))
        lists = (memos, *(x for x in lists if x != memos))
    focus = row.get("focus")
    shown = Shown(lists=lists, product=product_memo(goods()[focus]) if focus else None)
    cart = shelf.call("view_cart", {})
    if row.get("cart"):
        shown = replace(shown, lines=tuple(line_memo(x) for x in _data(cart).lines))
    if row.get("orders"):
        orders: OrderList = _data(shelf.call("list_orders", {}))
        shown = replace(shown, orders=tuple(order_memo(x) for x in orders.orders))
    query = SearchQuery(text=row["shown"][-1]) if lists else None
    return DialogueState(turns=1, shown=shown, query=query, total=sum(map(len, lists)))


def _data(outcome: Any) -> Any:
    return outcome.result.data
