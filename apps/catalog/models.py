"""What the shop sells, where it lies, what it costs, and what people say of it."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from pgvector.django import HalfVectorField

from apps.catalog.alert_models import StockAlert
from apps.catalog.import_models import ImportFault, ImportFile, ImportJob, PlannedPrice
from apps.catalog.memory_models import Forgotten, ToldPreference
from apps.catalog.outside_models import OutsideLevel, OutsidePush, OutsideSystem, StockConflict
from apps.catalog.place_models import StockCount, Transfer, TransferLine
from apps.catalog.review_models import Review, ReviewVote
from apps.catalog.vector_models import VectorSet

__all__ = [
    "Brand",
    "CatalogVersion",
    "Category",
    "Favourite",
    "Forgotten",
    "ImportFault",
    "ImportFile",
    "ImportJob",
    "Offer",
    "OutsideLevel",
    "OutsidePush",
    "OutsideSystem",
    "PlannedPrice",
    "PriceChange",
    "Product",
    "ProductEmbedding",
    "Reservation",
    "Review",
    "ReviewVote",
    "Stock",
    "StockAlert",
    "StockConflict",
    "StockCount",
    "StockMovement",
    "Store",
    "ToldPreference",
    "Transfer",
    "TransferLine",
    "Variant",
    "VectorSet",
]

DEFAULT_CATEGORY = "Other"  # of imported products that name none


class Category(models.Model):
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:category", args=[self.slug])


class Brand(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """A thing one looks at; what one buys is a Variant. attributes: name -> list of canonical values."""

    external_id = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=160, unique=True)
    title = models.CharField(max_length=400)
    description = models.TextField(blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    brand = models.ForeignKey(Brand, null=True, blank=True, on_delete=models.PROTECT, related_name="products")
    attributes = models.JSONField(default=dict, blank=True)
    tags = models.JSONField(default=list, blank=True)
    season = models.CharField(max_length=20, blank=True)
    regions = models.JSONField(default=list, blank=True, help_text="State codes; empty means everywhere.")
    hsn = models.CharField(max_length=8, blank=True)
    gst_percent = models.DecimalField(max_digits=4, decimal_places=2, default=0)
    return_days = models.PositiveSmallIntegerField(null=True, blank=True)
    min_price_paise = models.BigIntegerField(default=0)
    max_price_paise = models.BigIntegerField(default=0)
    mrp_paise = models.BigIntegerField(default=0)
    rating = models.DecimalField(max_digits=3, decimal_places=2, default=0)
    review_count = models.PositiveIntegerField(default=0)
    popularity = models.FloatField(default=0)
    is_active = models.BooleanField(default=True)
    launched_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["category", "min_price_paise"], name="product_category_price"),
            models.Index(fields=["-popularity"], name="product_popularity"),
            GinIndex(fields=["attributes"], opclasses=["jsonb_path_ops"], name="product_attributes"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("catalog:product", args=[self.slug])


class ProductEmbedding(models.Model):
    """Beside the product, so that another encoder's vectors can be built without touching it."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="embeddings")
    encoder = models.CharField(max_length=60)
    embedding = HalfVectorField(dimensions=384)
    text_digest = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "encoder"], name="one_embedding_per_encoder")
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.encoder}"


class Variant(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    sku = models.CharField(max_length=60, unique=True)
    colour = models.CharField(max_length=40, blank=True)
    size = models.CharField(max_length=20, blank=True)
    size_position = models.PositiveSmallIntegerField(default=0)
    attributes = models.JSONField(
        default=dict, blank=True, help_text="What tells pieces apart beside colour and size: name -> value."
    )
    price_paise = models.BigIntegerField()
    mrp_paise = models.BigIntegerField()
    image = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["product_id", "colour", "size_position"]
        constraints = [
            models.CheckConstraint(condition=Q(price_paise__gt=0), name="variant_price_positive"),
            models.CheckConstraint(
                condition=Q(mrp_paise__gte=F("price_paise")), name="variant_mrp_at_least_price"
            ),
        ]

    def __str__(self) -> str:
        return self.sku

    @property
    def told_apart(self) -> tuple[tuple[str, str], ...]:
        """What tells pieces apart beside colour and size, as (name, value)."""
        return told_apart(self.attributes)


def told_apart(attributes: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return a variant's own attributes as (name, value)."""
    return tuple((str(name), str(value)) for name, value in attributes.items())


class PriceChange(models.Model):
    """Price history: the price that held from `at` on; append-only."""

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="price_changes")
    price_paise = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["variant", "-at"], name="price_change_variant_at")]

    def __str__(self) -> str:
        return f"{self.variant_id} {self.price_paise}"


