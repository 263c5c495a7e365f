"""Nothing of a person is kept that isn't declared, taken along, and gone when they are."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.personal import kept
from apps.accounts.services import person_erase, person_export
from apps.catalog.alerts import alert_add
from apps.catalog.models import Product
from apps.chat.incoming import Said
from apps.chat.services import take_turn
from apps.feedback.services import ticket_open, ticket_reply
from apps.ledger.execution import execute_tool
from apps.orders.models import Invoice, Order
from apps.orders.services.erasure import erasures_finish
from apps.orders.services.progress import order_advance
from retailgenie.ai.tools.types import Caller, Person
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.orders.shopping import add, confirm, done, place

MakeCaller = Callable[..., Caller]
NAME, LANE, PHONE, UPI, WORD = (
    "Zubeida Zaveri",
    "77 Jasmine Lane",
    "9812345670",
    "zubeida@okupi",
    "moonflower",
)
NEEDLES = ("ubeida", "averi", "asmine", PHONE, "oonflower")
PERSONAL = {"owner_key", "visitor_id", "email", "phone", "ship_to", "recipient", "buyer", "actor", "username"}
STEPS = ("packed", "shipped", "out_for_delivery", "delivered")


def personal_tables() -> set[str]:
    """Return the tables that hold a person: a link to one, an address, a phone, a name of a field that says so."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            points = field.is_relation and field.related_model is User
            named = field.name in PERSONAL or field.name.startswith("contact_")
            acted = field.name.endswith("_by") and isinstance(field, models.CharField)
            if points or named or acted or isinstance(field, models.EmailField):
                found.add(model._meta.label)
    return found


NOT_OF_PEOPLE = {
    "catalog.Store",  # its phone and address are the shop's
    "orders.Return",  # settle_by says how, not who; declared all the same
}


def test_every_table_with_a_person_in_it_is_declared() -> None:
    declared = {label for entry in kept() for label in entry.tables}
    assert personal_tables() - declared - NOT_OF_PEOPLE == set()


def test_what_is_declared_exists_and_says_what_happens() -> None:
    known = {model._meta.label for model in apps.get_models()}
    for entry in kept():
        assert set(entry.tables) <= known
        assert str(entry.what)
        assert str(entry.erased)


@pytest.mark.django_db
def test_every_part_that_is_promised_is_in_the_export(asha: User) -> None:
    parts = {entry.part for entry in kept() if entry.part}
    assert parts <= set(person_export(user=asha))


@pytest.fixture
def zubeida(db: None) -> User:
    return User.objects.create_user(
        "zubeida@zaveri.example", "a-long-test-password", name=NAME, phone=PHONE, pin="411004"
    )


@pytest.fixture
def shirt(db: None) -> Product:
    return make_product(
        "Blue shirt", price=500, pieces=20, store=make_store("Pune", kind="warehouse"), return_days=30
    )


ADDRESS = {"name": NAME, "line1": LANE, "city": "Pune", "pin": "411004", "phone": PHONE}


def order(by: Caller, product: Product, staff: Caller, *steps: str, **changes: Any) -> Order:
    add(by, product.variants.all()[0].pk)
    given = {"address": ADDRESS, "payment_detail": UPI, "contact_email": "zubeida@zaveri.example"}
    number = place(by, **{**given, **changes}).number
    for step in steps:
        order_advance(number=number, to=step, caller=staff, now=timezone.now())
    return Order.objects.get(number=number)


@pytest.fixture
def lived(zubeida: User, meera: User, kabir: User, caller: MakeCaller, shirt: Product) -> User:
    """A person who has done one of everything."""
    by, person, now = caller(zubeida), Person(user_id=zubeida.pk), timezone.now()
    order(by, shirt, caller(meera), *STEPS)
    lines = [{"line_id": Order.objects.get().lines.get().pk, "quantity": 1}]
    given = {"number": Order.objects.get().number, "lines": lines, "reason": WORD}
    done(confirm(by, "return_items", **given))
    done(confirm(by, "add_address", **ADDRESS))
    done(
        execute_tool(
            by, "write_review", {"product_id": shirt.pk, "rating": 1, "text": f"{WORD} call {PHONE}"}
        )
    )
    done(execute_tool(by, "add_favourite", {"product_id": shirt.pk}))
    alert_add(caller=by, variant_id=make_product(pieces=0).variants.all()[0].pk, now=now)
    said = take_turn(said=Said(f"my name is {NAME}, {WORD}", "k"), caller=by, user=zubeida, now=now)
    rate = {"score": 2, "text": WORD, "conversation_id": str(said.conversation_id)}
    done(execute_tool(by, "rate_conversation", rate))
    ticket = ticket_open(person=person, category="bug", subject=WORD, text=f"{WORD} {PHONE}", now=now)
    ticket_reply(agent=kabir, number=ticket.number, text=f"Dear {NAME}", now=now)
    return zubeida


