"""Service tokens as an admin makes them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import ServiceToken, User
from apps.accounts.services import token_owner

pytestmark = pytest.mark.django_db


def test_an_admin_makes_a_token_and_sees_its_secret_once(client: Client, admin: User, asha: User) -> None:
    client.force_login(admin)
    fields = {"user": asha.pk, "name": "till", "scopes": ["get_profile", "track_order"]}
    page = client.post("/admin/accounts/servicetoken/add/", fields, follow=True).content.decode()
    row = ServiceToken.objects.get()
    shown = re.search(r"rg_[\w-]{40,}", page)
    assert shown is not None
    assert token_owner(secret=shown.group(), now=timezone.now()) == (asha, row)
    assert (row.scopes, row.prefix) == (["get_profile", "track_order"], shown.group()[:12])
    again = client.get(f"/admin/accounts/servicetoken/{row.pk}/change/").content.decode()
    assert shown.group() not in again


def test_a_scope_is_a_tool_that_exists(client: Client, admin: User, asha: User) -> None:
    client.force_login(admin)
    fields = {"user": asha.pk, "name": "till", "scopes": ["no_such_tool"]}
    assert client.post("/admin/accounts/servicetoken/add/", fields).status_code == 200
    assert not ServiceToken.objects.exists()
