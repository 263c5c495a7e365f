"""Reviews for every door; writing one is with the orders, which know of the purchase."""

from __future__ import annotations

from typing import Annotated, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field

from apps.catalog.models import Review
from apps.catalog.review_shown import own_review, own_reviews, reviews_in_state
from apps.catalog.reviews import MAX_REASON, review_decide, review_delete, review_vote
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, Risk, ToolResult, UndoStep

Id = Annotated[int, Field(gt=0, lt=2**63)]
Page = Annotated[int, Field(ge=1, le=1000)]
MODERATE = frozenset({"reviews.moderate"})


class OwnReviewsArguments(Arguments):
    """product_id: only the one about it."""

    page: Page = 1
    product_id: Id | None = None


class ReviewOfProduct(Arguments):
    product_id: Id


class VoteReview(Arguments):
    review_id: Id
    helpful: bool = True


class ListReviews(Arguments):
    state: Literal["pending", "published", "rejected"] = "pending"
    page: Page = 1


class DecideReview(Arguments):
    """reason: needed to reject; the author reads it."""

    review_id: Id
    publish: bool
    reason: Annotated[str, Field(max_length=MAX_REASON)] = ""


@tool(OwnReviewsArguments, needs_login=True)
def list_own_reviews(caller: Caller, arguments: OwnReviewsArguments) -> ToolResult:
    """List the reviews that this person wrote, with what became of them."""
    return ToolResult(own_reviews(caller.person.key, page=arguments.page, product_id=arguments.product_id))


@tool(ReviewOfProduct, risk=Risk.WRITE, needs_login=True)
def delete_review(caller: Caller, arguments: ReviewOfProduct) -> ToolResult:
    """Take back the person's own review of a product."""
    gone = review_delete(owner_key=caller.person.key, product_id=arguments.product_id)
    back = {"product_id": gone.product_id, "rating": gone.rating, "title": gone.title, "text": gone.text}
    return ToolResult(
        own_reviews(caller.person.key), changed=_("Your review is gone"), undo=UndoStep("write_review", back)
    )


@tool(VoteReview, risk=Risk.WRITE, needs_login=True)
def vote_review(caller: Caller, arguments: VoteReview) -> ToolResult:
    """Say that somebody's review was helpful, or take that back; counted once a person."""
    votes = review_vote(
        review_id=arguments.review_id,
        owner_key=caller.person.key,
        helpful=arguments.helpful,
        now=timezone.now(),
    )
    undo = UndoStep("vote_review", {"review_id": arguments.review_id, "helpful": not arguments.helpful})
    return ToolResult(votes, changed=_("Thank you for telling us."), undo=undo)


@tool(ListReviews, permissions=MODERATE)
def list_reviews(caller: Caller, arguments: ListReviews) -> ToolResult:
    """List reviews for moderators: those that wait, the longest waiting first, or those decided."""
    return ToolResult(reviews_in_state(arguments.state, page=arguments.page))


@tool(DecideReview, risk=Risk.WRITE, permissions=MODERATE)
def decide_review(caller: Caller, arguments: DecideReview) -> ToolResult:
    """Publish a review or reject it with a reason; its author is told."""
    review = review_decide(
        review_id=arguments.review_id,
        publish=arguments.publish,
        reason=arguments.reason,
        caller=caller,
        now=timezone.now(),
    )
    published = review.state == Review.State.PUBLISHED
    return ToolResult(
        own_review(review),
        changed=_("The review is published") if published else _("The review is rejected"),
    )
