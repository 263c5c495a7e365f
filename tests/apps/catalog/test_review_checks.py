"""What holds a review for a moderator, and plain criticism that does not."""

from __future__ import annotations

import pytest

from apps.catalog.review_checks import ABUSE, LINK, PERSONAL, review_findings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Call me on 98765 43210 for more", [PERSONAL]),
        ("whatsapp +91-9876543210", [PERSONAL]),
        ("nine eight seven six five four three two one zero pe call karo", [PERSONAL]),
        ("मेरा नंबर ९८७६५४३२१० है", [PERSONAL]),
        ("write to seller (at) example dot com", [PERSONAL, LINK]),
        ("send money to shop99@okaxis", [PERSONAL]),
        ("PAN ABCDE1234F", [PERSONAL]),
        ("aadhaar 2345 6789 0123", [PERSONAL]),
        ("card 4111 1111 1111 1111", [PERSONAL]),
        ("cheaper at www.other.example", [LINK]),
        ("see https://x.example/a", [LINK]),
        ("mycheapshop dot com has it", [LINK]),
        ("join t.me/deals", [LINK]),
        ("ye chutiya log hain", [ABUSE]),
        ("CHUTIYAAA company", [ABUSE]),
        ("chut*ya seller", [ABUSE]),
        ("c h u t i y a", [ABUSE]),
        ("bhench0d quality", [ABUSE]),
        ("what the f*ck", [ABUSE]),
        ("teri maa ki", [ABUSE]),
        ("एकदम चूतिया बनाया", [ABUSE]),
        ("bsdk call 9876543210", [PERSONAL, ABUSE]),
    ],
)
def test_it_is_found(text: str, found: list[str]) -> None:
    assert review_findings(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Bakwas quality, ghatiya kapda, gandi stitching. Paisa barbaad.",
        "Worst shirt ever. Total waste of money, returned it.",
        "Bought 2 for 1499 on 12-10-2025, size 42, order came in 3 days.",
        "Goes well with green chutney stains, ha ha. My class loved it.",
        "Bahut accha hai, 100% cotton, 5/5.",
        "Fits my 6 ft 2 brother. Machine washed 10 times at 30 degrees.",
        "Kutta wala print cute hai, meri behen ko pasand aaya.",
        "घटिया कपड़ा, पैसे बर्बाद। दो बार धोया और रंग उतर गया।",
        "Colour is off.In the picture it was darker.",
        "I paid 1,29,900 paise less than in the mall",
    ],
)
def test_plain_criticism_and_shop_talk_pass(text: str) -> None:
    assert review_findings(text) == []


@pytest.mark.parametrize("text", ["a" * 4000, "a-" * 2000, "a." * 2000, "9" * 4000, "*" * 4000])
def test_a_long_text_of_nothing_is_looked_through_without_trying_every_start_anew(text: str) -> None:
    assert review_findings(text) == []
