# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Price wishes in Indian English, Hinglish, Hindi and Marathi, as one inclusive range in paise.

What is no money: sizes, PIN codes, order numbers, quantities, per cents, ratings, ages, measures, dates.
"sasta" is a sort wish.
An amount without any cue is money only where it carries a currency word or a scale ("2k"); "around" is 20
% to either side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from retailgenie.ai.nlu.amounts import Amount, find_amounts
from retailgenie.ai.nlu.normalise import Text, analyse
from retailgenie.ai.types import MoneyRange

AROUND = Decimal("0.2")
SMALLEST_BARE = 20  # rupees; a smaller bare number with "under" is an age, a rating or a size
PIN_DIGITS, LONGEST_BARE = 6, 8

NOT_MONEY_AFTER = re.compile(
    r"^(?:inch|inches|cm|mm|m|mtr|meter|metre|metres|meters|kg|kgs|g|gm|gms|grams?|ml|l|ltr|litres?|liters?|gb|tb|mb|mah|mp|hz|watts?|w|volts?"
    r"|days?|din|weeks?|hafta|months?|mahina|years?|yrs?|saal|hours?|hrs?|ghante|minutes?|mins?|stars?|star|sitare|%|percent|per cent|off"
    r"|pieces?|pcs|pc|piece|nos|units?|items?|pairs?|pack|packs|packet|sets?|log|people|persons?|reviews?|ratings?|times|baar|number|size"
    r"|x|xl|xxl|uk|us|eu|january|february|march|april|may|june|july|august|september|october|november|december|baje|o'clock|am|pm|gsm)\b"
)
NOT_MONEY_BEFORE = re.compile(
    r"(?:\bsize|\bsizes|\bwaist|\bchest|\bbust|\bage|\baged|\brating|\brated|\bstars?|\buk|\beu|\bpin|\bpincode|\bpin code|\border|\border number"
    r"|\border no|\bnumber|\bno|#|\bmodel|\bphone|\bmobile|\bpack of|\bset of|\bage of|\bheight|\blength|\bsector|\bflat|\bhouse|\bplot|\blevel"
    r"|\bversion|\bgeneration|\biphone|\bquantity|\bx|\bshade|\bcode|\bday|\bzip|\bpostal code|\bsizes? ka|\breviews?)(?: is| :| =|\.| of| ka| ki)?$"
)
PLACE_BEFORE = re.compile(
    r"(?:\bnear|\bnearest|\bat|\bto|\bin|\baround|\bstores?|\bfor|\barea|\bfrom|\bpune|\bdelhi|\bmumbai|,)$"
)
A, B = r"¤(?P<a>\d+)¤", r"¤(?P<b>\d+)¤"
POINT = r"(?: ka| ki| ke| point| range)?"
MAX_BEFORE = (
    r"(?:not (?:more than|above|over|exceeding|beyond|expensive than)|no more than|nothing (?:above|over|more than)|less than|lesser than|lower than|cheaper than"
    r"|under|below|beneath|within|in under|inside|upto|up to|uptil|until|till|max|maximum|max of|maximum of|at most|atmost|<(?: ?=)?|not over|less then|bellow|undr|udner|unser|belw"
    r"|maximum budget|max budget|budget(?: (?:is|of|:|=|hai|mera))?|zyada se zyada|jyada se jyada|no higher than|just under|can spend|spend|within budget of|i have(?: only)?|i've got"
    r"|don't want to (?:spend|pay) more than|less|kam|kam se|upper limit|limit|price limit|can afford|afford|priced under|priced below|sub|on a budget of|within a budget of)"
    r"(?: of| about| only| is| to| just| max| :| ka| hai)*"
)
MIN_BEFORE = (
    r"(?:not (?:less than|below|under|cheaper than)|no less than|nothing (?:under|below)|more than|greater than|higher than|above|over|abov|abv|at least|atleast|minimum|min|minimum of|min of"
    r"|starting (?:from|at)|starts? (?:from|at)|costlier than|more expensive than|>(?: ?=)?|beyond|exceeding|upwards of|kam se kam|from|more then|kam az kam|expensive than|starting|priced above|priced over)"
    r"(?: of| about| only| is| just)*"
)
AROUND_BEFORE = r"(?:around|about|approx(?:imately)?|approx \.|roughly|nearly|near|close to|~|lagbhag|somewhere around|in the region of|almost|aas paas|ballpark|price around|costing)"
MAX_AFTER = (
    r"(?:ka |rupaye )?(?:(?:se|to|than|peksha) (?:kam|neeche|sasta|andar|less|kum)(?: hi| mein| ka| wala)?|(?:ka )?(?:andar|under|bhitar|neeche|within|below|aat)(?: andar| hi| tak| wala| mein)?|tak(?: ka| hi| mein)?"
    r"|or less|or below|or under|and below|and under|ya (?:woh |ye |us se |is se )?(?:se )?kam|se zyada nahi|se upar nahi|max|maximum|ya se kam|budget|ka budget|ki limit|tops|at most|paryant|mein|se mehenga nahi|and less)"
)
MIN_AFTER = r"(?:ka )?(?:(?:se|peksha) (?:zyada|upar|mehenga|above|more|adhik)(?: ka| hi| wala)?|\+|plus|ka upar|or more|or above|and above|and up|and over|onwards|upwards|or higher|and more|se shuru|se start|ya zyada|above|se kam nahi|ya upar)"
AROUND_AFTER = r"(?:ka )?(?:aaspas|aas paas|lagbhag|ka lagbhag|around|aur paas|-ish|ish|or so|paas|ka paas|ka range|ka qareeb|approx)"
TO = r"(?:-|to|se|and|aur|till|until|ya|or|upto|up to|se lekar|se leke|se leka|n|~)"
BETWEEN = r"(?:between|from|betwixt|in between|range of|price range|range|in the range of|within|start from|anywhere between)(?: of| from| :)*"
BEECH = r"(?: rupaye)?(?: tak)?(?: ka| ki)?(?: price)?(?: beech| darmiyan| range| madhye| andar)?(?: mein| ka| tak| wala| price range| range)*"

RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("range", rf"{BETWEEN} {A} {TO} {B}{BEECH}"),
        ("range", rf"{A} (?:{TO}) {B}{BEECH}"),
        ("range", rf"{MIN_BEFORE} {A} (?:and|but|aur|,|lekin|par|to) {MAX_BEFORE} {B}"),
        ("egnar", rf"{MAX_BEFORE} {A} (?:and|but|aur|,|lekin|par) {MIN_BEFORE} {B}"),
        ("range", rf"{A} {MIN_AFTER} (?:aur|and|,|lekin|par|but) {B} {MAX_AFTER}"),
        ("range", rf"minimum {A}(?: ,| and| aur)? maximum {B}"),
        (
            "max",
            rf"(?:not|nothing|no|don't|nahi)(?: (?:show|want|like|wish))?(?: me)?(?: to)?(?: (?:spend|pay|go|anything))? (?:more than|above|over|exceeding|beyond|costlier than|greater than) {A}",
        ),
        (
            "min",
            rf"(?:not|nothing|no|don't)(?: show)?(?: me)?(?: anything)? (?:less than|below|under|cheaper than) {A}",
        ),
        ("min", rf"{A} se (?:kam|neeche) nahi"),
        ("max", rf"{A} se (?:zyada|upar|mehenga|above)(?: ka)? (?:nahi|not|na)"),
        ("min", rf"{MIN_BEFORE} {A}(?: rupaye)?"),
        ("around", rf"{AROUND_BEFORE} {A}"),
        ("max", rf"{MAX_BEFORE} {A}(?: {MAX_AFTER}| only| hai| hai mera| ka| max)?"),
        ("min", rf"{A} {MIN_AFTER}"),
        ("around", rf"{A} {AROUND_AFTER}(?: ka| mein| wala| hi)?"),
        ("max", rf"{A} {MAX_AFTER}"),
        ("bare", rf"(?:(?:for|in|at|of|@|wala|price|rate) )?{A}(?: ka| wala| only| ka wala| price)?"),
    )
)


@dataclass(frozen=True, slots=True)
class MoneyReading:
    """The price wish; spans are offsets into the clean text, tokens the indexes of the words that said it."""

    range: MoneyRange
    spans: tuple[tuple[int, int], ...] = ()
    tokens: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.range != MoneyRange()


