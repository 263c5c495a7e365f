"""Memory: told, shown, forgotten, allowed, stopped; and the one question whether to remember, at a fitting moment."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from retailgenie.ai.dialogue.flow import Call, Do, Flow
from retailgenie.ai.dialogue.flows.adding import receipt
from retailgenie.ai.dialogue.known import GIFT, whom_in
from retailgenie.ai.dialogue.state import Frame, Proposal
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import attributes_said, mentions
from retailgenie.ai.nlu.money import parse_money
from retailgenie.ai.tools.types import Done, NeedsApproval, Refused
from retailgenie.ai.types import (
    BlockKind,
    IntentScore,
    MemoryItem,
    MemoryView,
    MoneyRange,
    SearchQuery,
    Segment,
    Trait,
)

PLEASE = re.compile(r"\bremember\b|\bnote\b|\byaad\b|याद|लक्षात", re.IGNORECASE)
SIZE_WORDS = re.compile(
    r"(?:\bsize|\bsaiz|साइज़|साइज|\bwears?|\btakes?)\s+(?:is |an? |size |of )*"
    r"(?P<size>uk ?\d{1,2}|\d{1,2}(?:-\d{1,2}y?)?|x{0,4}[sml]|xx+l)\b",
    re.IGNORECASE,
)
TRAIT_WORDS = {
    Trait.SIZE: ("size", "sizes", "saiz", "साइज़", "साइज", "wear"),
    Trait.BRAND: ("brand", "brands", "ब्रांड", "ब्रैंड"),
    Trait.BUDGET: ("budget", "budgets", "price", "बजट"),
}


# --- telling ----------------------------------------------------------------------------------------------


def _told(turn: Turn, frame: Frame) -> bool:
    """Read what was said of the person; kept for this conversation at once."""
    item = _item_in(turn, frame.said)
    if item is None:
        turn.say("memory_what")
        turn.offer("memory_show", "search_products")
        return False
    others = tuple(x for x in turn.state.told if x.key != item.key)
    turn.put(told=(*others, item))
    turn.evidence.add(item)
    turn.set_slots(arguments=_arguments(item))
    memory = turn.context.memory
    if item.what is not Trait.BRAND and not PLEASE.search(frame.said.text) and _is_a_wish_too(turn, item):
        _look_for_it(turn, frame.said, item)
        return False
    if memory.allowed or (turn.context.logged_in and (PLEASE.search(frame.said.text) or not memory.asked)):
        return True
    turn.say("memory_here", what=described(turn, item))
    turn.offer("search_products", *(("memory_allow",) if turn.context.logged_in else ()))
    return False


def _is_a_wish_too(turn: Turn, item: MemoryItem) -> bool:
    """ "My size is M" beside a list narrows it; "my budget for shirts is 2000" looks for shirts."""
    return turn.state.query is not None or item.what is Trait.BUDGET


def _look_for_it(turn: Turn, said: Segment, item: MemoryItem) -> None:
    """Do the search first, and ask about remembering at the end of the turn."""
    query = replace(said.query or SearchQuery(), price=MoneyRange(item.low_paise, item.high_paise))
    intent = "refine_results" if turn.state.query is not None else "search_products"
    limit = (turn.state.query or query).limit("category")
    if limit is not None and not item.goods:
        item = replace(item, goods=limit.values[0], kinds=limit.values)
    turn.noticed = item
    wish = replace(said, query=query, intents=(IntentScore(intent, 1.0),))
    turn.put(queue=(*turn.state.queue, wish))


def _item_in(turn: Turn, segment: Segment) -> MemoryItem | None:
    kinds, goods = _kinds_in(turn, segment)
    whom = whom_in(segment.text).replace(GIFT, "friend")
    brands = attributes_said(segment, "brand")
    if brands and not mentions(segment, *TRAIT_WORDS[Trait.SIZE]):
        return MemoryItem(f"brand:{brands[0].casefold()}", Trait.BRAND, brands[0])
    if mentions(segment, *TRAIT_WORDS[Trait.BUDGET]):
        return _budget_in(segment, kinds, goods)
    size = _size_in(segment)
    if size is None:
        return None
    return MemoryItem(f"size:{goods}:{whom}", Trait.SIZE, size, goods=goods, kinds=kinds, whom=whom)


def _size_in(segment: Segment) -> str | None:
    said = attributes_said(segment, "size")
    if said:
        return said[0]
    found = SIZE_WORDS.search(segment.text)
    return found["size"].upper() if found else None


def _budget_in(segment: Segment, kinds: tuple[str, ...], goods: str) -> MemoryItem | None:
    price = segment.query.price if segment.query else MoneyRange()
    if price == MoneyRange():
        price = parse_money(segment.text, asked=True).range
    if price == MoneyRange() or not goods:
        return None
    low, high = price.min_paise, price.max_paise
    return MemoryItem(
        f"budget:{goods}", Trait.BUDGET, "", goods=goods, kinds=kinds, low_paise=low, high_paise=high
    )


def _kinds_in(turn: Turn, segment: Segment) -> tuple[tuple[str, ...], str]:
    """Return the categories that the words name, and the word for them; "in this" means the product in focus."""
    kind = segment.query.limit("category") if segment.query else None
    if kind is not None:
        return kind.values, kind.values[0] if len(kind.values) == 1 else kind.said or kind.values[0]
    pointed = segment.reference is not None and segment.reference.pronoun
    product = turn.state.shown.product
    return ((product.category,), product.category) if pointed and product and product.category else ((), "")


def _arguments(item: MemoryItem) -> dict[str, Any]:
    return {
        "what": item.what.value,
        "value": item.value,
        "goods": item.goods,
        "kinds": list(item.kinds),
        "whom": item.whom,
        "low_paise": item.low_paise,
        "high_paise": item.high_paise,
    }


def _allowed(turn: Turn, frame: Frame) -> bool:
    """Whether the person agreed, before or with a yes earlier in this turn."""
    return turn.context.memory.allowed or "allow_memory" in turn.results


def _not_allowed(turn: Turn, frame: Frame) -> bool:
    return not turn.context.memory.allowed and "remember_preference" not in turn.results


def _kept(turn: Turn, frame: Frame) -> None:
    item = turn.state.told[-1] if turn.state.told else None
    what = described(turn, item) if item else ""
    if "remember_preference" in turn.results:
        receipt(turn, turn.text("memory_kept", what=what))
    else:
        turn.say("memory_kept", what=what)
    turn.offer("memory_show")


TELL = Flow(
    ("memory_tell",),
    (
        Do(_told),
        Call("remember_preference", lambda turn, frame: dict(frame.slots["arguments"]), when=_allowed),
        Call(
            "allow_memory", lambda turn, frame: {"first": dict(frame.slots["arguments"])}, when=_not_allowed
        ),
        Do(_kept),
    ),
)


def described(turn: Turn, item: MemoryItem) -> str:
    """Return an item as one says it: "size M for shirts"."""
    turn.evidence.add(item)
    goods = item.goods.lower() or turn.text("memory_anything")
    if item.what is Trait.SIZE:
        return turn.text("memory_size", size=item.value, goods=goods)
    if item.what is Trait.BRAND:
        return turn.text("memory_brand", brand=item.value)
    return turn.text("memory_budget", goods=goods)


# --- the question, and its answer ---------------------------------------------------------------------------


def propose(turn: Turn) -> None:
    """At the end of a turn in which a size was chosen: ask once for the consent, later only offer a chip."""
    item, memory, state = turn.noticed, turn.context.memory, turn.state
    if item is None or turn.waiting or state.stack or state.queue or not turn.context.logged_in:
        return
    if memory.allowed:
        known = any(x.what is item.what and set(item.kinds) & set(x.kinds) for x in memory.items)
        if not known and item.what is Trait.SIZE:
            turn.offer_words(turn.text("memory_chip", size=item.value, goods=item.goods.lower()))
    elif not memory.asked:
        _ask(turn, {"first": _arguments(item)}, item)


def _ask(turn: Turn, arguments: dict[str, Any], item: MemoryItem) -> None:
    outcome = turn.call("allow_memory", arguments)
    if not isinstance(outcome, NeedsApproval):
        return
    turn.put(proposal=Proposal(outcome.token, arguments, turn.state.turns))
    turn.evidence.add(outcome.card)
    text = turn.text("memory_ask", what=described(turn, item))
    turn.show(BlockKind.CONFIRM, outcome.card, text=text, token=outcome.token)


def answers_proposal(turn: Turn, token: str = "") -> bool:
    """Whether a yes or no is meant for the card that asked to remember: by its button, or said right after it."""
    proposal = turn.state.proposal
    if proposal is None:
        return False
    just_now = turn.state.pending is None and proposal.turn + 1 == turn.state.turns
    return token == proposal.token if token else just_now


def _keep(turn: Turn, frame: Frame) -> bool:
    """The yes to the question; what was asked too long ago is asked afresh, as a card."""
    proposal = turn.state.proposal
    turn.put(proposal=None)
    if proposal is None:
        return True
    outcome = turn.call("allow_memory", proposal.arguments, proposal.token)
    if isinstance(outcome, Refused):
        turn.set_slots(arguments=proposal.arguments)
        return True
    turn.say("memory_allowed")
    turn.offer("memory_show", "view_cart", "checkout")
    return False


def _allowed_now(turn: Turn, frame: Frame) -> None:
    turn.say("memory_allowed")
    turn.offer("memory_show", "search_products")


KEEP = Flow(
    ("memory_keep", "memory_allow"),
    (
        Do(_keep),
        Call("allow_memory", lambda turn, frame: dict(frame.slots.get("arguments", {}))),
        Do(_allowed_now),
    ),
)


def _decline(turn: Turn, frame: Frame) -> None:
    turn.put(proposal=None)
    turn.say("memory_declined")
    turn.offer("checkout", "view_cart", "search_products")


DECLINE = Flow(("memory_decline",), (Do(_decline),))


# --- seeing and forgetting -----------------------------------------------------------------------------------


def _show(turn: Turn, frame: Frame) -> None:
    if not turn.context.logged_in:
        _show_told(turn)
        return
    view: MemoryView | None = turn.read("list_memory")
    if view is None or not view.allowed:
        _show_told(turn)
        turn.offer("memory_allow")
        return
    turn.evidence.add(view)
    if not view.items:
        turn.say("memory_empty")
    else:
        turn.say("memory_shown", things=turn.count("memory_thing", len(view.items)))
        turn.show(BlockKind.MEMORY, view)
    turn.show(BlockKind.CLASSIC, turn.context.pages.memory, text=turn.text("memory_page"))
    turn.offer("memory_stop")


def _show_told(turn: Turn) -> None:
    """What was said in this conversation is all there is."""
    key = "memory_off" if turn.context.logged_in else "memory_guest"
    turn.say(key)
    if turn.state.told:
        told = ", ".join(described(turn, item) for item in turn.state.told)
        turn.say("memory_talk", what=told)
    turn.offer("search_products")


SHOW = Flow(("memory_show",), (Do(_show),))


def _forget(turn: Turn, frame: Frame) -> None:
    """Forget what the words name: one item by its button, a sort of things, a kind of goods, or everything."""
    view: MemoryView | None = turn.read("list_memory") if turn.context.logged_in else None
    items = (*(view.items if view else ()), *turn.state.told)
    chosen = [item for item in items if _is_meant(frame, item)]
    if not chosen:
        turn.say("memory_nothing")
        turn.offer("memory_show")
        return
    kept = {item.key for item in view.items} if view else set()
    keys = list(dict.fromkeys(item.key for item in chosen if item.key in kept))
    if keys and isinstance(turn.call("forget_memory", {"keys": keys}), Refused):
        turn.say("refused_plain")
        return
    gone = {(item.what, item.value) for item in chosen}
    turn.put(told=tuple(x for x in turn.state.told if (x.what, x.value) not in gone), proposal=None)
    turn.say("memory_forgotten", things=turn.count("memory_thing", max(len(keys), 1)))
    turn.offer("memory_show", "memory_stop")


def _is_meant(frame: Frame, item: MemoryItem) -> bool:
    if "key" in frame.slots:
        return bool(item.key == frame.slots["key"])
    said = frame.said
    named = [what for what, words in TRAIT_WORDS.items() if mentions(said, *words)]
    if named and item.what not in named:
        return False
    brands = attributes_said(said, "brand")
    if brands and item.what is Trait.BRAND:
        return item.value in brands
    kind = said.query.limit("category") if said.query else None
    about = {value.casefold() for value in kind.values} if kind else set()
    whom = whom_in(said.text)
    own = {name.casefold() for name in item.kinds}
    return (not about or bool(about & own)) and (not whom or item.whom == whom)


FORGET = Flow(("memory_forget",), (Do(_forget),))


def _stop(turn: Turn, frame: Frame) -> None:
    turn.put(told=(), proposal=None)
    if turn.context.logged_in and not isinstance(turn.call("stop_memory", {}), Done):
        turn.say("refused_plain")
        return
    turn.say("memory_stopped")
    turn.offer("search_products", "memory_show")


STOP = Flow(("memory_stop",), (Do(_stop),))

FLOWS = (TELL, KEEP, DECLINE, SHOW, FORGET, STOP)
