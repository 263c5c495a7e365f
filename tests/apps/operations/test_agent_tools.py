"""The replay of foreign tasks: their world comes in and goes out unchanged, and a wrong end is seen."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from apps.catalog.stock import stock_faults
from apps.operations.evaluation.agent_tools import _play, same
from apps.operations.evaluation.agent_tools_world import World, world_dump, world_load
from apps.orders.selectors import allocation_faults

LAMP = {"color": "red"}, {"color": "green"}


def world_db() -> dict[str, Any]:
    home = {
        "address1": "1 Main St",
        "address2": "",
        "city": "Salem",
        "country": "USA",
        "state": "OR",
        "zip": "97301",
    }
    variants = {
        "11": {"item_id": "11", "options": LAMP[0], "available": True, "price": 20.5},
        "12": {"item_id": "12", "options": LAMP[1], "available": True, "price": 30.25},
        "13": {"item_id": "13", "options": {"color": "blue"}, "available": False, "price": 10.0},
    }
    item = {"name": "Lamp", "product_id": "1", "item_id": "11", "price": 20.5, "options": LAMP[0]}
    paid = {"transaction_type": "payment", "amount": 20.5, "payment_method_id": "paypal_7"}
    order = {"user_id": "lee_1", "address": home, "items": [item], "payment_history": [paid]}
    return {
        "products": {"1": {"name": "Lamp", "product_id": "1", "variants": variants}},
        "users": {
            "lee_1": {
                "name": {"first_name": "Lee", "last_name": "Park"},
                "address": home,
                "payment_methods": {
                    "paypal_7": {"source": "paypal", "id": "paypal_7"},
                    "gift_card_5": {"source": "gift_card", "id": "gift_card_5", "balance": 5.0},
                },
            }
        },
        "orders": {
            "#W1": {**order, "status": "pending"},
            "#W2": {**order, "status": "delivered"},
            "#W3": {**order, "status": "processed"},
        },
    }


@pytest.fixture
def world(db: None) -> World:
    return world_load(world_db(), now=timezone.now())


def play(world: World, expected: dict[str, Any], *actions: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    task = {
        "id": "t", "user_id": "lee_1", "expected_changes": expected,
        "actions": [{"name": name, "arguments": arguments} for name, arguments in actions],
    }  # fmt: skip
    return _play(world, {"#W1": "lee_1", "#W2": "lee_1", "#W3": "lee_1"}, task)


def test_their_world_goes_out_as_it_came_in(world: World) -> None:
    dumped, given = world_dump(world, {"lee_1"}), world_db()
    for number, order in given["orders"].items():
        assert same(dumped["orders"][number], {key: order[key] for key in order if key != "user_id"})
    assert same(dumped["users"]["lee_1"]["payment_methods"], given["users"]["lee_1"]["payment_methods"])
    assert not [*stock_faults(), *allocation_faults()]


def test_an_item_change_ends_as_expected_and_is_taken_back(world: World) -> None:
    change = (
        "modify_pending_order_items",
        {"order_id": "#W1", "item_ids": ["11"], "new_item_ids": ["12"], "payment_method_id": "paypal_7"},
    )
    item = {"name": "Lamp", "product_id": "1", "item_id": "12", "price": 30.25, "options": LAMP[1]}
    rows = [
        {"transaction_type": "payment", "amount": amount, "payment_method_id": "paypal_7"}
        for amount in (20.5, 9.750000001)
    ]
    after = {"items": [item], "status": "pending (item modified)", "payment_history": rows}
    for _time in range(2):
        found = play(world, {"orders": {"#W1": after}, "users": {}}, change)
        assert (found["cause"], found["refused"]) == ("", [])
    wrong = {"orders": {"#W1": {**after, "status": "pending"}}, "users": {}}
    assert play(world, wrong, change)["cause"] == "orders #W1 status"


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("cancel_pending_order", {"order_id": "#W3", "reason": "no longer needed"}, "cancel_refused"),
        ("cancel_pending_order", {"order_id": "#W1", "reason": "too dear"}, "cancel_refused"),
        ("modify_pending_order_payment",
         {"order_id": "#W1", "payment_method_id": "gift_card_5"}, "gift_card_too_small"),
        ("modify_pending_order_payment", {"order_id": "#W1", "payment_method_id": "paypal_7"}, "change_refused"),
        ("return_delivered_order_items",
         {"order_id": "#W2", "item_ids": ["11"], "payment_method_id": "credit_card_9"}, "way_refused"),
        ("return_delivered_order_items",
         {"order_id": "#W3", "item_ids": ["11"], "payment_method_id": "paypal_7"}, "return_refused"),
        ("exchange_delivered_order_items",
         {"order_id": "#W2", "item_ids": ["11"], "new_item_ids": ["13"], "payment_method_id": "paypal_7"},
         "stock_shortage"),
        ("exchange_delivered_order_items",
         {"order_id": "#W2", "item_ids": ["11"], "new_item_ids": ["12"], "payment_method_id": "gift_card_5"},
         "gift_card_too_small"),
    ],
)  # fmt: skip
def test_what_their_rules_forbid_is_refused_and_changes_nothing(
    world: World, name: str, arguments: dict[str, Any], code: str
) -> None:
    found = play(world, {"orders": {}, "users": {}}, (name, arguments))
    assert [row.split(": ")[1] for row in found["refused"]] == [code]
    assert found["cause"] == ""
