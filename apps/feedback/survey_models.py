"""The one question at the end of a conversation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Survey(models.Model):
    """How a conversation was, from 1 to 5; one a conversation, the last answer counts."""

    owner_key = models.CharField(max_length=64, db_index=True)
    conversation_id = models.CharField(max_length=36, unique=True)
    score = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(score__gte=1) & Q(score__lte=5), name="survey_score_1_to_5")
        ]

    def __str__(self) -> str:
        return f"{self.score} for {self.conversation_id}"
