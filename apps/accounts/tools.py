"""What the assistant may say of a person's account."""

from __future__ import annotations

from apps.accounts.models import User
from apps.accounts.services import person_export
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Caller, NoArguments, ToolResult
from retailgenie.ai.types import ProfileView


@tool(NoArguments, needs_login=True)
def export_my_data(caller: Caller, arguments: NoArguments) -> ToolResult:
    """Return everything the shop keeps of the logged-in person, one part for each area."""
    return ToolResult(person_export(user=User.objects.get(pk=caller.person.user_id or 0)))


@tool(NoArguments, needs_login=True)
def get_profile(caller: Caller, arguments: NoArguments) -> ToolResult:
    """Return the logged-in person's own name, e-mail address, phone and language."""
    user = User.objects.get(pk=caller.person.user_id or 0)
    return ToolResult(ProfileView(user.name, user.email, user.phone, user.language))
