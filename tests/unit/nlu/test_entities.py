"""Typed values: order numbers as people write them, places, ways to pay, codes, days."""

import pytest

from retailgenie.ai.evaluation.sample import sample_vocabulary
from retailgenie.ai.nlu.entities import find_entities
from retailgenie.ai.types import EntityKind


def _values(text: str, kind: EntityKind, **more: object) -> list[str]:
    return [x.value for x in find_entities(text, sample_vocabulary(), **more).entities if x.kind is kind]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "where is RG240001234",
        "rg 240001234 kahan hai",
        "#240001234 cancel",
        "track RG-240-001-234",
        "order no 240001234",
    ],
)
def test_order_numbers_as_people_write_them(text: str) -> None:
    assert _values(text, EntityKind.ORDER_NUMBER) == ["RG240001234"]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("deliver to 786001", EntityKind.PIN, "786001"),
        ("my number is 98765 43210", EntityKind.PHONE, "9876543210"),
        ("mail Asha@Shop.co.in", EntityKind.EMAIL, "asha@shop.co.in"),
        ("apply SAVE10", EntityKind.COUPON, "SAVE10"),
        ("welcome10 lagao", EntityKind.COUPON, "WELCOME10"),
        ("in bangalore", EntityKind.CITY, "Bengaluru"),
        ("pune mein hai kya", EntityKind.CITY, "Pune"),
        ("cash on delivery", EntityKind.PAYMENT_METHOD, "cod"),
        ("pay by gpay", EntityKind.PAYMENT_METHOD, "upi"),
        ("store se lunga", EntityKind.FULFILMENT, "pickup"),
        ("home delivery", EntityKind.FULFILMENT, "delivery"),
        ("by Diwali", EntityKind.DATE, "diwali"),
        ("last Tuesday", EntityKind.DATE, "last tuesday"),
        ("24 nov", EntityKind.DATE, "--11-24"),
        ("2 din pehle", EntityKind.DATE, "-2 day"),
        ("parso tak", EntityKind.DATE, "parso"),
    ],
)
def test_one_value_of_each_kind(text: str, kind: EntityKind, value: str) -> None:
    assert _values(text, kind) == [value]


def test_a_phone_is_no_pin_and_a_price_is_no_pin() -> None:
    assert _values("call 9876543210", EntityKind.PIN) == []
    assert _values("under ₹125000", EntityKind.PIN) == []


def test_offsets_point_into_the_clean_text() -> None:
    text = "please track RG240001234 now"
    entity = find_entities(text).entities[0]
    assert text[entity.start : entity.end] == "RG240001234"


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("आधा दर्जन", "6"),
        ("aadhe darjan moze", "6"),
        ("couple of shirts", "2"),
        ("दो जोड़ी जूते", "2"),
        ("do shirt daal do", "2"),
        ("teen kurte add karo", "3"),
    ],
)
def test_quantities_as_they_are_said_before_goods(said: str, value: str) -> None:
    assert _values(said, EntityKind.QUANTITY) == [value]


def test_the_number_of_a_size_is_no_quantity() -> None:
    assert _values("size 8 kurta dalo", EntityKind.QUANTITY) == []
