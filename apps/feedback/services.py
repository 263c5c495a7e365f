"""Writes on tickets and ratings; each ticket keeps an append-only history."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.chat.models import Conversation
from apps.chat.services import agent_message_add
from apps.feedback.errors import TicketClosed
from apps.feedback.models import Rating, Survey, Ticket, TicketEvent
from apps.feedback.selectors import rated_message, ticket_by_number, ticket_of, ticket_url
from apps.ledger.events import event_record
from apps.ledger.models import EventName, NoticeKind
from apps.ledger.notices import notify, recipient_of
from retailgenie.ai.tools.types import Caller, Door, Person

SUBJECT_LIMIT = 160  # characters: the width of the column and of one line in the list
_NUMBER_SPACE = 10**8


def _new_number() -> str:
    """Return an unused "TK" and eight digits; drawn, so that a number says nothing about how many there are."""
    while True:
        number = f"TK{secrets.randbelow(_NUMBER_SPACE):08d}"
        if not Ticket.objects.filter(number=number).exists():
            return number


def _record(
    ticket: Ticket, kind: TicketEvent.Kind, *, actor: str, now: datetime, text: str = "", **details: str
) -> None:
    TicketEvent.objects.create(
        ticket=ticket,
        kind=kind,
        actor=actor,
        from_customer=actor == ticket.owner_key,
        text=text,
        details=details,
        at=now,
    )


def _owned_conversation(person: Person, conversation_id: str) -> str:
    if not conversation_id:
        return ""
    owned = Conversation.objects.filter(pk=conversation_id, owner_key=person.key).exists()
    return conversation_id if owned else ""


@transaction.atomic
def ticket_open(
    *,
    person: Person,
    category: str,
    subject: str,
    text: str,
    now: datetime,
    order_number: str = "",
    conversation_id: str = "",
) -> Ticket:
    """Open a ticket for a person; a conversation that is not theirs is left out silently."""
    ticket = Ticket.objects.create(
        number=_new_number(),
        owner_key=person.key,
        category=category,
        subject=subject[:SUBJECT_LIMIT],
        order_number=order_number,
        conversation_id=_owned_conversation(person, conversation_id),
        created_at=now,
        updated_at=now,
    )
    _record(ticket, TicketEvent.Kind.OPENED, actor=person.key, now=now, text=text)
    return ticket


@transaction.atomic
def ticket_answer(*, person: Person, number: str, text: str, now: datetime) -> Ticket:
    """Add the customer's own words; a waiting ticket becomes open again. Raises NotFound, TicketClosed."""
    ticket = Ticket.objects.select_for_update().get(pk=ticket_of(person, number).pk)
    if ticket.status == Ticket.Status.RESOLVED:
        raise TicketClosed(_("This ticket is resolved. Please open a new one."))
    if ticket.status == Ticket.Status.WAITING:
        ticket.status = Ticket.Status.OPEN
    ticket.updated_at = now
    ticket.save(update_fields=["status", "updated_at"])
    _record(ticket, TicketEvent.Kind.MESSAGE, actor=person.key, now=now, text=text)
    return ticket


@transaction.atomic
def ticket_reply(*, agent: User, number: str, text: str, now: datetime, internal: bool = False) -> Ticket:
    """Add an agent's words: a reply that waits for the customer, or an internal note that changes nothing."""
    ticket = _locked(number)
    actor = Person(user_id=agent.pk).key
    if internal:
        _record(ticket, TicketEvent.Kind.NOTE, actor=actor, now=now, text=text, name=agent.name)
        return ticket
    if ticket.status == Ticket.Status.RESOLVED:
        raise TicketClosed(_("This ticket is resolved."))
    ticket.status = Ticket.Status.WAITING
    ticket.updated_at = now
    if ticket.assignee_id is None:
        ticket.assignee = agent
    ticket.save(update_fields=["status", "updated_at", "assignee"])
    _record(ticket, TicketEvent.Kind.MESSAGE, actor=actor, now=now, text=text, name=agent.name)
    _tell_customer(ticket, text, now)
    return ticket


