"""A generated catalogue of any size, written straight into the tables by COPY: for measuring time, not quality.

Titles, attributes and prices are drawn by seed from word lists of one pattern; vectors are unit vectors around one
centre a category, so that an index over them has the neighbourhoods of a real one.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection
from django.utils import timezone

from apps.catalog.models import Brand, Category
from apps.rollout.encoders import current_encoder

KINDS = (
    "kurta saree shirt t-shirt jeans trousers jacket sweater dress skirt lehenga dupatta sandals sneakers "
    "loafers boots heels handbag backpack wallet belt watch bracelet earrings necklace ring cap scarf "
    "sunglasses socks bedsheet pillow curtain towel lamp vase mug bottle pan kettle blender toaster "
    "speaker headphones keyboard mouse monitor charger tripod drill hammer notebook pen"
).split()
COLOURS = (
    "red blue green black white grey yellow pink orange purple brown beige gold silver maroon navy olive teal"
).split()
MATERIALS = (
    "cotton silk wool linen leather polyester denim steel brass wood glass ceramic rayon velvet jute nylon"
).split()
STYLES = (
    "casual formal festive printed striped checked embroidered plain slim relaxed classic modern vintage "
    "sporty"
).split()
EXTRAS = (
    "with pockets|for women|for men|for kids|with lining"
    "|pack of 2|lightweight|water resistant|with strap|gift box"
).split("|")
SIZES = ("S", "M", "L", "XL")
BRANDS = 400
SEED = 11
ROWS_AT_ONCE = 50_000
BUILT_SECONDS = 0.5  # less, and it was there already
NEAR = 0.6  # share of a vector that is its category's centre
DIMENSIONS = 384
_PRODUCT_COLUMNS = (
    "id external_id slug title description category_id brand_id attributes tags season regions hsn gst_percent"
    " min_price_paise max_price_paise mrp_paise rating review_count popularity is_active launched_at updated_at"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What product number n is: indexes into the word lists."""

    kind: np.ndarray[Any, np.dtype[np.int64]]
    colour: np.ndarray[Any, np.dtype[np.int64]]
    material: np.ndarray[Any, np.dtype[np.int64]]
    style: np.ndarray[Any, np.dtype[np.int64]]
    extra: np.ndarray[Any, np.dtype[np.int64]]
    brand: np.ndarray[Any, np.dtype[np.int64]]
    rupees: np.ndarray[Any, np.dtype[np.int64]]

    @classmethod
    def of(cls, count: int) -> Plan:
        draw = np.random.default_rng(SEED)
        return cls(
            kind=draw.integers(0, len(KINDS), count),
            colour=draw.integers(0, len(COLOURS), count),
            material=draw.integers(0, len(MATERIALS), count),
            style=draw.integers(0, len(STYLES), count),
            extra=draw.integers(0, len(EXTRAS), count),
            brand=draw.integers(0, BRANDS, count),
            rupees=draw.integers(99, 9_999, count),
        )

    def title(self, n: int) -> str:
        """Return the title of a product; its number is in it, as model numbers are."""
        words = (
            COLOURS[self.colour[n]],
            MATERIALS[self.material[n]],
            STYLES[self.style[n]],
            KINDS[self.kind[n]],
        )
        return f"Maker{self.brand[n]} {' '.join(words)} {EXTRAS[self.extra[n]]} M{n % 100_000}"


def make_catalogue(count: int, *, vectors: int) -> Plan:
    """Fill a catalogue with `count` products of two variants each, and vectors of the first of them.

    What an interrupted run left of one is taken away first.
    """
    _emptied()
    plan = Plan.of(count)
    categories = [Category.objects.create(slug=f"bench-{name}", name=name.capitalize()).pk for name in KINDS]
    brands = [Brand.objects.create(slug=f"maker{n}", name=f"Maker{n}").pk for n in range(BRANDS)]
    with connection.cursor() as cursor:
        cursor.execute("drop index if exists product_attributes")
    _copy("catalog_product", _PRODUCT_COLUMNS, _products(plan, count, categories, brands))
    columns = "product_id sku colour size size_position price_paise mrp_paise image is_active attributes"
    _copy("catalog_variant", columns, _variants(plan, count))
    _copy_vectors(plan, vectors)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(
            "create index product_attributes on catalog_product using gin (attributes jsonb_path_ops)"
        )
        cursor.execute(  # never back: no transaction undoes it, and ids that come again are taken for others
            "select setval(s, greatest(%s, nextval(s))) from pg_get_serial_sequence('catalog_product', 'id') s",
            [count],
        )
        cursor.execute("vacuum analyze" if not connection.in_atomic_block else "analyze")
        cursor.execute(f"comment on table catalog_product is '{_mark(count, vectors)}'")
    return plan


