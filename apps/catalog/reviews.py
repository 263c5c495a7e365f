"""Reviews: written by shoppers, checked by rules, decided by moderators; the stars of a product are always the exact
mean of what is published, because every change locks the product first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import Avg, CharField, Count, F, Value
from django.db.models.functions import Cast, Concat, Now
from django.utils.translation import gettext as _

from apps.catalog.models import Product, Review, ReviewVote
from apps.catalog.review_checks import review_findings
from apps.ledger.audit import audit_append
from apps.ledger.models import NoticeKind
from apps.ledger.notices import notify, recipient_of
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import NotFound, ShopError
from retailgenie.lib.limits import limit_take

MAX_TITLE = 120
MAX_TEXT = 4_000  # characters, about two pages
MAX_REASON = 300


class ReviewRefused(ShopError):
    """This can't be done with a review; the message says why."""

    code: ClassVar[str] = "review_refused"
    status: ClassVar[int] = 409


@transaction.atomic
def review_write(
    *,
    product_id: int,
    owner_key: str,
    author: str,
    rating: int,
    now: datetime,
    title: str = "",
    text: str = "",
    verified: bool = False,
) -> Review:
    """Write or rewrite a person's review. Raises NotFound, ReviewRefused, TooManyRequests.

    One in which nothing is found is published at once; one that was rejected before waits for a moderator. verified:
    the caller knows of the purchase.
    """
    product = _product_locked(product_id, active=True)
    if not 1 <= rating <= 5:
        raise ReviewRefused(_("Stars go from 1 to 5."))
    limit_take("review_person", owner_key, now=now)
    before = Review.objects.filter(product=product, owner_key=owner_key).first()
    findings = review_findings(title, text)
    held = bool(findings) or (before is not None and before.state == Review.State.REJECTED)
    review, _made = Review.objects.update_or_create(
        product=product,
        owner_key=owner_key,
        defaults={
            "author": author[:80],
            "rating": rating,
            "title": " ".join(title.split())[:MAX_TITLE],
            "text": text.strip()[:MAX_TEXT],
            "verified": verified,
            "findings": findings,
            "state": Review.State.PENDING if held else Review.State.PUBLISHED,
            "reason": "",
            "decided_by": "",
            "decided_at": None,
            "created_at": now,
        },
    )
    _stars_count(product.pk)
    return review


@transaction.atomic
def review_delete(*, owner_key: str, product_id: int) -> Review:
    """Remove a person's own review and return what it was; raises NotFound."""
    product = _product_locked(product_id)
    review = Review.objects.filter(product=product, owner_key=owner_key).first()
    if review is None:
        raise NotFound(_("You have written nothing about this product."))
    key = review.pk
    review.delete()
    review.pk = key
    _stars_count(product.pk)
    return review


@transaction.atomic
def review_decide(
    *, review_id: int, publish: bool, caller: Caller, now: datetime, reason: str = ""
) -> Review:
    """Publish or reject a review, tell its author, and write down who did. Raises NotFound, ReviewRefused."""
    found = Review.objects.filter(pk=review_id).values_list("product_id", flat=True).first()
    if found is None:
        raise NotFound(_("There is no such review."))
    _product_locked(found)
    review = Review.objects.select_for_update(of=("self",)).select_related("product").get(pk=review_id)
    reason = " ".join(reason.split())[:MAX_REASON]
    if not publish and not reason:
        raise ReviewRefused(_("Please say why: the author is told."))
    state = Review.State.PUBLISHED if publish else Review.State.REJECTED
    if review.state == state:
        return review
    review.state, review.reason = state, "" if publish else reason
    review.decided_by, review.decided_at = caller.person.key, now
    review.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    _stars_count(review.product_id)
    _tell_author(review, now)
    audit_append(
        actor=caller.person.key, door=caller.door, action=f"review.{state}", target=str(review.pk), now=now
    )
    return review


def reviews_decide(
    *, review_ids: Iterable[int], publish: bool, caller: Caller, now: datetime, reason: str = ""
) -> int:
    """Decide several reviews; returns how many."""
    keys = sorted(review_ids)
    for key in keys:
        review_decide(review_id=key, publish=publish, caller=caller, reason=reason, now=now)
    return len(keys)


@transaction.atomic
def review_vote(*, review_id: int, owner_key: str, helpful: bool, now: datetime) -> int:
    """Count, once a person, that a published review helped, or take that back; returns the votes.

    Raises NotFound, and ReviewRefused for one's own review.
    """
    review = Review.objects.select_for_update().filter(pk=review_id, state=Review.State.PUBLISHED).first()
    if review is None:
        raise NotFound(_("There is no such review."))
    if review.owner_key == owner_key:
        raise ReviewRefused(_("Others can say whether your review helped them."))
    if helpful:
        change = int(
            ReviewVote.objects.get_or_create(review=review, owner_key=owner_key, defaults={"at": now})[1]
        )
    else:
        change = -ReviewVote.objects.filter(review=review, owner_key=owner_key).delete()[0]
    Review.objects.filter(pk=review.pk).update(helpful=F("helpful") + change)
    return review.helpful + change


def reviews_erase(owner_key: str) -> None:
    """Take a person and their words out of their reviews; the stars stay with the product, and votes stay counted."""
    nameless = Concat(Value("erased:"), Cast("pk", CharField()))
    Review.objects.filter(owner_key=owner_key).update(author="", title="", text="", owner_key=nameless)
    ReviewVote.objects.filter(owner_key=owner_key).update(owner_key=nameless)


def rating_refresh(*, product_id: int) -> None:
    """Write the mean and number of published reviews to the product."""
    with transaction.atomic():
        _product_locked(product_id)
        _stars_count(product_id)


def _product_locked(product_id: int, *, active: bool = False) -> Product:
    rows = Product.objects.select_for_update(no_key=True).filter(pk=product_id)
    found = (rows.filter(is_active=True) if active else rows).first()
    if found is None:
        raise NotFound(_("This product isn't in the shop any more."))
    return found


def _stars_count(product_id: int) -> None:
    rows = Review.objects.filter(product_id=product_id, state=Review.State.PUBLISHED)
    figures = rows.order_by().aggregate(mean=Avg("rating"), count=Count("pk"))
    Product.objects.filter(pk=product_id).update(
        rating=figures["mean"] or 0, review_count=figures["count"], updated_at=Now()
    )


def _tell_author(review: Review, now: datetime) -> None:
    published = review.state == Review.State.PUBLISHED
    notify(
        key=f"review:{review.pk}:{review.state}:{now.isoformat()}",
        kind=NoticeKind.REVIEWS,
        recipient=recipient_of(review.owner_key),
        template="review_published" if published else "review_rejected",
        context={"product": review.product.title, "reason": review.reason},
        url=review.product.get_absolute_url(),
        now=now,
    )
