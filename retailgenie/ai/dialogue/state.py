"""What the dialogue remembers between two turns: immutable, JSON in and out, the same events give the same state.

Products are remembered without their stock: whatever is bought is read again from the shop first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from retailgenie.ai.types import (
    CartLineView,
    ConfirmCard,
    Language,
    MemoryItem,
    OrderView,
    ProductCard,
    SearchQuery,
    Segment,
    StoreView,
)

LISTS_KEPT = 3  # earlier product lists that "the one you showed before" can still mean
CARDS_KEPT = 12  # products of a list that can be pointed at
RECEIPTS_KEPT = 5  # writes that "undo" can walk back
STACK_DEPTH = 3  # a task, a digression, a digression from it; older ones are dropped


@dataclass(frozen=True, slots=True)
class ProductMemo:
    """A product that was shown, as far as words can point at it."""

    product_id: int
    title: str
    brand: str
    category: str
    price_paise: int
    rating: float
    url: str
    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LineMemo:
    line_id: int
    product_id: int
    variant_id: int
    title: str
    colour: str
    size: str
    quantity: int
    price_paise: int = 0


@dataclass(frozen=True, slots=True)
class OrderMemo:
    number: str
    status: str
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoreMemo:
    store_id: int
    name: str
    city: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Salience: what words such as "the second one" and "it" can mean. The newest list is first.

    orders_last: orders were shown after the newest products, so that a bare position counts in them.
    """

    lists: tuple[tuple[ProductMemo, ...], ...] = ()
    product: ProductMemo | None = None
    lines: tuple[LineMemo, ...] = ()
    line_id: int | None = None
    orders: tuple[OrderMemo, ...] = ()
    order_number: str = ""
    stores: tuple[StoreMemo, ...] = ()
    orders_last: bool = False

    @property
    def products(self) -> tuple[ProductMemo, ...]:
        """The newest product list, or the single product when no list was shown."""
        if self.lists:
            return self.lists[0]
        return (self.product,) if self.product else ()


@dataclass(frozen=True, slots=True)
class Option:
    """A choice offered as a chip: it fills a slot of the top flow, or starts a flow when intent is given."""

    label: str
    value: Any = None
    intent: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """One running flow. said: the segment that started it. asked: the slot whose question is open."""

    flow: str
    said: Segment
    slots: dict[str, Any] = field(default_factory=dict)
    asked: str = ""
    tries: int = 0
    reminded: int = 0

    def with_slots(self, values: Mapping[str, Any]) -> Frame:
        return replace(self, slots={**self.slots, **values})


@dataclass(frozen=True, slots=True)
class Pending:
    """A write that waits for its yes; token is bound to these arguments, and any change makes it void.

    flow: the flow that asked for it.
    """

    flow: str
    token: str
    tool: str
    arguments: dict[str, Any]
    card: ConfirmCard


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the person was asked whether to remember. token: of the card, bound to arguments; turn: when it was put."""

    token: str
    arguments: dict[str, Any]
    turn: int


@dataclass(frozen=True, slots=True)
class DialogueState:
    """All of it. queue: wishes that wait for the open question, those of further orders as tasks of their own.
    unclear: the wish that `options` are about.

    offered: reasons for which the classic view was offered already.
    told: what the person said of themselves in this conversation; what is remembered beyond it comes in with the turn.
    rule_asked: the question about the shop's rules that was answered in the turn rule_turn.
    done: the task that last changed something of one's own, in the turn done_turn, as long as "no, L" can mean it.
    """

    turns: int = 0
    language: Language | None = None
    chosen_language: Language | None = None
    shown: Shown = Shown()
    query: SearchQuery | None = None
    total: int = 0
    stack: tuple[Frame, ...] = ()
    queue: tuple[Segment | Frame, ...] = ()
    pending: Pending | None = None
    options: tuple[Option, ...] = ()
    unclear: Segment | None = None
    receipts: tuple[str, ...] = ()
    done: Frame | None = None
    done_turn: int = -1
    misses: int = 0
    rule_asked: str = ""
    rule_turn: int = -1
    after_login: Frame | None = None
    place: str = ""
    last_texts: tuple[str, ...] = ()
    told: tuple[MemoryItem, ...] = ()
    proposal: Proposal | None = None
    offered: tuple[str, ...] = ()

    @property
    def top(self) -> Frame | None:
        return self.stack[-1] if self.stack else None

    def to_json(self) -> dict[str, Any]:
        """Return JSON-safe data that `from_json` reads back equal."""
        data: dict[str, Any] = _adapter().dump_python(self, mode="json", exclude_defaults=True)
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> DialogueState:
        """Return the stored state; one of an older, unreadable form becomes a fresh one."""
        try:
            return _adapter().validate_python(dict(data or {}))
        except ValidationError:
            return cls()


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[DialogueState]:
    return TypeAdapter(DialogueState)


def product_memo(card: ProductCard) -> ProductMemo:
    return ProductMemo(
        product_id=card.product_id,
        title=card.title,
        brand=card.brand,
        category=card.category,
        price_paise=card.price_paise,
        rating=card.rating,
        url=card.url,
        colours=card.colours,
        sizes=card.sizes,
        attributes=card.attributes,
    )


def line_memo(line: CartLineView) -> LineMemo:
    return LineMemo(
        line.line_id,
        line.product_id,
        line.variant_id,
        line.title,
        line.colour,
        line.size,
        line.quantity,
        line.unit_price_paise,
    )


def order_memo(order: OrderView) -> OrderMemo:
    return OrderMemo(order.number, order.status, tuple(line.title for line in order.lines))


def store_memo(store: StoreView) -> StoreMemo:
    return StoreMemo(store.store_id, store.name, store.city)
