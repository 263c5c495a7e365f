"""What orders hand down as bought: orders that went through, each product once, and only the owner's when asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from apps.accounts.models import User
from apps.catalog.models import Product
from apps.ledger.purchases import purchases
from retailgenie.ai.tools.types import Caller
from tests.apps.orders.shopping import add, confirm, place

MakeCaller = Callable[..., Caller]


@pytest.fixture
def number(asha: User, caller: MakeCaller, shirt: Product) -> str:
    """An order of Asha's over two sizes of one shirt."""
    for size in ("S", "M"):
        add(caller(asha), shirt.variants.get(size=size).pk)
    return place(caller(asha), payment_detail="asha@upi").number


def test_two_sizes_of_a_product_in_one_order_are_one_purchase(
    asha: User, number: str, shirt: Product
) -> None:
    (found,) = purchases()
    assert (found.owner_key, found.product_id, found.region) == (f"user:{asha.pk}", shirt.pk, "MH")


def test_a_person_sees_only_their_own(asha: User, ravi: User, number: str) -> None:
    assert len(purchases(f"user:{asha.pk}")) == 1
    assert purchases(f"user:{ravi.pk}") == []


def test_a_cancelled_order_was_not_bought(asha: User, caller: MakeCaller, number: str) -> None:
    confirm(caller(asha), "cancel_order", number=number)
    assert purchases() == []
