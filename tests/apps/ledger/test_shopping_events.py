"""Pages of the classic view leave events; other doors and failures don't."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.ledger.models import Event
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def names() -> list[tuple[str, str]]:
    rows = Event.objects.filter(modality="classic").order_by("pk")
    return [(event.name, event.properties["view"]) for event in rows if "view" in event.properties]


def test_a_page_and_a_form_are_told_apart(client: Client, asha: User) -> None:
    client.get("/account/login/")
    client.post("/account/login/", {"username": asha.email, "password": PASSWORD})
    assert names() == [("page_viewed", "accounts:login"), ("clicked", "accounts:login")]


def test_a_missing_page_and_other_doors_leave_none(client: Client) -> None:
    client.get("/p/there-is-no-such-product/")
    client.get("/api/schema")
    assert names() == []
