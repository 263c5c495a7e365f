"""A person's tickets and thumbs: handed over at log-in, part of their export, without words once erased."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.claims import on_login
from apps.accounts.personal import keeps
from apps.accounts.services import on_erase, on_export
from apps.feedback.selectors import feedback_export
from apps.feedback.services import feedback_claim, feedback_erase
from retailgenie.ai.tools.types import Person


@on_login
def tickets_and_ratings(visitor: Person, owner: Person, now: datetime) -> None:
    feedback_claim(visitor_key=visitor.key, user_key=owner.key)


on_export("feedback", feedback_export)
on_erase(feedback_erase)

keeps(
    "feedback.Ticket",
    "feedback.TicketEvent",
    "feedback.Rating",
    "feedback.Survey",
    what=_("Your tickets, thumbs and answers to our one question"),
    erased=_("Your words are removed; how many there were and how they went stays."),
    part="feedback",
)
