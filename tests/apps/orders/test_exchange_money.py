"""Exchanges on paper: invoices and credit notes of GST worked by hand, and pieces that come back a second time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Offer, Product, Stock
from apps.ledger.execution import execute_tool
from apps.orders.models import CreditNote, Invoice, Order, OrderLine, Return
from apps.orders.services import progress
from apps.orders.services.invoicing import invoice_issue
from apps.orders.services.return_desk import return_receive, return_reject, return_settle
from retailgenie.ai.tools.types import Caller
from tests.apps.orders.after import MakeCaller, buy, deliver, kept_money, sound, with_policy
from tests.apps.orders.shopping import ADDRESS, confirm, done, refused

Taxes = tuple[int, int, int, int, int]  # taxable, CGST, SGST, IGST, total
BENGALURU = {**ADDRESS, "city": "Bengaluru", "pin": "560001"}


@pytest.fixture
def shirt(shirt: Product) -> Product:
    """S ₹500, M ₹500, L ₹700; may come back for 30 days."""
    shirt.return_days = 30
    shirt.save()
    shirt.variants.filter(size="L").update(price_paise=70_000, mrp_paise=70_000)
    return shirt


@pytest.fixture
def order(asha: User, meera: User, caller: MakeCaller, shirt: Product) -> Order:
    """Two M to Pune, delivered, paid by UPI; nothing to pay for the delivery."""
    return deliver(caller(meera), buy(caller(asha), shirt, "M", quantity=2, payment_detail="asha@upi"))


def line(order: Order, size: str) -> OrderLine:
    return order.lines.filter(size=size).latest("pk")


def exchange(
    by: Caller, staff: Caller, order: Order, size: str, to: str, *, count: int = 1, **more: Any
) -> Return:
    """Exchange pieces, take them in and send the new ones."""
    row = line(order, size)
    assert row.variant is not None
    new = row.variant.product.variants.get(size=to)
    items = [{"line_id": row.pk, "variant_id": new.pk, "quantity": count}]
    made = done(confirm(by, "exchange_items", number=order.number, items=items, **more))
    return finish(staff, made.number)


def give_back(by: Caller, staff: Caller, order: Order, pieces: dict[str, int], **more: Any) -> Return:
    lines = [{"line_id": line(order, size).pk, "quantity": n} for size, n in pieces.items()]
    made = done(confirm(by, "return_items", number=order.number, lines=lines, **more))
    return finish(staff, made.number)


def finish(staff: Caller, number: str) -> Return:
    return_receive(caller=staff, number=number, written_off={}, now=timezone.now())
    return return_settle(caller=staff, number=number, now=timezone.now())


def taxes(row: Invoice | CreditNote) -> Taxes:
    return row.taxable_paise, row.cgst_paise, row.sgst_paise, row.igst_paise, row.total_paise


def papers_agree(order: Order) -> bool:
    """What is billed and not credited is what the shop keeps, and no series has a gap."""
    billed = sum(x.total_paise for x in Invoice.objects.filter(order=order))
    credited = sum(x.total_paise for x in CreditNote.objects.filter(invoice__order=order))
    assert billed - credited == kept_money(order)
    for model in (Invoice, CreditNote):
        numbers = sorted(int(x[-6:]) for x in model.objects.values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
    return sound()


def test_a_dearer_piece_inside_one_state(
    asha: User, meera: User, caller: MakeCaller, order: Order, shirt: Product
) -> None:
    """Two for ₹1,000 at 5 %: 23.81 a half. ₹500 back: 11.90 a half. ₹700 sent: 700 x 2.5 / 105 = 16.67 a half."""
    made = exchange(caller(asha), caller(meera), order, "M", "L")
    first, second = Invoice.objects.filter(order=order)
    note = CreditNote.objects.get()
    assert taxes(first) == (95_238, 2_381, 2_381, 0, 100_000)
    assert taxes(note) == (47_620, 1_190, 1_190, 0, 50_000)
    assert taxes(second) == (66_666, 1_667, 1_667, 0, 70_000)
    assert (note.invoice, second.about, made.value_paise) == (first, made.number, 50_000)
    assert kept_money(order) == 120_000
    assert papers_agree(order)
    view = done(execute_tool(caller(asha), "get_invoice", {"number": order.number}))
    assert view.others == ((second.number, second.get_absolute_url()),)
    assert [x[0] for x in view.credit_notes] == [note.number]
    shown = done(execute_tool(caller(asha), "get_order", {"number": order.number}))
    assert [(x.size, x.exchanged, x.came_in_exchange) for x in shown.lines] == [
        ("M", 1, False),
        ("L", 0, True),
    ]
    assert (shown.total_paise, shown.goods_back_paise) == (170_000, 50_000)


def test_a_cheaper_piece_between_states_of_another_rate(
    asha: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    """To Karnataka. ₹2,700 passes ₹2,500 without tax: 18 %, IGST 2700 x 18 / 118 = 411.86. ₹2,600 at 5 %: 123.81."""
    shirt.variants.filter(size="L").update(price_paise=270_000, mrp_paise=270_000)
    shirt.variants.filter(size="S").update(price_paise=260_000, mrp_paise=260_000)
    bought = buy(caller(asha), shirt, "L", address=BENGALURU, payment_detail="asha@upi")
    order = deliver(caller(meera), bought)
    exchange(caller(asha), caller(meera), order, "L", "S")
    first, second = Invoice.objects.filter(order=order)
    assert taxes(first) == (228_814, 0, 0, 41_186, 270_000)
    assert taxes(CreditNote.objects.get()) == (228_814, 0, 0, 41_186, 270_000)
    assert taxes(second) == (247_619, 0, 0, 12_381, 260_000)
    assert (second.place_of_supply, kept_money(order)) == ("KA", 260_000)
    assert papers_agree(order)


def test_a_discount_stays_with_the_order(asha: User, meera: User, caller: MakeCaller, shirt: Product) -> None:
    """10 % off ₹1,000 is ₹900. M for L: 10 % off ₹1,200 is ₹1,080, so ₹180 more. M goes for 450, L comes for 630."""
    Offer.objects.create(
        title="Ten", kind="percentage", percent=10, starts_at=timezone.now() - timedelta(days=1)
    )
    bought = buy(caller(asha), shirt, "M", quantity=2, payment_detail="asha@upi")
    order = deliver(caller(meera), bought)
    Offer.objects.update(is_active=False)
    made = exchange(caller(asha), caller(meera), order, "M", "L")
    new = line(order, "L")
    assert (made.amount_paise, new.discount_paise, new.total_paise) == (-18_000, 7_000, 63_000)
    assert [x.total_paise for x in CreditNote.objects.all()] == [45_000]
    assert Invoice.objects.get(about=made.number).lines[0]["discount_paise"] == 7_000
    assert papers_agree(order)


def test_what_came_in_exchange_comes_back(asha: User, meera: User, caller: MakeCaller, order: Order) -> None:
    exchange(caller(asha), caller(meera), order, "M", "L")
    back = give_back(caller(asha), caller(meera), order, {"L": 1, "M": 1}, reason="changed my mind")
    order.refresh_from_db()
    assert (back.amount_paise, order.status, kept_money(order)) == (120_000, "returned", 0)
    notes = CreditNote.objects.filter(key__startswith=back.number).order_by("pk")
    assert [(x.key, x.total_paise) for x in notes] == [
        (back.number, 50_000), (f"{back.number}:{order.number}-R1", 70_000),
    ]  # fmt: skip
    for size, count in (("S", 5), ("M", 5), ("L", 5)):
        assert Stock.objects.get(variant__size=size).on_hand == count
    assert papers_agree(order)


def test_an_exchange_can_be_exchanged(asha: User, meera: User, caller: MakeCaller, order: Order) -> None:
    exchange(caller(asha), caller(meera), order, "M", "L")
    exchange(caller(asha), caller(meera), order, "L", "S")
    assert [(x.size, x.quantity, x.exchanged) for x in order.lines.all()] == [
        ("M", 2, 1), ("L", 1, 1), ("S", 1, 0),
    ]  # fmt: skip
    assert (Invoice.objects.filter(order=order).count(), kept_money(order)) == (3, 100_000)
    assert papers_agree(order)


def test_the_same_thing_again_costs_nothing_when_its_price_rose(
    asha: User, meera: User, caller: MakeCaller, order: Order, shirt: Product
) -> None:
    shirt.variants.filter(size="M").update(price_paise=90_000, mrp_paise=90_000)
    made = exchange(caller(asha), caller(meera), order, "M", "M", reason="damaged")
    assert (made.amount_paise, kept_money(order)) == (0, 100_000)
    assert papers_agree(order)


def test_the_window_of_a_new_piece_counts_from_its_sending(
    asha: User, meera: User, caller: MakeCaller, order: Order
) -> None:
    order.events.filter(kind="delivered").update(at=timezone.now() - timedelta(days=29))
    made = exchange(caller(asha), caller(meera), order, "M", "L")
    order.events.filter(kind="delivered").update(at=timezone.now() - timedelta(days=31))
    view = done(execute_tool(caller(asha), "return_eligibility", {"number": order.number}))
    assert {x.size: x.reason for x in view.lines} == {
        "M": "It was delivered 31 days ago; the window is 30 days.", "L": "",
    }  # fmt: skip
    with_policy(order, exchange_restarts_window=False)
    wish = {"number": order.number, "lines": [{"line_id": line(order, "L").pk, "quantity": 1}]}
    assert refused(execute_tool(caller(asha), "return_items", wish)) == "return_refused"
    with_policy(order)
    Return.objects.filter(pk=made.pk).update(updated_at=timezone.now() - timedelta(days=31))
    assert refused(execute_tool(caller(asha), "return_items", wish)) == "return_refused"


def test_a_policy_of_one_request_holds_for_exchanged_pieces(
    asha: User, meera: User, caller: MakeCaller, order: Order
) -> None:
    with_policy(order, requests_per_order=1, unstated_is_final=False)
    exchange(caller(asha), caller(meera), order, "M", "L")
    wish = {"number": order.number, "lines": [{"line_id": line(order, "L").pk, "quantity": 1}]}
    assert refused(execute_tool(caller(asha), "return_items", wish)) == "return_refused"


def test_a_return_beside_an_open_exchange_gains_nothing(
    asha: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    """₹150 off from ₹1,200: S and L are ₹1,050. L for M leaves ₹1,000; S back leaves one of ₹500."""
    Offer.objects.create(
        title="150 off", kind="amount", amount_paise=15_000, min_subtotal_paise=120_000,
        starts_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    order = deliver(caller(meera), buy(caller(asha), shirt, "S", "L", payment_detail="asha@upi"))
    assert kept_money(order) == 105_000
    row = line(order, "L")
    small = shirt.variants.get(size="M")
    items = [{"line_id": row.pk, "variant_id": small.pk, "quantity": 1}]
    opened = done(confirm(caller(asha), "exchange_items", number=order.number, items=items))
    assert opened.amount_paise == 5_000  # two of ₹500 have no offer: ₹1,000
    back = give_back(caller(asha), caller(meera), order, {"S": 1})
    finish(caller(meera), opened.number)
    assert (back.amount_paise, kept_money(order)) == (50_000, 50_000)
    assert papers_agree(order)


def test_what_is_turned_down_leaves_no_paper(
    asha: User, meera: User, caller: MakeCaller, order: Order, shirt: Product
) -> None:
    items = [{"line_id": line(order, "M").pk, "variant_id": shirt.variants.get(size="L").pk, "quantity": 1}]
    made = done(confirm(caller(asha), "exchange_items", number=order.number, items=items))
    return_reject(caller=caller(meera), number=made.number, answer="Worn.", now=timezone.now())
    assert (Invoice.objects.count(), CreditNote.objects.count(), order.lines.count()) == (1, 0, 1)


def test_fees_of_an_exchange_are_on_paper(asha: User, meera: User, caller: MakeCaller, order: Order) -> None:
    with_policy(order, pickup_fee_paise=3_000)
    made = exchange(caller(asha), caller(meera), order, "M", "L", reason="too small")
    assert (made.amount_paise, kept_money(order)) == (-23_000, 123_000)
    assert CreditNote.objects.get().total_paise == 47_000
    assert papers_agree(order)


def test_an_old_order_gets_all_its_papers_at_once(
    asha: User, meera: User, caller: MakeCaller, shirt: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Delivered before there were invoices; three bought, one cancelled, one returned since."""
    with monkeypatch.context() as patch:
        patch.setattr(progress, "invoice_issue", lambda **_given: None)
        bought = buy(caller(asha), shirt, "M", quantity=4, payment_detail="asha@upi")
        part = [{"line_id": bought.lines.get().pk, "quantity": 1}]
        done(confirm(caller(asha), "cancel_order", number=bought.number, lines=part))
        order = deliver(caller(meera), bought)
        with_policy(order, pickup_fee_paise=3_000, unstated_is_final=False)
        give_back(caller(asha), caller(meera), order, {"M": 1}, reason="too small")
    assert not Invoice.objects.exists()
    invoice = invoice_issue(order=Order.objects.get(), now=timezone.now())
    assert invoice.lines[0]["quantity"] == 3
    assert taxes(invoice) == (150_000 - 2 * 3_571, 3_571, 3_571, 0, 150_000)
    assert [x.total_paise for x in CreditNote.objects.all()] == [47_000]
    exchange(caller(asha), caller(meera), order, "M", "L", reason="damaged")
    assert Invoice.objects.count() == 2
    assert papers_agree(order)


