"""What we know of the stock system of another company, and where it and we disagree."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OutsideSystem(models.Model):
    """One system that is synchronised with: how far its changes were read, and which of our movements it has.

    floor_movement is an id of StockMovement: of those up to it all that concern the system have been sent.
    """

    name = models.CharField(max_length=40, unique=True)
    cursor = models.CharField(max_length=120, blank=True)
    etag = models.CharField(max_length=80, blank=True)
    floor_movement = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0, help_text="Outages in a row.")
    last_error = models.CharField(max_length=300, blank=True)
    last_ok_at = models.DateTimeField(null=True, blank=True)
    last_try_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class OutsideLevel(models.Model):
    """The newest that a system has said of one SKU at one place; version rises with each change there."""

    system = models.ForeignKey(OutsideSystem, on_delete=models.CASCADE, related_name="levels")
    sku = models.CharField(max_length=60)
    place = models.CharField(max_length=20)
    version = models.BigIntegerField()
    on_hand = models.IntegerField()
    acknowledged = models.BigIntegerField(default=0, help_text="Our last movement that is in on_hand.")
    base_movement = models.BigIntegerField(
        null=True, help_text="Our last movement when it met our stock row: taken to be in on_hand."
    )
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "sku", "place"], name="one_outside_level")]

    def __str__(self) -> str:
        return f"{self.sku}@{self.place} {self.on_hand} (v{self.version})"


class OutsidePush(models.Model):
    """One movement of ours that the system has answered for; it is not sent again."""

    system = models.ForeignKey(OutsideSystem, on_delete=models.CASCADE, related_name="pushes")
    movement = models.ForeignKey("catalog.StockMovement", on_delete=models.CASCADE, related_name="pushes")
    answer = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "movement"], name="one_push_per_movement")]

    def __str__(self) -> str:
        return f"{self.movement_id} {self.answer}"


class StockConflict(models.Model):
    """A disagreement that a person must settle. Until then the shop sells the smaller number."""

    class Kind(models.TextChoices):
        SHORT = "short", _("They have fewer than we have sold")
        JUMP = "jump", _("They suddenly have far more")
        NEGATIVE = "negative", _("They say less than nothing")
        UNKNOWN_SKU = "unknown_sku", _("We don't know the SKU")
        UNKNOWN_PLACE = "unknown_place", _("We don't know the place")
        REFUSED = "refused", _("They refused what we sent")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        SETTLED = "settled", _("Settled by a person")
        GONE = "gone", _("Gone by itself")

    system = models.ForeignKey(OutsideSystem, on_delete=models.CASCADE, related_name="conflicts")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN, db_index=True)
    sku = models.CharField(max_length=60)
    place = models.CharField(max_length=20)
    stock = models.ForeignKey(
        "catalog.Stock", null=True, blank=True, on_delete=models.CASCADE, related_name="conflicts"
    )
    theirs = models.IntegerField(help_text="What they have, with our movements that they lack.")
    ours = models.IntegerField(help_text="What we had on hand.")
    committed = models.IntegerField(default=0, help_text="Of it sold or being paid.")
    answer = models.CharField(max_length=16, blank=True)
    note = models.CharField(max_length=200, blank=True)
    settled_by = models.CharField(max_length=120, blank=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "sku", "place", "kind"],
                condition=Q(state="open"),
                name="one_open_conflict_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sku}@{self.place}"
