"""A file of counts: sku, store and how many lie there; where wanted the shelf."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.catalog.counting import Counted, stock_counts_set
from apps.catalog.imports.plans import STEP, Plan, Progress, Source
from apps.catalog.imports.sheets import (
    BadValue,
    Fault,
    needed_text,
    rows_count,
    rows_read,
    text_of,
    whole_of,
)
from apps.catalog.models import Stock, StockCount, Store, Variant

SAME_AS = {
    "quantity": "counted",
    "on_hand": "counted",
    "stock": "counted",
    "pieces": "counted",
    "store_code": "store",
    "place": "store",
    "warehouse": "store",
    "shelf": "location",
    "bin": "location",
}
LONGEST_LOCATION = 20


class CountFile:
    """Reads every row against what the books say."""

    def __init__(self) -> None:
        self.rows: dict[tuple[int, int], Counted] = {}

    def plan(self, source: Source, progress: Progress) -> Plan:
        """Check the file; raises FileUnreadable."""
        total, found = rows_count(source.path), Plan()
        variants = dict(Variant.objects.values_list("sku", "pk"))
        stores = {code.lower(): pk for code, pk in Store.objects.values_list("code", "pk")}
        books = _books()
        first: dict[tuple[int, int], int] = {}
        for number, given in rows_read(source.path, same_as=SAME_AS, required=("sku", "store", "counted")):
            found.rows += 1
            if found.rows % STEP == 0:
                progress(found.rows, total)
            try:
                row = _row(given, variants, stores)
                earlier = first.setdefault((row.variant_id, row.store_id), number)
                if earlier != number:
                    raise BadValue(
                        "sku",
                        _("This SKU and store stand in row %(row)d already.") % {"row": earlier},
                        _("Keep one of the two rows, with the whole count."),
                    )
                self._compare(row, books, found)
            except BadValue as error:
                column, problem, advice = error.args
                found.fault(Fault(number, column, problem, advice))
        return found

    def apply(self, source: Source, progress: Progress) -> None:
        """Set what plan has read; raises StockCommitted where something was sold since."""
        stock_counts_set(
            rows=self.rows.values(), actor=source.actor, reference=source.reference, now=source.now
        )
        progress(len(self.rows), len(self.rows))

    def _compare(self, row: Counted, books: Mapping[tuple[int, int], tuple[int, int]], found: Plan) -> None:
        key = (row.variant_id, row.store_id)
        on_hand, committed = books.get(key, (0, 0))
        if row.pieces < committed:
            raise BadValue(
                "counted",
                _("%(committed)d pieces are sold or being paid there, and only %(counted)d were counted.")
                % {"committed": committed, "counted": row.pieces},
                _("Count again; if it is right, cancel or move the orders that can't be filled first."),
            )
        if key not in books:
            found.count("stock_rows_new")
        if row.pieces == on_hand:
            found.count("unchanged")
        else:
            found.count("counts_changed")
            found.count("pieces_more" if row.pieces > on_hand else "pieces_fewer", abs(row.pieces - on_hand))
        self.rows[key] = row


def _books() -> dict[tuple[int, int], tuple[int, int]]:
    rows = Stock.objects.values_list("variant_id", "store_id", "on_hand", "allocated", "reserved")
    return {(v, s): (on_hand, sold + held) for v, s, on_hand, sold, held in rows.iterator(chunk_size=5_000)}


def _row(given: Mapping[str, Any], variants: Mapping[str, int], stores: Mapping[str, int]) -> Counted:
    sku, store = needed_text(given, "sku"), needed_text(given, "store")
    if sku not in variants:
        raise BadValue(
            "sku",
            _("There is no SKU %(sku)s.") % {"sku": sku[:60]},
            _("Correct it, or load the product with the catalogue first."),
        )
    if store.lower() not in stores:
        raise BadValue(
            "store",
            _("There is no store with the code %(code)s.") % {"code": store[:40]},
            _("Use the short code of the store, as the page of a count shows it."),
        )
    location = text_of(given, "location")
    if len(location) > LONGEST_LOCATION:
        raise BadValue("location", _("It is too long."), _("Use at most 20 characters, for example A-03-2."))
    return Counted(
        variants[sku],
        stores[store.lower()],
        whole_of(given, "counted"),
        reason=StockCount.Reason.IMPORT,
        location=location or None,
    )
