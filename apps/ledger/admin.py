"""What happened, to read only."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin

from apps.ledger import notice_admin  # noqa: F401 - registers its pages
from apps.ledger.models import (
    Approval,
    AuditEntry,
    CuratedDataset,
    CuratedExample,
    Event,
    IdempotencyRecord,
    OutboxMessage,
    Receipt,
    WebhookSubscription,
)
from apps.ledger.webhooks import webhook_try, webhooks_replay


class ReadOnlyAdmin(ModelAdmin):
    """Rows that nobody edits, not even an admin."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("at", "name", "modality", "door", "pseudonym")
    list_filter = ("name", "modality", "door")
    date_hierarchy = "at"


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("sequence", "at", "actor", "action", "target")
    list_filter = ("action", "door")
    search_fields = ("actor", "target")


@admin.register(Approval)
class ApprovalAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "tool", "owner_key", "used_at", "declined_at", "expires_at")
    list_filter = ("tool",)


@admin.register(Receipt)
class ReceiptAdmin(ReadOnlyAdmin):
    list_display = ("at", "tool", "changed", "owner_key", "undone_at")
    list_filter = ("tool", "door")
    search_fields = ("owner_key", "changed")


@admin.register(IdempotencyRecord)
class IdempotencyRecordAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "endpoint", "key", "completed_at")


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "template", "recipient", "state", "attempts", "sent_at", "last_error")
    list_filter = ("state", "channel", "template")
    search_fields = ("recipient", "key")
    actions = ("send_again",)

    @admin.action(description=gettext_lazy("Send these webhooks again"))
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> None:
        count = webhooks_replay(queryset, now=timezone.now())
        self.message_user(request, _("%(count)d webhooks will be sent again.") % {"count": count})


@admin.register(WebhookSubscription)
class WebhookSubscriptionAdmin(ModelAdmin):
    list_display = ("url", "topics", "is_active", "waiting", "dead", "created_at")
    list_filter = ("is_active",)
    actions = ("send_test",)

    @admin.display(description=gettext_lazy("waiting"))
    def waiting(self, subscription: WebhookSubscription) -> int:
        return self._messages(subscription, OutboxMessage.State.PENDING)

    @admin.display(description=gettext_lazy("dead letters"))
    def dead(self, subscription: WebhookSubscription) -> int:
        return self._messages(subscription, OutboxMessage.State.DEAD)

    def _messages(self, subscription: WebhookSubscription, state: str) -> int:
        mine = OutboxMessage.objects.filter(channel="webhook", key__startswith=f"webhook:{subscription.pk}:")
        return mine.filter(state=state).count()

    @admin.action(description=gettext_lazy("Send a test message"))
    def send_test(self, request: HttpRequest, queryset: QuerySet[WebhookSubscription]) -> None:
        for subscription in queryset:
            problem = webhook_try(subscription, now=timezone.now())
            words = {"url": subscription.url, "problem": problem}
            if problem:
                self.message_user(request, _("%(url)s: %(problem)s") % words, messages.ERROR)
            else:
                self.message_user(request, _("%(url)s has taken the test message.") % words)


@admin.register(CuratedExample)
class CuratedExampleAdmin(ModelAdmin):
    list_display = ("service", "purpose", "query", "tool", "quality", "source", "reviewed_at")
    list_filter = ("service", "purpose", "quality", "source")
    search_fields = ("query", "tool")


@admin.register(CuratedDataset)
class CuratedDatasetAdmin(ReadOnlyAdmin):
    list_display = ("version", "counts", "digest", "created_at")
