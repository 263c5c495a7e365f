"""Turns the limits of a search into exact SQL conditions.

Colour, size and price are looked for on one and the same variant: a red M must be red and M, and cost what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from apps.catalog.facts import BRAND, CATEGORY, SIZE, VARIANT_ATTRIBUTES, facts
from apps.catalog.models import Product, Stock, Variant
from retailgenie.ai.types import Limit, SearchQuery

# A unisex watch is a watch for men, and a child's unisex shoe one for girls, but unisex luggage is no children's thing.
GENDER, UNISEX = "gender", "Unisex"
AGE_GROUP, CHILDREN = "age_group", "Kids"
YOUNG = frozenset({"boys", "girls", "kids", "infants"})
IMITATIONS = "vegan|faux|artificial|imitation"  # vegan leather is no leather
MAX_LIMITS = 40  # of one search; more is no wish of a person and would only cost time


def products_allowed(query: SearchQuery) -> QuerySet[Product]:
    """Return the active products that keep to every limit of the query; text and sort are not looked at."""
    rows = Product.objects.filter(is_active=True)
    for limit in query.limits[:MAX_LIMITS]:
        if limit.attribute in VARIANT_ATTRIBUTES:
            continue
        if limit.excluded:
            rows = _without_words(rows.exclude(_product_condition(limit)), limit)
        else:
            rows = rows.filter(_product_condition(limit))
    variants = variants_allowed(query)
    return rows if variants is None else rows.filter(Exists(variants.filter(product_id=OuterRef("pk"))))


def _without_words(rows: QuerySet[Product], limit: Limit) -> QuerySet[Product]:
    """Leave out what names an unwanted value in its title or any attribute: "no zari" is no zari border either."""
    if limit.attribute in (CATEGORY, BRAND):
        return rows
    said = "|".join(re.escape(value) for value in limit.values)
    pattern = rf"(?<!\m({IMITATIONS}) )\m({said})\M"
    named = Q(title__iregex=pattern) | Q(_words__iregex=pattern)
    return rows.alias(_words=Cast("attributes", TextField())).exclude(named)


def variants_allowed(query: SearchQuery) -> QuerySet[Variant] | None:
    """Return the variants that keep to the limits on colour, size, price and stock; None where there are none."""
    conditions = [
        ~_variant_condition(limit) if limit.excluded else _variant_condition(limit)
        for limit in query.limits[:MAX_LIMITS]
        if limit.attribute in VARIANT_ATTRIBUTES
    ]
    if query.price.min_paise is not None:
        conditions.append(Q(price_paise__gte=query.price.min_paise))
    if query.price.max_paise is not None:
        conditions.append(Q(price_paise__lte=query.price.max_paise))
    if query.in_stock_only:
        conditions.append(Q(Exists(_sellable())))
    return Variant.objects.filter(*conditions, is_active=True) if conditions else None


def _sellable() -> QuerySet[Stock]:
    rows = Stock.objects.filter(variant_id=OuterRef("pk"), store__is_active=True)
    return rows.filter(on_hand__gt=F("allocated") + F("reserved"))


def _product_condition(limit: Limit) -> Q:
    values = [facts().canonical_value(limit.attribute, value) for value in limit.values]
    if limit.attribute == CATEGORY:
        return Q(category_id__in=category_ids(values))
    if limit.attribute == BRAND:
        return Q(brand__name__in=values, brand__isnull=False)
    condition = Q(pk__in=())
    for value in values:
        condition |= Q(attributes__contains={limit.attribute: [value]})
    if limit.attribute == GENDER and not limit.excluded:
        condition |= Q(attributes__contains=unisex_for(values))
    return condition


def unisex_for(values: Iterable[str]) -> dict[str, list[str]]:
    """Return the attributes of what is for any gender, at the age of those asked for."""
    young = any(value.casefold() in YOUNG for value in values)
    return {GENDER: [UNISEX], AGE_GROUP: [CHILDREN]} if young else {GENDER: [UNISEX]}


def _variant_condition(limit: Limit) -> Q:
    return Q(**{f"{limit.attribute}__in": variant_values(limit)})


def variant_values(limit: Limit) -> list[str]:
    """Return the colours or sizes that satisfy a limit, as the catalogue writes them."""
    known = facts()
    if limit.attribute == SIZE:
        return [size for value in limit.values for size in known.canonical_sizes(value)]
    return [known.canonical_value(limit.attribute, value) for value in limit.values]


def category_ids(names: Iterable[str]) -> list[int]:
    """Return the ids of the categories of these names and of those below them."""
    trees = facts().categories
    return sorted(frozenset().union(*(trees.get(name.casefold(), frozenset()) for name in names)))