def catalogue_is_there(count: int, *, vectors: int) -> bool:
    """Say whether the database holds this catalogue, whole."""
    with connection.cursor() as cursor:
        cursor.execute("select obj_description('catalog_product'::regclass)")
        return bool(cursor.fetchone()[0] == _mark(count, vectors))


def build_seconds(seconds: dict[str, float]) -> dict[str, float]:
    """Remember beside a catalogue how long its parts took to build; returns what any run has measured."""
    with connection.cursor() as cursor:
        cursor.execute("select obj_description('catalog_variant'::regclass)")
        known = json.loads(cursor.fetchone()[0] or "{}")
        known |= {
            name: value for name, value in seconds.items() if value >= BUILT_SECONDS or name not in known
        }
        cursor.execute("select quote_literal(%s)", [json.dumps(known)])
        cursor.execute(f"comment on table catalog_variant is {cursor.fetchone()[0]}")
    return dict(known)


def _mark(count: int, vectors: int) -> str:
    return f"generated {count} {vectors} {SEED} {current_encoder().name}"


def _emptied() -> None:
    with connection.cursor() as cursor:
        cursor.execute("comment on table catalog_product is null; comment on table catalog_variant is null")
        cursor.execute("truncate catalog_product, catalog_category, catalog_brand cascade")


def _products(
    plan: Plan, count: int, categories: Sequence[int], brands: Sequence[int]
) -> Iterator[tuple[Any, ...]]:
    now = timezone.now()
    for n in range(count):
        material, style, kind = MATERIALS[plan.material[n]], STYLES[plan.style[n]], KINDS[plan.kind[n]]
        attributes = {"material": [material.capitalize()], "style": [style.capitalize()]}
        paise = int(plan.rupees[n]) * 100
        yield (
            n + 1, f"bench-{n}", f"bench-{n}", plan.title(n),
            f"A {style} {kind} made of {material}, {EXTRAS[plan.extra[n]]}.",
            categories[plan.kind[n]], brands[plan.brand[n]], json.dumps(attributes), "[]", "", "[]", "", 12,
            paise, paise, paise, 4, n % 500, float((n * 7919) % 10_007), True, now, now,
        )  # fmt: skip


def _variants(plan: Plan, count: int) -> Iterator[tuple[Any, ...]]:
    for n in range(count):
        paise, colour = int(plan.rupees[n]) * 100, COLOURS[plan.colour[n]].capitalize()
        for place in (n % 2, 2 + n % 2):
            yield n + 1, f"b{n}-{place}", colour, SIZES[place], place, paise, paise, "", True, "{}"


def _copy(table: str, columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    named = ", ".join(columns.split())
    with connection.cursor() as cursor, cursor.copy(f"copy {table} ({named}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _copy_vectors(plan: Plan, count: int) -> None:
    """COPY in binary form: a row is five fields, each with its length, all big-endian."""
    name, digest = current_encoder().name.encode(), b"bench"
    size = 4 + 2 * DIMENSIONS
    row = np.dtype(
        [
            ("fields", ">i2"), ("l1", ">i4"), ("product", ">i8"), ("l2", ">i4"), ("encoder", f"S{len(name)}"),
            ("l3", ">i4"), ("dimensions", ">i2"), ("unused", ">i2"), ("values", ">f2", (DIMENSIONS,)),
            ("l4", ">i4"), ("digest", f"S{len(digest)}"),
        ]
    )  # fmt: skip
    draw = np.random.default_rng(SEED)
    centres = _unit(draw.standard_normal((len(KINDS), DIMENSIONS), dtype=np.float32))
    columns = "product_id, encoder, embedding, text_digest"
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy catalog_productembedding ({columns}) from stdin (format binary)") as copy,
    ):
        copy.write(b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0))
        for start in range(0, count, ROWS_AT_ONCE):
            part = np.arange(start, min(count, start + ROWS_AT_ONCE))
            noise = _unit(draw.standard_normal((len(part), DIMENSIONS), dtype=np.float32))
            vectors = _unit(NEAR * centres[plan.kind[part]] + (1 - NEAR) * noise)
            rows = np.zeros(len(part), dtype=row)
            rows["fields"], rows["l1"], rows["product"] = 4, 8, part + 1
            rows["l2"], rows["encoder"], rows["l3"], rows["dimensions"] = len(name), name, size, DIMENSIONS
            rows["values"], rows["l4"], rows["digest"] = vectors.astype(">f2"), len(digest), digest
            copy.write(rows.tobytes())
        copy.write(struct.pack(">h", -1))


def _unit(vectors: np.ndarray[Any, np.dtype[np.float32]]) -> np.ndarray[Any, np.dtype[np.float32]]:
    unit: np.ndarray[Any, np.dtype[np.float32]] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit
