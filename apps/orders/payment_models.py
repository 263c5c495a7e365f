"""What the payment provider told us, each event once."""

from __future__ import annotations

from django.db import models


class PaymentNotice(models.Model):
    """One signed event of the provider; kept until a payment with its reference is there to apply it to."""

    event_id = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=30)
    reference = models.CharField(max_length=60, db_index=True)
    amount_paise = models.BigIntegerField()
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class AwaitedCharge(models.Model):
    """Money that a change of an order waits for, agreed to in an app or on the bank's page.

    The change is made when the provider's notice comes. wishes: item_change.Wish as lists, with the price agreed to.
    """

    class Kind(models.TextChoices):
        ITEMS = "items"
        PAYMENT = "payment"
        EXCHANGE = "exchange"

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        CALLED_OFF = "called_off"
        GIVEN_BACK = "given_back"

    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="awaited")
    request = models.ForeignKey(
        "orders.Return", null=True, blank=True, on_delete=models.CASCADE, related_name="awaited"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    wishes = models.JSONField(default=list, blank=True)
    method = models.CharField(max_length=12)
    detail = models.CharField(max_length=60, blank=True)
    amount_paise = models.BigIntegerField()
    provider = models.CharField(max_length=20)
    provider_reference = models.CharField(max_length=60, unique=True)
    actor = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=models.Q(state="waiting"), name="one_awaited_charge"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_paise} {self.state}"


class KeptWay(models.Model):
    """A way to pay that a person keeps with the shop: a UPI id or a card's token, and what it is called.

    label: what is printed on the card or known of it ("Visa ending 4242"), "" where the detail says it all.
    """

    owner_key = models.CharField(max_length=64, db_index=True)
    method = models.CharField(max_length=12)
    detail = models.CharField(max_length=60)
    label = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner_key", "method", "detail"], name="one_kept_way_each")
        ]

    def __str__(self) -> str:
        return self.label or self.detail
