"""Reads the facts of products from the database, in two ordered streams: products and their variants."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from apps.catalog.fact_table import BRAND, CATEGORY, COLOUR, MEASURES, NONE, SIZE, FactTable, Pair, places_of
from apps.catalog.index_progress import VALUES, told
from apps.catalog.models import Category, Product, Variant

READ_AT_ONCE = 5_000
_BEGINNING, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)

Look = tuple[int, str, str, int]  # product, colour, size and price of a variant


class _Columns:
    """The arrays of a table while it is read."""

    def __init__(self) -> None:
        self.codes_of: dict[Pair, int] = {}
        self.keys, self.categories = array("q"), array("q")
        self.measures: list[tuple[float, ...]] = []
        self.parts: list[NDArray[Any]] = []
        self.rows, self.codes = array("i"), array("i")
        self.look_rows, self.look_colours, self.look_sizes = array("i"), array("i"), array("i")
        self.look_paise = array("q")

    def code(self, pair: Pair) -> int:
        return self.codes_of.setdefault(pair, len(self.codes_of))

    def add_look(self, row: int, look: Look) -> None:
        _, colour, size, paise = look
        self.look_rows.append(row)
        self.look_colours.append(self.code((COLOUR, colour)) if colour else NONE)
        self.look_sizes.append(self.code((SIZE, size)) if size else NONE)
        self.look_paise.append(paise)

    def add_measures(self, measures: tuple[float, ...]) -> None:
        self.measures.append(measures)
        if len(self.measures) == READ_AT_ONCE:
            self.pack()

    def pack(self) -> None:
        self.parts.append(np.array(self.measures, dtype=MEASURES))
        self.measures = []

    def table(self) -> FactTable:
        self.pack()
        ids, rows = np.dtype(np.int64), np.dtype(np.int32)
        measures = np.concatenate(self.parts)
        return FactTable(
            _packed(self.keys, ids),
            _packed(self.categories, ids),
            measures,
            places_of(measures),
            _packed(self.rows, rows),
            _packed(self.codes, rows),
            _packed(self.look_rows, rows),
            _packed(self.look_colours, rows),
            _packed(self.look_sizes, rows),
            _packed(self.look_paise, ids),
            tuple(self.codes_of),
        )


def fact_table(product_ids: Sequence[int] | None) -> FactTable:
    """Read the active ones of some products (None: of all)."""
    names = dict(Category.objects.values_list("pk", "name"))
    columns = _Columns()
    looks = _looks(product_ids)
    ahead: tuple[int, list[Look]] | None = next(looks, None)
    products = _products(product_ids)
    if product_ids is None:
        products = told(products, VALUES)
    for row, (key, category, brand, attributes, *measures) in enumerate(products):
        columns.keys.append(key)
        columns.categories.append(category)
        columns.add_measures(_measures(*measures))
        while ahead is not None and ahead[0] < key:
            ahead = next(looks, None)
        own = ahead[1] if ahead is not None and ahead[0] == key else ()
        for look in own:
            columns.add_look(row, look)
        for pair in _pairs(names[category], brand, attributes, own):
            columns.rows.append(row)
            columns.codes.append(columns.code(pair))
    return columns.table()


def _products(product_ids: Sequence[int] | None) -> Iterator[tuple[Any, ...]]:
    rows = Product.objects.filter(is_active=True).order_by("pk")
    if product_ids is not None:
        rows = rows.filter(pk__in=product_ids)
    wanted = "pk category_id brand__name attributes"
    measured = "popularity min_price_paise mrp_paise rating review_count launched_at"
    return rows.values_list(*wanted.split(), *measured.split()).iterator(chunk_size=READ_AT_ONCE)


def _measures(
    popularity: float, price: int, mrp: int, rating: Any, reviews: int, launched: datetime
) -> tuple[float, ...]:
    discount = (mrp - price) / mrp if mrp else -np.inf
    return popularity, price, discount, float(rating), reviews, (launched - _BEGINNING) // _MICROSECOND


def _looks(product_ids: Sequence[int] | None) -> Iterator[tuple[int, list[Look]]]:
    rows = Variant.objects.filter(is_active=True).order_by("product_id", "pk")
    if product_ids is not None:
        rows = rows.filter(product_id__in=product_ids)
    wanted = rows.values_list("product_id", "colour", "size", "price_paise").iterator(chunk_size=READ_AT_ONCE)
    for key, group in groupby(wanted, key=itemgetter(0)):
        yield key, list(group)


def _pairs(
    category: str, brand: str | None, attributes: Mapping[str, Sequence[object]], looks: Iterable[Look]
) -> set[Pair]:
    pairs: set[Pair] = {(CATEGORY, category)}
    if brand:
        pairs.add((BRAND, brand))
    for _, colour, size, _ in looks:
        if colour:
            pairs.add((COLOUR, colour))
        if size:
            pairs.add((SIZE, size))
    pairs.update((name, str(value)) for name, values in attributes.items() for value in values)
    return pairs


def _packed(numbers: Any, dtype: np.dtype[Any]) -> NDArray[Any]:
    return np.frombuffer(numbers, dtype=dtype) if numbers else np.empty(0, dtype)
