"""Addresses as people write them."""

from __future__ import annotations

import pytest

from retailgenie.ai.dialogue.address import address_part, looks_like_address, parse_address

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


LED_IN = [
    "order RG240001234 -> {}",
    "RG240001234 | {}",
    "Hello, for RG240001234 I gave a wrong one. Kindly do deliver in {}",
    "RG240001234 is for my mum. Could it be dropped at {}, please?",
    "the street in RG240001234 was a typo. The real one is {}. Thank you.",
    "pls redirect RG240001234 2 {}",
    "I stay in {} since last month",
    "Use {} for RG240001234",
    "RG240001234 ko {} bhejna",
    "bhai RG240001234 {} me bhejwa do yaar",
    "Main ab {} mein rehti hoon, RG240001234 wahin bhejo",
    "Ghar badal liya, ab {} hai mera address",
    "From tomorrow on my home is {}",
    "RG240001234 ghar ki jagah office bhejo, office hai {}",
    "send it to my brother's house at {}",
]


@pytest.mark.parametrize("sentence", LED_IN)
@pytest.mark.parametrize(
    ("address", "line1", "city", "pin"),
    [
        ("12 Lake Road, Pune 411001", "12 Lake Road", "Pune", "411001"),
        ("Flat 3B Sea View, Alibag 402201", "Flat 3B Sea View", "Alibag", "402201"),
        ("9 Hill View, Baner, Pune 411045", "9 Hill View, Baner", "Pune", "411045"),
    ],
)
def test_no_word_of_the_sentence_gets_into_the_street(
    sentence: str, address: str, line1: str, city: str, pin: str
) -> None:
    found = parse_address(address_part(sentence.format(address)))
    assert found == {"line1": line1, "city": city, "pin": pin}


@pytest.mark.parametrize(
    ("text", "line1"),
    [
        ("send it to New Colony 12 MG Road, Pune 411001", "New Colony 12 MG Road"),
        ("Rose Villa near Station Road, Pune 411001", "Rose Villa near Station Road"),
        ("Plot No. 7, IT Park, Hinjewadi, Pune 411057", "Plot No. 7, IT Park, Hinjewadi"),
        ("3rd floor, Sai Krupa, Tilak Road, Pune 411030", "3rd floor, Sai Krupa, Tilak Road"),
        (
            "B-12 Shanti Niwas, opposite to 45 MG Road, Pune 411001",
            "B-12 Shanti Niwas, opposite to 45 MG Road",
        ),
        ("send it to rose villa hill road pune 411001", "rose villa hill road"),
        ("MAKE IT 12 LAKE ROAD, PUNE 411001", "12 LAKE ROAD"),
        ("मेरा नया पता है 12 एमजी रोड, पुणे 411001", "12 एमजी रोड"),
        ("call me on 98765 43210 and send it to 12 MG Road, Pune 411001", "12 MG Road"),
    ],
)
def test_words_of_a_street_or_a_building_stay(text: str, line1: str) -> None:
    assert parse_address(address_part(text), cities=("Pune",))["line1"] == line1


def test_of_two_addresses_the_one_that_is_meant_is_taken_and_doubt_takes_none() -> None:
    old, new = "12 Lake Road, Pune 411001", "9 Hill View, Pune 411045"
    for text in (f"send it to {new} instead of {old}", f"from {old} to {new}", f"{old} ki jagah {new} bhejo"):
        assert parse_address(address_part(text))["line1"] == "9 Hill View"
    assert not looks_like_address(address_part(f"{old} and {new}"))
