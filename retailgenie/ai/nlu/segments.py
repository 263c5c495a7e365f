# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Cuts a message with two wishes into two, and leaves lists ("black and white shirts") in one piece."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retailgenie.ai.nlu.normalise import Text

MOST_SEGMENTS = 3
# A wish in English begins with one of these; in Hindi it ends with a verb.
STARTS = (
    r"(?:please |also |then |can you |could you |would you |pls |just |now |do |i want to |i'd like to |i need to |i wanna |i would like to |help me |kindly |let me |you can |next |after that |aur |and |i'd rather |i would rather |rather |instead )*"
    r"(?:add|remove|delete|drop|show|track|cancel|return|exchange|compare|apply|find|search|order|buy|save|empty|clear|tell me|give me|check|recommend|suggest|take|put|change|make (?:it|the|this|that|my)|checkout|check out|connect me|talk to|open|send me"
    r"|place (?:the|my|an) order|where is|where are|where's|what is|what's|what are|which|when will|when is|how much|how many|how long|how do|how can|is it|is there|are there|do you|does it|can i|who|what about|tell|any offers|any discount|any coupons|i want (?:a|an|some|to)|i need (?:a|an|some)|looking for|i'll take|download|undo|view|see my|see the|go to|pay|proceed|similar|wishlist)(?!\S)"
)
START = re.compile(rf"^{STARTS}")
HINDI_VERB = re.compile(
    r"(?<!\S)(?:dikhao|batao|karo|dalo|hatao|chahiye|kahan|kab|kitna|lagao|badlo|bhejo|lena|khareedna|wapas|karta|sakta|milega|rakho|kaise|hai|aao|jao|pahucha|do)(?!\S)"
)
HINDI_END = re.compile(
    r"(?:dikhao|batao|karo|dalo|hatao|chahiye|lagao|badlo|bhejo|lena|khareedna|rakho|kahan hai|kab aao|milega|do|hai|sakta hai|jao|sakta)(?: (?:do|hai|please|ji|na|kya|\?|\.|ka|cart mein))*$"
)
JOINT = re.compile(
    r"(?<!\S)(?:(?:, )?(?:and then|and also|and|then|aur phir|aur|also|phir|ani|plus|after that|uska baad|iska baad|and please|saath mein|lekin pehla|but first|but)|,|\.|\?|!|;)(?: (?:and|also|then|aur|please|ek baat|bhi))?(?!\S)"
)
# "... and show me a belt as well", "... what is the total now".
ALSO = re.compile(
    r"^(?:(?:aur|and|ek|do|koi|saath|mein|mujhe) )*(?:\S+ ){1,3}?bhi (?:dikhao|dalo|batao|chahiye|do)(?!\S)|^(?:total|kul) kitna(?!\S)|^kitna (?:hua|ho gaya|total)(?!\S)"
)
NARRATIVE = re.compile(
    r"(?<!\S)(?:i (?:ordered|bought|received|got|paid|purchased|placed)|it (?:came|arrived|was|is|has|doesn't|does)|they (?:sent|gave|delivered)|maine|mila|aao (?:tha|hai)|because|since|which|that came|my order (?:was|came|arrived))(?!\S)"
)

# What people tell of themselves, each a thing to remember: "I wear M in shirts and my budget for shoes is 3000".
TOLD = re.compile(
    r"^(?:(?:please|also|and|aur|that|ki|remember|note|yaad rakho) )*(?:i (?:usually |always |generally |normally )?wear |my (?:usual )?(?:\w+ )?(?:size|budget)(?!\S)"
    r"|mera (?:\w+ ){0,3}(?:size|budget)(?!\S)|\w+ ke liye mera (?:size|budget)(?!\S))"
)
TOLD_FURTHER = re.compile(r"^(?:and )?(?:size )?(?:uk \d{1,2}|\d{1,2}|x{0,4}[sml]) (?:in|for) [a-z]")

ASKED_TO_KEEP = re.compile(r"\b(?:remember|note|yaad)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cut:
    """One wish as flat offsets."""

    start: int
    end: int


def split_wishes(text: Text) -> list[Cut]:
    """Return the wishes of a message in order, one to three; nothing is cut unless both sides are wishes."""
    flat = text.flat
    cuts: list[Cut] = []
    start = 0
    for match in JOINT.finditer(flat):
        left, right = flat[start : match.start()].strip(), flat[match.end() :].strip()
        if match.start() <= start or len(cuts) + 2 > MOST_SEGMENTS:
            continue
        if _is_wish(left, last=False) and _begins_wish(right) and not NARRATIVE.search(left):
            cuts.append(Cut(start, match.start()))
            start = match.end() + 1
    cuts.append(Cut(start, len(flat)))
    return [cut for cut in cuts if flat[cut.start : cut.end].strip(" ,.!?;")]


def told_things(text: Text) -> list[str]:
    """Return the things that a message tells of the person, one to three; "remember" before the first holds for all."""
    cuts: list[tuple[int, int]] = []
    flat, start = text.flat, 0
    if not TOLD.match(flat):
        return [text.clean]
    for match in JOINT.finditer(flat):
        right = flat[match.end() :].strip()
        if len(cuts) + 2 <= MOST_SEGMENTS and (TOLD.match(right) or TOLD_FURTHER.match(right)):
            cuts.append((start, match.start()))
            start = match.end() + 1
    spans = [text.span(*cut) for cut in (*cuts, (start, len(flat)))]
    first, *others = [text.clean[low:high] for low, high in spans]
    asked = "remember: " if ASKED_TO_KEEP.search(first) else ""
    return [first, *(f"{asked}{other}" for other in others)]


def _is_wish(part: str, *, last: bool) -> bool:
    if len(part.split()) < 2:
        return bool(re.fullmatch(r"checkout|undo|compare", part))
    return bool(START.match(part)) or bool(HINDI_END.search(part))


def _begins_wish(part: str) -> bool:
    """The right side: an English verb in front, or a Hindi one with at least one word before it."""
    first = JOINT.search(part)
    clause = part[: first.start()].strip() if first and first.start() > 0 else part
    if START.match(part) or ALSO.match(part):
        return True
    return (
        len(clause.split()) >= 2
        and bool(HINDI_END.search(clause))
        and bool(HINDI_VERB.search(clause))
        and not re.match(r"(?:bhi|nahi|sirf)", clause)
    )