@transaction.atomic
def ticket_assign(*, agent: User, number: str, now: datetime) -> Ticket:
    """Give a ticket to an agent; a new one becomes open."""
    ticket = _locked(number)
    ticket.assignee = agent
    if ticket.status == Ticket.Status.NEW:
        ticket.status = Ticket.Status.OPEN
    ticket.updated_at = now
    ticket.save(update_fields=["assignee", "status", "updated_at"])
    _record(ticket, TicketEvent.Kind.ASSIGNED, actor=Person(user_id=agent.pk).key, now=now, name=agent.name)
    return ticket


@transaction.atomic
def ticket_resolve(*, agent: User, number: str, now: datetime) -> Ticket:
    """Close a ticket; doing it twice changes nothing."""
    ticket = _locked(number)
    if ticket.status == Ticket.Status.RESOLVED:
        return ticket
    ticket.status = Ticket.Status.RESOLVED
    ticket.resolved_at = ticket.updated_at = now
    ticket.save(update_fields=["status", "resolved_at", "updated_at"])
    person, status = Person(user_id=agent.pk), Ticket.Status.RESOLVED.value
    _record(ticket, TicketEvent.Kind.STATUS, actor=person.key, now=now, status=status)
    caller = Caller(person=person, door=Door.CLASSIC)
    event_record(name=EventName.TICKET_RESOLVED, caller=caller, now=now, ticket=ticket.number)
    return ticket


def _tell_customer(ticket: Ticket, text: str, now: datetime) -> None:
    """Bring an agent's answer to where the customer is: the conversation it came from, and their e-mail."""
    talks = Conversation.objects.filter(owner_key=ticket.owner_key)
    owned = talks.filter(pk=ticket.conversation_id).first() if ticket.conversation_id else None
    if owned is not None:
        agent_message_add(conversation_id=owned.pk, text=text, now=now)
    notify(
        key=f"ticket:{ticket.number}:{ticket.events.count()}",
        kind=NoticeKind.TICKETS,
        recipient=recipient_of(ticket.owner_key),
        template="ticket_answered",
        context={"number": ticket.number, "subject": ticket.subject, "text": text},
        url=ticket_url(ticket.number),
        now=now,
    )


def _locked(number: str) -> Ticket:
    return Ticket.objects.select_for_update().get(pk=ticket_by_number(number).pk)


@transaction.atomic
def rate_answer(
    *, person: Person, message_id: int, thumb: str, now: datetime, reason: str = "", text: str = ""
) -> Rating:
    """Keep a person's thumb on an answer they were shown; the last one counts. Raises NotFound."""
    message = rated_message(person, message_id)
    rating, _created = Rating.objects.update_or_create(
        owner_key=person.key,
        message_id=message.pk,
        defaults={
            "conversation_id": str(message.conversation_id),
            "thumb": thumb,
            "reason": reason,
            "text": text,
            "at": now,
        },
    )
    return rating


def rating_remove(*, person: Person, message_id: int) -> None:
    """Forget a thumb; nothing happens where there is none."""
    Rating.objects.filter(owner_key=person.key, message_id=message_id).delete()


@transaction.atomic
def feedback_claim(*, visitor_key: str, user_key: str) -> None:
    """Give a visitor's tickets and thumbs to the account they logged in to; the account's own thumbs win."""
    Ticket.objects.filter(owner_key=visitor_key).update(owner_key=user_key)
    rated = Rating.objects.filter(owner_key=user_key).values("message_id")
    brought = Rating.objects.filter(owner_key=visitor_key)
    brought.filter(message_id__in=rated).delete()
    brought.update(owner_key=user_key)
    Survey.objects.filter(owner_key=visitor_key).update(owner_key=user_key)


@transaction.atomic
def feedback_erase(owner_key: str) -> None:
    """Take a person's words out of their tickets and thumbs; how many there were and how they went stays."""
    tickets = Ticket.objects.filter(owner_key=owner_key)
    TicketEvent.objects.filter(ticket__in=tickets).update(text="")
    tickets.update(subject="", order_number="", conversation_id="")
    Rating.objects.filter(owner_key=owner_key).update(text="")
    Survey.objects.filter(owner_key=owner_key).update(text="")
