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
