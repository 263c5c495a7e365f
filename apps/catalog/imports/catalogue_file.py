"""A file of products: each row is a variant; the rows of one product_id belong together."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.catalog.import_rows import ImportRow, RowError, read_rows
from apps.catalog.importing import (
    catalog_import,
    category_slug,
    changing_fields,
    product_of,
    sku_of,
)
from apps.catalog.imports.plans import STEP, Plan, Progress, Source
from apps.catalog.imports.sheets import Fault, rows_count
from apps.catalog.models import Brand, Category, Product, Variant
from retailgenie.lib.chunks import chunked
from retailgenie.lib.queue import enqueue

BATCH = 1_000  # products compared, or searched again, at once
VARIANT_FIELDS = ("colour", "size", "price_paise", "mrp_paise", "image")


class CatalogueFile:
    """Reads every row against the catalogue as it is."""

    def __init__(self) -> None:
        self.rows: list[ImportRow] = []

    def plan(self, source: Source, progress: Progress) -> Plan:
        """Check the file; raises FileUnreadable."""
        total, found = rows_count(source.path), Plan()
        skus: dict[str, int] = {}
        for row in read_rows(source.path, {}):
            found.rows += 1
            if found.rows % STEP == 0:
                progress(found.rows, total)
            if isinstance(row, RowError):
                found.fault(Fault(row.number + 1, row.column, row.problem, _advice(row.column)))
            else:
                self._take(row, skus, found)
        self._compare(source, found)
        return found

    def apply(self, source: Source, progress: Progress) -> None:
        """Load what plan has read; search learns of it afterwards."""
        catalog_import(rows=self.rows, now=source.now, progress=progress)
        names = list(dict.fromkeys(row.product_id for row in self.rows))
        for part in chunked(names, BATCH):
            ids = list(Product.objects.filter(external_id__in=part).values_list("pk", flat=True))
            enqueue("catalog.reindex_products", [*ids])

    def _take(self, row: ImportRow, skus: dict[str, int], found: Plan) -> None:
        number, sku = row.number + 1, sku_of(row)
        first = skus.setdefault(sku, number)
        if first != number:
            problem = _("The SKU %(sku)s stands in row %(row)d already.") % {"sku": sku, "row": first}
            found.fault(Fault(number, "sku", problem, _("Give each colour and size a SKU of its own.")))
            return
        if not row.price_paise and row.has_price:
            found.fault(_unpriced(number))
        self.rows.append(row)

    def _compare(self, source: Source, found: Plan) -> None:
        groups: dict[str, list[ImportRow]] = {}
        for row in self.rows:
            groups.setdefault(row.product_id, []).append(row)
        for keys in chunked(list(groups), BATCH):
            _compare_products([groups[key] for key in keys], source, found)
            _compare_variants([row for key in keys for row in groups[key]], found)


def _advice(column: str) -> str:
    if column in ("product_id", "title"):
        return _("Fill it in, or take the row out.")
    if column.startswith(("price", "mrp")):
        return _("Write rupees as a number, for example 1499 or 1499.50.")
    if column == "attributes":
        return _('Write it as {"Fabric": "Cotton"}, or use a column for each.')
    if column in ("stock", "return_days", "review_count", "gst_percent", "rating"):
        return _("Write a plain number, or leave it empty.")
    return _("Shorten it.")


def _unpriced(number: int) -> Fault:
    return Fault(
        number,
        "price",
        _("There is no price."),
        _("It will be shown, but nobody can buy it. Give a price if that is not wanted."),
        blocking=False,
    )


def _compare_products(groups: Sequence[Sequence[ImportRow]], source: Source, found: Plan) -> None:
    ids = [group[0].product_id for group in groups]
    rows = Product.objects.select_related("category", "brand").filter(external_id__in=ids)
    known = {row.external_id: row for row in rows}
    for group in groups:
        old = known.get(group[0].product_id)
        if old is None:
            found.count("products_new")
        else:
            same = _values(old, group[0]) == _values(_drawn(group, source), group[0])
            found.count("products_same" if same and old.is_active else "products_changed")


def _drawn(group: Sequence[ImportRow], source: Source) -> Product:
    """Build the product with categories and brands that are only names."""
    paths, brands = {row.category for row in group}, {row.brand for row in group if row.brand}
    return product_of(
        group,
        {path: Category(slug=category_slug(path), name=path[-1]) for path in paths},
        {name: Brand(name=name) for name in brands},
        source.now,
    )


def _values(product: Product, row: ImportRow) -> list[object]:
    values: list[object] = []
    for name in changing_fields(row):
        value = getattr(product, name)
        if isinstance(value, Category):
            value = value.slug
        values.append(value.name if isinstance(value, Brand) else value)
    return values


def _compare_variants(rows: Sequence[ImportRow], found: Plan) -> None:
    wanted = {sku_of(row): row for row in rows if row.price_paise}
    known = {x.sku: x for x in Variant.objects.select_related("product").filter(sku__in=wanted)}
    for sku, row in wanted.items():
        old = known.get(sku)
        if old is None:
            found.count("variants_new")
            found.count("pieces_received", row.stock)
        elif old.product.external_id != row.product_id:
            problem = _("The SKU %(sku)s belongs to the product %(other)s.") % {
                "sku": sku,
                "other": old.product.external_id,
            }
            found.fault(Fault(row.number + 1, "sku", problem, _("Use another SKU, or correct product_id.")))
        elif all(getattr(old, name) == getattr(row, name) for name in VARIANT_FIELDS):
            found.count("variants_same")
        else:
            found.count("variants_changed")
            found.count("prices_changed", int(old.price_paise != row.price_paise))
