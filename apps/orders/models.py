"""Carts, orders, and the money that moves with them. All money is paise, GST included in prices."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.orders.after_models import (
    GiftCard,
    GiftCardMovement,
    OrderPolicy,
    Return,
    ReturnLine,
    ReturnRule,
)
from apps.orders.billing_models import CreditNote, Invoice, InvoiceSeries
from apps.orders.payment_models import AwaitedCharge, KeptWay, PaymentNotice
from apps.orders.return_models import ReturnHandover, ReturnPhoto
from apps.orders.risk_models import RiskKind, RiskRule
from apps.orders.shipment_models import Shipment, ShipmentLine

__all__ = [
    "Address",
    "Allocation",
    "AwaitedCharge",
    "Cart",
    "CartLine",
    "CreditNote",
    "GiftCard",
    "GiftCardMovement",
    "Invoice",
    "InvoiceSeries",
    "KeptWay",
    "Order",
    "OrderEvent",
    "OrderLine",
    "OrderPolicy",
    "OrderStatus",
    "Payment",
    "PaymentNotice",
    "Redemption",
    "Refund",
    "Return",
    "ReturnHandover",
    "ReturnLine",
    "ReturnPhoto",
    "ReturnRule",
    "RiskKind",
    "RiskRule",
    "Shipment",
    "ShipmentLine",
]


class Cart(models.Model):
    """The one open cart of an owner ("user:12" or "visitor:<uuid>"); merged at log-in."""

    class State(models.TextChoices):
        OPEN = "open"
        ORDERED = "ordered"
        MERGED = "merged"

    owner_key = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    coupon = models.CharField(max_length=24, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True, help_text="A cart is reminded of once.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_key"], condition=Q(state="open"), name="one_open_cart")
        ]

    def __str__(self) -> str:
        return f"cart of {self.owner_key}"


class CartLine(models.Model):
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.CASCADE)
    quantity = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="one_line_per_variant"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="cart_quantity_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.variant_id}"


class Address(models.Model):
    owner_key = models.CharField(max_length=64, db_index=True)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=16)
    line1 = models.CharField(_("flat, house, street"), max_length=200)
    line2 = models.CharField(_("area, landmark"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=60)
    state = models.CharField(_("state"), max_length=2)
    pin = models.CharField(_("PIN code"), max_length=6)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "addresses"

    def __str__(self) -> str:
        return f"{self.name}, {self.city} {self.pin}"


class OrderStatus(models.TextChoices):
    AWAITING_PAYMENT = "awaiting_payment", _("Waiting for payment")
    PLACED = "placed", _("Placed")
    PACKED = "packed", _("Packed")
    SHIPPED = "shipped", _("Shipped")
    OUT_FOR_DELIVERY = "out_for_delivery", _("Out for delivery")
    READY_FOR_PICKUP = "ready_for_pickup", _("Ready for pick-up")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled")
    RETURNED = "returned", _("Returned")


class Order(models.Model):
    class Fulfilment(models.TextChoices):
        DELIVERY = "delivery", _("Home delivery")
        PICKUP = "pickup", _("Pick-up in store")

    number = models.CharField(max_length=16, unique=True)
    owner_key = models.CharField(max_length=64)
    placement_key = models.CharField(
        max_length=80,
        blank=True,
        help_text="The approval that placed it; the same one places nothing twice.",
    )
    cart = models.OneToOneField(Cart, null=True, blank=True, on_delete=models.PROTECT, related_name="order")
    status = models.CharField(max_length=20, choices=OrderStatus.choices, db_index=True)
    fulfilment = models.CharField(max_length=10, choices=Fulfilment.choices)
    store = models.ForeignKey("catalog.Store", null=True, blank=True, on_delete=models.PROTECT)
    ship_to = models.JSONField(default=dict, blank=True, help_text="The address as it was when ordering.")
    contact_name = models.CharField(max_length=120)
    contact_phone = models.CharField(max_length=16, db_index=True)
    contact_email = models.EmailField(blank=True)
    contact_language = models.CharField(
        max_length=8,
        default="en",
        db_default="en",
        help_text="Of letters to a guest: the one in which they ordered.",
    )
    buyer_gstin = models.CharField(max_length=15, blank=True)
    buyer_company = models.CharField(max_length=120, blank=True)
    gift_message = models.CharField(max_length=300, blank=True)
    place_of_supply = models.CharField(max_length=2)
    supplied_from = models.CharField(max_length=2, blank=True)
    subtotal_paise = models.BigIntegerField()
    discount_paise = models.BigIntegerField(default=0)
    delivery_paise = models.BigIntegerField(default=0)
    total_paise = models.BigIntegerField()
    tax_paise = models.BigIntegerField(default=0, help_text="GST contained in the total.")
    coupon = models.CharField(max_length=24, blank=True)
    offers = models.JSONField(default=list, blank=True)
    policy = models.ForeignKey(OrderPolicy, null=True, blank=True, on_delete=models.PROTECT)
    item_changes = models.PositiveSmallIntegerField(default=0)
    goods_back_paise = models.BigIntegerField(
        default=0, help_text="Price of the pieces cancelled or returned in part, fees not taken off."
    )
    delivery_terms = models.JSONField(
        default=dict, blank=True, help_text="The fee and the threshold of free delivery as they were then."
    )
    promised_date = models.DateField(null=True, blank=True)
    door = models.CharField(max_length=16, blank=True)
    placed_at = models.DateTimeField(db_index=True)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["-placed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total_paise=F("subtotal_paise") - F("discount_paise") + F("delivery_paise")),
                name="order_total_adds_up",
            ),
            models.CheckConstraint(condition=Q(total_paise__gte=0), name="order_total_not_negative"),
            models.UniqueConstraint(
                fields=["owner_key", "placement_key"],
                condition=~Q(placement_key=""),
                name="one_order_per_placement_key",
            ),
        ]
        indexes = [models.Index(fields=["owner_key", "-placed_at"], name="order_owner_placed")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("orders:order", args=[self.number])


class OrderLine(models.Model):
    """What was bought or came in exchange, as it was called and cost then; quantities move, never the price."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey("catalog.Variant", null=True, on_delete=models.SET_NULL)
    request = models.ForeignKey(
        Return,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sent_lines",
        help_text="The exchange that brought it.",
    )
    product_title = models.CharField(max_length=400)
    colour = models.CharField(max_length=40, blank=True)
    size = models.CharField(max_length=20, blank=True)
    image = models.CharField(max_length=200, blank=True)
    hsn = models.CharField(max_length=8, blank=True)
    gst_percent = models.DecimalField(max_digits=4, decimal_places=2, default=0)
    quantity = models.PositiveIntegerField()
    cancelled = models.PositiveIntegerField(default=0)
    shipped = models.PositiveIntegerField(default=0)
    delivered = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    exchanged = models.PositiveIntegerField(default=0)
    unit_price_paise = models.BigIntegerField()
    discount_paise = models.BigIntegerField(default=0)
    total_paise = models.BigIntegerField()
    tax_paise = models.BigIntegerField(default=0, help_text="GST contained: CGST + SGST, or IGST.")
    cgst_paise = models.BigIntegerField(default=0)
    sgst_paise = models.BigIntegerField(default=0)
    igst_paise = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="order_quantity_positive"),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("cancelled") + F("shipped")), name="order_line_quantities_fit"
            ),
            models.CheckConstraint(
                condition=Q(delivered__gte=F("returned") + F("exchanged")), name="order_line_returns_fit"
            ),
            models.CheckConstraint(
                condition=Q(total_paise=F("unit_price_paise") * F("quantity") - F("discount_paise")),
                name="order_line_total_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(tax_paise=F("cgst_paise") + F("sgst_paise") + F("igst_paise")),
                name="order_line_tax_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product_title}"


class Allocation(models.Model):
    """Which stock row gave the pieces of an order line: held until they ship or are released."""

    class State(models.TextChoices):
        HELD = "held"
        SHIPPED = "shipped"
        RELEASED = "released"

    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="allocations")
    stock = models.ForeignKey("catalog.Stock", on_delete=models.PROTECT)
    quantity = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.HELD)

    class Meta:
        indexes = [models.Index(fields=["stock"], condition=Q(state="held"), name="allocation_held")]

    def __str__(self) -> str:
        return f"{self.quantity} of stock {self.stock_id}"


