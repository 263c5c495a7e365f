"""After the purchase: the terms a shop loads as rows, gift cards, and pieces that come back. All money is paise."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def refund_ways() -> list[str]:
    return ["original", "gift_card", "store_credit"]


def fault_reasons() -> list[str]:
    return ["damaged", "wrong_item", "not_as_described"]


class OrderPolicy(models.Model):
    """What may be done after ordering. An order keeps the policy it was placed under; without one, the defaults hold.

    A number that is absent is no limit; an empty list allows every value.
    """

    class Until(models.TextChoices):
        PLACED = "placed"
        PACKED = "packed"

    class PartDelivery(models.TextChoices):
        KEEP = "keep", _("Delivery stays free")
        CHARGE = "charge", _("The fee is taken off what goes back")

    class Anchor(models.TextChoices):
        DELIVERED = "delivered"
        SHIPPED = "shipped"
        PLACED = "placed"

    name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    starts_on = models.DateField(null=True, blank=True, help_text="First day of ordering that it holds for.")
    ends_on = models.DateField(null=True, blank=True, help_text="Last day of ordering that it holds for.")
    cancel_until = models.CharField(max_length=10, choices=Until.choices, default=Until.PACKED)
    cancel_reasons = models.JSONField(default=list, blank=True)
    item_changes = models.PositiveSmallIntegerField(null=True, blank=True, help_text="How often, an order.")
    item_change_closes = models.BooleanField(
        default=False,
        help_text="After a change of items nothing else of the order can be changed or cancelled.",
    )
    difference_to = models.JSONField(default=refund_ways, blank=True)
    return_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Where a product states none."
    )
    unstated_is_final = models.BooleanField(
        default=True, help_text="A product that states no days can't come back."
    )
    return_anchor = models.CharField(max_length=10, choices=Anchor.choices, default=Anchor.DELIVERED)
    exchange_restarts_window = models.BooleanField(
        default=True, help_text="What came in exchange has a window of its own, from the day it was sent."
    )
    part_delivery = models.CharField(
        max_length=10,
        choices=PartDelivery.choices,
        default=PartDelivery.KEEP,
        help_text="When pieces are cancelled or returned and the rest alone would not have been delivered free.",
    )
    requests_per_order = models.PositiveSmallIntegerField(null=True, blank=True)
    return_reasons = models.JSONField(default=list, blank=True)
    refund_to = models.JSONField(default=refund_ways, blank=True)
    approval_above_paise = models.BigIntegerField(null=True, blank=True)
    approval_reasons = models.JSONField(default=list, blank=True)
    photo_reasons = models.JSONField(default=list, blank=True)
    fault_reasons = models.JSONField(default=fault_reasons, blank=True)
    restocking_percent = models.DecimalField(max_digits=4, decimal_places=2, default=Decimal(0))
    pickup_fee_paise = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "order policies"

    def __str__(self) -> str:
        return self.name


class ReturnRule(models.Model):
    """An exception from a policy for a category and all below it; the nearest category wins."""

    policy = models.ForeignKey(OrderPolicy, on_delete=models.CASCADE, related_name="rules")
    category = models.ForeignKey("catalog.Category", on_delete=models.CASCADE)
    final_sale = models.BooleanField(default=False)
    return_days = models.PositiveSmallIntegerField(null=True, blank=True)
    restocking_percent = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["policy", "category"], name="one_rule_per_category")]

    def __str__(self) -> str:
        return f"{self.policy_id} {self.category_id}"


class GiftCard(models.Model):
    """Money kept with the shop for one person: a gift card, or the store credit of refunds."""

    class Kind(models.TextChoices):
        GIFT = "gift", _("Gift card")
        STORE_CREDIT = "store_credit", _("Store credit")

    code = models.CharField(max_length=40, unique=True)
    owner_key = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.GIFT)
    balance_paise = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(balance_paise__gte=0), name="gift_card_not_overdrawn"),
            models.UniqueConstraint(
                fields=["owner_key"], condition=Q(kind="store_credit"), name="one_store_credit"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class GiftCardMovement(models.Model):
    """Every change of a balance, with what it was for; append-only."""

    card = models.ForeignKey(GiftCard, on_delete=models.PROTECT, related_name="movements")
    change_paise = models.BigIntegerField()
    reference = models.CharField(max_length=80)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.card_id} {self.change_paise:+d}"


class Return(models.Model):
    """Delivered pieces on their way back: for money, or for another variant of the same product."""

    class Kind(models.TextChoices):
        RETURN = "return", _("Return")
        EXCHANGE = "exchange", _("Exchange")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        RECEIVED = "received", _("Received")
        DONE = "done", _("Done")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Called off")

    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="returns")
    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    status = models.CharField(max_length=10, choices=Status.choices, db_index=True)
    reason = models.CharField(max_length=120, blank=True)
    settle_by = models.CharField(
        max_length=12, help_text="Where money goes or comes from: original, gift_card..."
    )
    settle_detail = models.CharField(max_length=60, blank=True)
    amount_paise = models.BigIntegerField(
        help_text="To the shopper; below zero, they pay it. Fees are taken off."
    )
    fee_paise = models.BigIntegerField(default=0)
    value_paise = models.BigIntegerField(
        default=0, help_text="What the goods that came back cost, fees not taken off; known when received."
    )
    delivery_fee_paise = models.BigIntegerField(
        default=0, help_text="Delivery that is no longer free, taken off what goes back."
    )
    pickup_date = models.DateField(null=True, blank=True)
    review_reason = models.CharField(
        max_length=200,
        blank=True,
        help_text="Why a person should look at it first; never shown to the shopper.",
    )
    answer = models.CharField(max_length=200, blank=True, help_text="What staff wrote when rejecting.")
    requested_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["-requested_at"]

    def __str__(self) -> str:
        return self.number


class ReturnLine(models.Model):
    class Fate(models.TextChoices):
        OPEN = ""
        RESTOCKED = "restocked"
        WRITTEN_OFF = "written_off"

    request = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey("orders.OrderLine", on_delete=models.CASCADE, related_name="return_lines")
    quantity = models.PositiveIntegerField()
    new_variant = models.ForeignKey("catalog.Variant", null=True, blank=True, on_delete=models.PROTECT)
    new_price_paise = models.BigIntegerField(default=0)
    fate = models.CharField(max_length=12, choices=Fate.choices, default=Fate.OPEN, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(quantity__gte=1), name="return_quantity_positive")]

    def __str__(self) -> str:
        return f"{self.quantity} of line {self.line_id}"
