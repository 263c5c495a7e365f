# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Which pieces of an order are meant, how many, which other piece of the same product, and why they come back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from retailgenie.ai.dialogue.picking import colour_said, match_size, piece_title, size_said
from retailgenie.ai.dialogue.references import VARIANT_ATTRIBUTES, Thing, meant
from retailgenie.ai.dialogue.state import Option
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.words import attributes_said, count_in, mentions, value_of
from retailgenie.ai.types import (
    EligibleLine,
    EntityKind,
    OrderLineView,
    ProductCard,
    Reference,
    Segment,
    VariantView,
)

CHOICES = 5  # chips of a question
EVERYTHING = (
    "all",
    "everything",
    "whole",
    "both",
    "sab",
    "sabhi",
    "dono",
    "saara",
    "poora",
    "pura",
    "सब",
    "पूरा",
)
DIGIT = re.compile(r"(?<!size )(?<!uk )(?<!saiz )\b([1-9])\b(?!\s*(?:days?|din|weeks?))", re.IGNORECASE)
UPI_ID = re.compile(r"\b[\w.-]{2,}@[a-z]{2,}\b(?!\.)", re.IGNORECASE)
BARE = ("yes", "no", "none")  # values that say nothing without their name
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SOON = {"today": 0, "tomorrow": 1, "kal": 1, "parso": 2, "day after tomorrow": 2}

