"""What the shop shows around the purchase: own reviews, stock alerts, notices."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OwnReview:
    """A review as its author and the moderators see it. findings: why it was held; reason: why it was rejected."""

    review_id: int
    product_id: int
    product: str
    url: str  # of the product
    rating: int
    title: str
    text: str
    author: str
    verified: bool
    state: str
    state_label: str
    reason: str
    at: str  # ISO instant
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnReviews:
    reviews: tuple[OwnReview, ...]
    total: int


@dataclass(frozen=True, slots=True)
class StockAlertView:
    """Somebody waits for a variant. state: unconfirmed, active, told or ended."""

    alert_id: int
    product_id: int
    variant_id: int
    title: str
    url: str
    state: str
    email: str
    at: str  # ISO instant


@dataclass(frozen=True, slots=True)
class StockAlerts:
    alerts: tuple[StockAlertView, ...]


@dataclass(frozen=True, slots=True)
class NoticeView:
    notice_id: int
    kind: str
    title: str
    text: str
    url: str
    at: str  # ISO instant
    unread: bool


@dataclass(frozen=True, slots=True)
class NoticeList:
    """One page of what a person was told."""

    notices: tuple[NoticeView, ...]
    unread: int
    total: int


@dataclass(frozen=True, slots=True)
class NoticeChoiceView:
    kind: str
    label: str
    by_email: bool
    in_shop: bool
    email_fixed: bool  # e-mails of this kind always go out


@dataclass(frozen=True, slots=True)
class NoticeChoices:
    choices: tuple[NoticeChoiceView, ...]
