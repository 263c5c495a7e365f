"""The address of a search: every part of a SearchQuery is in the query string, and comes back from it.

q is the wish as it was typed; `text` holds the words left once it was understood (its presence says that it was),
`said` the wish in the words of the catalogue where they differ.
Limits are f.<attribute>=<value>, exclusions x.<attribute>=<value>, prices rupees.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from retailgenie.ai.types import Limit, MoneyRange, SearchQuery, Sort
from retailgenie.lib.money import PAISE_PER_RUPEE, to_paise

INCLUDED, EXCLUDED = "f.", "x."
MAX_SAID = 300  # characters; the search box takes no more
MAX_LIMITS = 400  # values that are read of an address; the search itself refuses more than forty attributes
MAX_NAME, MAX_VALUE = (
    60,
    120,
)  # characters of an attribute's name and of one value, as the search tool takes them
_MAX_RUPEES = Decimal(10**9)


def search_url(query: SearchQuery, path: str = "", typed: str = "") -> str:
    """Return the address of the search page for a query (or of `path`, for example a category page).

    typed: the wish in the person's own words, where `query.said` holds it as it was understood.
    """
    pairs = query_pairs(query, typed)
    return f"{path or reverse('catalog:search')}?{urlencode(pairs)}"


def query_pairs(query: SearchQuery, typed: str = "") -> list[tuple[str, str]]:
    """Return the query string as name and value pairs, in a fixed order; the first page is left out."""
    pairs = [("q", typed or query.said), ("text", query.text)]
    if typed and typed != query.said:
        pairs.append(("said", query.said))
    for limit in query.limits:
        prefix = EXCLUDED if limit.excluded else INCLUDED
        pairs.extend((f"{prefix}{limit.attribute}", value) for value in limit.values)
    for name, paise in (("min", query.price.min_paise), ("max", query.price.max_paise)):
        if paise is not None:
            pairs.append((name, _rupees(paise)))
    if query.sort is not Sort.RELEVANCE:
        pairs.append(("sort", query.sort.value))
    if query.in_stock_only:
        pairs.append(("stock", "1"))
    if query.as_typed:
        pairs.append(("typed", "1"))
    if query.plain:
        pairs.append(("plain", "1"))
    if query.page > 1:
        pairs.append(("page", str(query.page)))
    return pairs


def is_understood(params: QueryDict) -> bool:
    """Say whether an address holds a typed query, not only words to be understood."""
    return "text" in params or "q" not in params


def query_from(params: QueryDict, *, page_size: int = 12) -> SearchQuery:
    """Return the query of an address; what can't be read counts as not given."""
    return SearchQuery(
        said=(params.get("said") or params.get("q", "")).strip()[:MAX_SAID],
        text=params.get("text", "").strip()[:MAX_SAID],
        limits=_limits(params),
        price=MoneyRange(_paise(params.get("min", "")), _paise(params.get("max", ""))),
        sort=_sort(params.get("sort", "")),
        in_stock_only=params.get("stock") == "1",
        as_typed=params.get("typed") == "1",
        plain=params.get("plain") == "1",
        page=_page(params.get("page", "")),
        page_size=page_size,
    )


def with_controls(query: SearchQuery, params: QueryDict) -> SearchQuery:
    """Return a freshly understood query with the sort, stock and page that the address asks for."""
    asked = query_from(params, page_size=query.page_size)
    sort = query.sort if asked.sort is Sort.RELEVANCE else asked.sort
    stock = query.in_stock_only or asked.in_stock_only
    return replace(query, sort=sort, in_stock_only=stock, page=asked.page, as_typed=asked.as_typed)


def without_limit(query: SearchQuery, limit: Limit) -> SearchQuery:
    """Take a limit out; the words said no longer hold, so what is left of them takes their place."""
    return _said_again(replace(query, limits=tuple(x for x in query.limits if x != limit), page=1))


def without_price(query: SearchQuery) -> SearchQuery:
    """Take the price range out of a query."""
    return _said_again(replace(query, price=MoneyRange(), page=1))


def _said_again(query: SearchQuery) -> SearchQuery:
    values = [value for limit in query.limits if not limit.excluded for value in limit.values]
    return replace(query, said=" ".join([*values, query.text]).strip())


def _limits(params: QueryDict) -> tuple[Limit, ...]:
    limits: list[Limit] = []
    count = 0
    for name in params:
        if name[:2] not in (INCLUDED, EXCLUDED) or not 2 < len(name) <= MAX_NAME or "\x00" in name:
            continue
        values = tuple(
            dict.fromkeys(x for x in params.getlist(name) if 0 < len(x) <= MAX_VALUE and "\x00" not in x)
        )
        count += len(values)
        if not values or count > MAX_LIMITS:
            continue
        limits.append(Limit(name[2:], values, excluded=name.startswith(EXCLUDED)))
    return tuple(limits)


def _rupees(paise: int) -> str:
    rupees = Decimal(paise) / PAISE_PER_RUPEE
    return str(int(rupees)) if rupees == int(rupees) else str(rupees)


def _paise(text: str) -> int | None:
    try:
        rupees = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return None
    return to_paise(rupees) if rupees.is_finite() and 0 <= rupees <= _MAX_RUPEES else None


def _sort(text: str) -> Sort:
    try:
        return Sort(text)
    except ValueError:
        return Sort.RELEVANCE


def _page(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1
