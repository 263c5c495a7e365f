"""What words answer: slots of the open task, or one of the choices that were offered."""

from __future__ import annotations

from typing import Any

from rapidfuzz import fuzz

from retailgenie.ai.dialogue.address import looks_like_address
from retailgenie.ai.dialogue.flow import Filled
from retailgenie.ai.dialogue.flows import FLOWS
from retailgenie.ai.dialogue.state import DialogueState, Option
from retailgenie.ai.dialogue.turn import Several, Turn
from retailgenie.ai.dialogue.words import is_question
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.types import Segment

LABEL_MATCH = 90  # rapidfuzz ratio (0-100) of an answer and a chip
NAMING = 2  # words that name a choice without a doubt
CONFIDENT = 0.5  # enough to leave an open question for another wish
SHORT = 8  # words; a longer message is no mere answer
# What a bare answer ("M", "Pune", "the blue one", "upi") is easily taken for.
WEAK = frozenset(
    {
        "choose_option", "correct", "confirm", "deny", "out_of_scope", "refine_results", "change_variant",
        "check_availability", "find_store", "delivery_question", "payment_question", "search_products",
        "change_quantity", "product_details", "browse_category", "chit_chat", "size_help", "account_help",
        "greet", "change_order", "trending",
    }
)  # fmt: skip
NAMES_NOTHING = frozenset(  # words that stand in any choice
    """address use a an the my your it to of in for me with and or please do is
    karo kar do dena hai h ka ki ke ko mein me se mera meri mere kya karna
    करें कीजिए करो कर दो का की के को में से है मेरा मेरी मेरे क्या""".split()
)
BROWSING = frozenset(["search_products", "recommend_products", "gift_ideas", "browse_category", "trending"])


def heard(turn: Turn, segment: Segment) -> dict[str, Any]:
    """Return every slot of the top flow that the words fill."""
    frame = turn.frame
    values: dict[str, Any] = {}
    for need in FLOWS[frame.flow].needs:
        so_far = frame.with_slots(values)
        if need.slot != frame.asked and need.slot not in frame.slots and not need.when(turn, so_far):
            continue
        value = need.hear(turn, so_far, segment)
        if isinstance(value, Filled):
            values.update(value.values)
        elif value is not None and not isinstance(value, Several):
            values[need.slot] = value
    return values


def chosen(options: tuple[Option, ...], segment: Segment) -> Option | None:
    """Return the offered choice that the words name: its label, its position, or one word of it alone."""
    said = segment.text.strip(" .,!").casefold()
    words = [token.raw.casefold() for token in analyse(segment.text).tokens]
    exact = next((x for x in options if x.label.strip(" .,!").casefold() == said), None)
    if exact or not options or not said or len(words) > SHORT or looks_like_address(segment.text):
        return exact  # a written address shares its city with a kept one, and is another
    for option in options:
        if fuzz.ratio(option.label.casefold(), said) >= LABEL_MATCH:
            return option
    sure = segment.intents[0].score >= CONFIDENT and segment.intent not in WEAK
    if sure or new_wish(segment) or is_question(segment):
        return None
    reference = segment.reference
    if reference and len(reference.ordinals) == 1 and not reference.limits:
        position = reference.ordinals[0]
        index = position - 1 if position > 0 else len(options) + position
        return options[index] if 0 <= index < len(options) else None
    return _by_word(options, words) if "@" not in segment.text else None


def named_option(state: DialogueState, segment: Segment) -> Option | None:
    """One or two words of an offered choice ("home", "the office") choose it, whatever else they could mean."""
    words = [token.raw.casefold() for token in analyse(segment.text).tokens]
    if not state.options or not 0 < len(words) <= NAMING or "@" in segment.text:
        return None  # "asha@upi" is an answer of its own, not the choice "UPI"
    return _by_word(state.options, words)


def _by_word(options: tuple[Option, ...], words: list[str]) -> Option | None:
    """Return the only option that shares the most words with the answer."""
    said = set(words) - NAMES_NOTHING
    scored = [
        (len(set(option.label.casefold().replace(",", " ").replace(":", " ").split()) & said), option)
        for option in options
    ]
    best = max(score for score, _ in scored)
    matching = [option for score, option in scored if score == best]
    return matching[0] if best > 0 and len(matching) == 1 else None


def new_wish(segment: Segment) -> bool:
    query = segment.query
    named = query is not None and query.limit("category") is not None
    return named and segment.intent in BROWSING and segment.reference is None
