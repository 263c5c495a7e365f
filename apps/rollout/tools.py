"""Flags and running versions for whoever may manage the rollout: looked at freely, switched behind a card and a yes."""

from __future__ import annotations

from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field

from apps.rollout.models import Alias, Flag
from apps.rollout.services import flag_set
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, NoArguments, Risk, ToolResult
from retailgenie.ai.types import ConfirmCard

MANAGE = frozenset({"rollout.manage"})


class SetFlag(Arguments):
    name: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[-a-zA-Z0-9_]+$")]
    enabled: bool
    percent: Annotated[int, Field(ge=0, le=100)] = 100


@tool(NoArguments, permissions=MANAGE)
def list_flags(caller: Caller, arguments: NoArguments) -> ToolResult:
    """List the feature flags, and for how many per cent of people each is on."""
    rows = Flag.objects.order_by("name").values("name", "description", "enabled", "percent", "roles")
    return ToolResult(tuple(dict(row) for row in rows))


@tool(NoArguments, permissions=MANAGE)
def list_running_versions(caller: Caller, arguments: NoArguments) -> ToolResult:
    """List which version of each model and prompt runs under which alias."""
    rows = Alias.objects.order_by("kind", "name", "alias").values("kind", "name", "alias", "version")
    return ToolResult(tuple(dict(row) for row in rows))


def preview_flag(caller: Caller, arguments: SetFlag) -> ConfirmCard:
    """Show how a flag is and how it will be."""
    row = Flag.objects.filter(name=arguments.name).first()
    now = _state(row.enabled, row.percent) if row else _("not there yet")
    wanted = _state(arguments.enabled, arguments.percent)
    return ConfirmCard(title=_("Switch this flag?"), lines=((arguments.name, f"{now} → {wanted}"),))


@tool(SetFlag, risk=Risk.HIGH, permissions=MANAGE, preview=preview_flag)
def set_flag(caller: Caller, arguments: SetFlag) -> ToolResult:
    """Switch a feature flag on or off, for some or all people; their sides stay as the percentage grows."""
    row = flag_set(
        name=arguments.name, enabled=arguments.enabled, percent=arguments.percent, now=timezone.now()
    )
    state = _state(row.enabled, row.percent)
    view = {"name": row.name, "enabled": row.enabled, "percent": row.percent}
    return ToolResult(view, changed=f"{row.name}: {state}")


def _state(enabled: bool, percent: int) -> str:
    return f"{percent} %" if enabled else "0 %"
