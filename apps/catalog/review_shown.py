"""Reviews as their authors and moderators see them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.catalog.models import Review
from apps.catalog.review_checks import ABUSE, LINK, PERSONAL
from retailgenie.ai.types import OwnReview, OwnReviews

PAGE = 20


def finding_label(code: str) -> str:
    """Say what an automatic check found."""
    labels = {
        PERSONAL: _("It may hold somebody's phone number, address or account."),
        LINK: _("It holds a link."),
        ABUSE: _("It may hold abuse."),
    }
    return labels.get(code, code)


def own_review(review: Review) -> OwnReview:
    return OwnReview(
        review_id=review.pk,
        product_id=review.product_id,
        product=review.product.title,
        url=review.product.get_absolute_url(),
        rating=review.rating,
        title=review.title,
        text=review.text,
        author=review.author,
        verified=review.verified,
        state=review.state,
        state_label=str(review.get_state_display()),
        reason=review.reason,
        at=review.created_at.isoformat(),
        findings=tuple(finding_label(code) for code in review.findings),
    )


def own_reviews(owner_key: str, *, page: int = 1, product_id: int | None = None) -> OwnReviews:
    """Return what a person wrote, newest first."""
    rows = Review.objects.filter(owner_key=owner_key)
    return _page(rows.filter(product_id=product_id) if product_id else rows, page)


def reviews_in_state(state: str, *, page: int = 1) -> OwnReviews:
    """Return the reviews of a state for moderators: the longest waiting first, of those decided the latest first."""
    rows = Review.objects.filter(state=state)
    order = "created_at" if state == Review.State.PENDING else "-decided_at"
    return _page(rows.order_by(order, "pk"), page)


def _page(rows: QuerySet[Review], page: int) -> OwnReviews:
    start = (page - 1) * PAGE
    shown = rows.select_related("product")[start : start + PAGE]
    return OwnReviews(tuple(own_review(row) for row in shown), rows.count())
