"""What a results page shows around its cards: removable chips, filter groups, sort links, pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.catalog.search_url import (
    EXCLUDED,
    INCLUDED,
    MAX_SAID,
    query_pairs,
    search_url,
    without_limit,
    without_price,
)
from apps.catalog.shown_names import shown_name
from retailgenie.ai.types import Limit, MoneyRange, SearchQuery, SearchResults, Sort
from retailgenie.lib.money import PAISE_PER_RUPEE, format_inr

NAMED_VALUES = 3  # in one chip; a colour family has a dozen
SORT_LABELS: tuple[tuple[Sort, str | Promise], ...] = (
    (Sort.RELEVANCE, gettext_lazy("Best match")),
    (Sort.PRICE_UP, gettext_lazy("Price, low first")),
    (Sort.PRICE_DOWN, gettext_lazy("Price, high first")),
    (Sort.RATING, gettext_lazy("Best rated")),
    (Sort.NEWEST, gettext_lazy("Newest")),
    (Sort.POPULAR, gettext_lazy("Popular")),
    (Sort.DISCOUNT, gettext_lazy("Biggest discount")),
)


@dataclass(frozen=True, slots=True)
class Chip:
    """One understood part of the wish and the address of the search without it."""

    label: str
    url: str


def search_arguments(query: SearchQuery) -> dict[str, Any]:
    """Return the arguments with which the tool `search_products` runs this query."""
    return {
        "text": query.text,
        "said": query.said,
        "limits": [
            {"attribute": x.attribute, "values": x.values, "excluded": x.excluded} for x in query.limits
        ],
        "min_price_paise": query.price.min_paise,
        "max_price_paise": query.price.max_paise,
        "sort": query.sort.value,
        "in_stock_only": query.in_stock_only,
        "page": query.page,
        "page_size": query.page_size,
        "as_typed": query.as_typed,
        "plain": query.plain,
    }


def listing(request: HttpRequest, results: SearchResults, *, fixed: tuple[Limit, ...] = ()) -> dict[str, Any]:
    """Return the context of catalog/results.html. fixed: limits of the page itself, which no chip takes away."""
    own = _without(results.query, fixed)
    path, typed = request.path, request.GET.get("q", "").strip()[:MAX_SAID]
    pages = Paginator(range(results.total), results.query.page_size)
    return {
        "results": results,
        "query": own,
        "typed": typed or own.said,
        "action": path,
        "chips": _chips(own, results, path),
        "hidden": _hidden(own, results, typed),
        "facets": [x for x in results.facets if x.attribute not in {limit.attribute for limit in fixed}],
        "sorts": [
            (label, search_url(replace(own, sort=sort, page=1), path, typed), sort is own.sort)
            for sort, label in SORT_LABELS
        ],
        "page": pages.get_page(results.query.page),
        "typed_url": search_url(replace(own, as_typed=True, page=1), path, typed),
        "min_rupees": _rupees(own.price.min_paise),
        "max_rupees": _rupees(own.price.max_paise),
    }


def _without(query: SearchQuery, fixed: tuple[Limit, ...]) -> SearchQuery:
    return replace(query, limits=tuple(x for x in query.limits if x not in fixed))


def _chips(query: SearchQuery, results: SearchResults, path: str) -> Sequence[Chip]:
    labels = {facet.attribute: facet.label for facet in results.facets}
    chips = [
        Chip(_limit_label(limit, labels), search_url(without_limit(query, limit), path))
        for limit in query.limits
    ]
    if query.price != MoneyRange():
        chips.append(Chip(price_label(query.price), search_url(without_price(query), path)))
    if query.in_stock_only:
        chips.append(Chip(_("in stock"), search_url(replace(query, in_stock_only=False, page=1), path)))
    if query.text:
        left = replace(query, text="", page=1)
        said = " ".join(value for limit in left.limits if not limit.excluded for value in limit.values)
        chips.append(Chip(f"“{query.text}”", search_url(replace(left, said=said), path)))
    return chips


def _limit_label(limit: Limit, labels: dict[str, str]) -> str:
    values = ", ".join(shown_name(x) for x in limit.values[:NAMED_VALUES]) + (
        " …" if len(limit.values) > NAMED_VALUES else ""
    )
    if limit.excluded:
        return _("not %(value)s") % {"value": values}
    label = labels.get(limit.attribute, limit.attribute.replace("_", " ").capitalize())
    return f"{label}: {values}"


def price_label(price: MoneyRange) -> str:
    """Return a price range in words."""
    low, high = price.min_paise, price.max_paise
    if low is None:
        return _("up to %(price)s") % {"price": format_inr(high or 0)}
    if high is None:
        return _("from %(price)s") % {"price": format_inr(low)}
    return f"{format_inr(low)} – {format_inr(high)}"


def _hidden(query: SearchQuery, results: SearchResults, typed: str) -> list[tuple[str, str]]:
    """Return the parts of the query that the filter form has no control for, so that it keeps them."""
    shown = {
        (f"{INCLUDED}{facet.attribute}", value.value) for facet in results.facets for value in facet.values
    }
    kept = ("q", "text", "said", "typed", "plain", "sort")
    return [
        (name, value)
        for name, value in query_pairs(query, typed)
        if name in kept
        or name.startswith(EXCLUDED)
        or (name.startswith(INCLUDED) and (name, value) not in shown)
    ]


def _rupees(paise: int | None) -> str:
    return "" if paise is None else str(paise // PAISE_PER_RUPEE)
