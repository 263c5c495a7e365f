"""The only code that changes prices of what is sold: at once or from a later instant, with its history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import connection, transaction
from django.utils.translation import gettext as _

from apps.catalog.models import PlannedPrice, Variant
from apps.catalog.versions import catalog_changed
from retailgenie.lib.chunks import chunked
from retailgenie.lib.errors import NotFound, ShopError

BATCH = 2_000
DUE_BATCH = 500  # prices a transaction, so that a job never holds many rows for long


class PriceRefused(ShopError):
    """A price must be above nothing and not above the MRP printed on the piece."""

    code: ClassVar[str] = "price_refused"


@dataclass(frozen=True, slots=True)
class NewPrice:
    """What a variant will cost. starts_at None: at once."""

    variant_id: int
    price_paise: int
    mrp_paise: int
    starts_at: datetime | None = None


@transaction.atomic
def prices_set(*, rows: Iterable[NewPrice], source: str, now: datetime) -> int:
    """Set prices that hold from now and plan those that hold later; returns how many changed or were planned.

    Raises PriceRefused. A second plan for the same instant replaces the first.
    """
    wanted = list(rows)
    for row in wanted:
        if not 0 < row.price_paise <= row.mrp_paise:
            raise PriceRefused(_("A price must be above 0 and not above the MRP."), variant=row.variant_id)
    today = [row for row in wanted if row.starts_at is None or row.starts_at <= now]
    later = [row for row in wanted if row.starts_at is not None and row.starts_at > now]
    changed = _apply(today, now)
    PlannedPrice.objects.bulk_create(
        [
            PlannedPrice(
                variant_id=row.variant_id,
                price_paise=row.price_paise,
                mrp_paise=row.mrp_paise,
                starts_at=row.starts_at or now,
                source=source,
                created_at=now,
            )
            for row in _replacing(later)
        ],
        batch_size=BATCH,
    )
    return changed + len(later)


def prices_due(*, now: datetime) -> int:
    """Put in force every planned price whose time has come; returns how many. Safe to run twice at once."""
    total = 0
    while True:
        with transaction.atomic():
            due = (
                PlannedPrice.objects.select_for_update(skip_locked=True)
                .filter(state=PlannedPrice.State.PLANNED, starts_at__lte=now)
                .order_by("starts_at", "pk")[:DUE_BATCH]
            )
            rows = list(due)
            if not rows:
                return total
            for row in rows:  # one after the other: two of a variant must end with the later one
                _apply(
                    [NewPrice(row.variant_id, row.price_paise, row.mrp_paise)], row.starts_at, refresh=False
                )
            PlannedPrice.objects.filter(pk__in=[row.pk for row in rows]).update(
                state=PlannedPrice.State.APPLIED
            )
            _refresh({row.variant_id for row in rows}, now)
            total += len(rows)


@transaction.atomic
def planned_withdraw(*, planned_id: int) -> PlannedPrice:
    """Take back a price that does not hold yet; raises NotFound."""
    rows = PlannedPrice.objects.select_for_update(of=("self",)).select_related("variant")
    found = rows.filter(pk=planned_id, state=PlannedPrice.State.PLANNED).first()
    if found is None:
        raise NotFound(_("This planned price is in force or gone already."))
    found.state = PlannedPrice.State.WITHDRAWN
    found.save(update_fields=["state"])
    return found


def _replacing(rows: Sequence[NewPrice]) -> Sequence[NewPrice]:
    """Withdraw what was planned for the same variants and instants."""
    wanted = {(row.variant_id, row.starts_at) for row in rows}
    known = PlannedPrice.objects.filter(
        state=PlannedPrice.State.PLANNED, variant_id__in=[row.variant_id for row in rows]
    )
    old = [row.pk for row in known if (row.variant_id, row.starts_at) in wanted]
    PlannedPrice.objects.filter(pk__in=old).update(state=PlannedPrice.State.WITHDRAWN)
    return rows


_CHANGE = """
    with given as (
        select * from unnest(%s::bigint[], %s::bigint[], %s::bigint[]) as rows (id, price, mrp)
    ), before as (
        select v.id, v.price_paise as price from catalog_variant v join given using (id)
    ), changed as (
        update catalog_variant v set price_paise = given.price, mrp_paise = given.mrp from given
        where v.id = given.id and (v.price_paise, v.mrp_paise) <> (given.price, given.mrp)
        returning v.id
    ), history as (
        insert into catalog_pricechange (variant_id, price_paise, at)
        select before.id, given.price, %s from before join given using (id) where before.price <> given.price
    )
    select id from changed
"""


def _apply(rows: Sequence[NewPrice], at: datetime, *, refresh: bool = True) -> int:
    """Write prices and their history where they differ; returns how many did."""
    changed: set[int] = set()
    last = {row.variant_id: row for row in rows}
    for part in chunked([last[key] for key in sorted(last)], BATCH):
        ids = [row.variant_id for row in part]
        list(Variant.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
        prices, mrps = [row.price_paise for row in part], [row.mrp_paise for row in part]
        with connection.cursor() as cursor:
            cursor.execute(_CHANGE, [ids, prices, mrps, at])
            changed |= {found[0] for found in cursor.fetchall()}
    if refresh and changed:
        _refresh(changed, at)
    return len(changed)


_PRODUCTS = """
    update catalog_product p
    set min_price_paise = v.lowest, max_price_paise = v.highest, mrp_paise = v.mrp, updated_at = %s
    from (select product_id, min(price_paise) as lowest, max(price_paise) as highest, max(mrp_paise) as mrp
          from catalog_variant
          where is_active and product_id in (select product_id from catalog_variant where id = any(%s))
          group by product_id) v
    where p.id = v.product_id
"""


def _refresh(variant_ids: set[int], now: datetime) -> None:
    """Bring the products' price ranges in step; search reads them through the catalogue version."""
    with connection.cursor() as cursor:
        cursor.execute(_PRODUCTS, [now, list(variant_ids)])
    catalog_changed(now=now)
