"""What is known of a person's size, from this conversation and from what came in with the turn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from babel.dates import format_date

from retailgenie.ai.dialogue.picking import match_size
from retailgenie.ai.dialogue.state import Frame
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.types import Language, LearntFrom, Limit, MemoryItem, ProductCard, SearchQuery, Trait

LOCALES = {Language.HINDI: "hi", Language.MARATHI: "mr"}
YOUNG = frozenset({"kids", "boys", "girls", "infants", "children"})
RELATED = 3  # rank of a size known of other kinds of things: worth an offer, never taken without a question
GIFT = "gift"  # for somebody who was not named
OWN_CHILD = frozenset({"son", "daughter", "child"})
# Whom something is for, in the ways that people write it.
WHOM: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (whom, re.compile(words, re.IGNORECASE))
    for whom, words in {
        "son": r"\b(?:my|our) (?:son|boy)\b|\bmere bete\b|\bbete (?:ke|ka|ko)\b|बेटे (?:के|का|को)|मुलाच",
        "daughter": r"\b(?:my|our) (?:daughter|girl)\b|\bmeri beti\b|\bbeti (?:ke|ka|ki|ko)\b|बेटी (?:के|का|की|को)|मुलीच",
        "child": r"\b(?:my|our) (?:child|kid|kids|children|baby)\b|\bbacch?[eo]n? (?:ke|ka|ko)\b|बच्चे? (?:के|का|को)|बच्चों",
        "husband": r"\bmy husband\b|\b(?:mere )?pati (?:ke|ka|ko)\b|पति (?:के|का|को)",
        "wife": r"\bmy wife\b|\b(?:meri )?(?:patni|biwi) (?:ke|ka|ki|ko)\b|(?:पत्नी|बीवी) (?:के|का|की|को)",
        "mother": r"\bmy (?:mother|mom|mum|mummy)\b|\b(?:meri )?(?:maa|mummy|mom) (?:ke|ka|ki|ko)\b|"
        r"(?:माँ|मां|मम्मी) (?:के|का|की|को)",
        "father": r"\bmy (?:father|dad|papa)\b|\b(?:mere )?(?:papa|pitaji) (?:ke|ka|ko)\b|(?:पापा|पिताजी) (?:के|का|को)",
        "brother": r"\bmy brother\b|\b(?:mere )?bhai (?:ke|ka|ko)\b|भाई (?:के|का|को)",
        "sister": r"\bmy sister\b|\b(?:meri )?(?:behen|bahan|behan) (?:ke|ka|ki|ko)\b|बहन (?:के|का|की|को)",
        "friend": r"\bmy (?:friend|boyfriend|girlfriend)\b|\bdost (?:ke|ka|ko)\b|दोस्त (?:के|का|को)",
        GIFT: r"\bgift|\bpresent for\b|\btohf|तोहफ|गिफ़्?ट|गिफ्ट|भेट",
    }.items()
)
MY_SIZE = re.compile(
    r"\b(?:in |of )?my (?:own |usual )?size\b|\bmer[aei] (?:wale? )?(?:size|saiz)\b|\bapn[aei] size\b|"
    r"मेर[ेा] (?:साइज़|साइज|नाप)|माझ्या (?:साइज|मापा)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Usual:
    """A size that the person is known to take. sure: of this very kind of thing and undisputed: it may be taken."""

    item: MemoryItem
    size: str
    sure: bool


def whom_in(*texts: str) -> str:
    """Return whom the words say that something is for, "" for the person, GIFT for somebody not named."""
    return next((whom for whom, words in WHOM for text in texts if words.search(text)), "")


def whom_for(turn: Turn, frame: Frame) -> str:
    """Return whom the thing that is being bought is for, as far as the wish said it."""
    query = turn.state.query
    return whom_in(frame.said.text, query.said if query else "")


def sizes_known(turn: Turn) -> tuple[MemoryItem, ...]:
    """Return the sizes known: what was said in this conversation before what is remembered."""
    items = (*reversed(turn.state.told), *turn.context.memory.items)
    return tuple(item for item in items if item.what is Trait.SIZE)


def usual_size(turn: Turn, card: ProductCard, on_sale: Sequence[str], *, whom: str) -> Usual | None:
    """Return the size that the person takes in such a thing, None where nothing is known."""
    if whom == GIFT:
        return None
    gender, child = _audience(card)
    best: tuple[int, Usual] | None = None
    for item in sizes_known(turn):
        size = match_size([item.value], on_sale)
        rank = _closeness(item, card.category, gender, child, whom)
        if size is None or rank is None:
            continue
        sure = item.sure and rank < RELATED
        if best is None or rank < best[0]:
            best = (rank, Usual(item, size, sure))
    return best[1] if best else None


def _closeness(item: MemoryItem, kind: str, gender: str, child: bool, whom: str) -> int | None:
    """0 for the very kind and audience, 1 and 2 for their word on the kind and on anything, else RELATED."""
    same_kind = kind.casefold() in {name.casefold() for name in item.kinds}
    if whom:
        return None if item.whom != whom else 1 if same_kind else 2 if not item.kinds else None
    if item.whom:
        return RELATED if child and item.whom in OWN_CHILD else None
    if item.audience:
        if item.audience.casefold() != gender.casefold():
            return None
        return 0 if same_kind else RELATED
    if child:
        return None
    return 1 if same_kind else 2 if not item.kinds else RELATED


def _audience(card: ProductCard) -> tuple[str, bool]:
    attributes = {name.casefold(): value for name, value in card.attributes}
    gender = attributes.get("gender", "")
    words = {gender.casefold(), attributes.get("age_group", "").casefold()}
    return gender, not words.isdisjoint(YOUNG)


def is_for_a_child(card: ProductCard) -> bool:
    return _audience(card)[1]


def in_my_size(turn: Turn, said: str, query: SearchQuery) -> tuple[SearchQuery, MemoryItem | None]:
    """Return the wish limited to the person's own size where they asked for it and it is known."""
    kind = query.limit("category")
    kinds = {value.casefold() for value in kind.values} if kind else set()
    if query.limit("size") is not None:
        return query, None
    whom = whom_in(said)
    for item in sizes_known(turn):
        own = {name.casefold() for name in item.kinds}
        if item.whom == whom and item.sure and (not own or own & kinds):
            limits = (*query.limits, Limit("size", (item.value,), said=item.value))
            return replace(query, limits=limits), item
    return query, None


def source_of(turn: Turn, item: MemoryItem) -> str:
    """Return where an item is from, in the person's language: "you told me on 3 May"."""
    turn.evidence.add(item)
    if not item.at:
        return turn.text("source_here")
    day = format_date(date.fromisoformat(item.at), "d MMMM", locale=LOCALES.get(turn.language, "en_IN"))
    return turn.text("source_told" if item.source is LearntFrom.TOLD else "source_bought", day=day)


def say_usual(turn: Turn, usual: Usual, others: Sequence[str]) -> None:
    """Say that the usual size was taken and from where it is known, with other sizes one tap away."""
    turn.evidence.add((usual.item, usual.size))
    turn.say("usual_taken", size=usual.size, source=source_of(turn, usual.item))
    for other in others:
        turn.offer_words(turn.text("usual_other", size=other))
