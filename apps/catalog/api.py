"""Search for programs: the same tool as everywhere, with a sentence or with the classic view's limits."""

from __future__ import annotations

from dataclasses import replace

from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.catalog.listing import search_arguments
from apps.catalog.search_arms import legacy_query
from apps.catalog.search_url import is_understood, query_from, with_controls
from apps.catalog.understanding import understand
from apps.ledger.rest import answer
from apps.ledger.rest_schema import responses
from apps.ledger.rest_table import with_etag
from retailgenie.ai.tools.registry import registry
from retailgenie.ai.types import Sort

DEFAULT_PAGE_SIZE = 12
Q = OpenApiParameter("q", str, description='What is looked for, in words: "blue cotton shirts under 1500".')
PAGES = [
    OpenApiParameter("page", int, description="From 1."),
    OpenApiParameter("page_size", int, description="At most 48."),
]
LIMITS = [
    OpenApiParameter("sort", str, enum=[x.value for x in Sort]),
    OpenApiParameter("min", str, description="Lowest price in rupees."),
    OpenApiParameter("max", str, description="Highest price in rupees."),
    OpenApiParameter("stock", str, enum=["1"], description="Only what is in stock."),
    OpenApiParameter("typed", str, enum=["1"], description="Search for the words as they are spelt."),
]


@extend_schema(
    operation_id="search",
    tags=["catalog"],
    summary="Search",
    description="Find products for a sentence (`q`), or for limits given one by one as in the classic view's "
    "addresses: `f.<attribute>=value` for what is wanted, `x.<attribute>=value` for what is not.",
    parameters=[Q, *LIMITS, *PAGES],
    responses=responses(registry.get("search_products")),
)
@api_view(["GET"])
def search(request: Request) -> Response:
    params: QueryDict = request.query_params
    size = _page_size(params)
    query = query_from(params, page_size=size)
    if not is_understood(params):
        query = with_controls(understand(query.said, page_size=size), params)
    return with_etag(request, answer(request, "search_products", search_arguments(query)))


@extend_schema(
    operation_id="search_legacy",
    tags=["catalog"],
    summary="Plain search",
    description="Find products by plain words (BM25 only): no understanding, no meaning, no mending of spelling.",
    parameters=[Q, *PAGES],
    responses=responses(registry.get("search_products")),
)
@api_view(["GET"])
def search_legacy(request: Request) -> Response:
    asked = query_from(request.query_params, page_size=_page_size(request.query_params))
    plain = replace(legacy_query(asked.said, page_size=asked.page_size), page=asked.page)
    return with_etag(request, answer(request, "search_products", search_arguments(plain)))


def _page_size(params: QueryDict) -> int:
    text = params.get("page_size", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else DEFAULT_PAGE_SIZE
