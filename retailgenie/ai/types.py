"""Frozen dataclasses that every part of the assistant core shares.

Money is integer paise everywhere; instants are aware datetimes. Nothing here knows Django.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Language(StrEnum):
    """Language and script in one: replies use the one the person writes."""

    ENGLISH = "en"
    HINDI = "hi"
    HINGLISH = "hi-Latn"
    MARATHI = "mr"


# --- what a person said -------------------------------------------------------------------------


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
    as_typed: search the words as written, without mending their spelling.
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


# --- what the shop shows (results of tools) -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VariantView:
    variant_id: int
    sku: str
    colour: str
    size: str
    price_paise: int
    available: int  # pieces that can be sold now, over all stores


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product as cards, chat and lists show it."""

    product_id: int
    title: str
    url: str
    image_url: str
    brand: str
    category: str
    price_paise: int
    mrp_paise: int
    rating: float  # 0 when nobody rated it
    review_count: int
    variants: tuple[VariantView, ...]
    attributes: tuple[tuple[str, str], ...] = ()
    why: str = ""
    favourite: bool = False

    @property
    def in_stock(self) -> bool:
        return any(x.available > 0 for x in self.variants)

    @property
    def colours(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(x.colour for x in self.variants if x.colour))

    @property
    def sizes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(x.size for x in self.variants if x.size))


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    attribute: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of a search. relaxed: the limits given up by zero-result rescue, as words."""

    query: SearchQuery
    total: int
    cards: tuple[ProductCard, ...]
    facets: tuple[Facet, ...] = ()
    relaxed: tuple[str, ...] = ()
    corrected: str = ""  # the spelling searched for instead


@dataclass(frozen=True, slots=True)
class ReviewView:
    rating: int
    title: str
    text: str
    author: str
    at: str  # ISO date
    verified: bool


@dataclass(frozen=True, slots=True)
class ProductDetail:
    card: ProductCard
    description: str
    images: tuple[str, ...]
    return_days: int | None
    reviews: tuple[ReviewView, ...] = ()
    size_chart: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows of (label, one value a product, in the order of the cards)."""

    cards: tuple[ProductCard, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class StoreView:
    store_id: int
    name: str
    address: str
    city: str
    pin: str
    phone: str
    hours: str
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class StoreStock:
    store: StoreView
    available: int


@dataclass(frozen=True, slots=True)
class Availability:
    """Stock of a product (or one variant of it) online and in stores near the asked place."""

    card: ProductCard
    online: int
    stores: tuple[StoreStock, ...]
    place: str = ""  # the city or PIN that was asked about
    variant_id: int | None = None


@dataclass(frozen=True, slots=True)
class DeliveryEstimate:
    pin: str
    city: str
    serviceable: bool
    min_days: int
    max_days: int
    fee_paise: int
    free_above_paise: int | None
    cash_on_delivery: bool


@dataclass(frozen=True, slots=True)
class OfferView:
    title: str
    description: str
    code: str  # "" when no coupon is needed
    ends_at: str  # ISO date, "" when open


@dataclass(frozen=True, slots=True)
class AppliedOffer:
    title: str
    reason: str
    discount_paise: int


@dataclass(frozen=True, slots=True)
class CartLineView:
    line_id: int
    product_id: int
    variant_id: int
    title: str
    url: str
    image_url: str
    colour: str
    size: str
    quantity: int
    unit_price_paise: int
    total_paise: int
    available: int


@dataclass(frozen=True, slots=True)
class CartView:
    """All prices include GST; total = subtotal - discount + delivery."""

    lines: tuple[CartLineView, ...]
    subtotal_paise: int
    discount_paise: int
    delivery_paise: int
    total_paise: int
    coupon: str = ""
    offers: tuple[AppliedOffer, ...] = ()
    hint: str = ""  # "Add ₹200 more for free delivery"
    coupon_problem: str = ""  # why the coupon on the cart gives nothing now

    @property
    def count(self) -> int:
        return sum(x.quantity for x in self.lines)


@dataclass(frozen=True, slots=True)
class AddressView:
    address_id: int
    label: str  # one line, as shown to its owner
    pin: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class CheckoutOptions:
    cart: CartView
    addresses: tuple[AddressView, ...]
    stores: tuple[StoreView, ...]
    payment_methods: tuple[tuple[str, str], ...]  # (code, label)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    at: str  # ISO instant
    text: str
    status: str


@dataclass(frozen=True, slots=True)
class OrderLineView:
    line_id: int
    product_id: int | None
    title: str
    colour: str
    size: str
    quantity: int
    cancelled: int
    total_paise: int
    image_url: str


@dataclass(frozen=True, slots=True)
class OrderView:
    number: str
    status: str  # a value of apps.orders OrderStatus
    status_label: str
    placed_at: str
    total_paise: int
    lines: tuple[OrderLineView, ...]
    payment: str
    deliver_to: str
    promise: str  # "by Tue 24 Nov", "" once delivered or cancelled
    url: str
    timeline: tuple[TimelineEntry, ...] = ()
    can_cancel: bool = False
    cancel_reason_if_not: str = ""
    refund_paise: int = 0
    subtotal_paise: int = 0
    discount_paise: int = 0
    delivery_paise: int = 0
    tax_paise: int = 0  # GST contained in the total
    fulfilment: str = "delivery"  # or "pickup"


@dataclass(frozen=True, slots=True)
class OrderList:
    orders: tuple[OrderView, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage of a published document; score is the fused relevance (0-1)."""

    document: str  # slug
    title: str
    url: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class PolicyAnswer:
    """answer: the sentences of the best passage that answer; empty when nothing is close enough."""

    question: str
    answer: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class TicketView:
    number: str
    subject: str
    status: str
    url: str


@dataclass(frozen=True, slots=True)
class ProfileView:
    name: str
    email: str
    phone: str
    language: str


@dataclass(frozen=True, slots=True)
class Cards:
    """A plain list of products (similar, recommended, trending, favourites)."""

    title: str
    cards: tuple[ProductCard, ...]


# --- blocks of a reply ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ConfirmCard:
    """Exactly what a write will change and cost; nothing happens before a separate yes."""

    title: str
    lines: tuple[tuple[str, str], ...]  # (label, value), money already formatted
    total_paise: int | None = None
    confirm_label: str = ""
    warning: str = ""
    binding: str = ""  # digest of what the card promises; the tool compares it again when it runs


@dataclass(frozen=True, slots=True)
class Chip:
    """A suggestion for what to say next; say is sent as the person's message."""

    label: str
    say: str


class BlockKind(StrEnum):
    TEXT = "text"
    PRODUCTS = "products"  # data: SearchResults | Cards
    PRODUCT = "product"  # ProductDetail
    COMPARISON = "comparison"
    AVAILABILITY = "availability"
    STORES = "stores"  # tuple[StoreView, ...]
    OFFERS = "offers"  # tuple[OfferView, ...]
    CART = "cart"
    CHECKOUT = "checkout"  # CheckoutOptions
    ORDER = "order"
    ORDERS = "orders"
    CONFIRM = "confirm"  # ConfirmCard, with approval token in `token`
    POLICY = "policy"
    TICKET = "ticket"
    RECEIPT = "receipt"  # str, with receipt id in `token`: shows an undo button
    LOGIN = "login"
    CLASSIC = "classic"  # data: url of the classic page, prefilled
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a reply. data is the dataclass that BlockKind names; text is plain, never HTML."""

    kind: BlockKind
    text: str = ""
    data: object | None = None
    token: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the assistant answers in one turn."""

    blocks: tuple[Block, ...]
    chips: tuple[Chip, ...] = ()
    language: Language = Language.ENGLISH
    intents: tuple[IntentScore, ...] = ()
    trace: dict[str, object] = field(default_factory=dict)