def rows_with(*needles: str) -> Iterator[str]:
    """Yield every table that holds one of the words in any column."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            query = f'select row_to_json(t)::text from "{table}" t where row_to_json(t)::text ilike any(%s)'  # noqa: S608
            cursor.execute(query, [[f"%{needle}%" for needle in needles]])
            for row in cursor.fetchall():
                yield f"{table}: {row[0][:300]}"


def test_the_export_is_a_zip_of_json_with_everything_and_says_what_is_what(
    lived: User, client: Client
) -> None:
    client.force_login(lived)
    answer = client.get("/account/export/")
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert json.loads(files["account.json"])["email"] == lived.email
    orders = json.loads(files["orders.json"])
    assert orders["orders"][0]["returns"][0]["reason"] == WORD
    assert orders["orders"][0]["invoices"][0]["sold_to"]["name"] == NAME
    assert orders["addresses"][0]["line1"] == LANE
    catalogue = json.loads(files["catalogue.json"])
    assert (catalogue["reviews"][0]["state"], len(catalogue["stock_alerts"])) == ("pending", 1)
    feedback = json.loads(files["feedback.json"])
    assert (feedback["conversations_rated"][0]["score"], feedback["tickets"][0]["subject"]) == (2, WORD)
    assert NAME in files["conversations.json"]
    assert json.loads(files["history.json"])["told"]
    assert "CGST" in files["README.txt"]


def test_nothing_of_them_is_left_in_any_table_and_the_figures_are(lived: User) -> None:
    total, invoice = Order.objects.get().total_paise, Invoice.objects.get().total_paise
    assert len(list(rows_with(*NEEDLES))) > 10
    person_erase(user=lived)
    assert list(rows_with(*NEEDLES)) == []
    assert (Order.objects.get().total_paise, Invoice.objects.get().total_paise) == (total, invoice)
    buyer = Invoice.objects.get().buyer
    assert (buyer["name"], buyer["state"], buyer["masked"]) == ("Z••• Z•••", "MH", True)


@pytest.mark.parametrize("change", [{"price": 60_000}, {"gstin": "27AAPFU0939F1ZV"}])
def test_the_name_stays_on_invoices_for_which_the_law_asks_for_it(
    zubeida: User, meera: User, caller: MakeCaller, change: dict[str, Any]
) -> None:
    dear = make_product(price=change.get("price", 500), pieces=3, store=make_store("Pune", kind="warehouse"))
    found = order(caller(zubeida), dear, caller(meera))
    Order.objects.update(buyer_gstin=change.get("gstin", ""))
    for step in STEPS:
        order_advance(number=found.number, to=step, caller=caller(meera), now=timezone.now())
    person_erase(user=zubeida)
    assert Invoice.objects.get().buyer["name"] == NAME
    assert Order.objects.get().contact_name == ""


@pytest.mark.parametrize(
    "change",
    [{"total_paise": 1}, {"buyer": {"name": "Somebody else"}}, {"buyer": {"masked": True}, "number": "X"}],
)
def test_an_invoice_still_refuses_every_other_change(
    zubeida: User, meera: User, caller: MakeCaller, shirt: Product, change: dict[str, Any]
) -> None:
    order(caller(zubeida), shirt, caller(meera), *STEPS)
    before = Invoice.objects.values().get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Invoice.objects.update(**change)
    assert Invoice.objects.values().get() == before


def test_an_order_on_its_way_is_emptied_once_it_has_arrived(
    zubeida: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    coming = order(caller(zubeida), shirt, caller(meera), "packed", "shipped")
    person_erase(user=zubeida)
    assert Order.objects.get().contact_name == NAME
    assert erasures_finish(now=timezone.now()) == 0
    for step in ("out_for_delivery", "delivered"):
        order_advance(number=coming.number, to=step, caller=caller(meera), now=timezone.now())
    assert erasures_finish(now=timezone.now()) == 1
    assert erasures_finish(now=timezone.now()) == 0
    found = Order.objects.get()
    assert (found.contact_name, found.ship_to) == ("", {"state": "MH", "pin": "411004"})


def test_another_person_keeps_everything(lived: User, asha: User, caller: MakeCaller, shirt: Product) -> None:
    done(execute_tool(caller(asha), "write_review", {"product_id": shirt.pk, "rating": 4, "text": "Mine"}))
    before = person_export(user=asha)
    person_erase(user=lived)
    assert person_export(user=asha) == before


def test_the_pages_say_what_is_kept_and_what_the_law_keeps(asha: User, client: Client) -> None:
    client.force_login(asha)
    page = client.get("/account/data/").content.decode()
    assert all(str(entry.what) in page.replace("&#x27;", "'") for entry in kept())
    erase = client.get("/account/erase/").content.decode()
    assert "section 36 of the CGST Act" in erase
    assert "masked" in erase
