"""Going from talking to the classic view and back is an event; staying is none."""

from __future__ import annotations

import pytest
from django.test import Client

from apps.ledger.models import Event

pytestmark = pytest.mark.django_db


def switches() -> list[tuple[str, str, str]]:
    rows = Event.objects.filter(name="modality_switched").order_by("pk")
    return [(x.properties["before"], x.properties["after"], x.modality) for x in rows]


def test_there_and_back_are_two_switches_and_the_first_page_is_none(client: Client) -> None:
    client.get("/")
    client.get("/chat/")
    assert switches() == []
    client.get("/cart/")
    client.get("/offers/")
    assert switches() == [("conversation", "classic", "classic")]
    client.get("/chat/")
    assert switches()[1:] == [("classic", "conversation", "conversation")]


def test_parts_of_pages_forms_failures_and_other_doors_are_no_switch(client: Client) -> None:
    client.get("/chat/")
    client.get("/offers/", headers={"HX-Request": "true"})
    client.get("/p/there-is-none/")
    client.get("/api/v1/cart")
    client.get("/chat/widget/")
    client.post("/cart/empty/")
    assert switches() == []


def test_two_people_are_told_apart(client: Client) -> None:
    client.get("/chat/")
    Client().get("/cart/")
    assert switches() == []
