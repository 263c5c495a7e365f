"""The orders that results can be asked for in, for SQL; `fact_table.ORDERS` are the same for arrays."""

from __future__ import annotations

from django.db.models import F, FloatField, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, NullIf

from apps.catalog.models import Product
from retailgenie.ai.types import Sort

_DISCOUNT = Cast(F("mrp_paise") - F("min_price_paise"), FloatField()) / NullIf(F("mrp_paise"), Value(0))
_ORDERS: dict[Sort, tuple[str | Combinable, ...]] = {
    Sort.RELEVANCE: ("-popularity", "pk"),
    Sort.POPULAR: ("-popularity", "pk"),
    Sort.PRICE_UP: ("min_price_paise", "-popularity", "pk"),
    Sort.PRICE_DOWN: ("-min_price_paise", "-popularity", "pk"),
    Sort.RATING: ("-rating", "-review_count", "pk"),
    Sort.NEWEST: ("-launched_at", "pk"),
    Sort.DISCOUNT: (_DISCOUNT.desc(nulls_last=True), "-popularity", "pk"),
}


def sorted_rows(rows: QuerySet[Product], sort: Sort) -> QuerySet[Product]:
    """Return the rows in an order; where nothing else decides, by id."""
    return rows.order_by(*_ORDERS[sort])
