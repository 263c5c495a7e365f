"""What "the second one", "the blue kurta" or "dusra wala" points at, among the things that were shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rapidfuzz import fuzz

from retailgenie.ai.dialogue.state import LineMemo, OrderMemo, ProductMemo, Shown
from retailgenie.ai.types import Limit, Reference

WORD_MATCH = 85  # rapidfuzz ratio (0-100): lets one typo in a word of five letters pass
VARIANT_ATTRIBUTES = frozenset({"size"})  # these choose within a product, they never single one out

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Thing:
    """One shown thing, as words see it."""

    key: int | str
    words: tuple[str, ...]
    price_paise: int = 0
    rating: float = 0.0


def product_thing(product: ProductMemo) -> Thing:
    values = [value for _, value in product.attributes]
    text = " ".join((product.title, product.brand, product.category, *product.colours, *values))
    return Thing(product.product_id, _words(text), product.price_paise, product.rating)


def line_thing(line: LineMemo) -> Thing:
    return Thing(line.line_id, _words(f"{line.title} {line.colour} {line.size}"), line.price_paise)


def order_thing(order: OrderMemo) -> Thing:
    return Thing(order.number, _words(" ".join((order.number, order.status, *order.titles))))


def products_meant(reference: Reference, shown: Shown) -> tuple[ProductMemo, ...]:
    """Return the products a reference points at: one when it is clear, several when it is not, () for none."""
    kept = shown.lists[1:] if reference.again and len(shown.lists) > 1 else shown.lists
    lists = _long_enough(kept, reference.ordinals)
    items = lists[0] if lists else shown.products
    found = meant(reference, items, product_thing, focus=shown.product)
    if found or not _by_words(reference):
        return found
    for earlier in shown.lists[1:]:
        found = meant(reference, earlier, product_thing, focus=None)
        if found:
            return found
    return ()


def _long_enough(
    lists: Sequence[tuple[ProductMemo, ...]], ordinals: Sequence[int]
) -> Sequence[tuple[ProductMemo, ...]]:
    """Leave out newer lists that lack a named position, as a comparison of two lacks "the third one".

    Of "the first and the third" both stand in one list: two watches, shown after shoes, have a first, so no
    third is looked for among the shoes.
    """
    places = [abs(n) for n in ordinals]
    last = max(places, default=0)
    for n, items in enumerate(lists):
        if len(items) >= last:
            return lists[n:]
        older = {x.product_id for x in lists[n + 1]} if n + 1 < len(lists) else set()
        if min(places) <= len(items) and not {x.product_id for x in items} <= older:
            break
    return lists


def meant(
    reference: Reference, items: Sequence[T], thing: Callable[[T], Thing], *, focus: T | None
) -> tuple[T, ...]:
    """Resolve a reference among items in the order they were shown; focus is the one last spoken of."""
    if reference.ordinals:
        return _at(items, reference.ordinals)
    if reference.other:
        return tuple(x for x in items if x != focus) if focus is not None else ()
    narrowed = _narrowed(reference, items, thing)
    if reference.except_limits:
        unwanted = _all_of(reference.except_limits, items, thing)
        return tuple(x for x in items if x not in unwanted) if unwanted else ()
    if reference.except_ordinals:
        left_out = [thing(x).key for x in _at(items, reference.except_ordinals)]
        return tuple(x for x in items if thing(x).key not in left_out)
    described = _by_words(reference)  # then nothing that doesn't fit may take the place of what does
    if reference.choose:
        return _extreme(narrowed if described else tuple(items), reference.choose, thing)
    if reference.everything:
        return narrowed if described else tuple(items)
    if _by_words(reference):
        return _focus_first(narrowed, focus, thing) if reference.pronoun else narrowed
    if reference.pronoun:
        return (focus,) if focus is not None else tuple(items) if len(items) == 1 else ()
    return ()


def _focus_first(narrowed: tuple[T, ...], focus: T | None, thing: Callable[[T], Thing]) -> tuple[T, ...]:
    """ "It in blue": the thing in focus, whatever its colour; "this blue one" without focus: the blue one."""
    if focus is None:
        return narrowed
    keys = [thing(x).key for x in narrowed]
    return (focus,) if not keys or thing(focus).key in keys or len(keys) > 1 else narrowed


def _by_words(reference: Reference) -> bool:
    return bool(reference.words) or any(x.attribute not in VARIANT_ATTRIBUTES for x in reference.limits)


def _at(items: Sequence[T], ordinals: Sequence[int]) -> tuple[T, ...]:
    positions = [n - 1 if n > 0 else len(items) + n for n in ordinals]
    return tuple(items[n] for n in positions if 0 <= n < len(items))


def _all_of(limits: Sequence[Limit], items: Sequence[T], thing: Callable[[T], Thing]) -> tuple[T, ...]:
    return tuple(x for x in items if all(_fits(limit, thing(x).words) for limit in limits))


def _extreme(items: Sequence[T], choose: str, thing: Callable[[T], Thing]) -> tuple[T, ...]:
    """Return the cheapest, costliest or best rated; several when they are equal."""
    keys: dict[str, Callable[[Thing], float]] = {
        "cheapest": lambda x: -x.price_paise,
        "costliest": lambda x: x.price_paise,
        "best_rated": lambda x: x.rating,
    }
    key = keys.get(choose)
    if key is None or not items:
        return ()
    best = max(key(thing(x)) for x in items)
    return tuple(x for x in items if key(thing(x)) == best)


def _narrowed(reference: Reference, items: Sequence[T], thing: Callable[[T], Thing]) -> tuple[T, ...]:
    kept = tuple(items)
    for limit in reference.limits:
        if limit.attribute not in VARIANT_ATTRIBUTES:
            kept = tuple(x for x in kept if _fits(limit, thing(x).words))
    wanted = [word for text in reference.words for word in _words(text)]
    if not wanted:
        return kept if reference.limits else ()
    scored = [(sum(_has(thing(x).words, word) for word in wanted), x) for x in kept]
    best = max((score for score, _ in scored), default=0)
    return tuple(x for score, x in scored if score == best) if best else ()


def _fits(limit: Limit, words: tuple[str, ...]) -> bool:
    hit = any(all(_has(words, part) for part in _words(value)) for value in limit.values)
    return hit is not limit.excluded


def _has(words: tuple[str, ...], wanted: str) -> bool:
    forms = {wanted, wanted.removesuffix("s"), wanted.removesuffix("es")}
    if any(word in forms or word.removesuffix("s") in forms for word in words):
        return True
    return len(wanted) > 4 and any(fuzz.ratio(word, wanted) >= WORD_MATCH for word in words)


def _words(text: str) -> tuple[str, ...]:
    kept = "".join(char if char.isalnum() or ord(char) > 0x900 else " " for char in text.lower())
    return tuple(kept.split())
