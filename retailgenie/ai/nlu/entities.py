# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Typed values in a message that are no catalogue values: order numbers, PIN codes, phones, cities, ways to pay, dates ...

Everything is found in the clean text or its flat line; each token belongs to at most one entity.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from retailgenie.ai.nlu.amounts import ENGLISH
from retailgenie.ai.nlu.dates import find_dates
from retailgenie.ai.nlu.lexicon import SPOKEN_NUMBERS
from retailgenie.ai.nlu.normalise import Text, analyse
from retailgenie.ai.nlu.places import CITIES
from retailgenie.ai.nlu.vocabulary import Vocabulary
from retailgenie.ai.types import Entity, EntityKind

ORDER_PREFIX, ORDER_DIGITS = "RG", 9
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
PHONE = re.compile(r"(?<![0-9])(?:\+?91[- ]?|0)?[6-9][0-9]{4}[- ]?[0-9]{5}(?![0-9])")
ORDER = re.compile(
    r"(?<![A-Za-z0-9])#?[Rr][Gg][- #]*(?P<digits>(?:[0-9][- ]?){9})(?![0-9])|(?<![0-9A-Za-z₹])#?(?P<bare>[0-9]{9})(?![0-9])"
)
# Other shops number their orders otherwise; such a number counts after a # or the word order.
FOREIGN_ORDER = re.compile(
    r"(?<![A-Za-z0-9])(?P<number>(?-i:[A-Z]{1,3})[0-9]{6,10})(?![A-Za-z0-9])|#(?P<hash>[A-Za-z]{0,3}[0-9]{5,12})(?![0-9A-Za-z])|\border(?:s)?(?: (?:id|number|no\.?))?(?: is)?\s*:?\s*[#*\"]*(?P<named>[A-Za-z]{1,3}[0-9]{5,12})(?![0-9A-Za-z])"
    r"|\border (?:id|number|no\.?)(?: is)?\s*:?\s*[#*\"]*(?P<digits>[0-9]{6,12})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
PIN = re.compile(
    r"(?<![0-9,.₹])(?P<pin>[1-9][0-9]{2} ?[0-9]{3})(?![0-9,]|\.[0-9]| ?(?:rs|rupees|rupaye|inr))",
    re.IGNORECASE,
)
PIN_CUE = re.compile(
    r"\b(?:pin|pincode|pin code|zip|postal|postcode|area|deliver|delivery|ship|shipping|near|nearest|at|to|in|location|address|pe|par|mein|available)\b"
)
COUPON_CUE = re.compile(
    r"\b(?:apply|use|using|code|coupon|promo|voucher|promocode|lagao|laga|redeem)\b(?: (?:my|the|this|a|ek|mera|ye))?(?: (?:coupon|promo|voucher|discount))?(?: code)?(?: (?:is|:|hai))? *[:#]? *[\"']?(?P<code>[A-Za-z]*[A-Za-z0-9]{3,})[\"']?",
    re.IGNORECASE,
)
# A code as codes look ("SAVE20"), anywhere in a message that speaks of one.
CODE_LIKE = re.compile(r"(?<![\w#])[A-Z]{3,}\d{1,4}(?!\w)")
SPEAKS_OF_CODES = re.compile(r"\b(?:coupons?|codes?|promos?|vouchers?)\b|कूपन|कोड", re.IGNORECASE)
COUPON_BEFORE = re.compile(
    r"(?P<code>[A-Z]{3,}[0-9]{0,4}|[A-Za-z]{2,}[0-9]{1,4}|[0-9]{1,3}[A-Za-z]{3,})[\"']?(?: (?:ye|is|ka|wala|the))?"
    r" (?:coupon|code|promo|promocode|voucher|apply|lagao|lagado|laga|use|lagana|लगाओ|कोड|कूपन|लगा)"
)
NO_CODES = frozenset(
    "code coupon coupons the any this that my for apply use offer discount voucher promo it one and karo kar hai lagao do please address card upi"
    " cash cod delivery order item cart first second last all same new old work working available not bank with from sale other another also lag laga".split()
)
PAYMENTS = (
    (
        "cod",
        r"cash on delivery|cod|c\.o\.d\.?|pay on delivery|cash|on delivery payment|delivery par (?:paisa|payment|cash)|nakad",
    ),
    ("upi", r"upi|gpay|google ?pay|phone ?pe|paytm|bhim|amazon pay|qr|upi id"),
    ("card", r"(?:credit|debit|visa|master|rupay|atm|bank)[ -]?cards?|card|visa|mastercard|amex|rupay"),
)
FULFILMENTS = (
    (
        "pickup",
        (
            r"pick ?-?up|pick it up|click and collect|collect (?:it |them )?(?:from|at|in)|self ?-?pick ?-?up|from (?:the|a|your|my) (?:nearest )?store|in ?-?store|store (?:se|par|mein)(?: (?:lena|main))*(?: lena)|store se|store pick"
            r"|collect myself|i'll collect|will collect|come and (?:get|take|collect)|dukan se|khud lena|main lena"
        ),
    ),
    (
        "delivery",
        r"home delivery|deliver(?:ed|y)?(?: (?:it|them))?(?: (?:to|at))?(?: my)?(?: (?:home|house|address|place|office))?|ship(?:ped)?(?: it)?(?: to)?|courier|(?:home|ghar|mera address) (?:par|pe|tak|mein)|home bhejo|doorstep|send it(?: home)?",
    ),
)
_NUMBERS = {
    **{word: value for word, value in ENGLISH.items() if 0 < value <= 20},
    **{w: n for w, n in SPOKEN_NUMBERS.items() if n <= 12},
}
_COUNT = "(?:[0-9]{1,2}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
_SPELLED = "(?:" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
UNIT = r"(?:pieces?|pcs|pc|nos|units?|items?|quantity|qty|piece|peace|nag|packs?|copies|pairs?|joda|jode|jodi|joree|sets?|dabba|dozen|pis)"
QUANTITIES: tuple[tuple[str, str], ...] = (
    ("6", r"(?:half|aadha+|aadhe|adha|adhe) (?:a )?(?:dozen|darjan)"),
    ("12", r"(?:a|one|1|ek) dozen|dozen|darjan"),
    (
        "+",
        rf"(?P<n>{_COUNT}|one|a|an|another) (?:more|extra|additional|aur|zyada)|another(?: one)?|(?:ek |1 )?aur (?P<n2>ek|1|{_COUNT})|(?P<n3>{_COUNT}) aur (?:dalo|karo|chahiye|lena)|increase(?: it)?(?: the)?(?: quantity)?(?: by (?P<n4>{_COUNT}))?|badha (?:do|karo)",
    ),
    (
        "-",
        rf"(?P<n>{_COUNT}|one|a) (?:less|fewer|kam)|(?:reduce|decrease|lower)(?: it)?(?: the)?(?: quantity)?(?: by (?P<n2>{_COUNT}))?|(?:remove|hatao) (?P<n3>one|1|ek)(?= (?:piece|of|pc|from it))|ghata (?:do|karo)",
    ),
    ("2", r"a pair(?! of)|a couple(?: of)?|couple of|double it|ek joda|joda"),
    (
        "=",
        rf"(?:quantity|qty)(?: (?:to|of|is|=|:|ko|as))* (?P<n>{_COUNT})|(?P<n2>{_COUNT}) (?:{UNIT})(?! (?:kam|less|back))|x ?(?P<n3>[0-9]{{1,2}})|(?P<n4>[0-9]{{1,2}}) ?x",
    ),
    (
        "=",
        rf"(?:make|change|update|set|increase|reduce|decrease)(?: (?:it|them|that|this|the quantity|quantity|this one|my order))?(?: (?:to|into|as|for))? (?P<n>{_COUNT})",
    ),
    (
        "=",
        rf"(?P<n>{_COUNT}) (?:karo|kara|banao|badlo)(?: do)?|(?:inko|isko|ye|woh|usko)(?: ko)? (?P<n2>{_COUNT}) (?:karo|banao)",
    ),
    ("=", rf"(?P<n>{_COUNT}) (?:cart|basket|bag) mein (?:dalo|add|rakho|jodo)"),
    ("=", rf"(?P<n>{_SPELLED}) [a-z-]{{3,}} (?:dalo|rakho|jodo|add karo|cart mein)"),
    ("=", rf"(?P<n>{_COUNT}) (?:chahiye|lena|dalo|of (?:it|them|these|those|this|that|the)|do\b|manga)"),
    (
        "=",
        rf"(?:add|buy|get|take|order|want|need|give me|send|i'll have|i'll take|book|put)(?: me)? (?P<n>{_COUNT})(?! (?:first|second|lakh|hundred|thousand|hazaar|k)\b)(?= (?:of|more|to|in|into|[a-z]{{3,}})|$)",
    ),
)
BELOW_NOTHING = re.compile(r"(?<!\S)[-\u2212]\d")
_QUANTITY_RULES = tuple((kind, re.compile(rf"(?<!\S)(?:{pattern})(?!\S)")) for kind, pattern in QUANTITIES)


@dataclass(frozen=True, slots=True)
class Found:
    """Entities in order, and the tokens they cover."""

    entities: tuple[Entity, ...]
    tokens: frozenset[int]


class _Finder:
    """Collects entities; the first rule that claims a token keeps it."""

    def __init__(self, text: Text, blocked: Collection[int]) -> None:
        self.text = text
        self.taken: set[int] = set(blocked)
        self.mine: set[int] = set()
        self.entities: list[Entity] = []

    def clean_span(self, kind: EntityKind, value: str, start: int, end: int) -> None:
        covered = {i for i, token in enumerate(self.text.tokens) if token.start < end and token.end > start}
        self._add(kind, value, covered, start, end)

    def flat_span(self, kind: EntityKind, value: str, start: int, end: int) -> None:
        covered = set(self.text.token_range(start, end))
        if covered:
            self._add(
                kind, value, covered, self.text.tokens[min(covered)].start, self.text.tokens[max(covered)].end
            )

    def _add(self, kind: EntityKind, value: str, covered: set[int], start: int, end: int) -> None:
        if not covered or covered & self.taken:
            return
        self.taken |= covered
        self.mine |= covered
        self.entities.append(Entity(kind, value, self.text.clean[start:end], start, end))


def find_entities(
    said: str | Text,
    vocabulary: Vocabulary | None = None,
    *,
    coupons: Collection[str] = (),
    blocked: Collection[int] = (),
    awaiting: str = "",
) -> Found:
    """Return the entities of a message. blocked: tokens already read as money; awaiting: the slot just asked for."""
    text = analyse(said) if isinstance(said, str) else said
    finder = _Finder(text, blocked)
    for match in EMAIL.finditer(text.clean):
        finder.clean_span(EntityKind.EMAIL, match[0].lower(), *match.span())
    _orders(finder, awaiting)
    _foreign_orders(finder)
    for match in PHONE.finditer(text.clean):
        finder.clean_span(EntityKind.PHONE, re.sub(r"\D", "", match[0])[-10:], *match.span())
    _coupons(finder, coupons, awaiting)
    _pins(finder, awaiting)
    _phrases(finder, EntityKind.PAYMENT_METHOD, PAYMENTS)
    _phrases(finder, EntityKind.FULFILMENT, FULFILMENTS)
    for start, end, value in find_dates(text.flat):
        finder.flat_span(EntityKind.DATE, value, start, end)
    _cities(finder, vocabulary)
    _quantities(finder, awaiting)
    ordered = tuple(sorted(finder.entities, key=lambda entity: entity.start))
    return Found(ordered, frozenset(finder.mine))


def _orders(finder: _Finder, awaiting: str) -> None:
    for match in ORDER.finditer(finder.text.clean):
        digits = re.sub(r"\D", "", match["digits"] or match["bare"])
        if len(digits) == ORDER_DIGITS:
            finder.clean_span(
                EntityKind.ORDER_NUMBER,
                ORDER_PREFIX + digits,
                match.start(),
                match.start() + len(match[0].rstrip(" -")),
            )


def _foreign_orders(finder: _Finder) -> None:
    """Numbers of another form; one of ours in another spelling was found before."""
    for match in FOREIGN_ORDER.finditer(finder.text.clean):
        name = next(key for key, value in match.groupdict().items() if value)
        if not match[name].upper().startswith(ORDER_PREFIX):
            finder.clean_span(
                EntityKind.ORDER_NUMBER, match[name].upper(), match.start(name), match.end(name)
            )


def _pins(finder: _Finder, awaiting: str) -> None:
    for match in PIN.finditer(finder.text.clean):
        written = match["pin"]
        cued = bool(PIN_CUE.search(finder.text.flat)) or awaiting in ("pin", "place", "address", "city")
        if cued or " " not in written:
            finder.clean_span(EntityKind.PIN, written.replace(" ", ""), match.start("pin"), match.end("pin"))


def _coupons(finder: _Finder, coupons: Collection[str], awaiting: str) -> None:
    known = {code.lower(): code for code in coupons}
    for token in finder.text.tokens:
        if token.raw.lower() in known:
            finder.clean_span(EntityKind.COUPON, known[token.raw.lower()], token.start, token.end)
    for pattern in (COUPON_BEFORE, COUPON_CUE):
        for match in pattern.finditer(finder.text.clean):
            code = match["code"]
            if _looks_like_code(code):
                finder.clean_span(EntityKind.COUPON, code.upper(), match.start("code"), match.end("code"))
    if SPEAKS_OF_CODES.search(finder.text.clean):
        for match in CODE_LIKE.finditer(finder.text.clean):
            finder.clean_span(EntityKind.COUPON, match[0], match.start(), match.end())
    if awaiting == "coupon" and len(finder.text.tokens) == 1 and not finder.entities:
        token = finder.text.tokens[0]
        if token.word not in NO_CODES and token.raw.isascii():
            finder.clean_span(EntityKind.COUPON, token.raw.upper(), token.start, token.end)


def _looks_like_code(code: str) -> bool:
    if code.lower() in NO_CODES or code.isdigit() or not code.isascii():
        return False
    return code.isupper() or bool(re.search("[0-9]", code))


def _phrases(finder: _Finder, kind: EntityKind, table: Iterable[tuple[str, str]]) -> None:
    for value, pattern in table:
        for match in re.finditer(rf"(?<!\S)(?:{pattern})(?!\S)", finder.text.flat):
            finder.flat_span(kind, value, match.start(), match.end())


def _cities(finder: _Finder, vocabulary: Vocabulary | None) -> None:
    known = {**CITIES, **(vocabulary.cities if vocabulary else {})}
    words = [token.word for token in finder.text.tokens]
    for width in (3, 2, 1):
        for at in range(len(words) - width + 1):
            city = known.get(" ".join(words[at : at + width]))
            if city and (len(words[at]) > 2):
                start, end = finder.text.tokens[at].start, finder.text.tokens[at + width - 1].end
                finder.clean_span(EntityKind.CITY, _in_stores(city, vocabulary), start, end)


def _in_stores(city: str, vocabulary: Vocabulary | None) -> str:
    """Prefer the spelling the shop's stores use ("bangalore" -> "Bengaluru")."""
    return vocabulary.cities.get(city.lower(), city) if vocabulary else city


def _quantities(finder: _Finder, awaiting: str) -> None:
    if BELOW_NOTHING.search(finder.text.clean):
        return  # "make it -5" is no five
    for kind, pattern in _QUANTITY_RULES:
        for match in pattern.finditer(finder.text.flat):
            said = next(
                (value for name, value in match.groupdict().items() if name.startswith("n") and value), ""
            )
            count = _count(said)
            value = {"+": f"+{count}", "-": f"-{count}", "=": str(count)}.get(kind, kind)
            if kind == "=" and not 0 < count <= 50:
                continue
            finder.flat_span(EntityKind.QUANTITY, value, match.start(), match.end())
    words = [token.word for token in finder.text.tokens]
    if awaiting == "quantity" and not any(x.kind is EntityKind.QUANTITY for x in finder.entities):
        for index, word in enumerate(words):
            if word in _NUMBERS or (word.isdigit() and 0 < int(word) <= 50):
                token = finder.text.tokens[index]
                finder.clean_span(EntityKind.QUANTITY, str(_count(word)), token.start, token.end)
                return


def _count(said: str) -> int:
    if not said:
        return 1
    return int(said) if said.isdigit() else _NUMBERS.get(said, 1)