def test_an_old_order_is_billed_before_what_it_is_exchanged_for(
    asha: User, meera: User, caller: MakeCaller, shirt: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(progress, "invoice_issue", lambda **_given: None)
        bought = buy(caller(asha), shirt, "M", quantity=2, payment_detail="asha@upi")
        order = deliver(caller(meera), bought)
    made = exchange(caller(asha), caller(meera), order, "M", "L")
    assert [(x.about, x.total_paise) for x in Invoice.objects.all()] == [("", 100_000), (made.number, 70_000)]
    assert [x.total_paise for x in CreditNote.objects.all()] == [50_000]
    assert papers_agree(order)


@pytest.mark.parametrize("packed_first", [False, True])
def test_papers_of_an_order_cancelled_in_part(
    asha: User, meera: User, caller: MakeCaller, shirt: Product, packed_first: bool
) -> None:
    """Three for ₹1,500 and two of them at once: before packing they aren't billed, after it they are credited."""
    order = buy(caller(asha), shirt, "M", quantity=3, payment_detail="asha@upi")

    def pack() -> None:
        progress.order_advance(caller=caller(meera), number=order.number, to="packed", now=timezone.now())

    if packed_first:
        pack()
    part = [{"line_id": order.lines.get().pk, "quantity": 2}]
    done(confirm(caller(asha), "cancel_order", number=order.number, lines=part))
    if not packed_first:
        pack()
    assert Invoice.objects.get().total_paise == (150_000 if packed_first else 50_000)
    assert [x.total_paise for x in CreditNote.objects.all()] == ([100_000] if packed_first else [])
    assert papers_agree(order)
