"""The workbench of one turn: calls tools, collects what is said and shown, and remembers what can be pointed at."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from retailgenie.ai.dialogue.context import TurnContext
from retailgenie.ai.dialogue.render.evidence import Evidence
from retailgenie.ai.dialogue.render.phrases import chip_label, phrase
from retailgenie.ai.dialogue.state import (
    CARDS_KEPT,
    LISTS_KEPT,
    RECEIPTS_KEPT,
    DialogueState,
    Frame,
    Option,
    line_memo,
    order_memo,
    product_memo,
    store_memo,
)
from retailgenie.ai.tools.types import Done, Outcome, Refused, Toolbox
from retailgenie.ai.types import (
    Block,
    BlockKind,
    CartView,
    Chip,
    Language,
    MemoryItem,
    OrderView,
    ProductCard,
    Segment,
    StoreView,
)

CHIPS_SHOWN = 5  # more than a thumb wants to read


@dataclass(frozen=True, slots=True)
class Several:
    """A slot's words fit more than one thing: the choices to ask with."""

    options: tuple[Option, ...]


class Turn:
    """Mutable for the length of one turn; everything that lasts goes into `state`."""

    def __init__(
        self,
        state: DialogueState,
        toolbox: Toolbox,
        context: TurnContext,
        now: datetime,
        language: Language,
    ) -> None:
        self.state = state
        self.toolbox = toolbox
        self.context = context
        self.now = now
        self.language = language
        self.blocks: list[Block] = []
        self.chips: list[Chip] = []
        self.results: dict[str, Any] = {}
        self.refused: Refused | None = None
        self.tools: list[dict[str, object]] = []
        self._known: dict[str, Done] = {}
        self.evidence = Evidence()
        self.waiting = False  # a question or a card was put in this turn, so the floor is the person's
        self.resuming = (
            False  # an interrupted flow is taken up again: its open question is put, never guessed
        )
        self.aside = False  # something was told by the way: the open task goes on as if it hadn't been left
        self._question_at = (0, 0)
        self.noticed: MemoryItem | None = None  # said in this turn, worth remembering
        self.taken_over: Segment | None = None  # the wish that another flow takes up when this one ends

    # --- the stack -------------------------------------------------------------------------------

    @property
    def frame(self) -> Frame:
        """The running flow; only steps of a flow may ask."""
        top = self.state.top
        if top is None:
            raise LookupError("No flow is running.")
        return top

    def put(self, **changes: Any) -> None:
        """Change the state."""
        self.state = replace(self.state, **changes)

    def put_stack(self, stack: tuple[Frame, ...]) -> None:
        """Change which flows are open; a card whose flow is gone is void."""
        pending = self.state.pending
        gone = pending is not None and pending.flow not in {frame.flow for frame in stack}
        self.put(stack=stack, pending=None if gone else pending)

    def put_top(self, frame: Frame) -> None:
        self.put(stack=(*self.state.stack[:-1], frame))

    def set_slots(self, **values: Any) -> None:
        self.put_top(self.frame.with_slots(values))

    def put_question(self) -> None:
        """What is said from here on is a question or a card."""
        if not self.waiting:
            self._question_at = (len(self.blocks), len(self.chips))
        self.waiting = True

    def take_question_back(self) -> None:
        """The same message went on to answer the question: it need not be seen."""
        blocks, chips = self._question_at
        del self.blocks[blocks:], self.chips[chips:]
        self.waiting = False

    # --- tools -----------------------------------------------------------------------------------

    def call(self, tool: str, arguments: dict[str, Any], approval: str = "") -> Outcome:
        """Call a tool; its answer becomes evidence and `results[tool]`. The same read is made once a turn."""
        known = self._known.get(repr((tool, arguments)))
        if known is not None:
            self.results[tool] = known.result.data
            return known
        started = time.perf_counter()
        outcome = self.toolbox.call(tool, arguments, approval)
        self._note(tool, outcome, started)
        if isinstance(outcome, Done):
            self.results[tool] = outcome.result.data
            self._after(repr((tool, arguments)), outcome, approval)
        return outcome

    def _after(self, key: str, done: Done, approval: str) -> None:
        """Keep what was read; a write makes old reads and a waiting card untrue."""
        if not done.receipt_id:
            self._known[key] = done
            return
        self._known.clear()
        if not approval:
            self.put(pending=None, done=self.state.top, done_turn=self.state.turns)
        if not approval or done.result.undo is not None:
            self.remember_receipt(done.receipt_id)

    def read(self, tool: str, **arguments: Any) -> Any:
        """Call a tool that a flow can do without: its data, or None when it was refused."""
        outcome = self.call(tool, arguments)
        return outcome.result.data if isinstance(outcome, Done) else None

    def undo(self, receipt: str) -> Outcome:
        started = time.perf_counter()
        self._known.clear()
        outcome = self.toolbox.undo(receipt)
        self._note("undo", outcome, started)
        return outcome

    def _note(self, tool: str, outcome: Outcome, started: float) -> None:
        self.evidence.add(outcome)
        kind = outcome.code if isinstance(outcome, Refused) else type(outcome).__name__.lower()
        ms = round((time.perf_counter() - started) * 1000, 1)
        self.tools.append({"tool": tool, "outcome": kind, "ms": ms})

    # --- words and blocks ------------------------------------------------------------------------

    def text(self, key: str, **values: Any) -> str:
        return phrase(key, self.language, self.state.turns, values)

    def count(self, key: str, number: int) -> str:
        """Return "1 item" or "3 items": the wordings `<key>_one` and `<key>_many`."""
        self.evidence.add(number)
        return self.text(f"{key}_one" if number == 1 else f"{key}_many", count=number)

    def say(self, key: str, **values: Any) -> None:
        self.show(BlockKind.TEXT, text=self.text(key, **values))

    def say_first(self, key: str, **values: Any) -> None:
        """Say something before all that is said already."""
        self.blocks.insert(0, Block(BlockKind.TEXT, text=self.text(key, **values)))
        blocks, chips = self._question_at
        self._question_at = (blocks + 1, chips)

    def show(self, kind: BlockKind, data: object | None = None, *, text: str = "", token: str = "") -> None:
        self.blocks.append(Block(kind, text=text, data=data, token=token))

    def offer(self, *keys: str) -> None:
        """Add chips by their keys; a key names the intent that its words mean."""
        for key in keys:
            self.offer_words(chip_label(key, self.language))

    def offer_words(self, label: str, say: str = "") -> None:
        chip = Chip(label, say or label)
        if chip not in self.chips and len(self.chips) < CHIPS_SHOWN:
            self.chips.append(chip)

    # --- memory ----------------------------------------------------------------------------------

    def _shown(self, **changes: Any) -> None:
        self.put(shown=replace(self.state.shown, **changes))

    def remember_products(self, cards: tuple[ProductCard, ...]) -> None:
        """A list was shown: positions count in it; one product alone is in focus too."""
        if not cards:
            return
        memos = tuple(product_memo(card) for card in cards[:CARDS_KEPT])
        lists = (memos, *(x for x in self.state.shown.lists if x != memos))[:LISTS_KEPT]
        self._shown(lists=lists, product=memos[0] if len(memos) == 1 else None, orders_last=False)

    def remember_product(self, card: ProductCard) -> None:
        self._shown(product=product_memo(card), orders_last=False)

    def remember_cart(self, cart: CartView, variant_id: int | None = None) -> None:
        """The cart was seen; variant_id is the piece just added or changed, which "it" now means."""
        lines = tuple(line_memo(line) for line in cart.lines)
        focus = self.state.shown.line_id
        if variant_id is not None:
            focus = next((x.line_id for x in lines if x.variant_id == variant_id), None)
        if focus not in {x.line_id for x in lines}:
            focus = lines[0].line_id if len(lines) == 1 else None
        self._shown(lines=lines, line_id=focus)

    def remember_orders(self, orders: tuple[OrderView, ...]) -> None:
        memos = tuple(order_memo(order) for order in orders)
        number = memos[0].number if len(memos) == 1 else ""
        self._shown(orders=memos, order_number=number, orders_last=bool(memos))

    def look_at_order(self, number: object) -> None:
        """The order that a task is about is the one that "it" means from here on."""
        if isinstance(number, str) and number:
            self._shown(order_number=number)

    def remember_stores(self, stores: tuple[StoreView, ...]) -> None:
        self._shown(stores=tuple(store_memo(store) for store in stores))

    def remember_receipt(self, receipt_id: str) -> None:
        if receipt_id:
            self.put(receipts=(*self.state.receipts, receipt_id)[-RECEIPTS_KEPT:])
