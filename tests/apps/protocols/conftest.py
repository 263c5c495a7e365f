"""A small shop, and the tokens with which programs act for its people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services import token_issue
from apps.catalog.models import Product, Store
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.orders.conftest import fresh_books  # noqa: F401 - the provider's records


@pytest.fixture
def warehouse(db: None) -> Store:
    return make_store("Pune", name="Pune warehouse", kind="warehouse")


@pytest.fixture
def shirt(warehouse: Store) -> Product:
    """₹500, five of each of S, M and L in the warehouse, 5 % GST."""
    return make_product("Blue shirt", price=500, pieces=5, store=warehouse, gst_percent=5, hsn="6205")


@pytest.fixture
def token() -> Callable[..., str]:
    """Issue a service token: token(asha), token(asha, "view_cart")."""

    def issue(user: User, *scopes: str) -> str:
        return token_issue(user=user, name="An assistant", scopes=list(scopes), now=timezone.now())[1]

    return issue
