"""What a person told the shop to remember of them, and from when on their orders may teach it again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ToldPreference(models.Model):
    """One thing that a person said of themselves. kinds: names of categories, empty for any thing."""

    class What(models.TextChoices):
        SIZE = "size", _("Size")
        BRAND = "brand", _("Favourite brand")
        BUDGET = "budget", _("Budget")

    owner_key = models.CharField(max_length=64, db_index=True)
    key = models.CharField(max_length=160)
    what = models.CharField(max_length=8, choices=What.choices)
    goods = models.CharField(max_length=80, blank=True)
    kinds = models.JSONField(default=list, blank=True)
    whom = models.CharField(max_length=16, blank=True)
    value = models.CharField(max_length=80, blank=True)
    low_paise = models.BigIntegerField(null=True, blank=True)
    high_paise = models.BigIntegerField(null=True, blank=True)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_key", "key"], name="one_told_preference_per_key"),
            models.CheckConstraint(
                condition=models.Q(what__in=["size", "brand", "budget"]), name="told_preference_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner_key}: {self.key}"


class Forgotten(models.Model):
    """A person wanted something forgotten: orders until then no longer teach it. key "" stands for everything."""

    owner_key = models.CharField(max_length=64, db_index=True)
    key = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner_key", "key"], name="one_forgotten_per_key")]

    def __str__(self) -> str:
        return f"{self.owner_key}: {self.key or '*'}"
