"""Flags, and the versions of models and prompts that run under an alias."""

from __future__ import annotations

from django.db import models


class Flag(models.Model):
    """A feature flag: salted deterministic assignment to a percentage of people."""

    name = models.SlugField(max_length=60, unique=True)
    description = models.CharField(max_length=300, blank=True)
    enabled = models.BooleanField(default=False)
    percent = models.PositiveSmallIntegerField(default=0)
    salt = models.CharField(max_length=32)
    roles = models.JSONField(default=list, blank=True)
    value = models.JSONField(null=True, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="flag_percent_at_most_100")
        ]

    def __str__(self) -> str:
        return self.name


class Kind(models.TextChoices):
    """What a version is a version of."""

    ENCODER = "encoder"
    INTENTS = "intents"
    RANKER = "ranker"
    RECOMMENDER = "recommender"
    LEXICAL_INDEX = "lexical_index"
    VOCABULARY = "vocabulary"
    PROMPT = "prompt"


class ModelVersion(models.Model):
    """One trained or built artefact; path is relative to the run folder."""

    kind = models.CharField(max_length=20, choices=Kind.choices)
    version = models.CharField(max_length=60)
    path = models.CharField(max_length=200, blank=True)
    metrics = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="one_model_version")]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class PromptVersion(models.Model):
    """A prompt under semantic versioning; never edited, only followed by another."""

    name = models.SlugField(max_length=60)
    version = models.CharField(max_length=20)
    text = models.TextField()
    changelog = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="one_prompt_version")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class AliasName(models.TextChoices):
    CHAMPION = "champion"
    CHALLENGER = "challenger"
    PREVIOUS = "previous"


class Alias(models.Model):
    """Which version of a kind (and name, for prompts) runs; processes look again every few seconds."""

    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=60, blank=True)
    alias = models.CharField(max_length=12, choices=AliasName.choices)
    version = models.CharField(max_length=60)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "aliases"
        constraints = [models.UniqueConstraint(fields=["kind", "name", "alias"], name="one_alias")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name} {self.alias} = {self.version}"
