"""Ravi sees nothing of Asha's: every page, every tool and every API path, from tables that must stay complete."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from apps.accounts.models import User
from apps.catalog.memory import Told, memory_allow, memory_tell
from apps.catalog.models import Favourite, Product, Review, StockAlert, ToldPreference
from apps.catalog.reviews import review_write
from apps.chat.models import Conversation, Message
from apps.feedback.models import Rating, Ticket
from apps.feedback.services import ticket_open
from apps.ledger.execution import execute_tool
from apps.ledger.models import Notice, NoticeKind
from apps.ledger.notices import Recipient, notify
from apps.orders.models import Address, Cart, CartLine, Order
from retailgenie.ai.codec import to_json
from retailgenie.ai.tools.registry import registry
from retailgenie.ai.tools.types import Caller, Done, NeedsApproval, Person, Refused
from retailgenie.ai.types import Block, BlockKind, Trait
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.orders.shopping import ADDRESS, add, confirm, done, place
from tests.apps.strangers import HER_THINGS, TOOLS, put_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SECRET = "moonflower"  # in everything that Asha wrote


@dataclass(frozen=True)
class Hers:
    """Asha's things, and the words that only they hold."""

    order: str
    line: int
    address: int
    ticket: str
    conversation: str
    message: int
    favourite: int
    variant: int
    review: int
    alert: int
    notice: int
    remembered: str

    @property
    def words(self) -> tuple[str, ...]:
        return (self.order, self.ticket, self.conversation, SECRET, "Asha", "12 Lake Road", "9876543210")


@pytest.fixture
def shirt(db: None) -> Product:
    return make_product("Blue shirt", price=500, pieces=20, store=make_store("Pune"))


@pytest.fixture
def hers(asha: User, shirt: Product, caller: Callable[..., Caller]) -> Hers:
    """One of everything that a shopper can have."""
    by, person, variant = caller(asha), Person(user_id=asha.pk), shirt.variants.all()[0].pk
    add(by, variant)
    order = place(by)
    line = add(by, variant).lines[0].line_id
    address = done(confirm(by, "add_address", **ADDRESS)).address_id
    done(execute_tool(by, "add_favourite", {"product_id": shirt.pk}))
    talk = Conversation.objects.create(owner_key=person.key, started_at=NOW, updated_at=NOW)
    blocks = [to_json(Block(BlockKind.TEXT, SECRET))]
    message = Message.objects.create(
        conversation=talk, role=Message.Role.ASSISTANT, text=SECRET, blocks=blocks, at=NOW
    )
    done(execute_tool(by, "rate_answer", {"message_id": message.pk, "thumb": "up", "text": SECRET}))
    ticket = ticket_open(person=person, category="bug", subject=SECRET, text=SECRET, now=NOW)
    review = review_write(
        product_id=shirt.pk, owner_key=person.key, author="Asha", rating=5, text=f"{SECRET} a@b.com", now=NOW
    )
    alert = StockAlert.objects.create(
        variant_id=variant, owner_key=person.key, state=StockAlert.State.ACTIVE, created_at=NOW
    )
    memory_allow(person=person, door=by.door, first=None, now=NOW)
    recipient = Recipient(person.key)
    told: dict[str, Any] = {"key": "k", "template": "review_published", "context": {"product": SECRET}}
    notify(kind=NoticeKind.REVIEWS, recipient=recipient, now=NOW, **told)
    return Hers(
        order=order.number,
        line=line,
        address=address,
        ticket=ticket.number,
        conversation=str(talk.pk),
        message=message.pk,
        favourite=shirt.pk,
        variant=variant,
        review=review.pk,
        alert=alert.pk,
        notice=Notice.objects.get(key="k").pk,
        remembered=memory_tell(person=person, told=Told(Trait.SIZE, "M", goods=SECRET), now=NOW),
    )


@pytest.fixture
def untouched(hers: Hers) -> Iterator[None]:
    """Whatever the test does, Asha's things are the same afterwards."""
    before = snapshot()
    yield
    assert snapshot() == before