class Payment(models.Model):
    class Method(models.TextChoices):
        UPI = "upi", _("UPI")
        CARD = "card", _("Card")
        COD = "cod", _("Cash on delivery")
        GIFT_CARD = "gift_card", _("Gift card")

    class State(models.TextChoices):
        PENDING = "pending"
        AUTHORISED = "authorised"
        CAPTURED = "captured"
        FAILED = "failed"
        VOIDED = "voided"
        REFUNDED = "refunded"

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="payments")
    method = models.CharField(max_length=12, choices=Method.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    amount_paise = models.BigIntegerField()
    detail = models.CharField(max_length=60, blank=True, help_text="A UPI id or a card's last digits.")
    provider = models.CharField(max_length=20, default="embedded")
    provider_reference = models.CharField(max_length=60, unique=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.method} {self.amount_paise} {self.state}"


class Refund(models.Model):
    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="refunds")
    amount_paise = models.BigIntegerField()
    reason = models.CharField(max_length=120)
    method = models.CharField(max_length=12, blank=True, help_text="Where it went, if not the way it came.")
    detail = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, default="pending")
    provider_reference = models.CharField(max_length=60, unique=True)
    created_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"refund {self.amount_paise}"


class OrderEvent(models.Model):
    """The append-only timeline that the shopper reads in plain words."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=40)
    status = models.CharField(max_length=20, choices=OrderStatus.choices)
    details = models.JSONField(default=dict, blank=True)
    actor = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind}"


class Redemption(models.Model):
    """One use of an offer by one person in one order; released when the order is cancelled."""

    offer = models.ForeignKey("catalog.Offer", on_delete=models.PROTECT)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="redemptions")
    owner_key = models.CharField(max_length=64, db_index=True)
    discount_paise = models.BigIntegerField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offer", "order"], name="one_redemption_per_order")]

    def __str__(self) -> str:
        return f"{self.offer_id} in {self.order_id}"
