"""The catalogue in the admin: products are edited here; stock only moves through its services."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, TabularInline

from apps.catalog import review_admin  # noqa: F401 - registers its pages
from apps.catalog.models import (
    Brand,
    CatalogVersion,
    Category,
    Favourite,
    Offer,
    PriceChange,
    Product,
    ProductEmbedding,
    Reservation,
    Stock,
    StockMovement,
    Store,
    Variant,
    VectorSet,
)
from apps.catalog.services import product_refresh
from retailgenie.lib.money import format_inr


class ReadOnly:
    """Nothing is added, changed or deleted by hand."""

    def has_add_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


class Variants(TabularInline):
    model = Variant
    extra = 0
    fields = ("sku", "colour", "size", "size_position", "price_paise", "mrp_paise", "image", "is_active")


@admin.register(Product)
class ProductAdmin(ModelAdmin):
    list_display = ("title", "category", "brand", "price", "rating", "review_count", "is_active")
    list_filter = ("is_active", "category", "brand", "season")
    search_fields = ("title", "external_id", "variants__sku")
    list_select_related = ("category", "brand")
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = (
        "min_price_paise",
        "max_price_paise",
        "mrp_paise",
        "rating",
        "review_count",
        "updated_at",
    )
    inlines = (Variants,)

    @admin.display(description=gettext_lazy("price"), ordering="min_price_paise")
    def price(self, product: Product) -> str:
        return format_inr(product.min_price_paise)

    def save_model(self, request: HttpRequest, obj: Product, form: ModelForm[Product], change: bool) -> None:
        obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        product_refresh(product_id=form.instance.pk, now=timezone.now())


@admin.register(Category)
class CategoryAdmin(ModelAdmin):
    list_display = ("name", "parent", "position")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Brand)
class BrandAdmin(ModelAdmin):
    list_display = ("name", "slug")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Store)
class StoreAdmin(ModelAdmin):
    list_display = ("name", "city", "state", "pin", "kind", "is_active")
    list_filter = ("kind", "state", "is_active")
    search_fields = ("name", "city", "pin", "code")


@admin.register(Offer)
class OfferAdmin(ReadOnly, ModelAdmin):
    """To look at: offers are made in the staff view, which shows what they would do and keeps a trace."""

    list_display = ("title", "kind", "code", "starts_at", "ends_at", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("title", "code")
    filter_horizontal = ("categories", "brands")


@admin.register(Stock)
class StockAdmin(ReadOnly, ModelAdmin):
    list_display = ("variant", "store", "location", "on_hand", "allocated", "reserved", "missing")
    list_select_related = ("variant", "store")
    search_fields = ("variant__sku", "store__name")
    list_filter = ("store__kind",)


@admin.register(StockMovement)
class StockMovementAdmin(ReadOnly, ModelAdmin):
    list_display = ("at", "kind", "stock", "on_hand_change", "allocated_change", "reference")
    list_filter = ("kind", "at")
    list_select_related = ("stock",)
    search_fields = ("reference", "stock__variant__sku")
    date_hierarchy = "at"


@admin.register(Reservation)
class ReservationAdmin(ReadOnly, ModelAdmin):
    list_display = ("created_at", "stock", "quantity", "state", "expires_at")
    list_filter = ("state",)


@admin.register(PriceChange)
class PriceChangeAdmin(ReadOnly, ModelAdmin):
    list_display = ("at", "variant", "price_paise")
    list_select_related = ("variant",)
    search_fields = ("variant__sku",)


@admin.register(Favourite)
class FavouriteAdmin(ReadOnly, ModelAdmin):
    list_display = ("created_at", "product")
    list_select_related = ("product",)


@admin.register(ProductEmbedding)
class ProductEmbeddingAdmin(ReadOnly, ModelAdmin):
    list_display = ("product", "encoder", "text_digest")
    list_filter = ("encoder",)
    list_select_related = ("product",)
    exclude = ("embedding",)


@admin.register(VectorSet)
class VectorSetAdmin(ReadOnly, ModelAdmin):
    list_display = ("encoder", "state", "done", "total", "swap_when_ready", "began_at", "updated_at")


@admin.register(CatalogVersion)
class CatalogVersionAdmin(ReadOnly, ModelAdmin):
    list_display = ("number", "updated_at")


# At the end, because it builds on what stands above; earlier than this the admin has no site yet.
from apps.catalog import staff_admin  # noqa: E402, F401
