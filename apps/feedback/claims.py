"""Tickets and thumbs follow a visitor into their account."""

from __future__ import annotations

from datetime import datetime

from apps.accounts.claims import on_login
from apps.feedback.services import feedback_claim
from retailgenie.ai.tools.types import Person


@on_login
def tickets_and_ratings(visitor: Person, owner: Person, now: datetime) -> None:
    feedback_claim(visitor_key=visitor.key, user_key=owner.key)