def snapshot() -> dict[str, Any]:
    asha = User.objects.get(name="Asha Rao")
    key = f"user:{asha.pk}"
    return {
        "user": (asha.email, asha.name, asha.phone, asha.is_active, asha.password),
        "orders": list(Order.objects.filter(owner_key=key).values()),
        "cart": list(CartLine.objects.filter(cart__owner_key=key).values()),
        "carts": list(Cart.objects.filter(owner_key=key).values()),
        "addresses": list(Address.objects.filter(owner_key=key).values()),
        "tickets": list(Ticket.objects.filter(owner_key=key).values("number", "status", "events__text")),
        "ratings": list(Rating.objects.filter(owner_key=key).values()),
        "favourites": list(Favourite.objects.filter(owner_key=key).values()),
        "reviews": list(Review.objects.filter(owner_key=key).values()),
        "alerts": list(StockAlert.objects.filter(owner_key=key).values()),
        "notices": list(Notice.objects.filter(owner_key=key).values()),
        "memory": list(ToldPreference.objects.filter(owner_key=key).values()),
        "consents": list(asha.consents.values()),
        "messages": list(Message.objects.filter(conversation__owner_key=key).values("id", "text")),
    }


# --- tools ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(tool.name for tool in registry))
def test_no_tool_shows_or_changes_what_is_ashas(
    hers: Hers, untouched: None, ravi: User, caller: Callable[..., Caller], name: str
) -> None:
    arguments = put_in(TOOLS[name], hers)  # a new tool belongs into this table
    for stranger in (caller(ravi), caller(visitor="somebody")):
        outcome = execute_tool(stranger, name, arguments)
        if isinstance(outcome, NeedsApproval):
            told = json.dumps(to_json(outcome.card))
            outcome = execute_tool(stranger, name, arguments, outcome.token)
        else:
            told = ""
        if name in HER_THINGS:
            assert isinstance(outcome, Refused)
            assert outcome.code == "not_found"
        told += outcome.message if isinstance(outcome, Refused) else ""
        told += json.dumps(to_json(outcome.result.data)) if isinstance(outcome, Done) else ""
        assert [word for word in hers.words if word in told] == []


def test_ashas_approval_is_of_no_use_to_ravi(
    hers: Hers, untouched: None, asha: User, ravi: User, caller: Callable[..., Caller]
) -> None:
    asked = execute_tool(caller(asha), "cancel_order", {"number": hers.order})
    assert isinstance(asked, NeedsApproval)
    refused = execute_tool(caller(ravi), "cancel_order", {"number": hers.order}, asked.token)
    assert isinstance(refused, Refused)


# --- pages and API ----------------------------------------------------------------------------------


def addresses() -> list[str]:
    """Return every address of the shop, the admin's left out."""
    found: list[str] = []

    def walk(resolver: URLResolver, path: str) -> None:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                found.append(path + str(entry.pattern))
            elif entry.namespace != "admin":
                walk(entry, path + str(entry.pattern))

    walk(get_resolver(), "")
    return [x for x in found if "(?P<rest>" not in x]  # api/v1's answer for what isn't there


def filled(hers: Hers) -> dict[str, list[str]]:
    """Return for each placeholder of an address what Ravi would put in to reach Asha's things."""
    return {
        "<slug:number>": [hers.order, hers.ticket],
        "<str:number>": [hers.order, hers.ticket],
        "<uuid:conversation_id>": [hers.conversation],
        "<int:line_id>": [str(hers.line)],
        "<int:stock_id>": ["1"],
        "<int:product_id>": [str(hers.favourite)],
        "<slug:slug>": ["blue-shirt-0", "shirts"],
        "<str:name>": ["shirt_blue_solid_any_any_any_0"],
        "<slug:name>": ["view_cart", "list_orders", "get_profile"],
        "<uidb64>/<token>": ["MQ/abc"],
        "<int:address_id>": [str(hers.address)],
        "<int:review_id>": [str(hers.review)],
        "<int:alert_id>": [str(hers.alert)],
        "<int:notice_id>": [str(hers.notice)],
        "<str:token>": ["nonsense"],
        "<uuid:photo_id>": [hers.conversation],
        "<path:rest>": ["nothing"],
        "<uuid:receipt>": [hers.conversation],
        "<int:message_id>": [str(hers.message)],
        "<str:pin>": ["411001"],
        "<str:key>": ["nonsense"],
        "<int:conflict_id>": ["1"],
        "<int:disagreement_id>": ["1"],
        "<int:job_id>": ["1"],
        "<int:offer_id>": ["1"],
        "<int:planned_id>": ["1"],
        "<int:shipment>": ["1"],
        "<slug:kind>": ["prices"],
        "<slug:service>": ["orders"],
    }


