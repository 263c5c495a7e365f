"""Calling a return off: while it is lawful, once, with everything as it was before; and undoing its receipt."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Product, Reservation
from apps.ledger.execution import execute_tool, undo_receipt
from apps.orders.models import Order, Refund, Return
from apps.orders.services.photos import photo_add, photos_waiting
from apps.orders.services.return_desk import return_receive
from retailgenie.ai.tools.types import Done
from tests.apps.orders.after import MakeCaller, a_picture, buy, deliver, sound, with_policy
from tests.apps.orders.shopping import ask, confirm, done, refused


@pytest.fixture
def order(asha: User, meera: User, caller: MakeCaller, shirt: Product) -> Order:
    shirt.return_days = 30
    shirt.save()
    return deliver(caller(meera), buy(caller(asha), shirt, "M"))


def lines(order: Order) -> list[dict[str, int]]:
    return [{"line_id": order.lines.get().pk, "quantity": 1}]


def sent_back(order: Order, asha: User, caller: MakeCaller) -> Return:
    done(confirm(caller(asha), "return_items", number=order.number, lines=lines(order), reason="damaged"))
    return Return.objects.latest("pk")


def test_a_request_is_called_off_and_a_new_one_is_possible(
    asha: User, caller: MakeCaller, order: Order, private: Path
) -> None:
    with_policy(order, requests_per_order=1)
    photo_add(caller=caller(asha), number=order.number, data=a_picture(), now=timezone.now())
    made = sent_back(order, asha, caller)
    card = ask(caller(asha), "withdraw_return", number=made.number).card
    assert ("1 × Blue shirt", "stays with you") in card.lines
    view = done(confirm(caller(asha), "withdraw_return", number=made.number))
    assert (view.status, view.label_url, view.handover_url) == ("withdrawn", "", "")
    assert photos_waiting(order.pk).count() == 1
    again = sent_back(order, asha, caller)
    assert (again.status, again.pictures.count()) == ("approved", 1)
    assert not Refund.objects.exists() and sound()


def test_what_was_held_in_exchange_is_free_again(
    asha: User, caller: MakeCaller, order: Order, shirt: Product
) -> None:
    large = shirt.variants.get(size="L")
    items = [{"line_id": order.lines.get().pk, "variant_id": large.pk}]
    made = done(confirm(caller(asha), "exchange_items", number=order.number, items=items))
    held = Reservation.objects.get(holder=f"exchange:{made.number}")
    assert held.state == Reservation.State.HELD
    done(confirm(caller(asha), "withdraw_return", number=made.number))
    held.refresh_from_db()
    assert held.state == Reservation.State.RELEASED
    assert sound()


def test_the_receipt_of_a_return_can_be_undone_while_it_is_lawful(
    asha: User, ravi: User, meera: User, caller: MakeCaller, order: Order
) -> None:
    wish = {"number": order.number, "lines": lines(order), "reason": "damaged"}
    made = confirm(caller(asha), "return_items", **wish)
    assert isinstance(made, Done)
    assert refused(undo_receipt(caller(ravi), made.receipt_id)) == "not_found"
    assert isinstance(undo_receipt(caller(asha), made.receipt_id), Done)
    assert Return.objects.get().status == Return.Status.WITHDRAWN
    assert refused(undo_receipt(caller(asha), made.receipt_id)) == "already_undone"
    again = confirm(caller(asha), "return_items", **wish)
    assert isinstance(again, Done)
    number = again.result.data.number
    return_receive(caller=caller(meera), number=number, written_off={}, now=timezone.now())
    assert refused(undo_receipt(caller(asha), again.receipt_id)) == "withdraw_refused"
    assert Return.objects.get(number=number).status == Return.Status.RECEIVED


def test_on_the_day_of_the_courier_and_twice_it_is_refused(
    asha: User, caller: MakeCaller, order: Order
) -> None:
    made = sent_back(order, asha, caller)
    Return.objects.filter(pk=made.pk).update(pickup_date=timezone.localdate())
    assert (
        refused(execute_tool(caller(asha), "withdraw_return", {"number": made.number})) == "withdraw_refused"
    )
    Return.objects.filter(pk=made.pk).update(pickup_date=None)
    done(confirm(caller(asha), "withdraw_return", number=made.number))
    assert (
        refused(execute_tool(caller(asha), "withdraw_return", {"number": made.number})) == "withdraw_refused"
    )
    assert order.events.filter(kind="return_withdrawn").count() == 1


def test_it_is_called_off_on_the_orders_page_and_a_strangers_does_not_exist(
    client: Client, asha: User, ravi: User, caller: MakeCaller, order: Order
) -> None:
    made = sent_back(order, asha, caller)
    path = f"/returns/{made.number}/withdraw/"
    client.force_login(ravi)
    assert client.post(path).status_code == 404
    client.force_login(asha)
    assert path in client.get(order.get_absolute_url()).content.decode()
    token = client.post(path).context["token"]
    assert client.post(path, {"approval": token})["Location"] == order.get_absolute_url()
    made.refresh_from_db()
    assert made.status == Return.Status.WITHDRAWN
    assert path not in client.get(order.get_absolute_url()).content.decode()
