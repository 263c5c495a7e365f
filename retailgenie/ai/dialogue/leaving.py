# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Sentences that leave a thing as it is: "I don't need any changes to the big one", "as for the lamp, later".

What they name is no part of the wish that the other sentences make.
"""

from __future__ import annotations

import re

from retailgenie.ai.nlu import asides
from retailgenie.ai.nlu.normalise import analyse

LEAVES = re.compile(
    r"\b(?:don'?t|do not|doesn'?t|does not|no need to|won'?t|will not|not going to) (?:\w+ly )?(?:really )?(?:need|want|wish|have|like|plan)?(?: any| to| for)*(?: be)?(?: \w+){0,2}? ?"
    r"(?:chang\w+|return\w*|exchang\w+|cancel\w*|modif\w+|send\w*|swap\w*)\b|"
    r"\b(?:keep|keeping|leave) (?:the|my|that|this|it)\b(?![^.?!]*\b(?:but|and) (?:return|exchange|cancel|change))|"
    r"^\W*(?:and |but )*(?:as for|regarding|about) [^.?!]*\b(?:later|separate\w*|another time|not|keep\w*|leave|wait|myself|stays?|fine)\b|"
    r"\b(?:stays?|is fine|are fine|can stay|should stay|remains?) (?:as (?:it|they) (?:is|are)|the same|the way|unchanged)\b|"
    r"\b(?:nahi|mat) (?:badal|lauta|wapas|cancel|return|exchange)\w*|\b(?:rehne do|rakhna hai|rakhunga|rakhungi)\b",
    re.IGNORECASE,
)
ACTS = re.compile(
    r"\b(?:return|cancel|exchang|chang|swap|replac|remov|refund|modif|wapas|badal)\w*", re.IGNORECASE
)
REFUSES = re.compile(
    r"^\W*(?:and |but |so |actually )*(?:i|we) (?:\w+ly )?(?:don'?t|do not) (?:really )?(?:need|want|like)\b(?! (?:it|them|this|that|my|either|any|both|all|to)\b)",
    re.IGNORECASE,
)
CONDITION = re.compile(
    r"\botherwise\b|\bif (?:that|it|this|there|they|you)(?:'s| is| are| does| do| can)?(?:n'?t| not|not) ?\b|\bif (?:that|it|this|there|they|you) (?:isn'?t|aren'?t|can'?t|cannot|won'?t|don'?t|doesn'?t)\b|"
    r"\bif not(?: possible| available)?\b|\bunless\b|\bagar (?:nahi|na)\b|\bnahi to\b|नहीं तो|वरना",
    re.IGNORECASE,
)
ANYWAY = re.compile(
    r"\b(?:if (?:you|it) (?:don'?t|doesn'?t|do not) mind|if it isn'?t too much)\b", re.IGNORECASE
)


def wanted_part(text: str) -> str:
    """Return a message without the sentences that leave or refuse something.

    Refusals alone stay, for "I don't need the lamp" can be the wish; a message that only leaves something is "".
    """
    told = asides.sentences(analyse(text))
    kept = [x for x in told if not LEAVES.search(x) and not REFUSES.match(x)]
    if kept:
        return " ".join(kept) if len(kept) < len(told) else text
    only_leaves = all(LEAVES.search(x) and not ACTS.search(LEAVES.sub(" ", x)) for x in told)
    return "" if only_leaves else text


def left_part(text: str) -> str:
    """Return the sentences that leave something as it is, "" for none."""
    return " ".join(x for x in asides.sentences(analyse(text)) if LEAVES.search(x))


def has_condition(text: str) -> bool:
    """Whether a wish hangs on what happens first: "if it isn't possible, then ..."."""
    return CONDITION.search(ANYWAY.sub(" ", text.replace("’", "'"))) is not None
