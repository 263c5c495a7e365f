"""Reads of tickets and ratings; every customer read is scoped to its owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from apps.chat.models import Conversation, Message
from apps.feedback.models import Rating, Survey, Ticket, TicketEvent
from retailgenie.ai.tools.types import Person
from retailgenie.ai.types import TicketView
from retailgenie.lib.errors import NotFound

OPEN_STATUSES = (Ticket.Status.NEW, Ticket.Status.OPEN, Ticket.Status.WAITING)


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """What the support list shows. assignee: "me", "nobody" or "" for everyone's."""

    status: str = "open"
    assignee: str = ""
    category: str = ""
    text: str = ""


def ticket_url(number: str) -> str:
    """Return the address of the customer's own page of a ticket."""
    return f"/help/tickets/{number}/"


def ticket_view(ticket: Ticket) -> TicketView:
    return TicketView(
        number=ticket.number,
        subject=ticket.subject,
        status=ticket.get_status_display(),
        url=ticket_url(ticket.number),
    )


def ticket_of(person: Person, number: str) -> Ticket:
    """Return a customer's own ticket; raises NotFound for anyone else's."""
    ticket = Ticket.objects.filter(owner_key=person.key, number=number).first()
    if ticket is None:
        raise NotFound(_("There is no such ticket."))
    return ticket


def tickets_of(person: Person) -> QuerySet[Ticket]:
    return Ticket.objects.filter(owner_key=person.key)


def ticket_by_number(number: str) -> Ticket:
    """Return any ticket, for support agents; raises NotFound."""
    ticket = Ticket.objects.select_related("assignee").filter(number=number).first()
    if ticket is None:
        raise NotFound(_("There is no such ticket."))
    return ticket


def tickets_filtered(wanted: TicketFilter, *, agent_id: int) -> QuerySet[Ticket]:
    """Return the tickets a support agent asked for: critical ones first, then the longest waiting."""
    tickets = Ticket.objects.select_related("assignee")
    if wanted.status == "open":
        tickets = tickets.filter(status__in=OPEN_STATUSES)
    elif wanted.status in Ticket.Status.values:
        tickets = tickets.filter(status=wanted.status)
    if wanted.assignee == "me":
        tickets = tickets.filter(assignee_id=agent_id)
    elif wanted.assignee == "nobody":
        tickets = tickets.filter(assignee=None)
    if wanted.category in Ticket.Category.values:
        tickets = tickets.filter(category=wanted.category)
    if wanted.text:
        tickets = tickets.filter(
            Q(number__iexact=wanted.text)
            | Q(subject__icontains=wanted.text)
            | Q(order_number__iexact=wanted.text)
        )
    critical = Q(priority=Ticket.Priority.CRITICAL)
    return tickets.annotate(is_critical=Count("pk", filter=critical)).order_by("-is_critical", "created_at")


def events_for_customer(ticket: Ticket) -> QuerySet[TicketEvent]:
    """Return the history without the agents' internal notes."""
    return ticket.events.exclude(kind=TicketEvent.Kind.NOTE).exclude(kind=TicketEvent.Kind.ASSIGNED)


def transcript(ticket: Ticket) -> list[Message]:
    """Return the messages of the conversation that the ticket came from, oldest first.

    A ticket shows a conversation only while both belong to the same customer.
    """
    if not ticket.conversation_id:
        return []
    owned = Conversation.objects.filter(pk=ticket.conversation_id, owner_key=ticket.owner_key)
    return list(Message.objects.filter(conversation__in=owned))


def rated_message(person: Person, message_id: int) -> Message:
    """Return an answer shown to this person; raises NotFound for anything else."""
    message = Message.objects.filter(
        pk=message_id,
        role__in=[Message.Role.ASSISTANT, Message.Role.AGENT],
        conversation__owner_key=person.key,
    ).first()
    if message is None:
        raise NotFound(_("There is no such answer in your conversations."))
    return message


def rating_of(person: Person, message_id: int) -> Rating | None:
    return Rating.objects.filter(owner_key=person.key, message_id=message_id).first()


def ticket_counts() -> dict[str, int]:
    """Return how many tickets stand in each status."""
    counts = dict(Ticket.objects.order_by().values_list("status").annotate(Count("pk")))
    return {status: counts.get(status, 0) for status in Ticket.Status.values}


def feedback_export(owner_key: str) -> dict[str, Any]:
    """Return a person's tickets with what was said in them, and their thumbs; agents' notes are not theirs."""
    tickets = Ticket.objects.filter(owner_key=owner_key).prefetch_related("events")
    ratings = Rating.objects.filter(owner_key=owner_key).order_by("at")
    return {
        "tickets": [
            {
                "number": ticket.number,
                "subject": ticket.subject,
                "status": ticket.status,
                "said": [
                    {"at": event.at.isoformat(), "text": event.text}
                    for event in ticket.events.all()
                    if event.kind != TicketEvent.Kind.NOTE
                ],
            }
            for ticket in tickets
        ],
        "ratings": [
            {"at": at.isoformat(), "thumb": thumb, "text": text}
            for at, thumb, text in ratings.values_list("at", "thumb", "text")
        ],
        "conversations_rated": [
            {"at": row.at.isoformat(), "score": row.score, "text": row.text}
            for row in Survey.objects.filter(owner_key=owner_key).order_by("at")
        ],
    }
