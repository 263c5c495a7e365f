"""Carts and orders in the admin: to look at. Money and stock move through the services only."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from apps.orders.models import (
    Address,
    Allocation,
    Cart,
    CartLine,
    GiftCard,
    Order,
    OrderEvent,
    OrderLine,
    OrderPolicy,
    Payment,
    Redemption,
    Refund,
    Return,
    ReturnLine,
    ReturnRule,
    RiskRule,
)


class ReadOnly:
    """Nothing is added, changed or deleted by hand."""

    def has_add_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


class CartLines(ReadOnly, TabularInline):
    model = CartLine
    fields = ("variant", "quantity", "added_at")


class OrderLines(ReadOnly, TabularInline):
    model = OrderLine
    fields = (
        "product_title",
        "colour",
        "size",
        "quantity",
        "cancelled",
        "shipped",
        "total_paise",
        "tax_paise",
    )


class Payments(ReadOnly, TabularInline):
    model = Payment
    fields = ("method", "state", "amount_paise", "provider_reference", "created_at")


class Timeline(ReadOnly, TabularInline):
    model = OrderEvent
    fields = ("at", "kind", "status", "actor", "details")


@admin.register(Cart)
class CartAdmin(ReadOnly, ModelAdmin):
    list_display = ("owner_key", "state", "coupon", "updated_at")
    list_filter = ("state",)
    search_fields = ("owner_key",)
    inlines = (CartLines,)


@admin.register(Order)
class OrderAdmin(ReadOnly, ModelAdmin):
    list_display = ("number", "status", "fulfilment", "contact_name", "total_paise", "placed_at")
    list_filter = ("status", "fulfilment", "placed_at", "door")
    search_fields = ("number", "contact_name", "contact_phone", "contact_email", "owner_key")
    date_hierarchy = "placed_at"
    list_select_related = ("store",)
    inlines = (OrderLines, Payments, Timeline)


@admin.register(Address)
class AddressAdmin(ReadOnly, ModelAdmin):
    list_display = ("owner_key", "name", "city", "state", "pin", "is_default")
    list_filter = ("state",)
    search_fields = ("owner_key", "name", "pin", "city")


@admin.register(Payment)
class PaymentAdmin(ReadOnly, ModelAdmin):
    list_display = ("provider_reference", "order", "method", "state", "amount_paise", "created_at")
    list_filter = ("method", "state", "provider")
    search_fields = ("provider_reference", "order__number")
    list_select_related = ("order",)


@admin.register(Refund)
class RefundAdmin(ReadOnly, ModelAdmin):
    list_display = ("provider_reference", "payment", "amount_paise", "state", "reason", "created_at")
    list_filter = ("state",)
    search_fields = ("provider_reference", "payment__order__number")
    list_select_related = ("payment",)


@admin.register(Redemption)
class RedemptionAdmin(ReadOnly, ModelAdmin):
    list_display = ("offer", "order", "owner_key", "discount_paise", "released_at")
    search_fields = ("offer__code", "offer__title", "order__number", "owner_key")
    list_select_related = ("offer", "order")


@admin.register(Allocation)
class AllocationAdmin(ReadOnly, ModelAdmin):
    list_display = ("line", "stock", "quantity", "state")
    list_filter = ("state",)
    search_fields = ("line__order__number",)
    list_select_related = ("line", "stock")


@admin.register(RiskRule)
class RiskRuleAdmin(ModelAdmin):
    """How many of a sign of fraud are still fine; services/risk.py says what follows."""

    list_display = ("kind", "most", "within", "is_active")


class ReturnRules(TabularInline):
    model = ReturnRule
    extra = 0


@admin.register(OrderPolicy)
class OrderPolicyAdmin(ModelAdmin):
    """The terms that orders placed from now on stand under."""

    list_display = ("name", "is_active", "starts_on", "ends_on", "cancel_until", "return_days")
    list_filter = ("is_active",)
    inlines = (ReturnRules,)


@admin.register(GiftCard)
class GiftCardAdmin(ReadOnly, ModelAdmin):
    list_display = ("code", "owner_key", "kind", "balance_paise", "created_at")
    list_filter = ("kind",)
    search_fields = ("code", "owner_key")


class ReturnedLines(ReadOnly, TabularInline):
    model = ReturnLine
    fields = ("line", "quantity", "new_variant", "fate")


@admin.register(Return)
class ReturnAdmin(ReadOnly, ModelAdmin):
    list_display = ("number", "order", "kind", "status", "reason", "amount_paise", "requested_at")
    list_filter = ("kind", "status")
    search_fields = ("number", "order__number")
    list_select_related = ("order",)
    inlines = (ReturnedLines,)


# At the end, because it builds on what stands above; earlier than this the admin has no site yet.
from apps.orders import billing_admin  # noqa: E402, F401
