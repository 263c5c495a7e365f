"""Which encoders' vectors are kept of the products, and how far a set of them is that is still being made."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class VectorSet(models.Model):
    """The vectors of one encoder over the whole catalogue; those of the running encoder may have no row.

    cursor: the highest product id that is in; a killed run goes on behind it.
    """

    class State(models.TextChoices):
        FILLING = "filling", _("Being filled")
        READY = "ready", _("Ready")

    encoder = models.CharField(max_length=60, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.FILLING)
    cursor = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    swap_when_ready = models.BooleanField(
        default=False, help_text="Let searches use it as soon as it is whole."
    )
    began_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["-began_at"]

    def __str__(self) -> str:
        return f"{self.encoder} {self.state} {self.done}/{self.total}"
