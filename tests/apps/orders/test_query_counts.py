"""Reads cost the same number of queries however much there is to show."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts.models import User
from apps.catalog.models import Product, Store
from apps.ledger.execution import execute_tool
from retailgenie.ai.tools.types import Caller
from tests.apps.catalog.factories import make_product
from tests.apps.orders.shopping import add, done, place

MakeCaller = Callable[..., Caller]
EVENT = 2  # the ledger's: pseudonym and event


def queries(caller: Caller, tool: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        done(execute_tool(caller, tool, {}))
    return len(captured)


@pytest.mark.parametrize("things", [1, 4])
def test_viewing_a_cart(asha: User, caller: MakeCaller, warehouse: Store, things: int) -> None:
    for number in range(things):
        thing = make_product(f"Thing {number}", store=warehouse, sizes=("",), category=f"Kind {number}")
        add(caller(asha), thing.variants.get().pk)
    assert queries(caller(asha), "view_cart") == 5 + EVENT


@pytest.mark.parametrize("orders", [1, 4])
def test_listing_orders(asha: User, caller: MakeCaller, shirt: Product, orders: int) -> None:
    for _number in range(orders):
        add(caller(asha), shirt.variants.get(size="S").pk)
        place(caller(asha))
    assert queries(caller(asha), "list_orders") == 10 + EVENT
    assert queries(caller(asha), "track_order") == 9 + EVENT
