"""Reviews and stock alerts in the admin: decided here by the same service as in the moderators' queue."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.forms import ActionForm

from apps.accounts.callers import caller_of
from apps.catalog.models import Review, ReviewVote, StockAlert
from apps.catalog.reviews import MAX_REASON, reviews_decide
from retailgenie.ai.tools.types import Door
from retailgenie.lib.errors import ShopError


class ReasonForm(ActionForm):
    """What is done, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason, for the author"), max_length=MAX_REASON, required=False
    )


@admin.register(Review)
class ReviewAdmin(ModelAdmin):
    list_display = ("product", "rating", "title", "author", "verified", "state", "helpful", "created_at")
    list_filter = ("state", "rating", "verified")
    list_select_related = ("product",)
    search_fields = ("title", "text", "author")
    exclude = ("owner_key",)
    readonly_fields = (
        "product",
        "author",
        "rating",
        "title",
        "text",
        "verified",
        "state",
        "findings",
        "reason",
        "decided_by",
        "decided_at",
        "helpful",
        "created_at",
    )
    action_form = ReasonForm
    actions = ("publish", "reject")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        return False

    @admin.action(description=gettext_lazy("Publish the chosen reviews"))
    def publish(self, request: HttpRequest, rows: QuerySet[Review]) -> None:
        self._decide(request, rows, publish=True)

    @admin.action(description=gettext_lazy("Reject the chosen reviews"))
    def reject(self, request: HttpRequest, rows: QuerySet[Review]) -> None:
        self._decide(request, rows, publish=False)

    def _decide(self, request: HttpRequest, rows: QuerySet[Review], *, publish: bool) -> None:
        try:
            changed = reviews_decide(
                review_ids=rows.values_list("pk", flat=True),
                publish=publish,
                reason=request.POST.get("reason", ""),
                caller=caller_of(request, Door.CLASSIC),
                now=timezone.now(),
            )
        except ShopError as error:
            messages.error(request, error.message)
            return
        messages.success(request, _("%(count)d reviews decided.") % {"count": changed})


class LookOnly(ModelAdmin):
    """Rows that come and go by their services."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(ReviewVote)
class ReviewVoteAdmin(LookOnly):
    list_display = ("at", "review")
    list_select_related = ("review",)


@admin.register(StockAlert)
class StockAlertAdmin(LookOnly):
    list_display = ("created_at", "variant", "state", "told_at")
    list_filter = ("state",)
    list_select_related = ("variant",)
