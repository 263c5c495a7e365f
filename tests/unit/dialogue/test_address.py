"""Addresses as people write them."""

from __future__ import annotations

import pytest

from retailgenie.ai.dialogue.address import looks_like_address, parse_address

WHOLE = {"name": "Asha Rao", "phone": "9876543210", "line1": "12 MG Road", "city": "Pune", "pin": "411001"}


@pytest.mark.parametrize(
    "text",
    [
        "Asha Rao, 98765 43210, 12 MG Road, Pune 411001",
        "Asha Rao, 12 MG Road, Pune - 411001, phone 9876543210",
        "my name is Asha Rao, phone: +91 98765 43210, address: 12 MG Road, city Pune, pincode 411001",
        "Asha Rao\n12 MG Road\nPune 411 001\n98765-43210",
        "mera naam Asha Rao hai, 12 MG Road, Pune 411001, 9876543210",
    ],
)
def test_a_whole_address_in_one_message(text: str) -> None:
    assert parse_address(text, cities=("Pune",)) == WHOLE


def test_a_city_that_nobody_knows_is_the_last_words_before_the_pin() -> None:
    found = parse_address("Ravi Menon, Flat 3B Sea View, Alibag, 402201, 9876543210")
    assert found == {
        "name": "Ravi Menon", "phone": "9876543210", "line1": "Flat 3B Sea View", "city": "Alibag", "pin": "402201",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "asked", "found"),
    [
        ("Asha Rao", "name", {"name": "Asha Rao"}),
        ("98765 43210", "phone", {"phone": "9876543210"}),
        ("411001", "pin", {"pin": "411001"}),
        ("12 MG Road, Camp", "line1", {"line1": "12 MG Road, Camp"}),
        ("Nashik", "city", {"city": "Nashik"}),
    ],
)
def test_one_field_when_it_was_asked_for(text: str, asked: str, found: dict[str, str]) -> None:
    assert parse_address(text, asked=asked) == found


def test_a_phone_number_is_no_pin() -> None:
    assert "pin" not in parse_address("call me on 9876543210")


def test_a_search_is_no_address() -> None:
    assert not looks_like_address("blue shirts under 1500")
    assert not looks_like_address("do you deliver to 411001")


@pytest.mark.parametrize(
    "text",
    [
        "Change the delivery address of order #W1092119 to 12 Lake Road, Suite 4, Pune 411001.",
        "The address of my order #W1092119 is wrong, it should be 12 Lake Road, Suite 4, Pune 411001",
        "Please order #W1092119 12 Lake Road, Suite 4, Pune 411001 pe deliver karna",
        "Order #W1092119 ka pata badal do: 12 Lake Road, Suite 4, Pune 411001",
    ],
)
def test_the_words_of_the_wish_around_an_address_are_no_part_of_it(text: str) -> None:
    found = parse_address(text)
    assert found == {"line1": "12 Lake Road", "line2": "Suite 4", "city": "Pune", "pin": "411001"}


def test_words_that_lead_in_with_a_colon_are_no_part_of_the_street() -> None:
    found = parse_address("The right one is this: 14 Lake View Road, Pune 411001", cities=("Pune",))
    assert found == {"line1": "14 Lake View Road", "city": "Pune", "pin": "411001"}
    assert parse_address("RG12345678 to 14 Lake View Road, Pune 411001", cities=("Pune",)) == found
    assert parse_address("Asha Rao: 12 MG Road, Pune 411001", cities=("Pune",))["line1"] == "12 MG Road"
