# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Small looks at the words of a message, in English after the normaliser's gloss."""

from __future__ import annotations

import re

from retailgenie.ai.dialogue.memory_words import LEAVES_A_QUESTION, MEMORY
from retailgenie.ai.nlu.entities import BELOW_NOTHING
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.types import Entity, EntityKind, Segment, Sort

QUESTION_WORDS = frozenset(
    [
        "what",
        "which",
        "who",
        "where",
        "when",
        "why",
        "how",
        "do",
        "does",
        "can",
        "is",
        "are",
        "will",
        "kya",
        "kaun",
        "kahan",
        "kab",
        "kaise",
    ]
)
NUMBER_WORDS = {
    **dict(zip("one two three four five six seven eight nine ten".split(), range(1, 11), strict=True)),
    **dict(zip("ek do teen chaar paanch".split(), range(1, 6), strict=True)),
}
ONE = frozenset({"one", "1", "ek"})
ONE_LESS = frozenset(
    "remove take out delete drop less reduce give do please just only piece of them from cart the my".split()
)
# "Make a ticket", "शिकायत दर्ज करो": that there shall be one, and not yet what the matter is.
BARE_TICKET = re.compile(
    r"^\W*(?:(?:please|pls|plz|ok|okay|yes|i want to|i'd like to|can you|just|mujhe|ek|to|toh|haan|मुझे|एक|कृपया) )*"
    r"(?:(?:open|raise|create|make|register|file|log|lodge|give)(?: me)?(?: an?| my| the| one)?(?: support| new)? (?:ticket|complaint|complain)|(?:i )?(?:have|got|want|need)? ?(?:a |an |to )?(?:complain|complaint|ticket)"
    r"|(?:(?:support|meri|mera|ek) )?(?:ticket|complaint|complain|shikayat|shikaayat) (?:ko )?(?:ban\w*|khol\w*|darj|kar\w*|register|likh\w*|daal\w*|hai|h)(?: (?:do|dena|dijiye|karo|karna|kar|karni|karwa\w*|hai|h|na))*"
    r"|(?:मेरी )?(?:शिकायत|टिकट|कंप्लेंट)(?: (?:दर्ज|खोल\S*|बना\S*|लिख\S*|कर\S*|कीजिए|दो|दीजिए|है|करनी|करना))+)(?: (?:please|pls|now|ji|sir))*\W*$",
    re.IGNORECASE,
)
COUPON_OFF = re.compile(
    r"\b(?:remove|delete|drop|take off|cancel|without)\b.{0,20}\b(?:coupon|code|voucher|promo)\b|\b(?:coupon|code|voucher|promo)\b.{0,8}\b(?:hata\w*|nikal\w*|remove|off|cancel)\b|कूपन.{0,8}(?:हटा|निकाल)",
    re.IGNORECASE,
)
# Wishes that few words say plainly, but that a head trained on the taxonomy has no name for.
PLAINLY = (
    (
        "take_back_cancellation",
        re.compile(
            r"\b(?:undo|undoing|reverse|reversing|revert|take back|withdraw|reinstate|restore|re-?activate|un-?do)\b[^.?!]{0,40}\bcancel(?:l?ation|l?ed|l?ing)?\b(?! (?:return|exchange))|"
            r"\bun-?cancel\w*|\b(?:cancel(?:led|ed)) order (?:back|again)\b|\b(?:need|want|get|have) (?:this|that|my|the) (?:cancell?ed )?order back\b|"
            r"\bcancel(?:lation)? (?:wapas|undo)\b|रद्द (?:ऑर्डर|आर्डर) (?:वापस|फिर)",
            re.IGNORECASE,
        ),
    ),
    (
        "split_payment",
        re.compile(
            r"\b(?:split|splitting|divide)\b[^.?!]{0,30}\b(?:payment|bill|amount|cost|total|charge|refund|price)\b|"
            r"\b(?:pay|charge|refund) (?:half|part|some)\b[^.?!]{0,60}\b(?:card|paypal|upi|cash|rest|half|other)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "order_again",
        re.compile(
            r"\b(?:re-?order|(?:order|buy)(?: (?:it|this|that|them|the same))? (?:again|once more)|same order again|"
            r"(?:repeat|retry) (?:my |the |this |that )?(?:last )?(?:order|payment)|"
            r"(?:phir|fir|dobara|dubara)(?: se)? (?:order|mang\w*|khareed\w*|kharid\w*|le(?:na|ni|lo)|bhej\w*|chahiye)|"
            r"(?:wahi|vahi|same|wohi)(?: \w+){0,3} (?:phir|fir|dobara|dubara|mang\w*)\w*|"
            r"(?:buy|get|order|want|need|send)(?: me)?(?: the)? same (?:\w+ ){0,3}(?:i|we) (?:got|bought|ordered|had|took)(?: \w+){0,3}|"
            r"order (?:ko )?(?:phir|fir|dobara|dubara)(?: se)? (?:kar|karo|karna))\b|(?:फिर से|दोबारा|फिर) (?:ऑर्डर|आर्डर|मंग|मँग|ख़?रीद|भेज|लेना|चाहिए)",
            re.IGNORECASE,
        ),
    ),
    (
        "withdraw_return",
        re.compile(
            r"\b(?:cancel|call off|withdraw|stop) (?:my |the |this |that )?(?:return|exchange)\b(?! policy)|"
            r"\b(?:return|exchange|wapsi) (?:request )?(?:ko )?(?:cancel|radd|band)\b|"
            r"\bdon'?t want to (?:return|exchange)\b.*\b(?:any ?more|after all)\b|(?:वापसी|रिटर्न) (?:रद्द|कैंसिल)",
            re.IGNORECASE,
        ),
    ),
    ("report_problem", BARE_TICKET),
    ("apply_coupon", COUPON_OFF),
    (
        "gift_card_balance",
        re.compile(
            r"\b(?:gift ?cards?|store credit|voucher)\b.*\b(?:balance|left|kitna|kitne|bacha|baaki|paisa|paise)\b|"
            r"\b(?:balance|how much|what'?s|what is|left|check)\b.*\bm(?:y|ere|era) (?:gift ?cards?|store credit)\b|"
            r"गिफ़?्ट कार्ड.*(?:कितन|बाकी|बैलेंस)",
            re.IGNORECASE,
        ),
    ),
    (
        "return_slot",
        re.compile(
            r"\b(?:choose|change|pick|move|set|reschedule)\b.*\b(?:pick-?up|collection|courier)\b(?!.*\bstore\b)|"
            r"\bpick-?up (?:slot|time|day|ka time|ka din|kab)\b|\bcourier kab\b|पिकअप (?:का|कब)|"
            r"\bwhen (?:will|does|can) the courier (?:come|collect)\b|"
            r"\b(?:drop|bring) (?:it|them|the parcel) (?:off|to (?:a|the) store)\b",
            re.IGNORECASE,
        ),
    ),
)
DROPS_IT = re.compile(
    r"^\W*(?:sab|सब)\s(?:kuchh?\s|कुछ\s)?(?:bh(?:oo|u)l|भूल)\s?(?:ja|जा)\S*\W*$", re.IGNORECASE
)
ADDS = re.compile(r"(?:(?:please|pls|ok|also|and) )?add\b(?! (?:a |the )?filters?\b)", re.IGNORECASE)
ADDS_HINDI = re.compile(
    r"\b(?:d[a]+l|jod|add)\w*(?: (?:do|dena|dijiye|lo|kar\w*))*(?: \d{2} k[aie])?\W*$|\b(?:daal|dal)(?:o|na| do)\b|(?:डाल|जोड़)\S*(?: (?:दो|दीजिए|लो))?",
    re.IGNORECASE,
)
LOOKING = frozenset(["search_products", "recommend_products", "browse_category", "trending"])
GENERAL = frozenset(["browse_category", "trending"])
BY_PRICE = frozenset({Sort.PRICE_UP, Sort.PRICE_DOWN})
STOCK_WORDS = ("available", "availability", "stock", "have", "milega", "mil")
PHONE = re.compile(r"(?<!\d)(?:\+?91[\s-]?|0)?([6-9]\d{4}[\s-]?\d{5})(?!\d)")
PIN = re.compile(r"(?<!\d)([1-9]\d{2}\s?\d{3})(?!\d)")


def glossed(text: str) -> frozenset[str]:
    """Return the words as written in lower case and in English."""
    found: set[str] = set()
    for token in analyse(text).tokens:
        found.update((token.raw.lower(), token.word))
        found.update(token.gloss.split())
    return frozenset(found)


def mentions(segment: Segment, *words: str) -> bool:
    return not glossed(segment.text).isdisjoint(words)


def plainly(text: str, *, waiting: bool = False) -> str:
    """Return the task that the words name by themselves, "" for none. waiting: for an answer; few tasks leave it."""
    found = next((intent for intent, words in (*PLAINLY, *MEMORY) if words.search(text)), "")
    if waiting and found == "memory_forget" and DROPS_IT.match(text):
        return ""  # the open task is forgotten, and nothing of the person
    return found if not waiting or found in LEAVES_A_QUESTION else ""


def is_question(segment: Segment) -> bool:
    tokens = analyse(segment.text).tokens
    return "?" in segment.text or (bool(tokens) and tokens[0].word in QUESTION_WORDS)


def asks_to_add(segment: Segment) -> bool:
    """ "Add the black denim jeans in 32": however much is said about it, it is no search."""
    near = segment.intent in LOOKING and any(x.name == "add_to_cart" for x in segment.intents)
    said = ADDS.match(segment.text.strip()) or (
        ADDS_HINDI.search(segment.text) and not mentions(segment, "show")
    )
    return near and said is not None and said is not False


def of_everything(segment: Segment) -> bool:
    """ "What is the most expensive thing you have": the whole shop by price, no list of departments."""
    query, pointed = segment.query, segment.reference
    if query is None or segment.intent not in GENERAL:
        return False
    other = pointed is not None and (pointed.pronoun or pointed.ordinals or pointed.limits)
    return query.sort in BY_PRICE and not query.limits and not query.text and not other


def asks_for_it_there(segment: Segment) -> bool:
    """ "Is it in a store near 411001?": the thing in focus at a place, no list of stores."""
    reference = segment.reference
    if reference is None:
        return False
    placed = any(x.kind in (EntityKind.PIN, EntityKind.CITY) for x in segment.entities)
    return mentions(segment, *STOCK_WORDS) or (placed and (reference.pronoun or bool(reference.ordinals)))


def one_of_them(segment: Segment) -> bool:
    """ "Remove one", "ek hata do": a piece less, not the whole line."""
    said = analyse(segment.text).gloss.split()
    return bool(ONE & set(said)) and set(said) <= ONE | ONE_LESS


def values_of(segment: Segment, kind: EntityKind) -> tuple[str, ...]:
    return tuple(entity.value for entity in segment.entities if entity.kind is kind)


def value_of(segment: Segment, kind: EntityKind) -> str | None:
    entity = segment.first(kind)
    return entity.value if entity else None


def count_in(segment: Segment) -> str | None:
    """Return how many were said, "+1" and "-1" for one more and one less; a bare number word counts too."""
    said = value_of(segment, EntityKind.QUANTITY)
    if said:
        return said
    words = [token.word for token in analyse(segment.text).tokens]
    if BELOW_NOTHING.search(segment.text):
        return None
    numbers = [word for word in words if word.isdigit() or word in NUMBER_WORDS]
    return str(NUMBER_WORDS.get(numbers[0], numbers[0])) if len(numbers) == 1 else None


def attributes_said(segment: Segment, attribute: str) -> tuple[str, ...]:
    """Return the catalogue values of one attribute that the words name, wherever the reader put them."""
    found = [x.value for x in segment.entities if x.kind is EntityKind.ATTRIBUTE and x.attribute == attribute]
    limits = (
        *(segment.query.limits if segment.query else ()),
        *(segment.reference.limits if segment.reference else ()),
    )
    found += [value for x in limits if x.attribute == attribute and not x.excluded for value in x.values]
    return tuple(dict.fromkeys(found))


def phone_in(text: str) -> str:
    """Return an Indian mobile number as ten digits, "" for none."""
    match = PHONE.search(text)
    return re.sub(r"\D", "", match[1]) if match else ""


def pin_in(text: str) -> str:
    """Return a PIN code as six digits, "" for none; digits of a phone number don't count."""
    match = PIN.search(PHONE.sub(" ", text))
    return re.sub(r"\D", "", match[1]) if match else ""


def place_in(segment: Segment) -> str | None:
    """Return the PIN or city that was said."""
    return (
        value_of(segment, EntityKind.PIN)
        or value_of(segment, EntityKind.CITY)
        or pin_in(segment.text)
        or None
    )


def without(text: str, entities: tuple[Entity, ...]) -> str:
    """Return the text with the spans of some entities cut out."""
    for entity in sorted(entities, key=lambda x: -x.start):
        text = text[: entity.start] + " " + text[entity.end :]
    return " ".join(text.split())
