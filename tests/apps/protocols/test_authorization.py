"""Who may do what, through every door: each operation is tried by each kind of caller and compared with one table.

The table, `authorization.txt`, is what one reads and reviews. After adding an operation write it anew and look at the
difference: `WRITE_TABLE=1 pytest tests/apps/protocols/test_authorization.py`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.models import Role, User
from apps.accounts.services import service_account_create
from apps.catalog.models import Product, Stock
from apps.chat.models import Conversation, Message
from apps.feedback.services import ticket_open
from apps.ledger.models import Receipt
from retailgenie.ai.tools.registry import registry
from retailgenie.ai.tools.types import Caller, Person
from tests.apps.orders.shopping import add, place
from tests.apps.protocols.operations import Things, Who, agents_things, attempt, operations
from tests.apps.protocols.ucp_agent import PLATFORM, PROFILE
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known(settings: Settings) -> None:
    settings.UCP_KNOWN_PLATFORMS = {PROFILE: PLATFORM}


TABLE = Path(__file__).with_name("authorization.txt")
DOORS = ("rest", "mcp", "pages", "ucp", "acp")
COLUMNS = ("guest", "asha", "ravi", "staff", "support", "champion", "service", "agent", "narrow")
HEAD = """\
# What each caller gets from each operation, tried with Asha's order, cart, ticket and conversation: the HTTP status
# (MCP: that of the outcome), "login" for a redirect to the log-in page. 200 done, 202 a card to say yes to, 302 done
# and on to another page, 400 and 422 let in but asked for something else, 401 log in, 403 not allowed,
# 404 not there or somebody else's, 409 refused by the shop, 405 no such method.
# service: the token of a service account. agent: Asha's token with every scope. narrow: Asha's token for get_profile.
# Over MCP, UCP and ACP guest has no token, and everybody else a token of theirs; pages take no tokens. UCP comes
# through one platform whose profile is known, guest through none; over ACP each token is an agent of its own.
"""


@pytest.fixture
def things(asha: User, shirt: Product, caller: Callable[..., Caller]) -> Things:
    """One of each of Asha's things."""
    now, by, variant = timezone.now(), caller(asha), shirt.variants.all()[0].pk
    add(by, variant)
    order = place(by)
    line = add(by, variant).lines[0].line_id
    key = Person(user_id=asha.pk)
    talk = Conversation.objects.create(owner_key=key.key, started_at=now, updated_at=now)
    message = Message.objects.create(
        conversation=talk, role=Message.Role.ASSISTANT, text="Hi", blocks=[], at=now
    )
    ticket = ticket_open(person=key, category="bug", subject="A", text="B", now=now)
    named = {
        "number": order.number,
        "order_number": order.number,
        "line_id": line,
        "variant_id": variant,
        "product_id": shirt.pk,
        "product_ids": [shirt.pk, shirt.pk],
        "message_id": message.pk,
        "conversation_id": str(talk.pk),
        "receipt": str(Receipt.objects.filter(owner_key=key.key).earliest("at").pk),
        "stock_id": Stock.objects.get(variant_id=variant).pk,
        "name": "view_cart",
        "counted": 5,
        "quantity": 1,
        "pin": "411001",
        "slug": "shirts",
        "query": "shirt",
        "text": "shirt",
        "to": "packed",
        "lines": [{"line_id": line, "variant_id": variant, "quantity": 1}],
        "items": [{"line_id": line, "variant_id": variant}],
    }
    return Things(named, ticket.number)


@pytest.fixture
def callers(asha: User, ravi: User, meera: User, kabir: User, token: Callable[..., str]) -> list[Who]:
    """One of each column, in order."""
    champion = person("champion@retailgenie.example", "Champion", Role.CHAMPION)
    service = service_account_create(email="service@retailgenie.example", name="Service")
    people = {
        "guest": None,
        "asha": asha,
        "ravi": ravi,
        "staff": meera,
        "support": kabir,
        "champion": champion,
    }
    found = []
    for name, user in people.items():
        client = Client()
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        found.append(Who(name, client))
    every = [*(tool.name for tool in registry), "undo_change"]
    tokens = {"service": token(service), "agent": token(asha, *every), "narrow": token(asha, "get_profile")}
    found += [Who(name, Client(), secret) for name, secret in tokens.items()]
    return found


def with_checkout(door: str, things: Things, callers: list[Who]) -> Things:
    """A checkout that Asha's agent has opened, and an order that it has made."""
    agent = next(x for x in callers if x.name == "agent")
    return replace(things, named={**things.named, **agents_things(door, agent, things)})


def with_tokens(callers: list[Who], token: Callable[..., str]) -> list[Who]:
    """MCP knows no sessions: whoever has an account comes with a token of it."""
    users = {"asha": "asha", "ravi": "ravi", "staff": "meera", "support": "kabir", "champion": "champion"}
    return [
        Who(x.name, x.client, token(User.objects.get(email=f"{users[x.name]}@retailgenie.example")))
        if x.name in users
        else x
        for x in callers
    ]


def row(door: str, operation: str, callers: list[Who], things: Things) -> str:
    """Try one operation as each caller, each time in a transaction that is taken back."""
    cells = []
    for who in callers:
        cookies: Any = who.client.cookies.copy()
        with transaction.atomic():
            cells.append(attempt(door, operation, who, things))
            transaction.set_rollback(True)
        who.client.cookies = cookies
    return f"{operation:60} " + " ".join(f"{cell:>8}" for cell in cells).rstrip()


def section(door: str) -> list[str]:
    """Return a door's rows of the table as they are written."""
    text = TABLE.read_text() if TABLE.exists() else ""
    _before, _mark, after = text.partition(f"\n== {door}\n")
    return [line for line in after.partition("\n== ")[0].splitlines()[1:] if line]


def write(door: str, rows: list[str]) -> None:
    head = f"{'':60} " + " ".join(f"{name:>8}" for name in COLUMNS)
    sections = {name: rows if name == door else section(name) for name in DOORS}
    body = "".join(
        "\n== " + name + "\n" + "\n".join([head, *lines]) + "\n" for name, lines in sections.items()
    )
    TABLE.write_text(HEAD + body)


@pytest.mark.parametrize("door", DOORS)
def test_everybody_gets_what_the_table_says(
    door: str, things: Things, callers: list[Who], token: Callable[..., str]
) -> None:
    assert tuple(who.name for who in callers) == COLUMNS
    trying = with_tokens(callers, token) if door in ("mcp", "ucp", "acp") else callers
    if door in ("ucp", "acp"):
        things = with_checkout(door, things, trying)
    rows = [row(door, operation, trying, things) for operation in operations(door)]
    if os.environ.get("WRITE_TABLE"):
        write(door, rows)
    assert rows == section(door)


def test_every_operation_of_every_door_has_a_row() -> None:
    for door in DOORS:
        assert [line[:60].strip() for line in section(door)] == operations(door)
