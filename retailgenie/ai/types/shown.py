"""What the shop shows: the results of tools. Money is integer paise, GST included."""

from __future__ import annotations

from dataclasses import dataclass

from retailgenie.ai.types.said import SearchQuery


@dataclass(frozen=True, slots=True)
class VariantView:
    variant_id: int
    sku: str
    colour: str
    size: str
    price_paise: int
    available: int  # pieces that can be sold now, over all stores
    attributes: tuple[tuple[str, str], ...] = ()  # what tells it apart beside colour and size


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
    """One page of a search. relaxed: the limits given up by zero-result rescue, as words.

    total: results that can be paged to; more: there are more than these.
    """

    query: SearchQuery
    total: int
    cards: tuple[ProductCard, ...]
    facets: tuple[Facet, ...] = ()
    relaxed: tuple[str, ...] = ()
    corrected: str = ""  # the spelling searched for instead
    not_carried: str = ""  # words that name nothing in the shop: what is shown is only the nearest
    more: bool = False


@dataclass(frozen=True, slots=True)
class ReviewView:
    rating: int
    title: str
    text: str
    author: str
    at: str  # ISO date
    verified: bool
    review_id: int = 0
    helpful: int = 0  # people who said that it helped them


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
class GiftCardView:
    code: str
    label: str  # "Gift card DIWALI", "Store credit"
    balance_paise: int


@dataclass(frozen=True, slots=True)
class GiftCards:
    """One's own gift cards and store credit that hold money."""

    cards: tuple[GiftCardView, ...]
    total_paise: int


@dataclass(frozen=True, slots=True)
class PaymentWay:
    """One of a person's own ways to pay. detail: a UPI id, a card token or a gift card's code."""

    method: str
    detail: str
    label: str  # "Card Visa ending 4242", "UPI asha@upi", "Gift card DIWALI"


@dataclass(frozen=True, slots=True)
class PaymentWays:
    ways: tuple[PaymentWay, ...]


@dataclass(frozen=True, slots=True)
class CheckoutOptions:
    cart: CartView
    addresses: tuple[AddressView, ...]
    stores: tuple[StoreView, ...]
    payment_methods: tuple[tuple[str, str], ...]  # (code, label)
    gift_cards: tuple[GiftCardView, ...] = ()


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
    returned: int = 0
    exchanged: int = 0
    came_in_exchange: bool = False
    attributes: tuple[tuple[str, str], ...] = ()  # of its variant, beside colour and size


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
    invoice_url: str = ""  # once there is an invoice
    pay_url: str = ""  # while a payment is awaited
    waiting: str = ""  # what waits for a payment, and until when
    goods_back_paise: int = 0  # of the total: what was cancelled, came back or was exchanged
    gift_message: str = ""
    gstin: str = ""  # of the business that buys
    company: str = ""
    cancel_reasons: tuple[str, ...] = ()  # the only ones that count; empty: any or none


@dataclass(frozen=True, slots=True)
class OrderList:
    orders: tuple[OrderView, ...]
    total: int


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """The tax invoice of an order. credit_notes: (number, url) of what was taken off it later; others: of exchanges."""

    number: str
    order_number: str
    issued_at: str
    total_paise: int
    tax_paise: int
    url: str
    pdf_url: str
    credit_notes: tuple[tuple[str, str], ...] = ()
    others: tuple[tuple[str, str], ...] = ()


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
