"""Who waits for what to be back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class StockAlert(models.Model):
    """One wish to be told once when a variant is there again. A guest's is asleep until the e-mail was confirmed."""

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed"
        ACTIVE = "active"
        TOLD = "told"
        ENDED = "ended"

    variant = models.ForeignKey("catalog.Variant", on_delete=models.CASCADE, related_name="stock_alerts")
    owner_key = models.CharField(max_length=64, db_index=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=8, default="en")
    state = models.CharField(max_length=12, choices=State.choices)
    created_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "owner_key", "email"],
                condition=Q(state__in=["unconfirmed", "active"]),
                name="one_open_stock_alert",
            )
        ]
        indexes = [models.Index(fields=["variant"], condition=Q(state="active"), name="stock_alert_active")]

    def __str__(self) -> str:
        return f"{self.owner_key} waits for {self.variant_id}"
