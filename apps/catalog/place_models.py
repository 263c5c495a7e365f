"""Counting pieces and moving them between places."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class StockCount(models.Model):
    """One count of one stock row: what the books said, what lay there, and why they differ; append-only."""

    class Reason(models.TextChoices):
        ROUTINE = "routine", _("Routine count")
        DAMAGED = "damaged", _("Damaged")
        LOST = "lost", _("Lost or stolen")
        FOUND = "found", _("Found again")
        MISTAKE = "mistake", _("Earlier mistake")
        IMPORT = "import", _("Imported file")
        OUTSIDE = "outside", _("Disagreement with the stock system")

    stock = models.ForeignKey("catalog.Stock", on_delete=models.CASCADE, related_name="counts")
    expected = models.IntegerField()
    counted = models.IntegerField()
    reason = models.CharField(max_length=10, choices=Reason.choices, default=Reason.ROUTINE)
    note = models.CharField(max_length=200, blank=True)
    value_paise = models.BigIntegerField(help_text="The difference at the price of that day.")
    actor = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.counted} of {self.stock_id}"

    @property
    def difference(self) -> int:
        return self.counted - self.expected


class Transfer(models.Model):
    """Pieces from one place to another. Between sending and receiving they are nowhere and can't be sold."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        SENT = "sent", _("On the way")
        RECEIVED = "received", _("Received")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(max_length=20, unique=True)
    submit_key = models.CharField(max_length=64, unique=True)
    source = models.ForeignKey("catalog.Store", on_delete=models.PROTECT, related_name="transfers_out")
    target = models.ForeignKey("catalog.Store", on_delete=models.PROTECT, related_name="transfers_in")
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED, db_index=True)
    note = models.CharField(max_length=200, blank=True)
    requested_by = models.CharField(max_length=120)
    requested_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="transfer_between_two_places")
        ]

    def __str__(self) -> str:
        return self.number


class TransferLine(models.Model):
    """requested >= sent >= received + lost; what is sent and neither received nor lost is on the way."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT)
    requested = models.PositiveIntegerField()
    sent = models.PositiveIntegerField(default=0)
    received = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=120, blank=True, help_text="Why fewer arrived than were sent.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "variant"], name="one_transfer_line_per_variant"),
            models.CheckConstraint(condition=Q(requested__gte=1), name="transfer_requested_positive"),
            models.CheckConstraint(condition=Q(sent__lte=F("requested")), name="transfer_sent_fits"),
            models.CheckConstraint(
                condition=Q(sent__gte=F("received") + F("lost")), name="transfer_received_fits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requested} x {self.variant_id}"

    @property
    def on_the_way(self) -> int:
        return self.sent - self.received - self.lost
