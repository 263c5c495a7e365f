"""What search reads of a product: one text for the lexical index, a shorter one for the encoder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from django.db.models import Prefetch, QuerySet

from apps.catalog.models import Brand, Category, Product, Variant
from retailgenie.lib.chunks import chunked

EMBEDDED_FACTS_CHARS = 350  # long lists of technical values would crowd out the description
NOT_TELLING = frozenset({"yes", "no", "true", "false", "none", "n/a", "na", "other"})
READ_AT_ONCE, STREAMED_AT_ONCE = 1_000, 5_000
PATH_DEPTH = 3  # category names that are read, from the lowest up
EMBEDDED_CHARS = 700  # the encoder stops at 256 tokens; a document's time grows with its length


def facts_text(product: Product) -> str:
    """Return category, brand, attributes, colours and tags as words; the product needs its variants prefetched."""
    colours = dict.fromkeys(row.colour for row in product.variants.all() if row.is_active and row.colour)
    brand = product.brand.name if product.brand else ""
    return _facts(_path(product.category), brand, product.attributes, colours, product.tags)


def _facts(
    path: str,
    brand: str,
    attributes: Mapping[str, Sequence[object]],
    colours: Iterable[str],
    tags: Sequence[object],
) -> str:
    values = [str(value) for given in attributes.values() for value in given]
    parts = (
        path,
        brand,
        ", ".join(value for value in values if _tells(value)),
        ", ".join(colours),
        ", ".join(map(str, tags)),
    )
    return ". ".join(part for part in parts if part)


def _tells(value: str) -> bool:
    """Say whether a value means something without its attribute's name: "23000" and "Yes" don't."""
    has_letters = len(value) > 1 and any(letter.isalpha() for letter in value)
    return has_letters and value.casefold() not in NOT_TELLING


def _path(category: Category) -> str:
    """Return the names of a category and of the two above it, the upper ones first."""
    names = [category.name]
    while len(names) < PATH_DEPTH and category.parent is not None:
        category = category.parent
        names.insert(0, category.name)
    return ", ".join(names)


def lexical_text(product: Product) -> str:
    """Return everything but the title."""
    return f"{facts_text(product)}. {product.description}"


def lexical_texts() -> Iterator[tuple[int, str, str]]:
    """Yield (id, title, everything else) of all active products, in two ordered streams: a million in two minutes."""
    paths = {row.pk: _path(row) for row in Category.objects.select_related("parent__parent")}
    brands = dict(Brand.objects.values_list("pk", "name"))
    colours = _colours()
    ahead: tuple[int, list[str]] | None = next(colours, None)
    wanted = "pk title description category_id brand_id attributes tags".split()
    rows = Product.objects.filter(is_active=True).order_by("pk").values_list(*wanted)
    for key, title, description, category, brand, attributes, tags in rows.iterator(
        chunk_size=STREAMED_AT_ONCE
    ):
        while ahead is not None and ahead[0] < key:
            ahead = next(colours, None)
        own = ahead[1] if ahead is not None and ahead[0] == key else []
        facts = _facts(paths[category], brands.get(brand, ""), attributes, own, tags)
        yield key, title, f"{facts}. {description}"


def _colours() -> Iterator[tuple[int, list[str]]]:
    """Yield each product's colours, in the order of its variants."""
    rows = Variant.objects.filter(is_active=True).exclude(colour="").order_by("product_id", "colour")
    wanted = rows.values_list("product_id", "colour").iterator(chunk_size=STREAMED_AT_ONCE)
    for key, group in groupby(wanted, key=itemgetter(0)):
        yield key, list(dict.fromkeys(colour for _, colour in group))


def embedded_text(product: Product) -> str:
    """Return what the encoder reads: title, facts, and as much of the description as fits."""
    facts = facts_text(product)[:EMBEDDED_FACTS_CHARS]
    return f"{product.title}. {facts}. {product.description}"[:EMBEDDED_CHARS]


def readable(products: QuerySet[Product]) -> QuerySet[Product]:
    """Fetch what `texts` reads of products together with them."""
    return products.select_related("category__parent__parent", "brand").prefetch_related(
        Prefetch("variants", Variant.objects.only("product_id", "colour", "is_active", "size_position"))
    )


def active_products() -> Iterator[Product]:
    """Yield all active products with what `texts` reads of them, in batches."""
    keys = list(Product.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True))
    for part in chunked(keys, READ_AT_ONCE):
        yield from readable(Product.objects.filter(pk__in=part)).order_by("pk")
