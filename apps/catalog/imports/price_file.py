"""A file of prices: sku, price, and where wanted mrp and the day from which it holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.catalog.imports.plans import STEP, Plan, Progress, Source
from apps.catalog.imports.sheets import (
    BadValue,
    Fault,
    instant_of,
    needed_text,
    paise_of,
    rows_count,
    rows_read,
)
from apps.catalog.models import Variant
from apps.catalog.prices import NewPrice, prices_set
from retailgenie.lib.money import format_inr

SAME_AS = {
    "price_inr": "price",
    "selling_price": "price",
    "new_price": "price",
    "from": "effective_from",
    "effective_at": "effective_from",
    "valid_from": "effective_from",
}
STEEP = 4  # a price below a quarter of today's, or above four times it, is likely a slipped point


class PriceFile:
    """Reads every row against today's prices."""

    def __init__(self) -> None:
        self.rows: list[NewPrice] = []

    def plan(self, source: Source, progress: Progress) -> Plan:
        """Check the file; raises FileUnreadable."""
        total, found = rows_count(source.path), Plan()
        known = _known()
        seen: dict[tuple[str, object], int] = {}
        for number, given in rows_read(source.path, same_as=SAME_AS, required=("sku",)):
            found.rows += 1
            if found.rows % STEP == 0:
                progress(found.rows, total)
            try:
                self._row(number, given, known, seen, source, found)
            except BadValue as error:
                column, problem, advice = error.args
                found.fault(Fault(number, column, problem, advice))
        return found

    def apply(self, source: Source, progress: Progress) -> None:
        """Set what plan has read."""
        prices_set(rows=self.rows, source=source.reference, now=source.now)
        progress(len(self.rows), len(self.rows))

    def _row(
        self,
        number: int,
        given: Mapping[str, Any],
        known: Mapping[str, tuple[int, int, int]],
        seen: dict[tuple[str, object], int],
        source: Source,
        found: Plan,
    ) -> None:
        sku = needed_text(given, "sku")
        if sku not in known:
            raise BadValue(
                "sku",
                _("There is no SKU %(sku)s.") % {"sku": sku[:60]},
                _("Correct it, or load the product with the catalogue first."),
            )
        variant_id, price, mrp = known[sku]
        starts = instant_of(given, "effective_from") or source.effective_at
        first = seen.setdefault((sku, starts), number)
        if first != number:
            raise BadValue(
                "sku",
                _("%(sku)s stands in row %(row)d already.") % {"sku": sku, "row": first},
                _("Keep one of the two rows, or give them different days."),
            )
        row = _new_price(given, variant_id, price, mrp)
        if starts is not None and starts > source.now:
            row = NewPrice(row.variant_id, row.price_paise, row.mrp_paise, starts)
            found.count("prices_planned")
        else:
            _count(found, row, price, mrp)
        if not price <= row.price_paise * STEEP <= price * STEEP * STEEP:
            found.fault(_steep(number, row.price_paise, price))
        self.rows.append(row)


def _known() -> dict[str, tuple[int, int, int]]:
    rows = Variant.objects.values_list("sku", "pk", "price_paise", "mrp_paise")
    return {sku: (pk, price, mrp) for sku, pk, price, mrp in rows.iterator(chunk_size=5_000)}


def _new_price(given: Mapping[str, Any], variant_id: int, price: int, mrp: int) -> NewPrice:
    wanted, wanted_mrp = paise_of(given, "price"), paise_of(given, "mrp")
    if wanted is None or wanted <= 0:
        raise BadValue(
            "price", _("There is no price."), _("Fill in the price in rupees, or take the row out.")
        )
    if wanted > (wanted_mrp or mrp):
        raise BadValue(
            "price",
            _("%(price)s is above the MRP of %(mrp)s.")
            % {"price": format_inr(wanted), "mrp": format_inr(wanted_mrp or mrp)},
            _("Lower the price, or give the new MRP in the column mrp."),
        )
    return NewPrice(variant_id, wanted, wanted_mrp or mrp)


def _count(found: Plan, row: NewPrice, price: int, mrp: int) -> None:
    if row.price_paise > price:
        found.count("prices_up")
    elif row.price_paise < price:
        found.count("prices_down")
    elif row.mrp_paise != mrp:
        found.count("mrp_changed")
    else:
        found.count("unchanged")


def _steep(number: int, wanted: int, price: int) -> Fault:
    return Fault(
        number,
        "price",
        _("%(new)s in the place of %(old)s is a large step.")
        % {"new": format_inr(wanted), "old": format_inr(price)},
        _("Look whether the decimal point slipped. It is applied as it is."),
        blocking=False,
    )
