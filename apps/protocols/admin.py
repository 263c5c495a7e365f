"""The agents' console: who comes, what each did in the last week, its limit, and the switches."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin

from apps.ledger.models import Event, EventName
from apps.protocols.agents import ALL_DOORS
from apps.protocols.models import Agent
from apps.rollout.services import flag_set

WINDOW = timedelta(days=7)
REQUESTS = (EventName.TOOL_CALLED, EventName.TOOL_REFUSED, EventName.APPROVAL_ASKED)


def _counted(*names: str) -> Coalesce:
    """Count an agent's events of these names in the window."""
    rows = (
        Event.objects.filter(name__in=names, at__gte=timezone.now() - WINDOW)
        .annotate(agent=KeyTextTransform("agent", "properties"))
        .filter(agent=OuterRef("key"))
        .order_by()
        .values("agent")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


@admin.register(Agent)
class AgentAdmin(ModelAdmin):
    list_display = (
        "name",
        "kind",
        "requests",
        "orders",
        "refusals",
        "per_minute",
        "is_stopped",
        "last_seen_at",
    )
    list_editable = ("per_minute", "is_stopped")
    list_filter = ("kind", "is_stopped")
    search_fields = ("name", "key")
    readonly_fields = ("key", "kind", "first_seen_at", "last_seen_at", "requests", "orders", "refusals")
    fields = ("name", "key", "kind", "per_minute", "is_stopped", "first_seen_at", "last_seen_at",
              "requests", "orders", "refusals")  # fmt: skip
    actions = ("stop", "let_in", "close_doors", "open_doors")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agent]:
        found: QuerySet[Agent] = super().get_queryset(request)
        return found.annotate(
            requests_made=_counted(*REQUESTS),
            orders_placed=_counted(EventName.ORDER_PLACED),
            refusals_got=_counted(EventName.TOOL_REFUSED),
        ).order_by("-last_seen_at")

    @admin.display(description=gettext_lazy("requests in 7 days"), ordering="requests_made")
    def requests(self, agent: Any) -> int:
        return int(agent.requests_made)

    @admin.display(description=gettext_lazy("orders"), ordering="orders_placed")
    def orders(self, agent: Any) -> int:
        return int(agent.orders_placed)

    @admin.display(description=gettext_lazy("refusals"), ordering="refusals_got")
    def refusals(self, agent: Any) -> int:
        return int(agent.refusals_got)

    @admin.action(description=gettext_lazy("Stop these agents"))
    def stop(self, request: HttpRequest, queryset: QuerySet[Agent]) -> None:
        count = Agent.objects.filter(pk__in=queryset.values("pk")).update(is_stopped=True)
        self.message_user(request, _("%(count)d agents are stopped.") % {"count": count})

    @admin.action(description=gettext_lazy("Let these agents in again"))
    def let_in(self, request: HttpRequest, queryset: QuerySet[Agent]) -> None:
        count = Agent.objects.filter(pk__in=queryset.values("pk")).update(is_stopped=False)
        self.message_user(request, _("%(count)d agents are let in.") % {"count": count})

    @admin.action(description=gettext_lazy("Close the doors for all agents"))
    def close_doors(self, request: HttpRequest, queryset: QuerySet[Agent]) -> None:
        flag_set(name=f"{ALL_DOORS}-stopped", enabled=True, now=timezone.now())
        self.message_user(request, _("No agent is served any more, within five seconds."))

    @admin.action(description=gettext_lazy("Open the doors for all agents"))
    def open_doors(self, request: HttpRequest, queryset: QuerySet[Agent]) -> None:
        flag_set(name=f"{ALL_DOORS}-stopped", enabled=False, now=timezone.now())
        self.message_user(request, _("Agents are served again."))
