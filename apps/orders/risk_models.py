"""Signs of fraud that a shop watches for, as rows, so that staff can loosen or tighten them without a release."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class RiskKind(models.TextChoices):
    CASH_REFUSALS = "cash_refusals", _("Cash orders refused at the door")
    OPEN_CASH = "open_cash", _("Cash orders on their way at once")
    SHARED_REFUNDS = "shared_refunds", _("Other accounts with returns at the same phone, address or UPI id")
    DECLINES = "declines", _("Declined payments of one person")
    GUEST_DECLINES = "guest_declines", _("Declined payments of all guests together")


class RiskRule(models.Model):
    """When so many of a kind happen within a time, the answer in services/risk.py follows. No row: the default."""

    kind = models.CharField(max_length=20, choices=RiskKind.choices, unique=True)
    most = models.PositiveSmallIntegerField(help_text="How many are still fine.")
    within = models.DurationField(default=timedelta(days=180))
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.kind}: {self.most}"
