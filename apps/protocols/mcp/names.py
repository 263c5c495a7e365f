"""The names under which other people's agents look for a shop's tools, each standing for one of ours.

An alias has arguments of its own, because agents that learnt a name from another shop send what that shop took;
what it runs is the tool of the registry, through the same function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import Field

from apps.catalog.listing import search_arguments
from apps.catalog.understanding import understand
from retailgenie.ai.tools.types import Arguments, NoArguments

Words = Annotated[str, Field(max_length=20_000)]
Identifier = Annotated[str | int, Field(description="As a number, or as text that ends in it.")]


class CatalogQuery(Arguments):
    query: Words
    context: Annotated[Words, Field(description="What else is known of the wish; read with the query.")] = ""
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    limit: Annotated[int, Field(ge=1, le=48)] = 10


class ProductAsked(Arguments):
    product_id: Identifier


class PolicyQuery(Arguments):
    query: Annotated[str, Field(min_length=1, max_length=20_000)]
    context: Words = ""


class OrderAsked(Arguments):
    order_number: Annotated[str, Field(min_length=1, max_length=40)]


class CartAsked(Arguments):
    cart_id: Annotated[str, Field(max_length=200, description="Ignored: a person has one cart.")] = ""


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a tool. read: turns the alias's arguments into those of the tool."""

    name: str
    tool: str
    description: str
    arguments: type[Arguments]
    read: Callable[[Any], dict[str, Any]]


def _search(asked: CatalogQuery) -> dict[str, Any]:
    query = understand(f"{asked.query} {asked.context}", page_size=asked.limit)
    return search_arguments(replace(query, page=asked.page))


def _product(asked: ProductAsked) -> dict[str, Any]:
    """Take 12, "12" and "gid://shop/Product/12" alike."""
    last = str(asked.product_id).rsplit("/", 1)[-1]
    return {"product_id": int(last) if last.isascii() and last.isdigit() else last}


ALIASES = {
    alias.name: alias
    for alias in (
        Alias("search_catalog", "search_products", "Search the shop's products.", CatalogQuery, _search),
        Alias("search_shop_catalog", "search_products", "Search the shop's products.", CatalogQuery, _search),
        Alias("get_product_details", "get_product", "Show one product.", ProductAsked, _product),
        Alias(
            "search_shop_policies_and_faqs",
            "search_policies",
            "Answer a question about delivery, returns, payment and other policies, with sources.",
            PolicyQuery,
            lambda asked: {"question": asked.query},
        ),
        Alias(
            "get_order_status",
            "track_order",
            "Say where an order is.",
            OrderAsked,
            lambda asked: {"number": asked.order_number},
        ),
        Alias(
            "get_most_recent_order_status",
            "track_order",
            "Say where the latest order is.",
            NoArguments,
            lambda asked: {},
        ),
        Alias("get_cart", "view_cart", "Show the person's cart.", CartAsked, lambda asked: {}),
    )
}
