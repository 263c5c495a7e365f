# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Words that point at what was shown: "the second one", "dusra wala", "both", "all but the last", "the cheaper one", "it".

Ordinals never come from quantities: "add two" is a count, "add the second", "number 2" and "the first two"
are positions.
"""

from __future__ import annotations

import re

from retailgenie.ai.nlu.normalise import Text, analyse
from retailgenie.ai.nlu.query import QueryReading
from retailgenie.ai.nlu.query_work import Hit
from retailgenie.ai.nlu.vocabulary import Vocabulary
from retailgenie.ai.types import Limit, Reference

A_MOMENT = re.compile(r"(?<!\S)(?:wait|just|for|in|on) a second$")  # no position in a list
ORDINALS = {
    1: "first 1st pehla pahila top",
    2: "second 2nd dusra secnd sec",
    3: "third 3rd teesra",
    4: "fourth 4th chautha",
    5: "fifth 5th paanchva",
    6: "sixth 6th chhatha",
    7: "seventh 7th saatva saatwa",
    8: "eighth 8th aathva aathwa",
    9: "ninth 9th",
    10: "tenth 10th",
    11: "eleventh 11th",
    12: "twelfth 12th",
    -1: "last aakhri final bottom",
}
WORDS = {word: number for number, words in ORDINALS.items() for word in words.split()}
COUNTS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "2": 2,
    "3": 3,
    "4": 4,
    "5": 5,
    "do": 2,
    "teen": 3,
    "char": 4,
    "paanch": 5,
    "couple": 2,
}
_ORDINAL = "|".join(sorted(WORDS, key=len, reverse=True))
_COUNT = "|".join(sorted(COUNTS, key=len, reverse=True))
NOUN = r"(?:one|ones|wala|option|item|product|shirt|kurta|saree|dress|shoe|shoes|card|result|order|thing|piece|line|choice|address|store|pair|from|in|on)"
# "last time", "first of all", "second hand" and dates are no positions.
NOT_POSITION = r"(?! (?:time|of all|hand|week|month|year|tuesday|monday|wednesday|thursday|friday|saturday|sunday|night|weekend|price|name|order(?:ed)? (?:status|kab)|quality|copy|thing first|sale|copy|baar|day|aid|floor|mahina|hafta|saal|chance|updated|delivery|purchase|list|page|results|suchi))"
EXCEPT = r"(?:all|everything|every one|each|sab|both|rest|any|ye sab)?(?: of (?:them|these|those))?(?: wala)? ?(?:but|except|except for|other than|apart from|excluding|besides|without|not|leaving)"
EXCEPT_ORDINAL = re.compile(
    rf"(?<!\S)(?:all|everything|every one|each|sab|them all|any|these|rest)(?: of (?:them|these|those))? (?:but|except|except for|other than|apart from|excluding|besides|save|without|minus)(?: the)? (?:number )?(?P<which>(?:{_ORDINAL}|[1-9])(?:(?: and| aur|,)(?: the)? (?:{_ORDINAL}))*)(?: {NOUN})?(?!\S)"
)
EXCEPT_HINDI = re.compile(
    rf"(?<!\S)(?P<which>{_ORDINAL})(?: wala)? ?(?:ka |ko )?(?:chhodo|chhod|alava|alawa|siva|hatao|bina|except)(?: ka| karo| do)?(?: baki| baaki)? ?(?:sab|saare|all|dono|baki|baaki)?(?!\S)"
)
# "all except the red one": what is left out is named by its attributes, in English behind, in Hindi in front.
EXCEPT_WORD = re.compile(
    r"(?<!\S)(?:all|everything|every one|each|them all)(?: of (?:them|these|those))? (?:but|except(?: for)?|other than|apart from|excluding|besides|without|minus)(?!\S)"
)
EXCEPT_WORD_HINDI = re.compile(
    r"(?<!\S)(?:chhodo|chhod|alava|alawa|siva)(?: ka| karo| do)?(?: baki| baaki)? (?:sab|saare|all|baki|baaki)(?!\S)"
)
OTHER = re.compile(
    r"(?<!\S)(?:the|that) other (?!options?|ones|colours?|colors?|sizes?|way|day|store|address)[a-z]+(?!\S)"
)
AT_END = re.compile(r"(?<!\S)(?:one|item|wala|product) (?:at|on) (?:the )?(?P<end>top|bottom|end)(?!\S)")
ACT_BEGINS = re.compile(
    r"^(?:please |can you |could you |ok |yes |and |then |i want to |i'll )*(?:add|remove|buy|take|delete|put|get|cancel|save|drop|keep|compare|show)(?!\S)"
)
ACT_ENDS = re.compile(
    r"(?<!\S)(?:dalo|hatao|lena|add karo|add|nikalo|jodo|rakho|chahiye)(?: (?:do|karo|hai|please|ji))*$"
)
FIRST_FEW = re.compile(
    rf"(?<!\S)(?P<end>first|top|last|pehla|aakhri|starting|initial|bottom)(?: ka)? (?P<count>{_COUNT})(?! (?:hundred|thousand|hazaar|k|days|din)(?!\S))(?: {NOUN})?(?!\S)"
)
ORDINAL = re.compile(rf"(?<!\S)(?P<which>{_ORDINAL})(?: last)?(?!\S){NOT_POSITION}")
NTH_LAST = re.compile(
    r"(?<!\S)second(?:[- ]| to )last(?!\S)|(?<!\S)last but one(?!\S)|(?<!\S)second-last(?!\S)"
)
NUMBERED = re.compile(
    r"(?<!\S)(?:number|no\.?|no \.|option|item|choice|#|product|result|line|nambar|card)(?: number| no)? (?P<n>[1-9]|1[0-2]|one|two|three|four|five|ek|do|teen|char|paanch)(?!\S)(?! (?:piece|pieces|pcs|size|[0-9]))|(?<!\S)(?P<n2>[1-9]) (?:number|no) (?:wala|one)(?!\S)|(?<!\S)(?P<n3>ek|do|teen|char|[1-9]) number wala(?!\S)"
)
LISTS = frozenset({"list", "page", "results", "suchi"})
ALL_THE = re.compile(r"(?<!\S)all (?:the|these|those) (?:\S+ ){1,2}?(?:ones|items|things)(?!\S)")
ACTS_ON_ORDERS = frozenset({"cancel", "radd", "return", "track", "kahan", "kab", "wapas"})
NUMBER_NAMES = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "ek": 1,
    "do": 2,
    "teen": 3,
    "char": 4,
    "paanch": 5,
}
EVERYTHING = re.compile(
    r"(?<!\S)(?:both(?: of)?(?: (?:them|these|those))?|dono(?: ko)?|all of (?:them|these|those|it)|all (?:the )?(?:two|three|four|five|items|products|of)?(?= |$)|(?:these|those|the) (?:two|three|both)|all (?:three|two|four)|everything|every one|sab(?: ko| kuch| ka sab| wala)?|teeno|tino|charo|them all|the whole lot|the lot|each of them)(?!\S)"
)
CHOICES = (
    (
        "cheapest",
        r"(?:the )?(?:cheapest|cheaper|least expensive|less expensive|lowest price[d]?|more affordable|most affordable|lower price[d]?|sabse sasta|sabse kam (?:dam|price|rate|paisa)(?: ka)?|sasta|zyada sasta|kam (?:dam|price|rate) ka|less costly|inexpensive|economical|budget|minimum price)",
    ),
    (
        "costliest",
        r"(?:the )?(?:costliest|costlier|most expensive|more expensive|pricier|priciest|dearest|highest price[d]?|sabse mehenga|mehenga|expensive|costly|premium|zyada mehenga)",
    ),
    (
        "best_rated",
        r"(?:the )?(?:best|top|highest|higher|better)[- ]?(?:rated|rating|ratings|reviewed|reviews)|sabse accha(?: rating)?|(?:most )?highly rated|zyada rating|accha rating|best reviewed",
    ),
)
_ONE = r"(?: (?:one|ones|wala|option|item|product|of (?:the|these|those|them)(?: \S+)?|among(?: \S+)?|ko|se|shirt|kurta|shoes|dress|saree|between(?: \S+)*))"
CHOOSE = tuple((name, re.compile(rf"(?<!\S)(?:{pattern}){_ONE}(?!\S)")) for name, pattern in CHOICES)
CHOOSE_PLAIN = tuple(
    (name, re.compile(rf"(?<!\S)(?:{pattern})(?!\S)(?! (?:first|ones|options|pehla|delivery))"))
    for name, pattern in CHOICES
)
CHOOSE_ALONE = tuple(
    (
        name,
        re.compile(
            rf"^(?:add|buy|get|take|i'll take|i want|show|give me|order|remove|pick|choose|select|want|i'll have|open|the|sabse|ok|yes|and|then|details of|tell me about|compare|is|hatao|dalo| )*(?:{pattern})(?: (?:please|dalo|do|karo|lena|hatao|chahiye|dikhao|add|to|cart|in|my|mein|ko|cart|na|ji|details|batao))*$"
        ),
    )
    for name, pattern in CHOICES
)
AGAIN = re.compile(
    r"(?<!\S)(?:(?:jo|woh|wala)? ?(?:pehla|first|abhi|thoda der pehla|pichla baar)(?: jo| wala| aap| tum)* (?:(?:dikhaya|dikhai|dekha|dekhe|bataya)(?: (?:tha|the|thi|raha|rahe|hai|thay))*|(?:dikhao|dikhaye|dekhna|batao)(?: raha| rahe)?(?: (?:tha|the|thi|thay))+)|(?:you|u) (?:showed|shown|had shown|showed me|suggested|recommended|mentioned)(?: me)?(?: \S+){0,2} (?:before|earlier|first|previously)"
    r"|(?:shown|showed|seen|saw|looked at|listed|mentioned|suggested)(?: \S+){0,3} (?:before|earlier|previously|above|a while ago|at first|first)|(?:the )?(?:earlier|previous|former) (?:one|ones|list|results|item|items|product|products|shirt|kurta)|from (?:before|earlier)|(?:the )?(?:earlier|previous|former|last|first|pichla|pehla) (?:list|page|results|set|suchi)|(?:page|list) before|(?:i|we) (?:saw|looked at|was looking at|were looking at|viewed|asked about)(?: \S+){0,2}(?: (?:before|earlier|first))?"
    r"|go(?:ing)? back to (?:the|that|those)(?: \S+)?|pichla wala|purana wala|the ones? from (?:before|earlier)|jo (?:maine )?(?:dekhna|dekha|dikhao|dikhaya) (?:tha|hai))(?!\S)"
)
PRONOUN = re.compile(
    r"(?<!\S)(?:it|this|that|these|those|them|ye|woh|this one|that one|this product|that product|this item|that item|the same|same one|same|vahi|isi|usi|aisa|its|it's|the one|the product|the item|that's|hey_)(?!\S)(?! (?:is all|will be all|will do|all|time|works?|much|sounds|helps?|kind of|type of|is it|week|month|day|year|weekend|diwali))"
)
ONE = re.compile(r"(?<!\S)(?:one|wala|ones)(?!\S)")
NOT_DESCRIBING = (
    frozenset(
        "add remove compare cart order number first second third last size return policy track show price delivery".split()
    )
    | WORDS.keys()
)
LEADING_THE = re.compile(r"(?<!\S)(?:the|that|this|those|these|woh|ye)(?!\S)")
NOT_POINTING_VERBS = re.compile(
    r"(?<!\S)(?:show me (?:some|more|a|an)|looking for|do you have|search|find|need|want (?:a|an|some)|show (?:some|more)|under|below|above|between|dikhao .* (?:under|tak))(?!\S)"
)


def find_reference(
    said: str | Text, query: QueryReading | None = None, vocabulary: Vocabulary | None = None
) -> Reference | None:
    """Return what the message points at, or None. query: the same message's values, for "the blue one".

    Values said with "in" ("that in blue", "the second in M") are a wish for another variant, not a
    description: they are
    entities only. words are those left of a description that the catalogue knows.
    """
    text = analyse(said) if isinstance(said, str) else said
    flat = text.flat
    excepted = _excepted(flat)
    ordinals = () if excepted else _ordinals(flat)
    everything = bool(excepted) or (not ordinals and bool(EVERYTHING.search(flat) or ALL_THE.search(flat)))
    choose = "" if excepted else _choice(flat)
    again = bool(AGAIN.search(flat))
    pronoun = bool(PRONOUN.search(flat)) and not (ordinals or everything or choose)
    pointed = bool(ordinals or everything or choose or again)
    limits, words = _described(text, query, vocabulary, pointed=pointed)
    pronoun = pronoun and not limits
    other = bool(OTHER.search(flat)) and not ordinals
    left_out, limits = _left_out(text, query, limits) if not excepted else ((), limits)
    if left_out is None:
        return None  # all but something that nobody knows: better asked than guessed
    everything = everything or bool(left_out)
    found = Reference(
        ordinals, excepted, everything, choose, limits, words, pronoun and not other, again, left_out, other
    )
    return found if found != Reference() else None


def _left_out(
    text: Text, query: QueryReading | None, limits: tuple[Limit, ...]
) -> tuple[tuple[Limit, ...] | None, tuple[Limit, ...]]:
    """Return what "all but the red one" leaves out, and the limits without it; None where it names nothing known."""
    behind, before = EXCEPT_WORD.search(text.flat), EXCEPT_WORD_HINDI.search(text.flat)
    if behind is None and before is None:
        return (), limits
    if query is None:
        return None, ()
    edge = text.token_at(behind.end()) if behind else text.token_at(before.start()) if before else 0
    hits = [hit for hit in query.hits if (hit.first >= edge if behind else hit.last <= edge)]
    named = tuple(
        Limit(hit.meaning.attribute, hit.meaning.values) for hit in hits if hit.meaning.attribute != "size"
    )
    inside = {(x.attribute, x.values) for x in named}
    return named or None, tuple(x for x in limits if (x.attribute, x.values) not in inside)


def _excepted(flat: str) -> tuple[int, ...]:
    match = EXCEPT_ORDINAL.search(flat) or EXCEPT_HINDI.search(flat)
    if not match:
        return ()
    if match.re is EXCEPT_HINDI and not re.search(r"(?<!\S)(?:sab|saare|all|baki|baaki|dono)(?!\S)", flat):
        return ()
    return tuple(
        _number(word) for word in re.findall(r"\S+", match["which"]) if word in WORDS or word.isdigit()
    )


def _number(word: str) -> int:
    return WORDS[word] if word in WORDS else NUMBER_NAMES.get(word) or int(word)


def _ordinals(flat: str) -> tuple[int, ...]:
    few = FIRST_FEW.search(flat)
    if few:
        count = COUNTS[few["count"]]
        return (
            tuple(range(-count, 0))
            if few["end"] in ("last", "aakhri", "bottom")
            else tuple(range(1, count + 1))
        )
    if NTH_LAST.search(flat):
        return (-2,)
    at_end = AT_END.search(flat)
    if at_end:
        return (1,) if at_end["end"] == "top" else (-1,)
    found = [
        (match.start(), WORDS[match["which"]])
        for match in ORDINAL.finditer(flat)
        if _is_position(flat, match) and not A_MOMENT.search(flat[: match.end()])
    ]
    found += [
        (match.start(), _number(next(x for x in match.groups() if x))) for match in NUMBERED.finditer(flat)
    ]
    return tuple(dict.fromkeys(number for _, number in sorted(found)))


def _is_position(flat: str, match: re.Match[str]) -> bool:
    """Sort wishes ("cheapest first", "sasta pehla"), "last order" as a thing and "sec" as time are no list positions."""
    before, after = flat[: match.start()].split()[-2:], flat[match.end() :].split()[:2]
    word = match["which"]
    if (
        word in ("first", "pehla")
        and before
        and not after
        and before[-1]
        in (
            "cheapest",
            "cheap",
            "sasta",
            "newest",
            "latest",
            "rated",
            "expensive",
            "low",
            "high",
            "price",
            "costliest",
            "popular",
            "mehenga",
            "me",
            "show",
            "discount",
            "from",
            "at",
        )
    ):
        return False
    if word == "pehla" and (
        after[:1]
        in (
            ["jo"],
            ["dikhao"],
            ["dikhaya"],
            ["dikhaye"],
            ["dekhna"],
            ["dekha"],
            ["dekhe"],
            ["wapas"],
            ["batao"],
            ["ye"],
        )
        or before[-1:] in (["se"], ["jo"], ["din"], ["hafta"], ["mahina"])
        or (before[-1:] == ["ka"] and not set(before) & LISTS)
    ):
        return False
    if word == "pehla" and after[:1] == ["order"] and not set(after[1:]) & ACTS_ON_ORDERS:
        return False
    if word in ("sec", "final", "top", "bottom") and not (after and re.fullmatch(NOUN, after[0])):
        return False
    if word == "first" and (before[-1:] == ["at"] or after[:1] == ["dikhaya"]):
        return False
    return not (
        word in ("last", "first")
        and after[:1] in (["few"], ["order"], ["orders"])
        and before[-1:] not in (["the"],)
    )


def _choice(flat: str) -> str:
    for name, pattern in (*CHOOSE, *CHOOSE_ALONE):
        match = pattern.search(flat)
        if match and not re.search(
            r"(?:ones|first|options|wala dikhao .*|products)$", match[0].split(" of ")[0]
        ):
            return name
    if ACT_BEGINS.search(flat) or ACT_ENDS.search(flat):
        return next((name for name, pattern in CHOOSE_PLAIN if pattern.search(flat)), "")
    return ""


def _described(
    text: Text, query: QueryReading | None, vocabulary: Vocabulary | None, *, pointed: bool
) -> tuple[tuple[Limit, ...], tuple[str, ...]]:
    """Return the limits and words of "the blue one", "the cotton shirt", "lal wala"; nothing for a fresh search."""
    flat = text.flat
    one, the = ONE.search(flat), LEADING_THE.search(flat)
    if query is None or not (pointed or one or the) or (NOT_POINTING_VERBS.search(flat) and not the):
        return (), ()
    limits: dict[str, tuple[str, ...]] = {}
    for hit in query.hits:
        if (
            not hit.excluded
            and hit.meaning.attribute not in ("size", "sizes")
            and not _is_variant_wish(text, hit)
        ):
            limits[hit.meaning.attribute] = tuple(
                dict.fromkeys((*limits.get(hit.meaning.attribute, ()), *hit.meaning.values))
            )
    words = tuple(
        x for x in query.query.text.split() if vocabulary and vocabulary.knows(x) and x not in NOT_DESCRIBING
    )
    return tuple(
        Limit(attribute, values) for attribute, values in limits.items()
    ), words if one or the else ()


def _is_variant_wish(text: Text, hit: Hit) -> bool:
    before = text.tokens[hit.first - 1].word if hit.first else ""
    after = text.tokens[hit.last + 1].word if hit.last + 1 < len(text.tokens) else ""
    return before == "in" or (after == "mein" and hit.meaning.attribute in ("colour", "color"))
