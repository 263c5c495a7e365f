"""Invoices from packing to the credit note: numbers without gaps, one owner, what page and PDF say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from apps.accounts.callers import caller_for
from apps.accounts.models import Role, User
from apps.catalog.models import Product
from apps.ledger.execution import execute_tool
from apps.orders.models import CreditNote, Invoice, InvoiceSeries, Order
from apps.orders.services.cancel import order_cancel
from apps.orders.services.invoicing import credit_note_issue, financial_year, invoice_issue, number_take
from apps.orders.services.progress import order_advance
from retailgenie.ai.tools.types import Caller, Door
from retailgenie.ai.types import InvoiceView
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.orders.crowd import all_at_once
from tests.apps.orders.shopping import ADDRESS, add, confirm, done, place, refused
from tests.conftest import person

MakeCaller = Callable[..., Caller]


def packed(shopper: Caller, staff: Caller, product: Product, quantity: int = 1, **changes: object) -> Order:
    add(shopper, product.variants.get(size="M").pk, quantity)
    number = place(shopper, **changes).number
    return order_advance(caller=staff, number=number, to="packed", now=timezone.now())


def test_a_packed_order_has_an_invoice_that_adds_up(
    asha: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    """Two shirts of ₹500 at 5 % to Pune: each half of ₹1,000 is 23.8095."""
    order = packed(caller(asha), caller(meera), shirt, 2)
    invoice = Invoice.objects.get()
    [line, *delivery] = invoice.lines
    year = financial_year(timezone.localdate())
    assert invoice.number == f"MH{year}-000001"
    assert invoice.total_paise == order.total_paise
    assert invoice.tax_paise == order.tax_paise
    assert (line["hsn"], line["quantity"], line["taxable_paise"]) == ("6205", 2, 1_000_00 - 2 * 23_81)
    assert (line["cgst_paise"], line["sgst_paise"], line["igst_paise"]) == (23_81, 23_81, 0)
    assert [x["total_paise"] for x in delivery] == ([order.delivery_paise] if order.delivery_paise else [])
    assert invoice.buyer["name"] == "Asha Rao"
    assert invoice.seller["gstin"].startswith("27AAAAA0000A1Z")
    with transaction.atomic():
        assert invoice_issue(order=order, now=timezone.now()) == invoice


def test_before_packing_there_is_none(asha: User, caller: MakeCaller, shirt: Product) -> None:
    assert refused(execute_tool(caller(asha), "get_invoice", {})) == "not_found"
    add(caller(asha), shirt.variants.get(size="M").pk)
    number = place(caller(asha)).number
    assert refused(execute_tool(caller(asha), "get_invoice", {"number": number})) == "invoice_not_ready"
    assert refused(execute_tool(caller(asha), "get_invoice", {})) == "invoice_not_ready"
    assert not Invoice.objects.exists()


def test_only_its_owner_and_staff_find_it(
    asha: User, ravi: User, meera: User, kabir: User, caller: MakeCaller, shirt: Product
) -> None:
    order = packed(caller(asha), caller(meera), shirt)
    invoice = Invoice.objects.get()
    for number in (order.number, invoice.number, invoice.number.lower(), ""):
        view: InvoiceView = done(execute_tool(caller(asha), "get_invoice", {"number": number}))
        assert (view.number, view.order_number, view.url) == (
            invoice.number, order.number, f"/invoices/{invoice.number}/",
        )  # fmt: skip
    assert refused(execute_tool(caller(ravi), "get_invoice", {"number": order.number})) == "not_found"
    assert refused(execute_tool(caller(ravi), "get_invoice", {"number": invoice.number})) == "not_found"
    for user, status in ((asha, 200), (kabir, 200), (meera, 200), (ravi, 404)):
        client = Client()
        client.force_login(user)
        assert client.get(invoice.get_absolute_url()).status_code == status
        assert client.get(invoice.get_pdf_url()).status_code == status
    assert Client().get(invoice.get_absolute_url()).status_code == 404


def test_page_and_pdf_show_the_tax(
    asha: User, meera: User, caller: MakeCaller, shirt: Product, client: Client
) -> None:
    packed(caller(asha), caller(meera), shirt, 2, address={**ADDRESS, "city": "Bengaluru", "pin": "560001"})
    client.force_login(asha)
    invoice = Invoice.objects.get()
    page = client.get(invoice.get_absolute_url()).content.decode()
    for text in ("Tax invoice", invoice.number, "Karnataka (29)", "IGST", "₹952.38", "₹47.62", "6205"):
        assert text in page
    assert "CGST" not in page
    pdf = client.get(invoice.get_pdf_url())
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert client.get(invoice.get_pdf_url()).content == pdf.content
    order = client.get(f"/orders/{invoice.order.number}/").content.decode()
    assert invoice.get_absolute_url() in order


def test_cancelling_a_packed_order_credits_all_of_it(
    asha: User, meera: User, caller: MakeCaller, shirt: Product, client: Client
) -> None:
    order = packed(caller(asha), caller(meera), shirt, 2)
    done(confirm(caller(asha), "cancel_order", number=order.number))
    invoice, note = Invoice.objects.get(), CreditNote.objects.get()
    assert note.number == f"MH{financial_year(timezone.localdate())}-C000001"
    for name in ("taxable_paise", "cgst_paise", "sgst_paise", "igst_paise", "total_paise"):
        assert getattr(note, name) == getattr(invoice, name)
    client.force_login(asha)
    page = client.get(note.get_absolute_url()).content.decode()
    assert "Credit note" in page
    assert invoice.number in page
    assert client.get(note.get_pdf_url()).content.startswith(b"%PDF-")
    view: InvoiceView = done(execute_tool(caller(asha), "get_invoice", {"number": order.number}))
    assert view.credit_notes == ((note.number, note.get_absolute_url()),)


def test_a_part_cancelled_before_packing_is_not_invoiced(
    asha: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    add(caller(asha), shirt.variants.get(size="M").pk, 3)
    order = Order.objects.get(number=place(caller(asha)).number)
    line = order.lines.get()
    order_cancel(caller=caller(asha), number=order.number, reason="", now=timezone.now(), lines={line.pk: 1})
    order_advance(caller=caller(meera), number=order.number, to="packed", now=timezone.now())
    billed = Invoice.objects.get().lines[0]
    assert (billed["quantity"], billed["total_paise"]) == (2, 1_000_00)
    assert not CreditNote.objects.exists()


def test_the_same_key_credits_once_and_never_more_than_was_billed(
    asha: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    order = packed(caller(asha), caller(meera), shirt, 2)
    line = order.lines.get()

    def credit(key: str, value_paise: int | None) -> list[CreditNote]:
        return credit_note_issue(
            order=order,
            quantities={line.pk: 1},
            value_paise=value_paise,
            reason="damaged",
            key=key,
            now=timezone.now(),
        )

    [first] = credit("one", 500_00)
    assert credit("one", 500_00) == [first]
    assert (first.total_paise, first.cgst_paise, first.sgst_paise) == (500_00, 11_90, 11_90)
    [rest] = credit("two", None)
    assert (rest.total_paise, rest.cgst_paise) == (500_00, 23_81 - 11_90)
    assert credit("three", None) == []
    assert InvoiceSeries.objects.get(kind="credit_note").last == 2


def test_the_database_refuses_to_change_an_invoice(
    asha: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    packed(caller(asha), caller(meera), shirt)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Invoice.objects.update(total_paise=1, taxable_paise=1, cgst_paise=0, sgst_paise=0, igst_paise=0)


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 3, 31), "2526"), (date(2026, 4, 1), "2627"), (date(2099, 12, 1), "9900")],
)
def test_the_financial_year_begins_in_april(day: date, year: str) -> None:
    assert financial_year(day) == year


def test_each_year_and_each_state_count_from_one(db: None) -> None:
    march, april = datetime(2026, 3, 31, 18, 29, tzinfo=UTC), datetime(2026, 3, 31, 18, 30, tzinfo=UTC)
    with transaction.atomic():
        taken = [
            number_take(kind="invoice", state=state, now=now)
            for state, now in (("MH", march), ("MH", march), ("KA", march), ("MH", april))
        ]
    assert taken == ["MH2526-000001", "MH2526-000002", "KA2526-000001", "MH2627-000001"]


def test_a_document_that_fails_leaves_no_gap(db: None) -> None:
    with transaction.atomic():
        first = number_take(kind="invoice", state="MH", now=timezone.now())
    with transaction.atomic():
        number_take(kind="invoice", state="MH", now=timezone.now())
        transaction.set_rollback(True)
    with transaction.atomic():
        second = number_take(kind="invoice", state="MH", now=timezone.now())
    assert int(second[-6:]) == int(first[-6:]) + 1


@pytest.mark.django_db(transaction=True)
def test_invoices_made_at_once_have_consecutive_numbers() -> None:
    staff = caller_for(person("m@example.com", "M", Role.STAFF), visitor_id="", door=Door.REST)
    store = make_store("Pune", kind="warehouse")
    shirt = make_product("Shirt", price=500, pieces=20, store=store, gst_percent=5, hsn="6205", sizes=("M",))
    numbers = []
    for index in range(8):
        shopper = caller_for(None, visitor_id=f"v{index}", door=Door.CHAT)
        add(shopper, shirt.variants.get().pk)
        numbers.append(place(shopper).number)

    def pack(number: str) -> Callable[[], Order]:
        return lambda: order_advance(caller=staff, number=number, to="packed", now=timezone.now())

    all_at_once([pack(number) for number in numbers] + [pack(numbers[0])])
    year = financial_year(timezone.localdate())
    assert sorted(Invoice.objects.values_list("number", flat=True)) == [
        f"MH{year}-{count:06d}" for count in range(1, 9)
    ]


def test_rest_gives_the_invoice_to_its_owner(
    asha: User, ravi: User, meera: User, caller: MakeCaller, shirt: Product, client: Client
) -> None:
    order = packed(caller(asha), caller(meera), shirt)
    url = f"/api/v1/orders/{order.number}/invoice"
    client.force_login(asha)
    assert Invoice.objects.get().number in client.get(url).content.decode()
    client.force_login(ravi)
    assert client.get(url).status_code == 404
