"""The same purchase and cancellation through the classic view and through the tools of chat end in the same state."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from apps.accounts.models import User
from apps.catalog.models import Product
from retailgenie.ai.tools.types import Caller
from tests.apps.orders.shopping import ADDRESS, add, confirm, done, place
from tests.journeys.state import shop_state

pytestmark = pytest.mark.django_db


class Rewind(Exception):
    """Takes everything back that was done inside the block."""


def by_classic(client: Client, asha: User, shirt: Product) -> dict[str, Any]:
    client.force_login(asha)
    client.post("/cart/add/", {"variant_id": shirt.variants.all()[0].pk, "quantity": 2})
    form = {"fulfilment": "delivery", "payment_method": "upi", "address_id": "new", **ADDRESS}
    token = client.post("/checkout/", form).context["token"]
    answer = client.post("/checkout/", {**form, "approval": token})
    path = f"/orders/{answer['Location'].split('/')[-2]}/cancel/"
    token = client.post(path).context["token"]
    client.post(path, {"approval": token})
    return shop_state()


def by_chat(caller: Caller, shirt: Product) -> dict[str, Any]:
    add(caller, shirt.variants.all()[0].pk, 2)
    order = place(caller)
    done(confirm(caller, "cancel_order", number=order.number))
    return shop_state()


def test_both_doors_leave_the_same_orders_money_stock_and_carts(
    client: Client, asha: User, shirt: Product, caller: Callable[..., Caller]
) -> None:
    states: list[dict[str, Any]] = []
    doors: list[Callable[[], dict[str, Any]]] = [
        lambda: by_classic(client, asha, shirt),
        lambda: by_chat(caller(asha), shirt),
    ]
    for act in doors:
        with suppress(Rewind), transaction.atomic():
            states.append(act())
            raise Rewind
    assert states[0]["orders"][0][0] == "cancelled"
    assert states[0] == states[1]
