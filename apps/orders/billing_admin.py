"""Invoices, credit notes and the provider's notices in the admin: to look at."""

from __future__ import annotations

from django.contrib import admin
from unfold.admin import ModelAdmin

from apps.orders.admin import ReadOnly
from apps.orders.models import CreditNote, Invoice, InvoiceSeries, PaymentNotice


@admin.register(Invoice)
class InvoiceAdmin(ReadOnly, ModelAdmin):
    list_display = ("number", "order", "issued_at", "place_of_supply", "total_paise", "tax_paise")
    list_filter = ("supplied_from", "place_of_supply")
    search_fields = ("number", "order__number")
    date_hierarchy = "issued_at"
    list_select_related = ("order",)


@admin.register(CreditNote)
class CreditNoteAdmin(ReadOnly, ModelAdmin):
    list_display = ("number", "invoice", "issued_at", "reason", "total_paise", "tax_paise")
    search_fields = ("number", "invoice__number", "invoice__order__number")
    date_hierarchy = "issued_at"
    list_select_related = ("invoice",)


@admin.register(InvoiceSeries)
class InvoiceSeriesAdmin(ReadOnly, ModelAdmin):
    list_display = ("kind", "state", "financial_year", "last")


@admin.register(PaymentNotice)
class PaymentNoticeAdmin(ReadOnly, ModelAdmin):
    list_display = ("received_at", "kind", "reference", "amount_paise", "applied_at")
    list_filter = ("kind",)
    search_fields = ("reference", "event_id")
