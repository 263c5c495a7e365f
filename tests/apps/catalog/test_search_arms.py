"""Traffic shifts between the smart and the legacy search by a flag, and both are measured in the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.catalog.indexing import catalog_index
from apps.catalog.search import search
from apps.catalog.search_arms import FLAG, STEPS, Arm, arm_of, arms_compared, legacy_query
from apps.ledger.models import Event, EventName
from apps.rollout.selectors import forget
from apps.rollout.services import flag_set
from retailgenie.ai.types import Sort
from tests.apps.catalog.factories import make_product

pytestmark = pytest.mark.django_db

PEOPLE = [f"visitor:{n}" for n in range(1_000)]


def shift(percent: int, *, enabled: bool = True) -> None:
    flag_set(name=FLAG, now=timezone.now(), enabled=enabled, percent=percent)
    forget()


def smart_share() -> float:
    return sum(arm_of(person) is Arm.SMART for person in PEOPLE) / len(PEOPLE)


def test_without_a_flag_everybody_has_the_smart_search() -> None:
    forget()
    assert smart_share() == 1.0


def test_switched_off_everybody_is_back_at_the_legacy_search() -> None:
    shift(90, enabled=False)
    assert smart_share() == 0.0


def test_traffic_shifts_step_by_step_and_nobody_goes_back() -> None:
    before: set[str] = set()
    for percent in STEPS:
        shift(percent)
        now = {person for person in PEOPLE if arm_of(person) is Arm.SMART}
        assert before <= now
        assert len(now) / len(PEOPLE) == pytest.approx(percent / 100, abs=0.04)
        before = now


def test_the_classic_page_follows_the_flag_and_keeps_the_arm_on_further_pages(client: Client) -> None:
    make_product("Blue cotton shirt", price=2900)
    catalog_index()
    shift(0)
    page = client.get(reverse("catalog:search"), {"q": "blue shirts under 1500"})
    assert b"Blue cotton shirt" in page.content
    assert b"plain=1" in page.content
    shift(100)
    assert (
        b"Blue cotton shirt"
        not in client.get(reverse("catalog:search"), {"q": "blue shirts under 1500"}).content
    )


def test_the_legacy_search_sorts_and_pages() -> None:
    made = [make_product("Blue cotton shirt", price=price).pk for price in (900, 300, 600)]
    catalog_index()
    asked = legacy_query("blue shirt", page_size=2)
    first = search(asked)
    assert (first.total, len(first.cards), first.not_carried) == (3, 2, "")
    cheapest = search(replace(asked, sort=Sort.PRICE_UP, page_size=3))
    assert [card.product_id for card in cheapest.cards] == [made[1], made[2], made[0]]


def test_both_arms_are_noted_and_compared(client: Client) -> None:
    product = make_product("Blue cotton shirt")
    catalog_index()
    since = timezone.now() - timedelta(minutes=1)
    client.get("/api/v1/search", {"q": "blue shirts"})
    client.get("/api/v1/search/legacy", {"q": "zzzz"})
    client.get(f"/api/v1/products/{product.pk}")
    noted = Event.objects.filter(name=EventName.SEARCHED).order_by("pk")
    assert [event.properties["arm"] for event in noted] == ["smart", "legacy"]
    assert all("blue" not in str(event.properties) for event in noted)
    smart, legacy = arms_compared(since=since)
    assert (smart.searches, smart.zero, smart.opened) == (1, 0.0, 1.0)
    assert (legacy.searches, legacy.zero) == (1, 1.0)
    assert arms_compared(since=since, door="chat")[0].searches == 0


def test_the_report_prints_both_arms(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("search_arms", days=1)
    out = capsys.readouterr().out
    assert "smart" in out and "legacy" in out
