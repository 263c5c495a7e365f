"""Imports, counts, transfers, planned prices and the outside stock system in the admin: to read only, for each has
its page in the staff view.
"""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy
from unfold.admin import TabularInline

from apps.catalog.models import (
    ImportFault,
    ImportJob,
    OutsideLevel,
    OutsidePush,
    OutsideSystem,
    PlannedPrice,
    StockConflict,
    StockCount,
    Transfer,
    TransferLine,
)
from apps.ledger.admin import ReadOnlyAdmin
from retailgenie.lib.money import format_inr


class Faults(TabularInline):
    model = ImportFault
    fields = ("number", "column", "problem", "advice", "blocking")
    readonly_fields = fields
    extra = max_num = 0
    can_delete = False


@admin.register(ImportJob)
class ImportJobAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "kind", "filename", "state", "rows", "faults", "owner_name")
    list_filter = ("kind", "state")
    search_fields = ("filename", "owner_name", "digest")
    date_hierarchy = "created_at"
    inlines = (Faults,)


@admin.register(PlannedPrice)
class PlannedPriceAdmin(ReadOnlyAdmin):
    list_display = ("starts_at", "variant", "price", "state", "source")
    list_filter = ("state",)
    list_select_related = ("variant",)
    search_fields = ("variant__sku",)

    @admin.display(description=gettext_lazy("price"), ordering="price_paise")
    def price(self, row: PlannedPrice) -> str:
        return format_inr(row.price_paise)


@admin.register(StockCount)
class StockCountAdmin(ReadOnlyAdmin):
    list_display = ("at", "stock", "expected", "counted", "difference", "worth", "reason", "actor")
    list_filter = ("reason", "stock__store")
    list_select_related = ("stock",)
    search_fields = ("stock__variant__sku", "note")
    date_hierarchy = "at"

    @admin.display(description=gettext_lazy("worth"), ordering="value_paise")
    def worth(self, row: StockCount) -> str:
        return format_inr(row.value_paise)


class TransferLines(TabularInline):
    model = TransferLine
    fields = ("variant", "requested", "sent", "received", "lost", "reason")
    readonly_fields = fields
    extra = max_num = 0
    can_delete = False


@admin.register(Transfer)
class TransferAdmin(ReadOnlyAdmin):
    list_display = ("number", "state", "source", "target", "requested_by", "requested_at")
    list_filter = ("state", "source", "target")
    list_select_related = ("source", "target")
    search_fields = ("number", "lines__variant__sku")
    inlines = (TransferLines,)


@admin.register(OutsideSystem)
class OutsideSystemAdmin(ReadOnlyAdmin):
    list_display = ("name", "last_ok_at", "last_try_at", "failures", "last_error")


@admin.register(OutsideLevel)
class OutsideLevelAdmin(ReadOnlyAdmin):
    list_display = ("sku", "place", "on_hand", "version", "acknowledged", "seen_at")
    list_filter = ("system", "place")
    search_fields = ("sku",)


@admin.register(OutsidePush)
class OutsidePushAdmin(ReadOnlyAdmin):
    list_display = ("at", "movement", "answer")
    list_filter = ("answer",)
    list_select_related = ("movement",)


@admin.register(StockConflict)
class StockConflictAdmin(ReadOnlyAdmin):
    list_display = ("opened_at", "kind", "sku", "place", "theirs", "ours", "committed", "state", "settled_by")
    list_filter = ("kind", "state", "place")
    search_fields = ("sku",)
