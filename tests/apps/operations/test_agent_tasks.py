"""The scripted customers of a foreign shop: what they say, what they say yes to, and how a wrong end is seen."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from apps.operations.evaluation.agent_customer import Seen, wrong_on
from apps.operations.evaluation.agent_speech import Speaker, Thing, Wish
from apps.operations.evaluation.agent_tasks import _play, phrases_read, wrong_writes
from apps.operations.evaluation.agent_tools_world import world_load
from apps.operations.evaluation.report import BadInput
from apps.orders.models import Return
from tests.apps.operations.test_agent_tools import world_db

MAKER = Thing(
    "Coffee Maker",
    {"color": "black", "capacity": "4 cups", "type": "espresso", "features": "timer"},
    True,
    {"color": "stainless steel", "capacity": "4 cups", "type": "drip", "features": "timer"},
)
WISH = Wish("exchange_delivered_order_items", "#W2", (MAKER,), "", {"source": "paypal", "id": "paypal_7"}, {})
EXCHANGE = {"exchange_delivered_order_items": ["exchange {items} from order {order} for {changes}"]}
DONE = {
    "status": "exchange requested",
    "exchange_items": ["11"],
    "exchange_new_items": ["12"],
    "exchange_payment_method_id": "paypal_7",
    "exchange_price_difference": 9.75,
}


def said(wish: Wish, form: str) -> str:
    return Speaker({wish.action: [form]}, random.Random(1)).sentences(wish)[0]


def card(*rows: tuple[str, str], tool: str = "exchange_items") -> Seen:
    text = "; ".join(": ".join(row) for row in rows)
    return Seen("", text, rows, tool, "", (), ())


def test_braces_are_spoken_in_plain_words() -> None:
    sentence = said(WISH, "From {order}: {items} for {changes}")
    assert (
        sentence
        == "From #W2: the black 4 cup espresso coffee maker with timer for a stainless steel drip one"
    )


def test_hinglish_sentences_speak_hinglish() -> None:
    sentence = said(WISH, "Mujhe {items} ki jagah {changes} chahiye, order {order} hai")
    assert sentence.endswith("wala coffee maker ki jagah stainless steel drip wala chahiye, order #W2 hai")


@pytest.mark.parametrize(
    ("becomes", "way", "wrong"),
    [
        ("black, 4 cups, espresso, timer → stainless steel, 4 cups, drip, timer", "UPI paypal_7@paypal", ""),
        ("black, 4 cups, espresso, timer → white, 4 cups, drip, timer", "UPI paypal_7@paypal", "items"),
        (
            "black, 4 cups, espresso, timer → stainless steel, 4 cups, drip, timer",
            "Card Visa ending 1",
            "method",
        ),
    ],
)
def test_a_yes_is_said_only_to_a_card_that_names_the_wish(becomes: str, way: str, wrong: str) -> None:
    rows = ("Order", "W2"), ("1 × Coffee Maker", becomes), ("You pay more", f"₹5 · {way}")
    assert wrong_on(WISH, card(*rows)) == wrong
    assert wrong_on(WISH, card(*rows, tool="return_items")) == "kind"
    assert wrong_on(WISH, card(("Order", "W9"), *rows[1:])) == "order"


def test_a_customer_talks_the_shop_into_an_exchange(db: None) -> None:
    task = {
        "id": "t", "user_id": "lee_1", "expected_changes": {"orders": {"#W2": DONE}, "users": {}},
        "actions": [{
            "name": "exchange_delivered_order_items",
            "arguments": {
                "order_id": "#W2", "item_ids": ["11"], "new_item_ids": ["12"], "payment_method_id": "paypal_7",
            },
        }],
    }  # fmt: skip
    now = timezone.now()
    played = _play(world_load(world_db(), now=now), world_db(), EXCHANGE, task, 1, now)
    assert (played["cause"], played["wrong"], played["ended"][0].cause) == ("", 0, "")
    assert not Return.objects.exists()  # a task is taken back


def test_a_write_that_nobody_wished_for_is_counted_and_a_missing_one_is_not() -> None:
    changed: dict[str, Any] = {"orders": {"#W2": DONE, "#W1": {"status": "cancelled"}}, "users": {}}
    assert wrong_writes({"orders": {"#W2": DONE}, "users": {}}, changed) == 1
    assert wrong_writes({"orders": {"#W2": {**DONE, "exchange_new_items": ["13"]}}}, changed) == 2
    assert wrong_writes({"orders": {"#W2": DONE}}, {"orders": {}, "users": {}}) == 0


@pytest.mark.parametrize("text", ['{"cancel_pending_order": ["stop {number}"]}', '["stop"]', "stop"])
def test_sentences_of_another_form_are_bad_input(tmp_path: Path, text: str) -> None:
    path = tmp_path / "phrases.json"
    path.write_text(text)
    with pytest.raises(BadInput):
        phrases_read(path)
