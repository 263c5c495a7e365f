"""A few weeks of support tickets, so that the ticket list has something to show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from apps.accounts.models import User
from apps.chat.models import Conversation, Message
from apps.feedback.models import Ticket, TicketEvent
from apps.operations.demo.chance import chance
from apps.operations.demo.kinds import read_table
from apps.operations.demo.people import DOMAIN, Shopper
from apps.orders.models import Order

TICKETS = 40
TALKED_FIRST = 3  # every third ticket came out of a conversation
HANDED_OVER = "I have passed this on to our support team. They answer here and by e-mail."


def load_tickets(shoppers: Mapping[str, Shopper], *, now: datetime) -> int:
    """Write the tickets with their histories, some with the conversation they came from; returns how many."""
    kabir = User.objects.get(email=f"kabir@{DOMAIN}")
    cases = read_table("tickets")
    latest = dict(Order.objects.order_by("placed_at").values_list("owner_key", "number"))
    keys = [person.key for person in shoppers.values() if person.eager and person.key in latest]
    made = [_ticket(index, cases[index % len(cases)], keys, latest, kabir, now) for index in range(TICKETS)]
    Ticket.objects.bulk_create(made)
    TicketEvent.objects.bulk_create(
        event
        for index, ticket in enumerate(made)
        for event in _events(ticket, cases[index % len(cases)], f"user:{kabir.pk}", kabir.name)
    )
    _talk([(ticket, cases[index % len(cases)]["said"]) for index, ticket in enumerate(made)])
    return len(made)


def _ticket(
    index: int, case: dict[str, str], keys: list[str], latest: dict[str, str], agent: User, now: datetime
) -> Ticket:
    rng = chance("ticket", index)
    opened = now - timedelta(hours=rng.uniform(1, 24 * 21))
    status = _status(rng.random(), now - opened)
    answered = min(opened + timedelta(minutes=rng.uniform(20, 300)), now)
    owner = rng.choice(keys)
    return Ticket(
        number=f"TK{rng.randrange(10**8):08d}",
        owner_key=owner,
        category=case["category"],
        priority=case["priority"],
        status=status,
        subject=case["subject"],
        order_number=latest[owner] if case["category"] == Ticket.Category.OTHER else "",
        conversation_id="" if index % TALKED_FIRST else str(UUID(int=rng.getrandbits(128), version=4)),
        assignee=None if status == Ticket.Status.NEW else agent,
        created_at=opened,
        updated_at=opened if status == Ticket.Status.NEW else answered,
        resolved_at=answered if status == Ticket.Status.RESOLVED else None,
    )


def _talk(tickets: list[tuple[Ticket, str]]) -> None:
    """Write the conversations that tickets came out of."""
    told = [(ticket, said) for ticket, said in tickets if ticket.conversation_id]
    Conversation.objects.bulk_create(
        Conversation(
            id=UUID(ticket.conversation_id),
            owner_key=ticket.owner_key,
            started_at=ticket.created_at - timedelta(minutes=2),
            updated_at=ticket.created_at,
        )
        for ticket, _ in told
    )
    Message.objects.bulk_create(
        Message(conversation_id=UUID(ticket.conversation_id), role=role, text=text, at=ticket.created_at)
        for ticket, said in told
        for role, text in ((Message.Role.PERSON, said), (Message.Role.ASSISTANT, HANDED_OVER))
    )


def _status(draw: float, age: timedelta) -> Ticket.Status:
    if age < timedelta(hours=12):
        return Ticket.Status.NEW if draw < 0.6 else Ticket.Status.OPEN
    if draw < 0.15:
        return Ticket.Status.WAITING
    return Ticket.Status.OPEN if draw < 0.25 else Ticket.Status.RESOLVED


def _events(ticket: Ticket, case: dict[str, str], agent: str, name: str) -> list[TicketEvent]:
    kinds = TicketEvent.Kind
    found = [
        TicketEvent(
            ticket=ticket,
            kind=kinds.OPENED,
            actor=ticket.owner_key,
            from_customer=True,
            text=case["said"],
            at=ticket.created_at,
        )
    ]
    if ticket.status == Ticket.Status.NEW:
        return found
    found.append(
        TicketEvent(
            ticket=ticket, kind=kinds.ASSIGNED, actor=agent, details={"name": name}, at=ticket.updated_at
        )
    )
    if ticket.status in (Ticket.Status.WAITING, Ticket.Status.RESOLVED):
        found.append(
            TicketEvent(
                ticket=ticket,
                kind=kinds.MESSAGE,
                actor=agent,
                text=case["answered"],
                details={"name": name},
                at=ticket.updated_at,
            )
        )
    if ticket.status == Ticket.Status.RESOLVED:
        found.append(
            TicketEvent(
                ticket=ticket,
                kind=kinds.STATUS,
                actor=agent,
                details={"status": "resolved"},
                at=ticket.updated_at,
            )
        )
    return found
