"""Search and products for programs: the same tools, as JSON."""

from __future__ import annotations

from django.http import QueryDict
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.catalog.listing import search_arguments
from apps.catalog.search import search_plain
from apps.catalog.search_url import is_understood, query_from, with_controls
from apps.catalog.understanding import understand
from apps.ledger.rest import answer, outcome_body
from retailgenie.ai.tools.types import Done, ToolResult

DEFAULT_PAGE_SIZE = 12


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


def _page_size(params: QueryDict) -> int:
    text = params.get("page_size", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else DEFAULT_PAGE_SIZE
