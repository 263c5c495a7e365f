"""What a person said, understood: language, intents, entities, references, the typed search query."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Language(StrEnum):
    """Language and script in one: replies use the one the person writes."""

    ENGLISH = "en"
    HINDI = "hi"
    HINGLISH = "hi-Latn"
    MARATHI = "mr"


@dataclass(frozen=True, slots=True)
class IntentScore:
    """One fine intent with its calibrated probability (0-1)."""

    name: str
    score: float


@dataclass(frozen=True, slots=True)
class MoneyRange:
    """A price wish in paise; either end may be open. Both ends are inclusive."""

    min_paise: int | None = None
    max_paise: int | None = None

    def allows(self, price_paise: int) -> bool:
        low = self.min_paise is None or price_paise >= self.min_paise
        high = self.max_paise is None or price_paise <= self.max_paise
        return low and high


@dataclass(frozen=True, slots=True)
class Limit:
    """A hard limit on one attribute of the loaded catalogue; any of the values satisfies it.

    attribute: "category", "brand", "colour", "size", or any attribute name of the catalogue
    (for the demo shop: "gender", "occasion", "material", ...). values are canonical values.
    excluded: the product must have none of the values.
    """

    attribute: str
    values: tuple[str, ...]
    excluded: bool = False
    said: str = field(
        default="", compare=False
    )  # the words, where they stand for a family of values ("blue")


class Sort(StrEnum):
    RELEVANCE = "relevance"
    PRICE_UP = "price"
    PRICE_DOWN = "-price"
    RATING = "-rating"
    NEWEST = "-newest"
    POPULAR = "-popular"
    DISCOUNT = "-discount"


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What chat, classic view and REST all search with; the page shows it as removable chips.

    text: the words left after the limits were understood (free text for BM25 and embeddings).
    said: the whole wish as it was written (the encoder reads this one).
    as_typed: search the words as written, without mending their spelling. plain: words only, as the legacy search did.
    mended: the wish with its slips mended, where understanding mended any; `said` and `text` hold the mended words.
    """

    text: str = ""
    said: str = ""
    limits: tuple[Limit, ...] = ()
    price: MoneyRange = MoneyRange()
    sort: Sort = Sort.RELEVANCE
    in_stock_only: bool = False
    page: int = 1
    page_size: int = 12
    as_typed: bool = False
    plain: bool = False
    mended: str = ""

    def limit(self, attribute: str) -> Limit | None:
        """Return the including limit on an attribute, or None."""
        return next((x for x in self.limits if x.attribute == attribute and not x.excluded), None)


class EntityKind(StrEnum):
    MONEY = "money"
    QUANTITY = "quantity"
    DATE = "date"
    PIN = "pin"
    PHONE = "phone"
    EMAIL = "email"
    ORDER_NUMBER = "order_number"
    COUPON = "coupon"
    CITY = "city"
    PAYMENT_METHOD = "payment_method"
    FULFILMENT = "fulfilment"  # "delivery" | "pickup"
    ATTRIBUTE = "attribute"  # value of the loaded vocabulary; `attribute` says of which one


@dataclass(frozen=True, slots=True)
class Entity:
    """A typed value found in the text; start and end are offsets into Segment.text."""

    kind: EntityKind
    value: str
    text: str
    start: int
    end: int
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that point at something shown before ("the second one", "dusra wala", "both", "the cheaper one").

    ordinals: 1-based positions, negative from the end. everything: "all", "both", "sab".
    except_ordinals: "all but the second". choose: "cheapest", "costliest", "best_rated" or "".
    except_limits: "all but the red one", as attribute words. other: "the other one", not the one in focus.
    limits: attribute words that single one out ("the blue one", "the cotton shirt").
    pronoun: "it", "this", "wahi", the thing last spoken of. again: an earlier list ("jo pehle dikhaya tha").
    """

    ordinals: tuple[int, ...] = ()
    except_ordinals: tuple[int, ...] = ()
    everything: bool = False
    choose: str = ""
    limits: tuple[Limit, ...] = ()
    words: tuple[str, ...] = ()
    pronoun: bool = False
    again: bool = False
    except_limits: tuple[Limit, ...] = ()
    other: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """One wish of a message. intents: the top three, best first."""

    text: str
    intents: tuple[IntentScore, ...]
    entities: tuple[Entity, ...] = ()
    query: SearchQuery | None = None
    reference: Reference | None = None

    @property
    def intent(self) -> str:
        return self.intents[0].name

    def first(self, kind: EntityKind) -> Entity | None:
        return next((x for x in self.entities if x.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole message, understood: its language and one segment a wish, in the order said."""

    text: str
    language: Language
    segments: tuple[Segment, ...]
