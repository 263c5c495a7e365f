"""`agent-tools --policy`: violations made from a foreign world are refused, and a shop without rules is found out."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from apps.operations.evaluation.agent_policy import measure_policy
from apps.operations.evaluation.agent_tools import call_of
from apps.operations.evaluation.agent_tools_world import World, world_load
from apps.orders.models import Order, OrderPolicy, Payment
from tests.apps.operations.test_agent_tools import world_db


def two_people() -> dict[str, Any]:
    """Lee's lamps, and Kim, who has a cancelled order and an account of her own to be paid back to."""
    db = world_db()
    lee = db["users"]["lee_1"]
    lee["payment_methods"]["credit_card_3"] = {"source": "credit_card", "id": "credit_card_3"}
    db["users"]["kim_2"] = {**lee, "name": {"first_name": "Kim", "last_name": "Day"}, "payment_methods": {}}
    db["orders"]["#W4"] = {**db["orders"]["#W1"], "user_id": "kim_2", "status": "cancelled"}
    green = {
        "name": "Lamp",
        "product_id": "1",
        "item_id": "12",
        "price": 30.25,
        "options": {"color": "green"},
    }
    db["orders"]["#W5"] = {**db["orders"]["#W2"], "items": [*db["orders"]["#W2"]["items"], green]}
    rug = {"item_id": "21", "options": {}, "available": True, "price": 20.5}
    db["products"]["2"] = {"name": "Rug", "product_id": "2", "variants": {"21": rug}}
    return db


@pytest.fixture
def world(db: None) -> World:
    return world_load(two_people(), now=timezone.now())


def test_every_violation_is_refused_and_what_is_lawful_is_done(world: World) -> None:
    before = list(Order.objects.order_by("pk").values()), list(Payment.objects.order_by("pk").values())
    figures, by_rule, wrong = measure_policy(two_people(), world, call_of)
    assert wrong == []
    assert figures["violations"] == figures["violations_refused"] >= 20
    assert figures["lawful"] == figures["lawful_done"] >= 4
    assert len(by_rule) >= 11
    after = list(Order.objects.order_by("pk").values()), list(Payment.objects.order_by("pk").values())
    assert after == before


def test_a_shop_that_has_no_such_rules_is_found_out(world: World) -> None:
    OrderPolicy.objects.update(cancel_reasons=[], requests_per_order=None, refund_to=["any"])
    figures, by_rule, wrong = measure_policy(two_people(), world, call_of)
    assert figures["violations_refused"] < figures["violations"]
    found = {x["rule"] for x in wrong}
    assert found == {
        "two reasons cancel, no other",
        "a refund goes to where it came from or to a gift card",
        "one return or exchange an order",
    }
    assert {x["cause"] for x in wrong} == {"it was done"}
    assert by_rule["two reasons cancel, no other"] == "0/1"
