"""Pages of reviews: writing one's own, saying which helped, and the moderators' queue."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.callers import permission_required
from apps.catalog.around_forms import ReviewForm
from apps.catalog.models import Product, Review
from apps.catalog.review_shown import PAGE
from apps.ledger.pages import answer, read, write
from retailgenie.ai.tools.types import Refused
from retailgenie.ai.types import OwnReviews


@require_http_methods(["GET", "POST"])
@login_required
def write_review(request: HttpRequest, slug: str) -> HttpResponse:
    """Write or change one's review of a product."""
    product = get_object_or_404(Product, slug=slug, is_active=True)
    own = read(request, "list_own_reviews", product_id=product.pk).reviews
    before = own[0] if own else None
    initial = {"rating": before.rating, "title": before.title, "text": before.text} if before else {}
    form = ReviewForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        outcome = write(request, "write_review", product_id=product.pk, **form.cleaned_data)
        if not isinstance(outcome, Refused):
            return answer(request, outcome, done=f"{product.get_absolute_url()}#reviews")
        form.add_error(None, outcome.message)
    context = {"form": form, "product": product, "before": before}
    return render(request, "catalog/write_review.html", context, status=400 if form.errors else 200)


@require_POST
@login_required
def delete_review(request: HttpRequest, slug: str) -> HttpResponse:
    """Take one's review back."""
    product = get_object_or_404(Product, slug=slug)
    outcome = write(request, "delete_review", product_id=product.pk)
    return answer(request, outcome, done=reverse("catalog:own_reviews"))


@require_POST
def vote(request: HttpRequest, review_id: int) -> HttpResponse:
    """Say that a review helped, or take it back."""
    review = get_object_or_404(Review.objects.select_related("product"), pk=review_id)
    outcome = write(request, "vote_review", review_id=review_id, helpful=request.POST.get("helpful") != "0")
    return answer(request, outcome, done=f"{review.product.get_absolute_url()}#reviews")


@require_safe
@login_required
def own_reviews(request: HttpRequest) -> HttpResponse:
    """What this person wrote, and what became of it."""
    number = _page_number(request)
    listed: OwnReviews = read(request, "list_own_reviews", page=number)
    return render(request, "catalog/own_reviews.html", _listed(listed, number))


@require_safe
@permission_required("reviews.moderate")
def queue(request: HttpRequest) -> HttpResponse:
    """Reviews that wait for a moderator, or those decided."""
    state = request.GET.get("state", "")
    state = state if state in Review.State.values else Review.State.PENDING.value
    number = _page_number(request)
    listed: OwnReviews = read(request, "list_reviews", state=state, page=number)
    states = [(value, label, value == state) for value, label in Review.State.choices]
    return render(request, "catalog/review_queue.html", {**_listed(listed, number), "states": states})


@require_POST
@permission_required("reviews.moderate")
def decide(request: HttpRequest, review_id: int) -> HttpResponse:
    """Publish or reject one."""
    outcome = write(
        request,
        "decide_review",
        review_id=review_id,
        publish=request.POST.get("decision") == "publish",
        reason=request.POST.get("reason", "")[:300],
    )
    return answer(request, outcome, done=reverse("catalog:review_queue"))


def _page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1


def _listed(listed: OwnReviews, number: int) -> dict[str, Any]:
    page = Paginator(range(listed.total), PAGE).get_page(number)
    return {"reviews": listed.reviews, "total": listed.total, "page": page}