class Store(models.Model):
    """A place that holds stock: a shop people can visit, or a warehouse that ships."""

    class Kind(models.TextChoices):
        STORE = "store"
        WAREHOUSE = "warehouse"

    code = models.SlugField(max_length=20, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.STORE)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=200)
    city = models.CharField(max_length=60, db_index=True)
    state = models.CharField(max_length=2, help_text="ISO 3166-2:IN code, for example MH.")
    pin = models.CharField(max_length=6)
    latitude = models.FloatField()
    longitude = models.FloatField()
    phone = models.CharField(max_length=20, blank=True)
    hours = models.CharField(max_length=80, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["city", "name"]

    def __str__(self) -> str:
        return self.name


class Stock(models.Model):
    """Pieces of a variant at a place. available = on_hand - allocated - reserved, never below zero."""

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="stocks")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="stocks")
    on_hand = models.IntegerField(default=0)
    allocated = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)
    missing = models.IntegerField(
        default=0,
        db_default=0,
        help_text="Sold or reserved, but the outside stock system says that they are not there.",
    )
    location = models.CharField(
        max_length=20,
        blank=True,
        default="",
        db_default="",
        help_text="Where in the place, for example A-03-2.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant", "store"], name="one_stock_row"),
            models.CheckConstraint(condition=Q(missing__gte=0), name="stock_missing_not_negative"),
            models.CheckConstraint(
                condition=Q(allocated__gte=0) & Q(reserved__gte=0), name="stock_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(on_hand__gte=F("allocated") + F("reserved")), name="stock_never_oversold"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}@{self.store_id}"


class Reservation(models.Model):
    """Pieces held for a cart that is being paid, until expires_at. holder is opaque here."""

    class State(models.TextChoices):
        HELD = "held"
        CONSUMED = "consumed"
        RELEASED = "released"
        EXPIRED = "expired"

    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="reservations")
    holder = models.CharField(max_length=80, db_index=True)
    quantity = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.quantity} of {self.stock_id} for {self.holder}"


class StockMovement(models.Model):
    """The allocation ledger: every change of a Stock row, with what it was for; append-only."""

    class Kind(models.TextChoices):
        RECEIVE = "receive"
        COUNT = "count"
        ALLOCATE = "allocate"
        RELEASE = "release"
        SHIP = "ship"
        RESTOCK = "restock"
        TRANSFER_IN = "transfer_in"
        TRANSFER_OUT = "transfer_out"
        OUTSIDE = "outside"  # what the outside stock system says, taken over

    stock = models.ForeignKey(Stock, on_delete=models.CASCADE, related_name="movements")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    on_hand_change = models.IntegerField(default=0)
    allocated_change = models.IntegerField(default=0)
    reference = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="stock_movement_at"),
            models.Index(
                fields=["reference"],
                condition=Q(kind__in=["transfer_in", "transfer_out"]),
                name="stock_movement_transfer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.stock_id}"


class Offer(models.Model):
    """A definition: orders applies it. A coupon is an offer with a code."""

    class Kind(models.TextChoices):
        PERCENTAGE = "percentage"
        AMOUNT = "amount"
        BUY_X_GET_Y = "buy_x_get_y"
        BUNDLE = "bundle"
        FREE_DELIVERY = "free_delivery"

    title = models.CharField(max_length=120)
    description = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    code = models.CharField(max_length=24, blank=True, db_index=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    amount_paise = models.BigIntegerField(default=0)
    max_discount_paise = models.BigIntegerField(null=True, blank=True)
    min_subtotal_paise = models.BigIntegerField(default=0)
    buy_quantity = models.PositiveSmallIntegerField(default=0)
    free_quantity = models.PositiveSmallIntegerField(default=0)
    categories = models.ManyToManyField(Category, blank=True)
    brands = models.ManyToManyField(Brand, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    limit_total = models.PositiveIntegerField(null=True, blank=True)
    limit_per_person = models.PositiveIntegerField(null=True, blank=True)
    first_order_only = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="one_offer_per_code"),
        ]

    def __str__(self) -> str:
        return self.title


class Favourite(models.Model):
    owner_key = models.CharField(max_length=64)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="favourites")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner_key", "product"], name="one_favourite")]

    def __str__(self) -> str:
        return f"{self.owner_key} {self.product_id}"


class CatalogVersion(models.Model):
    """One row, counted up by every change that search, vocabulary or caches must notice."""

    number = models.BigIntegerField(default=0)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.number)
