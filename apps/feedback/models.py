"""What people think of answers, and the tickets that need a person."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.feedback.survey_models import Survey

__all__ = ["Rating", "Survey", "Ticket", "TicketEvent"]


class Rating(models.Model):
    """A thumb on one answer; one per person and answer, the last one counts."""

    class Thumb(models.TextChoices):
        UP = "up"
        DOWN = "down"

    owner_key = models.CharField(max_length=64)
    message_id = models.BigIntegerField()
    conversation_id = models.CharField(max_length=36)
    thumb = models.CharField(max_length=4, choices=Thumb.choices)
    reason = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_key", "message_id"], name="one_rating_per_answer")
        ]

    def __str__(self) -> str:
        return f"{self.thumb} on {self.message_id}"


class Ticket(models.Model):
    class Category(models.TextChoices):
        BUG = "bug", _("Bug")
        FEATURE = "feature", _("Feature request")
        HOW_TO = "how_to", _("How-to")
        OTHER = "other", _("Other")

    class Status(models.TextChoices):
        NEW = "new", _("New")
        OPEN = "open", _("Open")
        WAITING = "waiting", _("Waiting for customer")
        RESOLVED = "resolved", _("Resolved")

    class Priority(models.TextChoices):
        LOW = "low", _("Low")
        NORMAL = "normal", _("Normal")
        CRITICAL = "critical", _("Critical")

    number = models.CharField(max_length=16, unique=True)
    owner_key = models.CharField(max_length=64, db_index=True)
    category = models.CharField(max_length=10, choices=Category.choices, default=Category.OTHER)
    priority = models.CharField(max_length=10, choices=Priority.choices, default=Priority.NORMAL)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.NEW, db_index=True)
    subject = models.CharField(max_length=160)
    order_number = models.CharField(max_length=16, blank=True)
    conversation_id = models.CharField(max_length=36, blank=True)
    assignee = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("feedback:ticket", args=[self.number])


class TicketEvent(models.Model):
    """Append-only history of a ticket: messages, assignments, changes of status."""

    class Kind(models.TextChoices):
        OPENED = "opened"
        MESSAGE = "message"
        NOTE = "note"
        ASSIGNED = "assigned"
        STATUS = "status"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    actor = models.CharField(max_length=64)
    from_customer = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind}"
