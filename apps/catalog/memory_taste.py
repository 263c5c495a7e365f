"""Favourite brands and usual budgets in a search: a little further up, with the reason; nothing is ever hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from apps.catalog.facts import BRAND
from apps.catalog.memory import memory_of
from apps.catalog.models import Product
from apps.catalog.reranking import LOOKED_AT, Reranked
from retailgenie.ai.tools.types import Person
from retailgenie.ai.types import LearntFrom, MemoryItem, MoneyRange, SearchQuery, Trait

BRAND_PLACES, BUDGET_PLACES = 6, 3  # how many places a result comes up; set by hand, no judgements exist


@dataclass(frozen=True, slots=True)
class _Liked:
    """A result that suits what is remembered: by how many places, and why."""

    places: int
    why: str


def by_taste(query: SearchQuery, order: Reranked, *, owner_key: str, now: datetime) -> Reranked:
    """Return the first results with what the person likes moved up; what the wish itself says comes before it."""
    if not owner_key.startswith("user:"):
        return order
    items = memory_of(person=Person(user_id=int(owner_key.removeprefix("user:"))), now=now).items
    brands = [] if query.limit(BRAND) else [x for x in items if x.what is Trait.BRAND]
    budgets = [] if query.price != MoneyRange() else [x for x in items if x.what is Trait.BUDGET]
    if not brands and not budgets:
        return order
    first = order.ids[:LOOKED_AT]
    liked = _liked(first, brands, budgets)
    if not liked:
        return order
    place = {key: number - (liked[key].places if key in liked else 0) for number, key in enumerate(first)}
    moved = sorted(first, key=lambda key: place[key])
    why = order.why | {key: row.why for key, row in liked.items()}
    return Reranked([*moved, *order.ids[LOOKED_AT:]], why)


def _liked(
    ids: Sequence[int], brands: Sequence[MemoryItem], budgets: Sequence[MemoryItem]
) -> dict[int, _Liked]:
    rows = Product.objects.filter(pk__in=ids).values_list(
        "pk", "brand__name", "category__name", "min_price_paise"
    )
    found: dict[int, _Liked] = {}
    for key, brand, kind, paise in rows:
        favourite = next((x for x in brands if x.value == brand), None)
        budget = next((x for x in budgets if kind in x.kinds and _within(x, paise)), None)
        if favourite is not None:
            found[key] = _Liked(BRAND_PLACES, _brand_reason(favourite))
        elif budget is not None:
            found[key] = _Liked(BUDGET_PLACES, _budget_reason(budget))
    return found


def _within(budget: MemoryItem, paise: int) -> bool:
    return MoneyRange(budget.low_paise, budget.high_paise).allows(paise)


def _brand_reason(item: MemoryItem) -> str:
    said = item.source is LearntFrom.TOLD
    text = _("You told us that you like %(brand)s") if said else _("You bought %(brand)s more than once")
    return text % {"brand": item.value}


def _budget_reason(item: MemoryItem) -> str:
    said = item.source is LearntFrom.TOLD
    text = _("Within your budget for %(goods)s") if said else _("In the range of what you pay for %(goods)s")
    return text % {"goods": item.goods.lower()}