# The shop's codes of what is its own fault first: they cost no fee.
REASONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(words, re.IGNORECASE | re.VERBOSE))
    for code, words in {
        "damaged": r"""damage|broken|\btorn\b|defect|faulty|\bhole\b|\bstain(?!less)|kharab|tu+ta|toota|phat|
            \bbroke\b|came\s(?:apart|off)|stopped\sworking|(?:not|isn'?t)\sworking|(?:doesn'?t|does\snot)\swork\b|leak(?:s|ing|ed)|crack(?:ed|s)\b|
            scratch(?:ed|es)\b|udhad|ukhad|kaam\snahi|chal\snahi|खराब|ख़राब|टूट|फट|फाट|तुट""",
        "wrong_item": r"""wrong\s(?:item|product|one|thing|piece|colou?r)|galat|गलत|ग़लत|चुकी""",
        "not_as_described": r"""not\sas\sdescribed|(?:not|isn'?t)\slike\sthe\s(?:picture|photo)|
            different\sfrom|(?:doesn'?t|does\snot|didn'?t|don'?t)\smatch|match\snahi|\balag\s(?:hai|th[aei]|nikl|aa?y|dikh)|
            photo\s(?:mein\s|me\s)?(?:se\s)?alag|photo\sjais|अलग\s(?:है|निकल|था|थी)|वैस[ाीे]\sनहीं|फोटो\sजैस|फ़ोटो\sजैस""",
        "size": r"""too\s(?:small|big|large|tight|loose|short|long)|\bfit|\bsize\b|chh?ot|\bbad[ai]\b|tight|dheel|
            छोट|बड़|टाइट|ढील|साइज|साईज|लहान|मोठ|सैल""",
        "changed_mind": r"""changed?\smy\smind|(?:don'?t|do\snot|didn'?t)\s(?:like|want|need)|no\slonger|
            pasand\sn|nahi+n?\schahiye|पसंद\sनहीं|नहीं\sचाहिए|आवडल|नको""",
    }.items()
)
CANCEL_REASONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(words, re.IGNORECASE | re.VERBOSE))
    for code, words in {
        "by_mistake": r"""mistake|accident|by\serror|wrongly|did\s?n.?t\smean|unintention|
            ga+lti|galat|bhool|गलती|चूक""",
        "not_needed": r"""no\slonger|not?\s(?:more\s)?need|(?:don'?t|do\snot|doesn'?t|didn'?t)\s
            (?:really\s)?(?:need|want)|need(?:ed)?\s(?:it\s|them\s)?no\smore|changed?\smy\smind|zar(?:oo?|u)rat\s(?:hi\s)?n|nahi+n?\schahi|
            nahi\slena|chahiye\s(?:hi\s)?nahi|matlab\snahi|ज़?रूरत\s(?:ही\s)?नहीं|नहीं\sचाहिए|नको""",
        "found_cheaper": r"cheaper|better\sprice|sasta|सस्ता|स्वस्त",
        "too_late": r"too\slate|too\slong|delay|late\sho|der\s(?:ho|lag)|देर",
    }.items()
)
REASON_SAID = re.compile(  # "... that's the reason"
    r"\bthat(?:'?s| is| was) (?:the reason|why)\b|\b(?:yahi|yehi|wahi|vahi|bas|yeh|ye) (?:reason|wajah|vajah|kaaran|karan)\b|\breason (?:is|hai|tha)\b|यही (?:वजह|कारण)|(?:वजह|कारण) (?:यह|है)",
    re.IGNORECASE,
)
REASON_CODES = tuple(code for code, _ in REASONS)
CANCEL_CODES = frozenset(code for code, _ in CANCEL_REASONS)
OWN_FAULT = frozenset({"damaged", "wrong_item", "not_as_described"})


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of an order as far as something can still be done with it. count: pieces left; problem: why not."""

    line_id: int
    product_id: int | None
    title: str
    colour: str
    size: str
    count: int
    problem: str = ""
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        others = [f"{name} {value}" if value in BARE else value for name, value in self.attributes]
        return " ".join([piece_title(self.title, self.colour, self.size), *others])


def piece_of(line: EligibleLine) -> Piece:
    problem = "" if line.returnable else line.reason
    return Piece(
        line.line_id, line.product_id, line.title, line.colour, line.size, max(line.quantity, 1), problem,
        line.attributes,
    )  # fmt: skip


def ordered_piece(line: OrderLineView) -> Piece:
    left = line.quantity - line.cancelled
    return Piece(
        line.line_id, line.product_id, line.title, line.colour, line.size, left, attributes=line.attributes
    )


def _thing(piece: Piece) -> Thing:
    words = "".join(char if char.isalnum() or ord(char) > 0x900 else " " for char in piece.label.lower())
    return Thing(piece.line_id, tuple(words.split()))


def pieces_said(segment: Segment, pieces: Sequence[Piece], *, positions: bool = True) -> tuple[Piece, ...]:
    """Return the pieces that the words name. positions: whether "the second one" counts in this order."""
    if mentions(segment, *EVERYTHING):
        return tuple(pieces)
    reference = _reference(segment)
    if reference is None:
        return ()
    if not positions:
        reference = replace(reference, ordinals=())
    return meant(reference, pieces, _thing, focus=None)


def all_meant(segment: Segment) -> bool:
    """Whether several pieces that were said are all meant, so that nothing is to be asked."""
    reference = segment.reference
    many = reference is not None and (reference.everything or len(reference.ordinals) > 1)
    return many or mentions(segment, *EVERYTHING)


def names_something(segment: Segment) -> bool:
    """Whether the words name a kind of thing, so that nothing else may be guessed."""
    reference = _reference(segment)
    if reference is None:
        return False
    limits = [x for x in reference.limits if x.attribute not in VARIANT_ATTRIBUTES]
    return bool(limits or reference.words or reference.ordinals)


def _reference(segment: Segment) -> Reference | None:
    if segment.reference is not None:
        return segment.reference
    query = segment.query
    if query is not None and (query.limit("category") or query.limit("brand")):
        return Reference(limits=query.limits)
    return None


def piece_options(pieces: Sequence[Piece]) -> tuple[Option, ...]:
    """Chips: each piece by its name."""
    return tuple(Option(piece.label, [piece.line_id]) for piece in pieces[:CHOICES])


def pieces_counted(segment: Segment, *, asked: bool) -> int | None:
    """Return how many pieces were said; "the second one" says no number."""
    said = count_in(segment) if asked else value_of(segment, EntityKind.QUANTITY)
    if said is None and not (segment.reference and segment.reference.ordinals):
        digit = DIGIT.search(segment.text)
        said = digit[1] if digit else None
    return int(said) if said is not None and said.isdigit() and int(said) > 0 else None


# --- another piece of the same product ---------------------------------------------------------------


def variant_said(
    turn: Turn, segment: Segment, card: ProductCard, piece: Piece, *, asked: bool
) -> VariantView | None:
    """The variant with the size or colour that was said, the rest as the piece is."""
    size = size_said(segment, card, asked=asked)
    colour = colour_said(turn, segment, card)
    size = size or match_size(attributes_said(segment, "size"), card.sizes)
    if size is None and (colour is None or colour == piece.colour):
        return None
    return _variant(card, size or piece.size, colour or piece.colour)


def _variant(card: ProductCard, size: str, colour: str) -> VariantView | None:
    fitting = [x for x in card.variants if x.size.lower() == size.lower()]
    return next((x for x in fitting if x.colour.lower() == colour.lower()), fitting[0] if fitting else None)


def variant_options(card: ProductCard, piece: Piece) -> tuple[Option, ...]:
    """Chips: what else of this product is in stock, other sizes of the same colour first."""
    own = (piece.size, piece.colour, piece.attributes)
    others = [x for x in card.variants if x.available > 0 and (x.size, x.colour, x.attributes) != own]
    others.sort(
        key=lambda x: (sum(y not in piece.attributes for y in x.attributes), x.colour != piece.colour)
    )
    same = all(x.colour == piece.colour for x in others)
    return tuple(
        Option(
            " ".join(
                part for part in ("" if same else x.colour, x.size, *dict(x.attributes).values()) if part
            ),
            x.variant_id,
        )
        for x in others[:CHOICES]
    )


# --- reasons and days ------------------------------------------------------------------------------------


def reason_in(text: str) -> str | None:
    """Return the code of the reason that the words give, None for none."""
    return next((code for code, words in REASONS if words.search(text)), None)


def reason_among(text: str, allowed: Sequence[str]) -> str | None:
    """Return the one of the reasons that count that is told, in its own or in other words."""
    said = text.casefold()
    whole = [x for x in allowed if x.casefold().replace("_", " ") in said]
    kinds = [code for code, words in (*CANCEL_REASONS, *REASONS) if words.search(text)]
    alike = [x for x in allowed if any(code in kinds for code, words in CANCEL_REASONS if words.search(x))]
    found = whole or alike
    return found[0] if len(found) == 1 else None


BECAUSE = re.compile(
    r"(?:\b(?:because|since|as|kyunki|kyonki|kyuki|kyu ki|reason(?: is)?:?|wajah(?: hai)?:?)\b|क्योंकि|कारण:?)\s+(?:of\s)?(?P<why>[^.?!]{6,120})",
    re.IGNORECASE,
)


SIZE_WISHED = re.compile(  # "make its size L": another wish, no reason to call an order off
    r"\bsize\b[^.?!]{0,20}\b(?:kar|karo|kardo|kijiye|chahiye|badal\w*|change|instead)\b|\b(?:make|change|switch|want|need|get)\b[^.?!]{0,25}\bsize\b|साइज़?[^।?!]{0,15}(?:कर|बदल|चाहिए)",
    re.IGNORECASE,
)


def cancel_reason_in(text: str) -> str:
    """Return why an order is called off: the code of a known reason, else what follows a "because", "" for none."""
    known = next((code for code, words in CANCEL_REASONS if words.search(text)), "")
    told = BECAUSE.search(text)
    other = reason_in(text)
    if other == "size" and SIZE_WISHED.search(text):
        other = None
    return known or (told["why"].strip() if told else "") or other or ""


def upi_in(text: str) -> str | None:
    found = UPI_ID.search(text)
    return found[0] if found else None


def day_in(segment: Segment, today: date) -> str | None:
    """Return the coming day that was said as an ISO date, None for none."""
    said = value_of(segment, EntityKind.DATE)
    if said is None:
        return None
    if said.replace("_", " ") in SOON:
        return (today + timedelta(days=SOON[said.replace("_", " ")])).isoformat()
    weekday = next((n for n, name in enumerate(DAYS) if said.lower().endswith(name)), None)
    if weekday is not None and not said.lower().startswith("last"):
        return (today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)).isoformat()
    try:
        if said.startswith("--"):
            day = date.fromisoformat(f"{today.year}{said[1:]}")
            return (day if day >= today else day.replace(year=today.year + 1)).isoformat()
        return date.fromisoformat(said).isoformat()
    except ValueError:
        return None