def ways(template: str, hers: Hers) -> list[str]:
    """Return the addresses that a pattern stands for."""
    found = ["/" + template]
    for placeholder, values in filled(hers).items():
        found = [
            address.replace(placeholder, value)
            for address in found
            for value in (values if placeholder in address else [""])
        ]
    assert not [x for x in found if "<" in x], f"{template} has a placeholder that this test does not know"
    return found


FORM: dict[str, Any] = {
    "text": "hello",
    "thumb": "down",
    "do": "remove",
    "quantity": "3",
    "to": "cancelled",
    "sure": "yes",
    "counted": "0",
    "client_key": str(uuid.uuid4()),
}


def text_of(answer: Any) -> str:
    """Return what an answer says; a zip is unpacked."""
    content: bytes = answer.getvalue()
    if answer.headers.get("Content-Type") != "application/zip":
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


@pytest.mark.parametrize("template", sorted(addresses()))
@pytest.mark.parametrize("logged_in", [True, False], ids=["ravi", "visitor"])
def test_no_address_shows_or_changes_what_is_ashas(
    client: Client, hers: Hers, untouched: None, ravi: User, template: str, logged_in: bool
) -> None:
    if logged_in:
        client.force_login(ravi)
        assert "Ravi" in client.get("/account/").content.decode()
    hidden = {
        "message_id": hers.message,
        "conversation_id": hers.conversation,
        "conversation": hers.conversation,
    }
    for address in ways(template, hers):
        answers = [client.get(address)]
        if address.startswith("/api/"):
            given = json.dumps({"quantity": 3, "number": hers.order, "line_id": hers.line})
            answers += [
                send(address, given, content_type="application/json") for send in (client.post, client.patch)
            ]
            answers.append(client.delete(address))
        elif "erase" not in address and "logout" not in address:
            answers.append(client.post(address, FORM | hidden))
        for answer in answers:
            assert answer.status_code < 500, (address, answer.status_code)
            body = text_of(answer)
            words = [word for word in hers.words if word not in address and word not in FORM.values()]
            assert [word for word in words if word in body] == [], address


@pytest.mark.parametrize(
    "template",
    [
        "/orders/{order}/", "/checkout/done/{order}/", "/help/tickets/{ticket}/", "/chat/{conversation}/",
        "/api/v1/orders/{order}",
    ],
)  # fmt: skip
def test_a_stranger_cannot_tell_ashas_things_from_none(
    client: Client, hers: Hers, ravi: User, template: str
) -> None:
    client.force_login(ravi)
    real = template.format(order=hers.order, ticket=hers.ticket, conversation=hers.conversation)
    none = template.format(order="RG999999999", ticket="TK00000000", conversation=uuid.uuid4())
    assert client.get(real).status_code == client.get(none).status_code == 404


@pytest.mark.parametrize(
    ("template", "word"),
    [
        ("/orders/", "{order}"),
        ("/orders/{order}/", "12 Lake Road"),
        ("/account/addresses/", "12 Lake Road"),
        ("/help/tickets/", SECRET),
        ("/help/tickets/{ticket}/", SECRET),
        ("/chat/{conversation}/", SECRET),
        ("/account/", "Asha"),
        ("/api/v1/orders", "{order}"),
    ],
)
def test_asha_herself_sees_them(client: Client, hers: Hers, asha: User, template: str, word: str) -> None:
    names = {"order": hers.order, "ticket": hers.ticket, "conversation": hers.conversation}
    client.force_login(asha)
    assert word.format(**names) in client.get(template.format(**names)).getvalue().decode()


def test_the_table_knows_no_tool_that_is_gone() -> None:
    assert set(TOOLS) == {tool.name for tool in registry}
