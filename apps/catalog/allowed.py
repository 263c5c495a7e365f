"""The products that the limits of a search allow: found once, however often the search asks.

A small catalogue asks the database. In a large one (`is_large`) that costs seconds for one broad limit: there the facts
in memory say which products are allowed, and the database is asked about what is going to be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from apps.catalog.fact_table import ORDERS
from apps.catalog.facts import Facts, facts
from apps.catalog.filters import products_allowed
from apps.catalog.indexing import HNSW_FROM
from apps.catalog.models import Product
from apps.catalog.nearest import is_large, nearest, nearest_anywhere, nearest_of, with_ids
from apps.catalog.selection import rows_allowed
from apps.catalog.sorting import sorted_rows
from apps.rollout.encoders import current_encoder
from retailgenie.ai.types import MoneyRange, SearchQuery, Sort

FEW = 5_000  # allowed products of a large catalogue that are compared by their vectors one by one
FOUND_ENOUGH = 50  # of the nearest anywhere, that the limits must leave
LOOKED_AT = 4_000  # vectors that are compared one by one: 15 ms
LOOKED_AT_OF_MANY = 2_000  # the same where the index has found too few, and has had its share of the time
DEEP = 400  # of the nearest anywhere, that an unselective filter thins out: 20 ms
CONFIRMED = (
    1_000  # of the first results of a large catalogue, which the database is asked about before any is shown
)
GROWTH = 4  # of the batches in which a rare kind of product is looked for


class Allowed(Protocol):
    """filtered: whether any limit was stated."""

    @property
    def filtered(self) -> bool: ...

    def first(self, most: int) -> list[int]:
        """Return the ids of the first in the order that was asked for."""

    def every(self) -> Sequence[int] | NDArray[np.int64]:
        """Return the ids of all, in any order."""

    def among(self, scores: Mapping[int, float]) -> dict[int, float]:
        """Return the scores of allowed products."""

    def dense_scores(self, sentence: str, *, limit: int, first: Iterable[int] = ()) -> dict[int, float]:
        """Return product id -> cosine (-1 to 1) of the nearest allowed products, best first.

        Of many allowed products only LOOKED_AT are compared: `first` (what the words found), then the first in order.
        """

    def confirmed(self, ids: list[int]) -> list[int]:
        """Return the ids without those that the database does not allow."""


def allowed_by(query: SearchQuery) -> Allowed:
    """Return what the limits of a query allow."""
    filtered = bool(query.limits) or query.in_stock_only or query.price != MoneyRange()
    if is_large():
        return _ByFacts(query, filtered, facts())
    rows = sorted_rows(products_allowed(query), query.sort)
    if not filtered:
        return _ByRows(rows, filtered, None)
    ids = list(rows.values_list("pk", flat=True)[: HNSW_FROM + 1])
    return _ByRows(rows, filtered, ids if len(ids) <= HNSW_FROM else None)


@dataclass(frozen=True)
class _ByRows:
    """rows: active products within all limits, in the order asked for. ids: the same, where there is a limit."""

    rows: QuerySet[Product]
    filtered: bool
    ids: list[int] | None

    def first(self, most: int) -> list[int]:
        return list(self.rows.values_list("pk", flat=True)[:most]) if self.ids is None else self.ids[:most]

    def every(self) -> Sequence[int]:
        return list(self.rows.order_by().values_list("pk", flat=True)) if self.ids is None else self.ids

    def among(self, scores: Mapping[int, float]) -> dict[int, float]:
        known = set(self.ids) if self.ids is not None else _still(self.rows, list(scores))
        return {key: score for key, score in scores.items() if key in known}

    def dense_scores(self, sentence: str, *, limit: int, first: Iterable[int] = ()) -> dict[int, float]:
        encoder = current_encoder()
        vector: Sequence[float] = encoder.encode([sentence])[0].tolist()
        if self.ids is None:
            return nearest(vector, encoder.name, self.rows, limit=limit)
        ids = self.ids
        if len(ids) > LOOKED_AT:
            ids = list(dict.fromkeys([*first, *ids[:LOOKED_AT]]))[:LOOKED_AT]
        return nearest_of(vector, encoder.name, ids, limit=limit)

    def confirmed(self, ids: list[int]) -> list[int]:
        return ids


@dataclass(frozen=True)
class _ByFacts:
    query: SearchQuery
    filtered: bool
    known: Facts

    @cached_property
    def _rows(self) -> NDArray[np.int64] | None:
        return rows_allowed(self.query, self.known)

    @cached_property
    def _in_order(self) -> NDArray[np.int64]:
        """All ids, but no more than FEW of them in the order asked for, before the others."""
        sort = Sort.RELEVANCE if self.query.sort is Sort.POPULAR else self.query.sort
        places = self.known.table.places[list(ORDERS).index(sort)]
        rows = np.arange(len(places)) if self._rows is None else self._rows
        places = places[rows]
        if len(places) > FEW:
            part = np.argpartition(places, FEW)
            rows, places = rows[part], places[part]
        order = np.argsort(places[:FEW])
        return np.concatenate([self.known.keys[rows[:FEW][order]], self.known.keys[rows[FEW:]]])

    def first(self, most: int) -> list[int]:
        if not self.query.in_stock_only:
            return [int(key) for key in self._in_order[: min(most, FEW)]]
        return self._confirmed_until(most)

    def every(self) -> NDArray[np.int64]:
        return self.known.keys if self._rows is None else self.known.keys[self._rows]

    def among(self, scores: Mapping[int, float]) -> dict[int, float]:
        if not scores:
            return {}
        keys = np.fromiter(scores, dtype=np.int64, count=len(scores))
        rows = np.minimum(np.searchsorted(self.known.keys, keys), len(self.known.keys) - 1)
        is_known = self.known.keys[rows] == keys
        if self._rows is not None and len(self._rows):
            places = np.minimum(np.searchsorted(self._rows, rows), len(self._rows) - 1)
            is_known &= self._rows[places] == rows
        elif self._rows is not None:
            return {}
        return {key: scores[key] for key in keys[is_known].tolist()}

    def dense_scores(self, sentence: str, *, limit: int, first: Iterable[int] = ()) -> dict[int, float]:
        encoder = current_encoder()
        vector: Sequence[float] = encoder.encode([sentence])[0].tolist()
        if self._rows is None:
            return self.among(nearest_anywhere(vector, encoder.name, limit=limit))
        if len(self._rows) > FEW:
            found = nearest_anywhere(vector, encoder.name, limit=DEEP)
            near = dict(list(self.among(found).items())[:limit])
            if len(near) >= FOUND_ENOUGH:
                return near
        most = LOOKED_AT if len(self._rows) <= FEW else LOOKED_AT_OF_MANY
        ids = self.every().tolist() if len(self._rows) <= most else self._in_order[:most].tolist()
        if len(self._rows) > most:
            ids = list(dict.fromkeys([*first, *ids]))[:most]
        return nearest_of(vector, encoder.name, ids, limit=limit)

    def confirmed(self, ids: list[int]) -> list[int]:
        most = len(ids) if self.query.in_stock_only else CONFIRMED
        still = _still(products_allowed(self.query), ids[:most])
        return [key for key in ids[:most] if key in still] + ids[most:]

    def _confirmed_until(self, most: int) -> list[int]:
        """Ask about more and more, so that what is rare (in stock) is found however far down it comes."""
        found: list[int] = []
        start, size = 0, min(most, FEW)
        while start < len(self._in_order) and len(found) < most:
            found += self.confirmed(self._in_order[start : start + size].tolist())
            start, size = start + size, size * GROWTH
        return found[:most]


def confirmed_page(query: SearchQuery, ids: list[int], *, first: int) -> list[int]:
    """Return the ids of a page without those that the database does not allow. first: place of its first one."""
    if not is_large() or query.in_stock_only or first + len(ids) <= CONFIRMED:
        return ids
    still = _still(products_allowed(query), ids)
    return [key for key in ids if key in still]


def _still(rows: QuerySet[Product], ids: Sequence[int]) -> set[int]:
    return set(with_ids(rows.order_by(), ids).values_list("pk", flat=True)) if ids else set()
