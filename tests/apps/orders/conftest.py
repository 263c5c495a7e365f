"""A small shop to order from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from apps.catalog.models import Product, Store
from apps.orders.payments.books import books_path
from tests.apps.catalog.factories import make_product, make_store


@pytest.fixture
def warehouse(db: None) -> Store:
    return make_store("Pune", name="Pune warehouse", kind="warehouse")


@pytest.fixture
def shop(db: None) -> Store:
    return make_store("Mumbai", pin="400001")


@pytest.fixture
def shirt(warehouse: Store) -> Product:
    """₹500, five of each of S, M and L in the warehouse, 5 % GST."""
    return make_product("Blue shirt", price=500, pieces=5, store=warehouse, gst_percent=5, hsn="6205")


@pytest.fixture(autouse=True)
def fresh_books() -> Iterator[None]:
    """The provider's records outlive a test's transaction, so each test begins with none, whoever ran before."""
    _burn_books()
    yield
    _burn_books()


def _burn_books() -> None:
    for name in ("", "-journal"):
        Path(f"{books_path()}{name}").unlink(missing_ok=True)


@pytest.fixture
def private(settings: Settings, tmp_path: Path) -> Path:
    """An empty folder in place of the one where photos are kept."""
    settings.PRIVATE_ROOT = tmp_path / "private"
    return tmp_path / "private"
