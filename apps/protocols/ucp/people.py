"""As whom an agent reads the catalogue and policies: a visitor of its own, or the person whose token came along."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from apps.accounts.callers import caller_for
from apps.protocols.ucp.words import Context
from retailgenie.ai.tools.types import Caller, Door


def caller_of_context(context: Context) -> Caller:
    mark = hashlib.sha256(context.profile_url.encode()).hexdigest()[:24]
    made = caller_for(context.user, visitor_id="" if context.user else f"ucp-{mark}", door=Door.UCP)
    return replace(made, agent=context.agent.key)
