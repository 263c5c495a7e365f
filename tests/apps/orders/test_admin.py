"""Everything of orders can be looked at in the admin."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.accounts.models import User


@pytest.mark.parametrize("name", ["order", "cart", "invoice", "creditnote", "giftcard", "return"])
def test_the_admin_lists_it(admin: User, client: Client, name: str) -> None:
    client.force_login(admin)
    assert client.get(f"/admin/orders/{name}/").status_code == 200
