"""The blocks that a reply is made of; text in them is plain, never HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from retailgenie.ai.types.said import IntentScore, Language


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
    MEMORY = "memory"  # MemoryView


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