def parse_money(said: str | Text, *, asked: bool = False) -> MoneyReading:
    """Return the price wish of a message. asked: a budget was just asked for, so a bare number is one."""
    text = analyse(said) if isinstance(said, str) else said
    amounts = [x for x in find_amounts(text) if _could_be_money(text, x)]
    if not amounts:
        return MoneyReading(MoneyRange())
    line, owners = _marked(text, amounts)
    best = MoneyRange()
    spans: list[tuple[int, int]] = []
    used: set[int] = set()
    for kind, pattern in RULES:
        for match in pattern.finditer(line):
            covered = _tokens(owners, match, amounts)
            wish = _wish(kind, match, amounts, asked=asked)
            if wish is None or covered & used or not _boundaries(line, match):
                continue
            best = _merge(best, wish)
            used |= covered
            spans.append((text.tokens[min(covered)].start, text.tokens[max(covered)].end))
    return MoneyReading(best, tuple(sorted(spans)), frozenset(used))


def _could_be_money(text: Text, amount: Amount) -> bool:
    words = [token.word for token in text.tokens]
    after = " ".join(words[amount.last + 1 : amount.last + 3])
    before = " ".join(words[max(0, amount.first - 3) : amount.first])
    if amount.currency:
        return True
    if NOT_MONEY_AFTER.match(after) or NOT_MONEY_BEFORE.search(before):
        return False
    if after.startswith("%") or (
        len(amount.digits) == PIN_DIGITS and not amount.scaled and PLACE_BEFORE.search(before)
    ):
        return False
    return amount.scaled or len(amount.digits.replace(",", "")) < LONGEST_BARE


def _marked(text: Text, amounts: list[Amount]) -> tuple[str, list[int]]:
    """Return the flat line with amounts as ¤n¤, and for each of its characters the token it came from."""
    starts = {amount.first: (number, amount) for number, amount in enumerate(amounts)}
    pieces: list[str] = []
    owners: list[int] = []
    index = 0
    while index < len(text.tokens):
        if index in starts:
            number, amount = starts[index]
            piece, following = f"¤{number}¤", amount.last + 1
        else:
            piece, following = text.tokens[index].word, index + 1
        pieces.append(piece)
        owners.extend([index] * len(piece))
        owners.append(-1)
        index = following
    return " ".join(pieces), owners


def _tokens(owners: list[int], match: re.Match[str], amounts: list[Amount]) -> set[int]:
    covered = {owner for owner in owners[match.start() : match.end()] if owner >= 0}
    for amount in amounts:
        if amount.first in covered:
            covered.update(range(amount.first, amount.last + 1))
    return covered


def _boundaries(line: str, match: re.Match[str]) -> bool:
    before, after = line[: match.start()], line[match.end() :]
    return (not before or before.endswith(" ")) and (not after or after.startswith(" "))


def _wish(kind: str, match: re.Match[str], amounts: list[Amount], *, asked: bool) -> MoneyRange | None:
    first = amounts[int(match["a"])]
    if kind in ("range", "egnar"):
        return _range_wish(first, amounts[int(match["b"])])
    if kind == "bare":
        sure = first.currency or (first.scaled and first.value >= 100) or "," in first.digits or asked
        return _upto(first.value) if sure else None
    if not _plain_enough(first):
        return None
    if kind == "min":
        return MoneyRange(min_paise=_paise(first.value))
    if kind == "max":
        return None if _weak_max(match, first) else _upto(first.value)
    return MoneyRange(_paise(first.value * (1 - AROUND)), _paise(first.value * (1 + AROUND)))


def _weak_max(match: re.Match[str], amount: Amount) -> bool:
    """ "500 mein" needs no currency, "6 mein" and a PIN do."""
    bare = not (amount.currency or amount.scaled)
    return bare and match[0].endswith("mein") and len(amount.digits) >= PIN_DIGITS


def _range_wish(low: Amount, high: Amount) -> MoneyRange | None:
    low_value, high_value = low.value, high.value
    if high.scaled and not low.scaled and not low.currency and low_value < high_value / 100:
        low_value *= 100_000 if high_value >= 100_000 else 1000
    if low_value > high_value:
        low_value, high_value = high_value, low_value
    if not any(x.currency or x.scaled for x in (low, high)) and high_value < 100:
        return None
    return MoneyRange(_paise(low_value), _paise(high_value))


def _plain_enough(amount: Amount) -> bool:
    return amount.currency or amount.scaled or amount.value >= SMALLEST_BARE


def _upto(value: Decimal) -> MoneyRange:
    return MoneyRange(max_paise=_paise(value))


def _paise(value: Decimal) -> int:
    return int(value * 100)


def _merge(first: MoneyRange, second: MoneyRange) -> MoneyRange:
    return MoneyRange(
        first.min_paise if first.min_paise is not None else second.min_paise,
        first.max_paise if first.max_paise is not None else second.max_paise,
    )
