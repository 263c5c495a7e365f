"""Conversations as they happened: the events of each turn, and the dialogue state that they make."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Conversation(models.Model):
    """One thread of talk; it belongs to a visitor until they log in, then to the person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_key = models.CharField(max_length=64, db_index=True)
    language = models.CharField(max_length=8, default="en")
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField(db_index=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return str(self.id)


class Turn(models.Model):
    """One thing said and its answer. client_key makes a resent message the same turn.

    state is the dialogue state after the turn (JSON), a snapshot of what its events make; commands and trace say how
    it was understood.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    number = models.PositiveIntegerField()
    client_key = models.CharField(max_length=36)
    said = models.TextField()
    language = models.CharField(max_length=8, default="en")
    intents = models.JSONField(default=list, blank=True)
    commands = models.JSONField(default=list, blank=True)
    state = models.JSONField(default=dict, blank=True)
    trace = models.JSONField(default=dict, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["conversation_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="one_turn_number"),
            models.UniqueConstraint(fields=["conversation", "client_key"], name="one_turn_per_client_key"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.number}"


class TurnEvent(models.Model):
    """What made a turn: what was said or tapped, how it was read, what the shop answered, when, what was remembered.

    Append-only: a database trigger refuses changes. It goes with its conversation, when the person wants something
    forgotten, and some time after the conversation's last word (`log.KEPT`). happened is JSON, as text because the
    order of keys is of the record.
    """

    turn = models.OneToOneField(Turn, on_delete=models.CASCADE, primary_key=True, related_name="event")
    happened = models.TextField()

    def __str__(self) -> str:
        return f"event {self.pk}"


class Message(models.Model):
    """What is on the screen: a person's words, the assistant's blocks, or a support agent's words."""

    class Role(models.TextChoices):
        PERSON = "person"
        ASSISTANT = "assistant"
        AGENT = "agent"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    turn = models.ForeignKey(Turn, null=True, blank=True, on_delete=models.CASCADE, related_name="messages")
    role = models.CharField(max_length=10, choices=Role.choices)
    text = models.TextField(blank=True)
    blocks = models.JSONField(default=list, blank=True)
    chips = models.JSONField(default=list, blank=True)
    about = models.CharField(
        max_length=40, blank=True, help_text='Of what it is the news, "event:12"; said once.'
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "about"], condition=~Q(about=""), name="news_is_said_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.text[:40]}"


class RouteWeight(models.Model):
    """What outcomes taught of one reason to offer the classic view, and the outcomes themselves."""

    why = models.CharField(max_length=16, unique=True)
    weight = models.FloatField()
    offered = models.PositiveIntegerField()
    taken = models.PositiveIntegerField()
    completed = models.PositiveIntegerField()
    learned_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.why}: {self.weight}"
