"""The products whose vectors are nearest to one: exact where few are looked at, by the HNSW index where many are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from pgvector import HalfVector

from apps.catalog.indexing import HNSW_FROM
from apps.catalog.lexicon import lexical_index
from apps.catalog.models import Product

EF_SEARCH = 100

Vector = Sequence[float]

# "+ 0" keeps the planner from walking the HNSW index, which would miss rows that the filter allows.
_EXACT = (
    "select product_id, -(embedding <#> %s) from catalog_productembedding where encoder = %s and product_id {} "
    "order by (embedding <#> %s) + 0, product_id limit %s"
)


def is_large() -> bool:
    """Say whether there are so many products that reading them all for one search would cost too much."""
    return len(lexical_index()) > HNSW_FROM


def nearest(vector: Vector, encoder: str, allowed: QuerySet[Product], *, limit: int) -> dict[int, float]:
    """Return product id -> cosine of the allowed products nearest to a unit vector of the named encoder.

    The scan is exact: an HNSW index loses most results of a selective filter. Of a large catalogue it is exact up to
    HNSW_FROM allowed products; beyond, it is what the index finds anywhere and the filter leaves.
    """
    if is_large():
        ids = list(allowed.order_by().values_list("pk", flat=True)[: HNSW_FROM + 1])
        if len(ids) <= HNSW_FROM:
            return nearest_of(vector, encoder, ids, limit=limit)
        found = nearest_anywhere(vector, encoder, limit=5 * limit)
        known = set(with_ids(allowed.order_by(), list(found)).values_list("pk", flat=True))
        return dict([(key, score) for key, score in found.items() if key in known][:limit])
    try:
        rows, parameters = allowed.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # Django knows without asking that nothing can be allowed
        return {}
    query = HalfVector(list(vector)).to_text()
    return _fetched(_EXACT.format(f"in ({rows})"), [query, encoder, *parameters, query, limit])


def nearest_of(vector: Vector, encoder: str, ids: Sequence[int], *, limit: int) -> dict[int, float]:
    """Return product id -> cosine of the nearest among these products, exactly."""
    query = HalfVector(list(vector)).to_text()
    return _fetched(_EXACT.format("= any(%s::bigint[])"), [query, encoder, _array(ids), query, limit])


def nearest_anywhere(vector: Vector, encoder: str, *, limit: int) -> dict[int, float]:
    """Return product id -> cosine of the nearest products of all, by the index; also those no longer sold."""
    query = HalfVector(list(vector)).to_text()
    with connection.cursor() as cursor:
        cursor.execute(f"set hnsw.ef_search = {EF_SEARCH}; set hnsw.iterative_scan = relaxed_order")
    return _fetched(
        "select product_id, -(embedding <#> %s) from catalog_productembedding where encoder = %s "
        "order by embedding <#> %s limit %s",
        [query, encoder, query, limit],
    )


def with_ids(rows: QuerySet[Product], ids: Sequence[int]) -> QuerySet[Product]:
    """Return those of the rows that have one of these ids; one parameter, however many there are."""
    return rows.extra(where=['"catalog_product"."id" = any(%s::bigint[])'], params=[_array(ids)])


def _array(ids: Sequence[int]) -> str:
    """Return ids as PostgreSQL writes an array; thousands of them cost a tenth of what the driver's own way costs."""
    return f"{{{','.join(map(str, ids))}}}"


def _fetched(sql: str, parameters: list[Any]) -> dict[int, float]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return {int(key): float(score) for key, score in cursor.fetchall()}
