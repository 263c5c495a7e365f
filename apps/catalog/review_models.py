"""What shoppers say of products, what moderators decided of it, and whom it helped."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Review(models.Model):
    """One a person and product. findings: codes of what the automatic checks found; reason: why it was rejected."""

    class State(models.TextChoices):
        PENDING = "pending", _("being looked at")
        PUBLISHED = "published", _("published")
        REJECTED = "rejected", _("not published")

    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="reviews")
    owner_key = models.CharField(max_length=64, db_index=True)
    author = models.CharField(max_length=80)
    rating = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    verified = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    findings = models.JSONField(default=list, db_default=[], blank=True)
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    decided_by = models.CharField(max_length=64, blank=True, default="", db_default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    helpful = models.PositiveIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__gte=1) & Q(rating__lte=5), name="review_rating_1_to_5"
            ),
            models.UniqueConstraint(fields=["product", "owner_key"], name="one_review_per_person"),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(state="pending"), name="review_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.rating} for {self.product_id}"


class ReviewVote(models.Model):
    """A person found a review helpful; Review.helpful is the number of these rows."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="votes")
    owner_key = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "owner_key"], name="one_vote_per_person")]

    def __str__(self) -> str:
        return f"{self.owner_key} for {self.review_id}"
