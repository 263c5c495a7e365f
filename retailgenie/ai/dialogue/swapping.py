"""Which lines of an order a message describes, and which other pieces of their products they shall become."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from retailgenie.ai.dialogue.described import Group, Kind, Options, Said, pairs_in
from retailgenie.ai.dialogue.leaving import left_part, named_part, wanted_part
from retailgenie.ai.dialogue.pieces import Piece
from retailgenie.ai.nlu import asides
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.types import OrderView, ProductCard, Segment, VariantView

Row = dict[str, int]
MOST_GROUPS = 8  # things of one sentence whose roles are tried out
REFUSES = re.compile(r"\b(?:don'?t|do not|doesn'?t) (?:really )?(?:need|want|like)\b", re.IGNORECASE)
EXCEPT = re.compile(
    r"\b(?:all|everything|whole order|every ?thing|the rest|sab|sabhi|saara|saari|baaki)\b.*?"
    r"\b(?:but|except(?: for)?|other than|apart from|besides|minus|excluding)\b|"
    r"\b(?:chhod ?kar|chod ?kar|ke ala?wa|ke siva(?:y|ay)?)\b",
    re.IGNORECASE,
)


def options_of(thing: Piece | VariantView) -> Options:
    """Return all that tells a piece apart, by name."""
    found = {"colour": thing.colour, "size": thing.size, **dict(thing.attributes)}
    return {name: value for name, value in found.items() if value}


def _kinds(pieces: Sequence[Piece], cards: Mapping[int, ProductCard]) -> list[Kind]:
    values: dict[str, dict[str, set[str]]] = {}
    for piece in pieces:
        card = cards.get(piece.product_id or 0)
        own = values.setdefault(piece.title, {})
        things: list[Piece | VariantView] = [piece, *(card.variants if card else ())]
        for thing in things:
            for name, value in options_of(thing).items():
                own.setdefault(name, set()).add(value)
    return [
        Kind(title, {name: frozenset(given) for name, given in own.items()}) for title, own in values.items()
    ]


def lines_described(segment: Segment, pieces: Sequence[Piece], *, asked: bool = False) -> tuple[Piece, ...]:
    """Return the pieces whose titles (and values) are in the words, () where that isn't plain.

    asked: a question about them is open, so that values alone say enough.
    """
    found = _described(named_part(segment.text), pieces, asked=asked) or _described(
        wanted_part(segment.text), pieces, asked=asked
    )
    if found and EXCEPT.search(segment.text):
        return tuple(x for x in pieces if x not in found)
    return found


def _described(text: str, pieces: Sequence[Piece], *, asked: bool) -> tuple[Piece, ...]:
    pairs = pairs_in(text, _kinds(pieces, {}))
    named = [x for x in pairs.now if x.titles or (asked and x.values)]
    more = [x for x in pairs.then if x.titles and any(x.fits(y.title, options_of(y)) for y in pieces)]
    return _lines([*named, *more], pieces) or _lines(named, pieces) or _lines(_told_on(pairs.now), pieces)


def _told_on(groups: Sequence[Group]) -> list[Group]:
    """Give what is told in a later sentence ("it's the one without a timer") to the thing that was named before it."""
    found: list[Group] = []
    for group in groups:
        if group.titles or not found:
            found.append(group)
        else:
            found[-1] = replace(found[-1], values=(*found[-1].values, *group.values))
    return [x for x in found if x.titles]


def lines_left(segment: Segment, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the pieces that a sentence of the message wants to stay as they are."""
    left = left_part(segment.text)
    return lines_named(replace(segment, text=left), pieces) if left else ()


