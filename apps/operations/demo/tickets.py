"""A few weeks of support tickets, so that the ticket list has something to show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from apps.accounts.models import User
from apps.feedback.models import Ticket, TicketEvent
from apps.operations.demo.chance import chance
from apps.operations.demo.kinds import read_table
from apps.operations.demo.people import DOMAIN, Shopper

TICKETS = 40


def load_tickets(shoppers: Mapping[str, Shopper], *, now: datetime) -> int:
    """Write the tickets with their histories; returns how many."""
    kabir = User.objects.get(email=f"kabir@{DOMAIN}")
    cases = read_table("tickets")
    keys = [person.key for person in shoppers.values() if person.eager]
    made = []
    for index in range(TICKETS):
        rng = chance("ticket", index)
        case = cases[index % len(cases)]
        opened = now - timedelta(hours=rng.uniform(1, 24 * 21))
        status = _status(rng.random(), now - opened)
        answered = opened + timedelta(minutes=rng.uniform(20, 300))
        made.append(
            Ticket(
                number=f"TK{rng.randrange(10**8):08d}",
                owner_key=rng.choice(keys),
                category=case["category"],
                priority=case["priority"],
                status=status,
                subject=case["subject"],
                assignee=None if status == Ticket.Status.NEW else kabir,
                created_at=opened,
                updated_at=opened if status == Ticket.Status.NEW else min(answered, now),
                resolved_at=min(answered, now) if status == Ticket.Status.RESOLVED else None,
            )
        )
    Ticket.objects.bulk_create(made)
    TicketEvent.objects.bulk_create(
        event
        for index, ticket in enumerate(made)
        for event in _events(ticket, cases[index % len(cases)], f"user:{kabir.pk}", kabir.name)
    )
    return len(made)


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
