"""What happened, and what must happen exactly once. Rows here don't know what they mean."""

from __future__ import annotations

import secrets
import uuid

from django.core.validators import URLValidator
from django.db import models

from apps.ledger.dataset_models import CuratedDataset, CuratedExample
from apps.ledger.notice_models import Announcement, Notice, NoticeChoice, NoticeKind

__all__ = [
    "Announcement",
    "Approval",
    "AuditEntry",
    "AuditHead",
    "CuratedDataset",
    "CuratedExample",
    "Event",
    "EventName",
    "IdempotencyRecord",
    "Modality",
    "Notice",
    "NoticeChoice",
    "NoticeKind",
    "OutboxMessage",
    "Pseudonym",
    "Receipt",
    "WebhookSubscription",
]


def new_secret() -> str:
    return secrets.token_urlsafe(32)


class EventName(models.TextChoices):
    """The closed list of event names; everything measured later is computed from these."""

    PAGE_VIEWED = "page_viewed"
    CLICKED = "clicked"
    SEARCHED = "searched"
    RESULT_SHOWN = "result_shown"
    PRODUCT_VIEWED = "product_viewed"
    CONVERSATION_STARTED = "conversation_started"
    TURN_TAKEN = "turn_taken"
    TOOL_CALLED = "tool_called"
    TOOL_REFUSED = "tool_refused"
    APPROVAL_ASKED = "approval_asked"
    APPROVAL_GIVEN = "approval_given"
    APPROVAL_DECLINED = "approval_declined"
    UNDONE = "undone"
    CART_CHANGED = "cart_changed"
    CHECKOUT_STARTED = "checkout_started"
    ORDER_PLACED = "order_placed"
    ORDER_CANCELLED = "order_cancelled"
    HANDED_OVER = "handed_over"
    TICKET_OPENED = "ticket_opened"
    TICKET_RESOLVED = "ticket_resolved"
    ANSWER_RATED = "answer_rated"
    CONVERSATION_RATED = "conversation_rated"
    GOAL_COMPLETED = "goal_completed"
    MODALITY_SWITCHED = "modality_switched"
    ROUTE_OFFERED = "route_offered"
    ROUTE_TAKEN = "route_taken"
    FLAG_EXPOSED = "flag_exposed"
    MODEL_CALLED = "model_called"
    SIGNED_UP = "signed_up"
    LOGGED_IN = "logged_in"


class Modality(models.TextChoices):
    CONVERSATION = "conversation"
    CLASSIC = "classic"
    API = "api"
    SYSTEM = "system"


class Pseudonym(models.Model):
    """The erasable link from an owner key ("user:12") to the keyed pseudonym that events carry."""

    owner_key = models.CharField(max_length=64, unique=True)
    nonce = models.CharField(max_length=32)
    pseudonym = models.CharField(max_length=32, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.pseudonym


class Event(models.Model):
    """Append-only (a database trigger refuses changes). properties hold no personal data."""

    name = models.CharField(max_length=40, choices=EventName.choices)
    pseudonym = models.CharField(max_length=32, db_index=True)
    at = models.DateTimeField(db_index=True)
    door = models.CharField(max_length=16)
    modality = models.CharField(max_length=16, choices=Modality.choices)
    conversation_id = models.CharField(max_length=36, blank=True)
    properties = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["name", "at"], name="event_name_at")]
        constraints = [
            models.CheckConstraint(condition=models.Q(name__in=EventName.values), name="event_name_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"


class AuditEntry(models.Model):
    """One link of the hash chain: digest = SHA-256 of previous digest and canonical row; append-only."""

    sequence = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    door = models.CharField(max_length=16)
    action = models.CharField(max_length=80, db_index=True)
    target = models.CharField(max_length=120, blank=True)
    details = models.JSONField(default=dict, blank=True)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"


class AuditHead(models.Model):
    """One row: where the chain ends, signed, so that a cut tail shows; its lock orders the writers."""

    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    signature = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return str(self.sequence)


class Approval(models.Model):
    """A pending yes: bound to the owner, the tool and the exact arguments, for a short life, used once."""

    digest = models.CharField(max_length=64, unique=True)
    owner_key = models.CharField(max_length=64, db_index=True)
    tool = models.CharField(max_length=60)
    arguments = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    card = models.JSONField()
    conversation_id = models.CharField(max_length=36, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.tool} for {self.owner_key}"


class Receipt(models.Model):
    """Proof of one write, with the call that takes it back where that is possible."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_key = models.CharField(max_length=64, db_index=True)
    tool = models.CharField(max_length=60)
    arguments = models.JSONField()
    changed = models.CharField(max_length=300)
    result = models.JSONField(null=True, blank=True)
    approval = models.ForeignKey(Approval, null=True, blank=True, on_delete=models.PROTECT)
    undo_tool = models.CharField(max_length=60, blank=True)
    undo_arguments = models.JSONField(default=dict, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    conversation_id = models.CharField(max_length=36, blank=True)
    door = models.CharField(max_length=16)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.tool}: {self.changed}"


class IdempotencyRecord(models.Model):
    """The stored answer to a request that must happen once; inserted first, in the same transaction."""

    owner_key = models.CharField(max_length=64)
    endpoint = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    response = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_key", "endpoint", "key"], name="one_answer_per_key")
        ]

    def __str__(self) -> str:
        return f"{self.endpoint} {self.key}"


class OutboxMessage(models.Model):
    """A notification or webhook to send exactly once; written with the change that causes it."""

    class State(models.TextChoices):
        PENDING = "pending"
        SENT = "sent"
        DEAD = "dead"

    key = models.CharField(max_length=160, unique=True)
    channel = models.CharField(max_length=16)  # "email", "webhook"
    kind = models.CharField(max_length=16, blank=True, default="", db_default="")  # a NoticeKind, of e-mails
    owner_key = models.CharField(max_length=64, blank=True, default="", db_default="", db_index=True)
    recipient = models.CharField(max_length=254)
    template = models.CharField(max_length=60)
    context = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=8, default="en")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.key


class WebhookSubscription(models.Model):
    """Another system that wants to know what happens. topics: names such as "order.placed"; empty means all."""

    url = models.CharField(max_length=254, validators=[URLValidator(schemes=["https", "http"])])
    secret = models.CharField(max_length=80, default=new_secret, help_text="Signs each message.")
    topics = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.url

    def wants(self, topic: str) -> bool:
        return not self.topics or topic in self.topics
