"""Whether a person wants to be reminded of a cart that is left standing."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.orders.services.abandoned import reminders_set
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, Risk, ToolResult, UndoStep


class Reminders(Arguments):
    on: bool


@tool(Reminders, risk=Risk.WRITE, needs_login=True)
def set_cart_reminders(caller: Caller, arguments: Reminders) -> ToolResult:
    """Switch the reminder of a cart that is left standing on or off: at most one message a cart."""
    assert caller.person.user_id is not None  # guests are asked to log in first
    user = User.objects.get(pk=caller.person.user_id)
    before = reminders_set(user=user, on=arguments.on, now=timezone.now())
    text = (
        _("We remind you once if you leave a cart.")
        if arguments.on
        else _("No reminders of your cart any more.")
    )
    return ToolResult(arguments.on, changed=text, undo=UndoStep("set_cart_reminders", {"on": before}))
