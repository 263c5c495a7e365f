"""A ticket from the customer's question to the agent's answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from apps.accounts.claims import claim_all
from apps.accounts.models import User
from apps.chat.models import Conversation, Message
from apps.feedback import services
from apps.feedback.errors import TicketClosed
from apps.feedback.models import Ticket, TicketEvent
from apps.feedback.selectors import transcript
from apps.ledger.execution import execute_tool
from apps.ledger.models import OutboxMessage
from retailgenie.ai.tools.types import Caller, Done, NeedsApproval, Person, Refused
from retailgenie.lib.errors import NotFound

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
QUESTION = {"category": "how_to", "subject": "Where is my bill?", "text": "I can't find it."}


@pytest.fixture
def conversation(asha: User) -> Conversation:
    talk = Conversation.objects.create(owner_key=f"user:{asha.pk}", started_at=NOW, updated_at=NOW)
    Message.objects.create(conversation=talk, role=Message.Role.PERSON, text="I want a human", at=NOW)
    return talk


@pytest.fixture
def ticket(asha: User, conversation: Conversation) -> Ticket:
    person = Person(user_id=asha.pk)
    return services.ticket_open(person=person, conversation_id=str(conversation.pk), now=NOW, **QUESTION)


def test_a_ticket_is_opened_only_after_a_separate_yes(asha: User, caller: Callable[..., Caller]) -> None:
    asked = execute_tool(caller(asha), "open_ticket", QUESTION)
    assert isinstance(asked, NeedsApproval)
    assert not Ticket.objects.exists()
    done = execute_tool(caller(asha), "open_ticket", QUESTION, asked.token)
    assert isinstance(done, Done)
    ticket = Ticket.objects.get()
    assert ticket.number.startswith("TK") and ticket.number[2:].isdigit()
    assert done.result.data.url == f"/help/tickets/{ticket.number}/"
    assert ticket.events.get().text == QUESTION["text"]


def test_the_yes_for_one_ticket_opens_no_other(asha: User, caller: Callable[..., Caller]) -> None:
    asked = execute_tool(caller(asha), "open_ticket", QUESTION)
    assert isinstance(asked, NeedsApproval)
    other = execute_tool(caller(asha), "open_ticket", {**QUESTION, "text": "Something else"}, asked.token)
    assert isinstance(other, Refused)
    assert not Ticket.objects.exists()


def test_the_conversation_goes_with_its_owners_ticket_only(
    ravi: User, ticket: Ticket, conversation: Conversation
) -> None:
    assert [message.text for message in transcript(ticket)] == ["I want a human"]
    stolen = services.ticket_open(
        person=Person(user_id=ravi.pk), conversation_id=str(conversation.pk), now=NOW, **QUESTION
    )
    assert stolen.conversation_id == ""
    assert transcript(stolen) == []


def test_an_agents_answer_reaches_the_conversation_and_the_mailbox(
    kabir: User, ticket: Ticket, conversation: Conversation, asha: User
) -> None:
    services.ticket_reply(agent=kabir, number=ticket.number, text="It is under My orders.", now=NOW)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == (Ticket.Status.WAITING, kabir)
    assert conversation.messages.last().text == "It is under My orders."  # type: ignore[union-attr]
    assert OutboxMessage.objects.get().recipient == asha.email


def test_an_internal_note_is_not_the_customers_business(
    client: Client, asha: User, kabir: User, ticket: Ticket
) -> None:
    services.ticket_reply(agent=kabir, number=ticket.number, text="Looks odd", internal=True, now=NOW)
    ticket.refresh_from_db()
    assert ticket.status == Ticket.Status.NEW
    assert not OutboxMessage.objects.exists()
    client.force_login(asha)
    assert "Looks odd" not in client.get(f"/help/tickets/{ticket.number}/").content.decode()


def test_a_customers_answer_opens_a_waiting_ticket_again(asha: User, kabir: User, ticket: Ticket) -> None:
    services.ticket_reply(agent=kabir, number=ticket.number, text="Which order?", now=NOW)
    services.ticket_answer(person=Person(user_id=asha.pk), number=ticket.number, text="The last one", now=NOW)
    ticket.refresh_from_db()
    assert ticket.status == Ticket.Status.OPEN


def test_a_resolved_ticket_takes_no_more_words(asha: User, kabir: User, ticket: Ticket) -> None:
    services.ticket_resolve(agent=kabir, number=ticket.number, now=NOW)
    count = TicketEvent.objects.count()
    with pytest.raises(TicketClosed):
        services.ticket_answer(person=Person(user_id=asha.pk), number=ticket.number, text="But", now=NOW)
    services.ticket_resolve(agent=kabir, number=ticket.number, now=NOW)
    assert TicketEvent.objects.count() == count


def test_a_stranger_can_neither_read_nor_answer(ravi: User, ticket: Ticket) -> None:
    with pytest.raises(NotFound):
        services.ticket_answer(person=Person(user_id=ravi.pk), number=ticket.number, text="Hi", now=NOW)
    assert ticket.events.count() == 1


def test_a_visitors_ticket_follows_them_into_their_account(asha: User) -> None:
    visitor = Person(visitor_id="v-1")
    opened = services.ticket_open(person=visitor, now=NOW, **QUESTION)
    claim_all(visitor_id="v-1", user_id=asha.pk, now=NOW)
    opened.refresh_from_db()
    assert opened.owner_key == f"user:{asha.pk}"


def test_the_classic_form_opens_the_same_ticket_after_its_confirm_page(client: Client, asha: User) -> None:
    client.force_login(asha)
    page = client.post("/help/tickets/new/", QUESTION)
    assert page.status_code == 200
    assert not Ticket.objects.exists()
    answer = client.post("/help/tickets/new/", {**QUESTION, "approval": page.context["token"]})
    ticket = Ticket.objects.get()
    assert answer["Location"] == f"/help/tickets/{ticket.number}/"
    assert client.get(answer["Location"]).status_code == 200
    assert ticket.number in client.get("/help/tickets/").content.decode()


@pytest.mark.parametrize("path", ["/support/", "/support/{number}/"])
def test_the_support_desk_is_for_agents(
    client: Client, asha: User, meera: User, kabir: User, ticket: Ticket, path: str
) -> None:
    address = path.format(number=ticket.number)
    assert client.get(address)["Location"].startswith("/account/login/")
    for person, status in ((asha, 403), (meera, 403), (kabir, 200)):
        client.force_login(person)
        assert client.get(address).status_code == status


def test_an_agent_takes_answers_and_resolves_a_ticket(client: Client, kabir: User, ticket: Ticket) -> None:
    client.force_login(kabir)
    address = f"/support/{ticket.number}/"
    client.post(f"{address}assign/")
    client.post(f"{address}reply/", {"text": "Here it is."})
    client.post(f"{address}resolve/")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == (Ticket.Status.RESOLVED, kabir)
    page = client.get(address).content.decode()
    assert "Here it is." in page
    assert "I want a human" in page
    assert client.post("/support/TK00000000/assign/").status_code == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 1),
        ({"status": "resolved"}, 0),
        ({"assignee": "me"}, 0),
        ({"text": "bill"}, 1),
        ({"status": "x"}, 1),
    ],
)
def test_the_list_is_filtered(
    client: Client, kabir: User, ticket: Ticket, query: dict[str, Any], count: int
) -> None:
    client.force_login(kabir)
    assert len(client.get("/support/", query).context["page"].object_list) == count


def test_the_list_costs_the_same_for_many_tickets(
    client: Client, kabir: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        services.ticket_open(person=Person(visitor_id=f"v{number}"), now=NOW, **QUESTION)
    client.force_login(kabir)
    with django_assert_max_num_queries(8):
        client.get("/support/")
