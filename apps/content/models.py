"""FAQ and policy documents, and the passages that answers cite."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from pgvector.django import HalfVectorField


class Document(models.Model):
    """One page of the help centre; only published ones are found and cited."""

    class Kind(models.TextChoices):
        FAQ = "faq"
        POLICY = "policy"
        GUIDE = "guide"

    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        ARCHIVED = "archived"

    slug = models.SlugField(max_length=80)
    language = models.CharField(max_length=8, default="en")
    version = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.FAQ)
    topic = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    body = models.TextField(help_text="Plain paragraphs separated by empty lines.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "language", "version"], name="one_document_version"),
            models.UniqueConstraint(
                fields=["slug", "language"],
                condition=models.Q(status="published"),
                name="one_published_document",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("content:document", args=[self.slug])


class Passage(models.Model):
    """A few sentences of a document with their embedding (unit length, 384)."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="passages")
    ordinal = models.PositiveSmallIntegerField()
    text = models.TextField()
    embedding = HalfVectorField(dimensions=384, null=True)
    encoder = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["document_id", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["document", "ordinal"], name="one_passage_ordinal")]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.ordinal}"
