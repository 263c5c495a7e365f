"""What the assistant may say of a person's account."""

from __future__ import annotations

from apps.accounts.models import User
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Caller, NoArguments, ToolResult
from retailgenie.ai.types import ProfileView


@tool(NoArguments, needs_login=True)
def get_profile(caller: Caller, arguments: NoArguments) -> ToolResult:
    """Return the logged-in person's own name, e-mail address, phone and language."""
    user = User.objects.get(pk=caller.person.user_id or 0)
    return ToolResult(ProfileView(user.name, user.email, user.phone, user.language))