def _lines(groups: Sequence[Group], pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return a line for each group; () where one of them fits none, or several that differ."""
    found: list[Piece] = []
    for group in groups:
        fitting = [x for x in pieces if x not in found and group.fits(x.title, options_of(x))]
        if not fitting or any(
            options_of(x) != options_of(fitting[0]) or x.title != fitting[0].title for x in fitting
        ):
            return ()
        found.append(fitting[0])
    return tuple(found)


def lines_named(segment: Segment, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return all pieces that fit something whose title is in the words, however many they are."""
    pairs = pairs_in(segment.text, _kinds(pieces, {}))
    groups = [x for x in (*pairs.now, *pairs.then) if x.titles]
    return tuple(x for x in pieces if any(group.fits(x.title, options_of(x)) for group in groups))


def order_described(segment: Segment, orders: Sequence[tuple[str, Sequence[Piece]]]) -> tuple[str, ...]:
    """Return the numbers of the orders that hold all things whose titles are in the words."""
    every = [piece for _, pieces in orders for piece in pieces]
    groups = [x for x in pairs_in(wanted_part(segment.text), _kinds(every, {})).now if x.titles]
    if not groups:
        return ()
    return tuple(
        number
        for number, pieces in orders
        if all(any(group.fits(x.title, options_of(x)) for x in pieces) for group in groups)
    )


def orders_sharing(segment: Segment, orders: Sequence[tuple[str, Sequence[Piece]]]) -> tuple[str, ...]:
    """Return the numbers of the orders that only together hold the things named, each of which lies in one of them."""
    every = [piece for _, pieces in orders for piece in pieces]
    groups = [x for x in pairs_in(wanted_part(segment.text), _kinds(every, {})).now if x.titles]
    holders = [
        [number for number, pieces in orders if any(group.fits(x.title, options_of(x)) for x in pieces)]
        for group in groups
    ]
    if len(groups) < 2 or any(len(x) != 1 for x in holders):
        return ()
    return tuple(dict.fromkeys(number for found in holders for number in found))


def swaps_described(segment: Segment, pieces: Sequence[Piece], cards: Mapping[int, ProductCard]) -> list[Row]:
    """Return line and variant ids of all that shall become something else; [] where any of it isn't plain."""
    pairs = pairs_in(wanted_part(segment.text), _kinds(pieces, cards))
    told = _swapped(pairs.now, pairs.then, pieces, cards, segment.text)
    return told or _by_what_there_is(pairs.every, pieces, cards, segment.text)


def speaks_of_things(segment: Segment, pieces: Sequence[Piece], cards: Mapping[int, ProductCard]) -> bool:
    """Whether a title or a value of the order's things is in the words, however unclear which is meant."""
    return bool(pairs_in(segment.text, _kinds(pieces, cards)).every)


def _swapped(
    now: Sequence[Group],
    then: Sequence[Group],
    pieces: Sequence[Piece],
    cards: Mapping[int, ProductCard],
    text: str,
) -> list[Row]:
    lines = _lines(now, pieces)
    if not lines or len(then) not in (1, len(lines)):
        return []
    return _rows(lines, then, cards, text)


def _by_what_there_is(
    said: Sequence[Group], pieces: Sequence[Piece], cards: Mapping[int, ProductCard], text: str
) -> list[Row]:
    """Tell lines of the order and what they shall become apart by what exists, however the sentence is built:
    "make the red mug a blue one". Two ways to read it are none.
    """
    once = [x for x in said if not _said_before(x, said, pieces)]
    found = _every_way(said, pieces, cards, text) or _every_way(once, pieces, cards, text)
    return found[0] if len(found) == 1 else []


def _every_way(
    groups: Sequence[Group], pieces: Sequence[Piece], cards: Mapping[int, ProductCard], text: str
) -> list[list[Row]]:
    """Return all that groups can mean, each of them being a line or what one shall become."""
    found: list[list[Row]] = []
    if not 1 < len(groups) <= MOST_GROUPS:
        return found
    for roles in product((True, False), repeat=len(groups)):
        now = [x for x, is_now in zip(groups, roles, strict=True) if is_now]
        then = [x for x, is_now in zip(groups, roles, strict=True) if not is_now]
        if not now or not then or any(not x.titles and not x.values for x in now):
            continue
        rows = sorted(_swapped(now, then, pieces, cards, text), key=lambda x: x["line_id"])
        if rows and rows not in found:
            found.append(rows)
    return found


def _said_before(group: Group, said: Sequence[Group], pieces: Sequence[Piece]) -> bool:
    """A bare title beside the same one with values names the one thing of it once more: "... that kettle"."""
    own = sum(x.title in group.titles for x in pieces)
    return not group.values and own == 1 and any(x.values and x.titles == group.titles for x in said)


def _rows(
    lines: Sequence[Piece], groups: Sequence[Group], cards: Mapping[int, ProductCard], text: str
) -> list[Row]:
    found: list[Row] = []
    for line, group in _paired(lines, groups):
        card = cards.get(line.product_id or 0)
        unwanted = _unwanted(text, line, card) if card is not None else ()
        variant = variant_described(group, line, card, unwanted=unwanted)
        if variant is None:
            return []
        found.append({"line_id": line.line_id, "variant_id": variant.variant_id, "quantity": 0})
    return found


def swaps_answered(text: str, lines: Sequence[Piece], cards: Mapping[int, ProductCard]) -> list[Row]:
    """Return what several known lines shall become, by an answer that tells it of each; [] where it isn't plain."""
    pairs = pairs_in(wanted_part(text), _kinds(lines, cards))
    groups = pairs.then or pairs.now
    if len(groups) not in (1, len(lines)) or (not pairs.then and _lines(groups, lines)):
        return []  # words that name the lines themselves don't say what they shall become
    return _rows(lines, groups, cards, text)


def _paired(lines: Sequence[Piece], then: Sequence[Group]) -> list[tuple[Piece, Group]]:
    """Give each line its change: the one that names its title, else the one at its place."""
    if len(then) == 1:
        return [(line, then[0]) for line in lines]
    left = list(then)
    found = []
    for line in lines:
        named = next((x for x in left if line.title in x.titles), left[0])
        left.remove(named)
        found.append((line, named))
    return found


def _joined(groups: Sequence[Group]) -> Group:
    """All that is told of one thing: "a pair that is black, with a long strap"."""
    titles = next((x.titles for x in groups if x.titles), frozenset[str]())
    return Group(titles, tuple(value for x in groups for value in x.values))


def _without_known(group: Group, title: str, known: Options) -> Group:
    """Leave out a value that is there already, where another of the same attribute is told: "size M to L"."""
    others = {
        name
        for said in group.values
        for name, value in said.meanings.get(title, ())
        if known.get(name) != value
    }
    kept = tuple(
        x
        for x in group.values
        if not x.meanings.get(title)
        or any(known.get(name) != value or name not in others for name, value in x.meanings[title])
    )
    return replace(group, values=kept)


def _unwanted(text: str, piece: Piece, card: ProductCard) -> tuple[Said, ...]:
    """What of the piece is wanted no more: "I don't need the large one"."""
    refused = " ".join(x for x in asides.sentences(analyse(text)) if REFUSES.search(x))
    if not refused:
        return ()
    pairs = pairs_in(REFUSES.sub(" ", refused), _kinds([piece], {card.product_id: card}))
    return tuple(value for group in (*pairs.now, *pairs.then) for value in group.values)


def variant_described(
    group: Group, piece: Piece, card: ProductCard | None, *, unwanted: tuple[Said, ...] = ()
) -> VariantView | None:
    """Return the variant that has all that was said and is like the piece in everything else; None if not just one.

    unwanted: what it must not have, though the piece has it; the rest of that attribute is free.
    """
    other = bool(group.titles) and piece.title not in group.titles
    if card is None or other or not all(x.meanings.get(piece.title) for x in group.values):
        return None
    own = options_of(piece)
    refused = {meaning for said in unwanted for meaning in said.meanings.get(piece.title, ())}
    if not group.values:
        return next((x for x in card.variants if group.same and options_of(x) == own), None)
    named = {name for said in group.values for name, _ in said.meanings.get(piece.title, ())}
    named |= {name for name, _ in refused}
    fitting = []
    for variant in card.variants:
        options = options_of(variant)
        differing = {name for name in own.keys() | options.keys() if own.get(name) != options.get(name)}
        if not refused.isdisjoint(options.items()):
            continue
        if differing and differing <= named and group.fits(piece.title, options):
            fitting.append((len(differing), variant))
    fewest = min((count for count, _ in fitting), default=0)
    best = [variant for count, variant in fitting if count == fewest]
    return best[0] if len(best) == 1 else None


def variant_answered(
    text: str, piece: Piece, card: ProductCard, *, chosen: VariantView | None = None
) -> VariantView | None:
    """Return the variant that an answer describes, for a piece that is known.

    chosen: what it shall become so far; its values beside others are told, not wished: "no, 34, 32 was tight".
    """
    pairs = pairs_in(wanted_part(text), _kinds([piece], {card.product_id: card}))
    own = options_of(piece)
    more = [x for x in pairs.now if x.values and not x.fits(piece.title, own)] if pairs.then else pairs.now
    groups = [x for x in (*more, *pairs.then) if x.values or x.same or x.titles]
    if not groups:
        return None
    one = groups[-1] if any(x.same for x in groups) else _joined(groups)
    for known in (piece, chosen):
        one = _without_known(one, piece.title, options_of(known)) if known is not None else one
    return variant_described(one, piece, card, unwanted=_unwanted(text, piece, card))


def pieces_by_order(orders: Sequence[OrderView], make: Any) -> list[tuple[str, list[Piece]]]:
    """Return each order's number with its pieces. make: from a line's view to a piece."""
    return [(order.number, [make(line) for line in order.lines]) for order in orders]
