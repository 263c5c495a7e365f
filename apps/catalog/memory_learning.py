"""What told things and purchases say together of a person; the arithmetic is in `ai.ranking.belief`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles

from django.db.models import Count
from django.utils import timezone
from django.utils.text import slugify

from apps.catalog.filters import AGE_GROUP, CHILDREN, GENDER
from apps.catalog.models import Forgotten, Product, ToldPreference
from apps.ledger.purchases import Purchase, purchases
from retailgenie.ai.ranking.belief import BOUGHT, TOLD, Evidence, believed
from retailgenie.ai.types import LearntFrom, MemoryItem, Trait

LOOKED_BACK = timedelta(days=730)  # older orders say little of what somebody wears and spends now
READ = 200  # of a person's purchases, the newest
BRAND_ORDERS = 2  # orders with a brand that make it a favourite
BUDGET_PIECES = 3  # things of a kind that say what somebody spends on it
ROUND_PAISE = 100_00  # amounts of a budget are told in whole hundreds


@dataclass(frozen=True, slots=True)
class _Bought:
    """One purchase with what the catalogue says of the product. audience: its gender, or that it is for children."""

    purchase: Purchase
    kind: str
    brand: str
    audience: str
    child: bool
    sized: bool


def learnt(
    owner_key: str, told: Sequence[ToldPreference], forgotten: Sequence[Forgotten], *, now: datetime
) -> tuple[MemoryItem, ...]:
    """Return all items of a person: first what they told, then what their purchases add or say against it."""
    bought = _bought(owner_key, now)
    said = [_told_item(row) for row in told]
    found = [*_sizes(said, bought, forgotten), *_brands(said, bought, forgotten)]
    found += _budgets(said, bought, forgotten)
    return (*said, *sorted(found, key=lambda item: item.key))


def _bought(owner_key: str, now: datetime) -> list[_Bought]:
    """Purchases of the last two years that were kept and were no gift, oldest first."""
    rows = [row for row in purchases(owner_key) if now - LOOKED_BACK <= row.at <= now and not row.gift][
        -READ:
    ]
    sold = Product.objects.filter(pk__in={row.product_id for row in rows}).select_related("category", "brand")
    products = {row.pk: row for row in sold.annotate(sizes=Count("variants__size", distinct=True))}
    found = []
    for row in rows:
        product = products.get(row.product_id)
        if product is None:
            continue
        audience = " ".join(map(str, product.attributes.get(GENDER, ())))
        child = CHILDREN in map(str, product.attributes.get(AGE_GROUP, ()))
        brand = product.brand.name if product.brand else ""
        sized = product.sizes > 1
        found.append(_Bought(row, product.category.name, brand, audience, child, sized))
    return found


def _told_item(row: ToldPreference) -> MemoryItem:
    return MemoryItem(
        key=row.key,
        what=Trait(row.what),
        value=row.value,
        goods=row.goods,
        kinds=tuple(row.kinds),
        whom=row.whom,
        low_paise=row.low_paise,
        high_paise=row.high_paise,
        source=LearntFrom.TOLD,
        at=_day(row.said_at),
    )


def _sizes(
    said: Sequence[MemoryItem], bought: Sequence[_Bought], forgotten: Sequence[Forgotten]
) -> Iterable[MemoryItem]:
    """Yield the size of each kind and audience, unless the person's own word for that kind says the same."""
    groups: dict[tuple[str, str, bool], list[_Bought]] = {}
    for row in bought:
        if row.sized and row.purchase.sizes:
            groups.setdefault((row.kind, row.audience, row.child), []).append(row)
    for (kind, audience, child), rows in groups.items():
        key = ":".join(x for x in ("size", slugify(kind, allow_unicode=True), slugify(audience)) if x)
        new = _after(key, rows, forgotten)
        word = None if child else _word_for(said, kind)
        evidence = [
            Evidence(size, row.purchase.at.timestamp(), BOUGHT) for row in new for size in row.purchase.sizes
        ]
        if not evidence:
            continue
        if word is not None:
            evidence.append(Evidence(word.value, _instant(word.at), TOLD))
        belief = believed(evidence)
        if belief is None or (word is not None and belief.value == word.value and belief.sure):
            continue
        newest = belief.newest
        yield MemoryItem(
            key=key,
            what=Trait.SIZE,
            value=belief.value,
            goods=kind,
            kinds=(kind,),
            audience=audience,
            source=LearntFrom.TOLD if newest.weight == TOLD else LearntFrom.BOUGHT,
            at=_day(datetime.fromtimestamp(newest.at, tz=timezone.get_current_timezone())),
            sure=belief.sure,
        )


def _word_for(said: Sequence[MemoryItem], kind: str) -> MemoryItem | None:
    """The person's own word for a kind of thing: one that names it before one about anything."""
    sizes = [item for item in said if item.what is Trait.SIZE and not item.whom and kind in item.kinds]
    return sizes[-1] if sizes else None


def _brands(
    said: Sequence[MemoryItem], bought: Sequence[_Bought], forgotten: Sequence[Forgotten]
) -> Iterable[MemoryItem]:
    orders: dict[str, list[_Bought]] = {}
    for row in bought:
        if row.brand:
            orders.setdefault(row.brand, []).append(row)
    told = {item.value for item in said if item.what is Trait.BRAND}
    for brand, rows in orders.items():
        key = f"brand:{slugify(brand, allow_unicode=True)}"
        new = _after(key, rows, forgotten)
        if brand not in told and len({row.purchase.basket for row in new}) >= BRAND_ORDERS:
            at = _day(new[-1].purchase.at)
            yield MemoryItem(key, Trait.BRAND, brand, source=LearntFrom.BOUGHT, at=at)


def _budgets(
    said: Sequence[MemoryItem], bought: Sequence[_Bought], forgotten: Sequence[Forgotten]
) -> Iterable[MemoryItem]:
    """Yield the middle half of what was paid for things of a kind."""
    paid: dict[str, list[_Bought]] = {}
    for row in bought:
        if row.purchase.price_paise and not row.child:
            paid.setdefault(row.kind, []).append(row)
    told = {kind for item in said if item.what is Trait.BUDGET for kind in item.kinds}
    for kind, rows in paid.items():
        key = f"budget:{slugify(kind, allow_unicode=True)}"
        new = _after(key, rows, forgotten)
        if kind in told or len(new) < BUDGET_PIECES:
            continue
        low, _, high = quantiles([row.purchase.price_paise for row in new], n=4, method="inclusive")
        yield MemoryItem(
            key,
            Trait.BUDGET,
            "",
            goods=kind,
            kinds=(kind,),
            low_paise=int(low // ROUND_PAISE) * ROUND_PAISE,
            high_paise=int(-(-high // ROUND_PAISE)) * ROUND_PAISE,
            source=LearntFrom.BOUGHT,
            at=_day(new[-1].purchase.at),
        )


def _after(key: str, rows: Sequence[_Bought], forgotten: Sequence[Forgotten]) -> list[_Bought]:
    """Leave out what was bought before the person wanted it forgotten, by its name or one that it begins with."""
    borders = [x.at for x in forgotten if not x.key or key == x.key or key.startswith(f"{x.key}:")]
    since = max(borders, default=None)
    return [row for row in rows if since is None or row.purchase.at > since]


def _day(instant: datetime) -> str:
    return timezone.localtime(instant).date().isoformat()


def _instant(day: str) -> float:
    """The first moment of a day told: a thing bought on the same day counts as newer."""
    return datetime.fromisoformat(day).replace(tzinfo=timezone.get_current_timezone()).timestamp()
