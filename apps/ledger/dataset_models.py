"""What each service teaches, row by row, and the datasets that were made of the rows."""

from __future__ import annotations

from django.db import models


class CuratedExample(models.Model):
    """A sentence, the tool it calls for and its arguments: to train with, or (a test) to measure with.

    Only reviewed rows leave the shop. key is unique within a service and names a row in every version.
    """

    class Purpose(models.TextChoices):
        TRAIN = "train"
        TEST = "test"

    class Quality(models.TextChoices):
        HUMAN_CURATED = "human_curated"
        PRODUCTION_VALIDATED = "production_validated"
        AUTOMATED = "automated"

    class Source(models.TextChoices):
        DEVELOPER = "developer"
        PRODUCTION = "production"
        CORRECTION = "correction"

    service = models.CharField(max_length=20, db_index=True)
    purpose = models.CharField(max_length=6, choices=Purpose.choices)
    key = models.CharField(max_length=64)
    query = models.TextField()
    tool = models.CharField(max_length=60)
    parameters = models.JSONField(default=dict, blank=True)
    quality = models.CharField(max_length=24, choices=Quality.choices)
    source = models.CharField(max_length=12, choices=Source.choices)
    priority = models.CharField(max_length=10, blank=True)  # of a test
    min_accuracy = models.FloatField(null=True, blank=True)  # of a test
    mistake_made = models.CharField(max_length=300, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "key"], name="one_curated_key")]

    def __str__(self) -> str:
        return f"{self.service}: {self.query[:60]}"


class CuratedDataset(models.Model):
    """One dataset made of all services' rows: never changed, only followed. path is relative to the run folder."""

    version = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    counts = models.JSONField()
    path = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.version
