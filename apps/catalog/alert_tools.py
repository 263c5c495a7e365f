"""Stock alerts for every door."""

from __future__ import annotations

from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field

from apps.catalog.alerts import alert_add, alert_end, alerts_of, variant_name
from apps.catalog.models import StockAlert
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, NoArguments, Risk, ToolResult, UndoStep
from retailgenie.ai.types import StockAlerts, StockAlertView

Id = Annotated[int, Field(gt=0, lt=2**63)]


class AddAlert(Arguments):
    """email: of a guest; a logged-in person is told at their own address."""

    variant_id: Id
    email: Annotated[str, Field(max_length=254)] = ""


class RemoveAlert(Arguments):
    alert_id: Id


def alert_view(alert: StockAlert) -> StockAlertView:
    product = alert.variant.product
    return StockAlertView(
        alert_id=alert.pk,
        product_id=product.pk,
        variant_id=alert.variant_id,
        title=variant_name(alert.variant),
        url=product.get_absolute_url(),
        state=alert.state,
        email=alert.email,
        at=alert.created_at.isoformat(),
    )


def _listed(owner_key: str) -> StockAlerts:
    return StockAlerts(tuple(alert_view(alert) for alert in alerts_of(owner_key)))


@tool(NoArguments)
def list_stock_alerts(caller: Caller, arguments: NoArguments) -> ToolResult:
    """List what this person waits for to be back in stock."""
    return ToolResult(_listed(caller.person.key))


@tool(AddAlert, risk=Risk.WRITE)
def add_stock_alert(caller: Caller, arguments: AddAlert) -> ToolResult:
    """Tell this person once when a sold-out variant is back; a guest leaves an e-mail address and confirms it."""
    alert = alert_add(
        caller=caller, variant_id=arguments.variant_id, email=arguments.email, now=timezone.now()
    )
    asked = alert.state == StockAlert.State.UNCONFIRMED
    text = (
        _("Please look into your mailbox and say yes there; then we write when it is back.")
        if asked
        else _("We tell you when %(title)s is back.") % {"title": variant_name(alert.variant)}
    )
    undo = UndoStep("remove_stock_alert", {"alert_id": alert.pk})
    return ToolResult(alert_view(alert), changed=text, undo=undo)


@tool(RemoveAlert, risk=Risk.WRITE)
def remove_stock_alert(caller: Caller, arguments: RemoveAlert) -> ToolResult:
    """Stop waiting for something."""
    alert_end(owner_key=caller.person.key, alert_id=arguments.alert_id)
    return ToolResult(_listed(caller.person.key), changed=_("You don't wait for it any more"))
