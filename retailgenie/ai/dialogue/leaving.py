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
    r"(?<!n't want to )(?<!not want to )\b(?:keep|keeping|leave) (?:the|my|that|this|it)\b(?![^.?!]*\b(?:but|and) (?:return|exchange|cancel|change))|"
    r"^\W*(?:and |but )*(?:as for|regarding|about) [^.?!]*\b(?:later|separate\w*|another time|not|keep\w*|leave|wait|myself|stays?|fine)\b|"
    r"\b(?:stays?|is fine|are fine|can stay|should stay|remains?) (?:as (?:it|they) (?:is|are)|the same|the way|unchanged)\b|"
    r"\b(?:i'?m|i am|i'?ll|i will|we'?re|we are|we'?ll|we will) (?:\w+ly )?keep(?:ing)?\b(?! (?:in mind|getting|having|seeing))|"
    r"\b(?:will|'ll|let'?s|can) (?:see|decide|think|talk|look) (?:about |at )?[^.?!]*\blater\b|\b(?:fir|phir|baad (?:me|mein)) (?:\w+ ){0,3}(?:dekh|soch)\w*|(?:फिर|बाद में) (?:\S+ ){0,3}(?:देख|सोच)|"
    r"\b(?:nahi|mat) (?:badal|lauta|wapas|cancel|return|exchange)\w*|\b(?:rehne do|rakhna hai|rakhunga|rakhungi)\b",
    re.IGNORECASE,
)
ACTS = re.compile(
    r"\b(?:return|cancel|exchang|chang|swap|replac|remov|refund|modif|wapas|badal)\w*", re.IGNORECASE
)
REFUSES = re.compile(
    r"^\W*(?:and |but |so |actually )*(?:i|we) (?:\w+ly )?(?:don'?t|do not) (?:really )?(?:need|want|like)\b(?! (?:it|them|this|that|my|either|any|both|all|to)\b)(?![^.?!]*\b(?:any ?more|any longer)\b)",
    re.IGNORECASE,
)
CLAUSE = re.compile(
    r"[,;]?\s+(?=(?:but|par|lekin|magar|पर|लेकिन|मगर)\s)|,\s+(?=(?:sirf|bas|only|just|fir|phir|then|सिर्फ़?|बस|फिर)\s)",
    re.IGNORECASE,
)
COMMA = re.compile(r"[,;]\s+")
# An order told of ("last night I placed an order, a lamp and a rug"), before what is wanted of it.
TELLS = re.compile(
    r"\b(?:i|we)(?:'ve| have| had)? (?:just |also |recently )?(?:ordered|bought|purchased)\b|"
    r"\b(?:there(?:'s| is| was)|i(?:'ve| have| had)?|we(?:'ve| have| had)?) (?:\w+ ){0,4}(?:an|one|this|that|my) (?:\w+ )?order\b|\border (?:kiya|kiye|ki|kara|karaya)\b (?:\w+ )?(?:th[aei]|hai)\b|\bmangwa?y[aei] th[aei]\b|ऑर्डर किय[ाे]",
    re.IGNORECASE,
)
OUT_OF = re.compile(  # "usme se jutti": of what was just told, this alone
    r"^.*\b(?:(?:us|is|un|in)(?:me|mein|main) ?(?:se)?|inme se|unme se|out of (?:those|these|them|which|that order|it)|of (?:those|these|which|them))\b[ ,]+(?=\w+ \w+)|^.*(?:उसमें|इसमें|उनमें|इनमें) से ",
    re.IGNORECASE,
)
WISHED = re.compile(
    r"\b(?:return|cancel|exchang|chang|swap|replac|remov|refund|modif|wapas|badal|hata|send\w* back|any ?more|any longer|no longer)\w*|वापस|बदल|रद्द|कैंसिल|हटा",
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
    told = _clauses(text)
    kept = [x for x in told if not LEAVES.search(x) and not REFUSES.match(x)]
    if kept:
        return " ".join(kept) if len(kept) < len(told) else text
    only_leaves = all(LEAVES.search(x) and not ACTS.search(LEAVES.sub(" ", x)) for x in told)
    return "" if only_leaves else text


def named_part(text: str) -> str:
    """Return the wanted part without what only tells which order it is about: "I ordered a lamp and a rug. ..." """
    told = _clauses(wanted_part(text))
    cut = [OUT_OF.sub("", x) if WISHED.search(OUT_OF.sub("", x)) else x for x in told]
    kept = [x for x in cut if WISHED.search(x) or not TELLS.search(x)]
    wishes = any(WISHED.search(x) for x in kept)
    return " ".join(kept) if wishes and (kept != told) else wanted_part(text)


def left_part(text: str) -> str:
    """Return the sentences that leave something as it is, "" for none."""
    return " ".join(x for x in _clauses(text) if LEAVES.search(x))


def _clauses(text: str) -> list[str]:
    """Sentences, cut where one part leaves something and another doesn't."""
    found: list[str] = []
    for sentence in asides.sentences(analyse(text)):
        parts = CLAUSE.split(sentence)
        if not _differ(parts):
            parts = COMMA.split(sentence)
            if any(not LEAVES.search(x) and not WISHED.search(x) for x in parts):
                parts = [sentence]  # "keep the lamp, the rug and the mat" is one list
        found += parts if _differ(parts) else [sentence]
    return found


def _differ(parts: list[str]) -> bool:
    return len({LEAVES.search(x) is not None for x in parts}) > 1


def has_condition(text: str) -> bool:
    """Whether a wish hangs on what happens first: "if it isn't possible, then ..."."""
    return CONDITION.search(ANYWAY.sub(" ", text.replace("’", "'"))) is not None
