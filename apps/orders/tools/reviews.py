"""Writing a review: only the orders know whether somebody bought the thing."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field

from apps.accounts.models import User
from apps.catalog.models import Review
from apps.catalog.review_shown import own_review
from apps.catalog.reviews import MAX_TEXT, MAX_TITLE, review_write
from apps.orders.models import OrderLine
from apps.orders.tools.carts import RowId
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, Risk, ToolResult, UndoStep


class WriteReview(Arguments):
    """rating: 1 to 5 stars."""

    product_id: RowId
    rating: Annotated[int, Field(ge=1, le=5)]
    title: Annotated[str, Field(max_length=MAX_TITLE)] = ""
    text: Annotated[str, Field(max_length=MAX_TEXT)] = ""


def bought(owner_key: str, product_id: int) -> bool:
    """Say whether a piece of this product was ever delivered to this person."""
    lines = OrderLine.objects.filter(order__owner_key=owner_key, variant__product_id=product_id)
    return lines.filter(delivered__gt=0).exists()


@tool(WriteReview, risk=Risk.WRITE, needs_login=True)
def write_review(caller: Caller, arguments: WriteReview) -> ToolResult:
    """Write or change the person's own review of a product: stars, a title, a text."""
    key, product_id = caller.person.key, arguments.product_id
    before = Review.objects.filter(owner_key=key, product_id=product_id).first()
    undo: dict[str, Any] = {"product_id": product_id}
    if before is not None:
        undo |= {"rating": before.rating, "title": before.title, "text": before.text}
    review = review_write(
        product_id=product_id,
        owner_key=key,
        author=User.objects.get(pk=caller.person.user_id or 0).get_short_name(),
        rating=arguments.rating,
        title=arguments.title,
        text=arguments.text,
        verified=bought(key, product_id),
        now=timezone.now(),
    )
    shown = review.state == Review.State.PUBLISHED
    text = (
        _("Thank you: your review is published.") if shown else _("Thank you. We look at your review first.")
    )
    return ToolResult(
        own_review(review),
        changed=text,
        undo=UndoStep("delete_review" if before is None else "write_review", undo),
    )
