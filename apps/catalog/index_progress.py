"""How far the indexes of the catalogue are, for staff to look at while a large one is made beside the running shop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.core.cache import cache
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from redis.exceptions import RedisError

from apps.catalog.models import Product, ProductEmbedding, VectorSet
from apps.rollout.encoders import current_encoder

T = TypeVar("T")

LIFE_SECONDS = 120  # a maker that has died is not shown any longer
TOLD_EVERY = 5_000  # products
WORDS, VALUES = "words", "values"
_VECTORS = gettext_lazy("Meanings (vectors)")
_LABELS = {WORDS: gettext_lazy("Words"), VALUES: gettext_lazy("Values and prices")}


@dataclass(frozen=True, slots=True)
class Step:
    """One index. done, total: products. running: it is being made now; without, done is what it holds."""

    label: str | Promise
    done: int
    total: int
    running: bool


def told(rows: Iterable[T], kind: str) -> Iterator[T]:
    """Yield the rows, one a product, and leave word of how many have gone by."""
    total = Product.objects.filter(is_active=True).count()
    try:
        for number, row in enumerate(rows):
            if number % TOLD_EVERY == 0:
                _tell(kind, (number, total))
            yield row
    finally:
        _tell(kind, None)


def index_steps() -> list[Step]:
    """Return every index of the catalogue with how far it is."""
    products = Product.objects.filter(is_active=True).count()
    vectors = ProductEmbedding.objects.filter(encoder=current_encoder().name, product__is_active=True).count()
    found = [Step(_VECTORS, vectors, products, vectors < products)]
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(tuples_done, 0) from pg_stat_progress_create_index"
            " where datname = current_database() and relid = 'catalog_productembedding'::regclass"
        )
        found += [
            Step(gettext_lazy("Index of the vectors"), row[0], vectors, True) for row in cursor.fetchall()
        ]
    for row in VectorSet.objects.filter(state=VectorSet.State.FILLING):
        found.append(Step(f"{_VECTORS} · {row.encoder}", row.done, row.total, True))
    for kind, label in _LABELS.items():
        done, total = _heard(kind) or (products, products)
        found.append(Step(label, done, total, done < total))
    return found


def _tell(kind: str, progress: tuple[int, int] | None) -> None:
    try:
        cache.set(_key(kind), progress, LIFE_SECONDS)
    except RedisError:
        return


def _heard(kind: str) -> tuple[int, int] | None:
    try:
        found = cache.get(_key(kind))
    except RedisError:
        return None
    return (found[0], found[1]) if found else None


def _key(kind: str) -> str:
    return f"index:{connection.settings_dict['NAME']}:{kind}"
