"""What goes with things that come back: photos of what is wrong, and how the parcel is handed over."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.orders.after_models import Return


class ReturnPhoto(models.Model):
    """A picture of what is wrong, written anew by us. It waits with its order until a request takes it along."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_key = models.CharField(max_length=64, db_index=True)
    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="return_photos")
    request = models.ForeignKey(
        Return, null=True, blank=True, on_delete=models.CASCADE, related_name="pictures"
    )
    width = models.PositiveIntegerField(help_text="pixels")
    height = models.PositiveIntegerField(help_text="pixels")
    size_bytes = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self) -> str:
        return reverse("orders:photo", args=[self.id])

    @property
    def path(self) -> Path:
        """Where the file lies: outside of everything that is served."""
        return Path(settings.PRIVATE_ROOT) / "returns" / f"{self.id}.jpg"


class ReturnHandover(models.Model):
    """How the things of a request reach us, as the shopper chose; without a row the courier calls."""

    class Way(models.TextChoices):
        PICKUP = "pickup", _("The courier collects it")
        DROP_OFF = "drop_off", _("I bring it to a store")

    request = models.OneToOneField(Return, on_delete=models.CASCADE, related_name="handover")
    way = models.CharField(max_length=10, choices=Way.choices)
    from_hour = models.PositiveSmallIntegerField(null=True, blank=True)
    to_hour = models.PositiveSmallIntegerField(null=True, blank=True)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(way="drop_off", from_hour=None, to_hour=None)
                | models.Q(way="pickup", from_hour__lt=models.F("to_hour")),
                name="handover_has_its_hours",
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.way}"
