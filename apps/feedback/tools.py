"""What people can ask for help with: tickets and thumbs, for every door."""

from __future__ import annotations

from typing import Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from apps.feedback import services, survey_tools
from apps.feedback.selectors import rated_message, rating_of, ticket_view, tickets_of
from apps.ledger.events import event_record
from apps.ledger.models import EventName
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, NoArguments, Risk, ToolResult, UndoStep
from retailgenie.ai.types import ConfirmCard

__all__ = ["survey_tools"]  # registers its own

TEXT_LIMIT = 4_000  # characters; longer than any complaint seen, short enough for a table row
LIST_LIMIT = 50


ABOUT = {  # as the person who writes it sees it; the desk has its own names
    "bug": gettext_lazy("Something that went wrong"),
    "feature": gettext_lazy("A wish or an opinion"),
    "how_to": gettext_lazy("A question"),
    "other": gettext_lazy("Something for a person"),
}


class OpenTicketArguments(Arguments):
    category: Literal["bug", "feature", "how_to", "other"] = "other"
    subject: str = Field(min_length=1, max_length=services.SUBJECT_LIMIT)
    text: str = Field(min_length=1, max_length=TEXT_LIMIT)
    order_number: str = Field(default="", max_length=16)


def _preview_ticket(caller: Caller, arguments: OpenTicketArguments) -> ConfirmCard:
    lines = [
        (str(_("Subject")), arguments.subject),
        (str(_("It is about")), str(ABOUT[arguments.category])),
        (str(_("What we pass on")), arguments.text),
    ]
    if arguments.order_number:
        lines.append((str(_("Order")), arguments.order_number))
    if caller.conversation_id:
        lines.append((str(_("Conversation")), str(_("The support agent can read this conversation."))))
    return ConfirmCard(
        title=str(_("Open a support ticket?")), lines=tuple(lines), confirm_label=str(_("Open the ticket"))
    )


@tool(OpenTicketArguments, risk=Risk.HIGH, preview=_preview_ticket)
def open_ticket(caller: Caller, arguments: OpenTicketArguments) -> ToolResult:
    """Open a support ticket, so that a person answers; the conversation goes with it."""
    now = timezone.now()
    ticket = services.ticket_open(
        person=caller.person,
        category=arguments.category,
        subject=arguments.subject,
        text=arguments.text,
        order_number=arguments.order_number,
        conversation_id=caller.conversation_id,
        now=now,
    )
    name = EventName.HANDED_OVER if ticket.conversation_id else EventName.TICKET_OPENED
    event_record(name=name, caller=caller, now=now, ticket=ticket.number, category=ticket.category)
    return ToolResult(
        ticket_view(ticket), changed=str(_("Ticket %(number)s opened") % {"number": ticket.number})
    )


@tool(NoArguments)
def list_tickets(caller: Caller, arguments: NoArguments) -> ToolResult:
    """List the person's own support tickets, newest first."""
    return ToolResult(tuple(ticket_view(x) for x in tickets_of(caller.person)[:LIST_LIMIT]))


class RateAnswerArguments(Arguments):
    message_id: int
    thumb: Literal["up", "down"]
    reason: str = Field(default="", max_length=40)
    text: str = Field(default="", max_length=TEXT_LIMIT)


@tool(RateAnswerArguments, risk=Risk.WRITE)
def rate_answer(caller: Caller, arguments: RateAnswerArguments) -> ToolResult:
    """Put a thumb up or down on one answer of the assistant, with an optional reason."""
    now = timezone.now()
    before = rating_of(caller.person, arguments.message_id)
    rating = services.rate_answer(
        person=caller.person,
        message_id=arguments.message_id,
        thumb=arguments.thumb,
        reason=arguments.reason,
        text=arguments.text,
        now=now,
    )
    event_record(
        name=EventName.ANSWER_RATED, caller=caller, now=now, message=rating.message_id, thumb=rating.thumb
    )
    undo = UndoStep("remove_rating", {"message_id": arguments.message_id})
    if before is not None:
        undo = UndoStep(
            "rate_answer",
            {
                "message_id": before.message_id,
                "thumb": before.thumb,
                "reason": before.reason,
                "text": before.text,
            },
        )
    return ToolResult(rating.thumb, changed=str(_("Thanks for telling us")), undo=undo)


class RemoveRatingArguments(Arguments):
    message_id: int


@tool(RemoveRatingArguments, risk=Risk.WRITE)
def remove_rating(caller: Caller, arguments: RemoveRatingArguments) -> ToolResult:
    """Take back the thumb on one answer."""
    rated_message(caller.person, arguments.message_id)
    services.rating_remove(person=caller.person, message_id=arguments.message_id)
    return ToolResult("", changed=str(_("Your thumb is taken back")))
