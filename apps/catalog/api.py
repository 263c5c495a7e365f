"""Search and products for programs: the same tools, as JSON."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.catalog.listing import search_arguments
from apps.catalog.search import search_plain
from apps.catalog.search_url import is_understood, query_from, with_controls
from apps.catalog.understanding import understand
from apps.ledger.rest import answer, body_of, outcome_body
from retailgenie.ai.tools.types import Done, ToolResult

DEFAULT_PAGE_SIZE = 12
JSON = OpenApiTypes.OBJECT


@api_view(["GET"])
def search(request: Request) -> Response:
    """Find products for a sentence (`q`), or for limits given one by one as in the classic view's addresses."""
    params: QueryDict = request.query_params
    size = _page_size(params)
    query = query_from(params, page_size=size)
    if not is_understood(params):
        query = with_controls(understand(query.said, page_size=size), params)
    return answer(request, "search_products", search_arguments(query))


@api_view(["GET"])
def search_legacy(request: Request) -> Response:
    """Find products by plain words (BM25 only): no understanding, no meaning, no mending of spelling."""
    asked = query_from(request.query_params, page_size=_page_size(request.query_params))
    found = search_plain(asked.said, page=asked.page, page_size=asked.page_size)
    body = outcome_body(Done(ToolResult(found)))
    return Response(body, status=body.pop("_status"))


@api_view(["GET"])
def product(request: Request, product_id: int) -> Response:
    """Show one product."""
    return answer(request, "get_product", {"product_id": product_id})


@extend_schema(methods=["PUT"], request=JSON, responses=JSON, description="Write {rating, title, text}.")
@extend_schema(methods=["DELETE"], request=None, responses=JSON, description="Take one's own back.")
@api_view(["PUT", "DELETE"])
def product_review(request: Request, product_id: int) -> Response:
    """One's own review of a product."""
    if request.method == "DELETE":
        return answer(request, "delete_review", {"product_id": product_id})
    return answer(request, "write_review", {**_body(request), "product_id": product_id})


@extend_schema(responses=JSON, description="What one wrote (?page=).")
@api_view(["GET"])
def reviews(request: Request) -> Response:
    return answer(request, "list_own_reviews", {"page": request.query_params.get("page", 1)})


@extend_schema(request=JSON, responses=JSON, description="Say {helpful: true|false} of a review.")
@api_view(["POST"])
def review_vote(request: Request, review_id: int) -> Response:
    return answer(request, "vote_review", {**_body(request), "review_id": review_id})


@extend_schema(methods=["GET"], responses=JSON, description="What one waits for.")
@extend_schema(methods=["POST"], request=JSON, responses=JSON, description="Wait for {variant_id, email}.")
@api_view(["GET", "POST"])
def stock_alerts(request: Request) -> Response:
    if request.method == "POST":
        return answer(request, "add_stock_alert", _body(request))
    return answer(request, "list_stock_alerts", {})


@extend_schema(request=None, responses=JSON, description="Stop waiting.")
@api_view(["DELETE"])
def stock_alert(request: Request, alert_id: int) -> Response:
    return answer(request, "remove_stock_alert", {"alert_id": alert_id})


def _body(request: Request) -> dict[str, Any]:
    return {name: value for name, value in body_of(request).items() if name != "approval"}


def _page_size(params: QueryDict) -> int:
    text = params.get("page_size", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else DEFAULT_PAGE_SIZE
