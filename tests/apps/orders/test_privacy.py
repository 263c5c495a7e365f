"""A person's orders in their export, and what is left of them after erasure."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services import person_erase, person_export
from apps.catalog.models import Product
from apps.orders.models import Address, Cart, Order, Payment
from apps.orders.services.cancel import order_cancel
from retailgenie.ai.tools.types import Caller
from tests.apps.orders.shopping import ADDRESS, add, confirm, done, place

MakeCaller = Callable[..., Caller]


def test_an_export_holds_ones_own_orders_only(
    asha: User, ravi: User, caller: MakeCaller, shirt: Product
) -> None:
    for user, size in ((asha, "S"), (ravi, "M")):
        add(caller(user), shirt.variants.get(size=size).pk)
        place(caller(user))
    done(confirm(caller(asha), "add_address", **ADDRESS))

    data = person_export(user=asha)["orders"]

    assert [order["number"] for order in data["orders"]] == [
        Order.objects.get(owner_key=f"user:{asha.pk}").number
    ]
    assert data["addresses"][0]["pin"] == "411004"


def test_erasure_takes_the_person_out_of_what_is_finished(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    me = caller(asha)
    done(confirm(me, "add_address", **ADDRESS))
    for _order in range(2):
        add(me, shirt.variants.get(size="S").pk)
        place(me, payment_detail="asha@upi")
    add(me, shirt.variants.get(size="M").pk)
    finished, coming = Order.objects.order_by("pk")
    order_cancel(caller=me, number=finished.number, reason="", now=timezone.now())

    person_erase(user=asha)

    finished.refresh_from_db()
    assert (finished.contact_name, finished.contact_phone, finished.contact_email) == ("", "", "")
    assert finished.ship_to == {"state": "MH", "pin": "411004"}
    assert finished.total_paise == 54_900
    assert Payment.objects.get(order=finished).detail == ""
    coming.refresh_from_db()
    assert coming.contact_name == "Asha Rao"
    assert not Address.objects.exists()
    assert not Cart.objects.filter(state="open").exists()
