"""One shop, one kurta and the twin that keeps the other books."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from apps.accounts.models import User
from apps.catalog.models import (
    Store,
    Variant,
)
from apps.catalog.outside.twin import (
    TwinStock,
)
from retailgenie.ai.tools.types import Caller
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.catalog.outside.books import run


@pytest.fixture
def shop() -> Store:
    return make_store("Pune", name="FC Road")


@pytest.fixture
def kurta(shop: Store) -> Variant:
    """Five pieces in the shop."""
    return make_product(
        "Kurta", sizes=("M",), colours=("Red",), price=1000, pieces=5, store=shop
    ).variants.get()


@pytest.fixture
def linked(twin: TwinStock, kurta: Variant, shop: Store) -> TwinStock:
    """Both sides begin with the same five pieces."""
    twin.adopt([(kurta.sku, shop.code, 5)])
    assert run(twin).changed == 0
    return twin


@pytest.fixture
def staff(meera: User, caller: Callable[..., Caller]) -> Caller:
    return caller(meera)
