"""Terms: one-character tokens stay, plurals fold, other scripts are whole words."""

from __future__ import annotations

import pytest

from retailgenie.ai.retrieval.text import singular, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Men's 4 ft 2x4 Shirts", ["men", "4", "ft", "2x4", "shirt"]),
        ("T-shirt, size M & a belt", ["t", "shirt", "size", "m", "a", "belt"]),
        ("कुर्ता और जूती", ["कुर्ता", "और", "जूती"]),
        ("CAFÉ ﬁne", ["café", "fine"]),
        ("", []),
        ("🙂 ___ --", []),
    ],
)
def test_text_is_cut_into_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("plural", "folded"),
    [
        ("sarees", "saree"),
        ("dresses", "dress"),
        ("dress", "dress"),
        ("watches", "watch"),
        ("accessories", "accessory"),
        ("movies", "movy"),
        ("jeans", "jean"),
        ("bus", "bus"),
        ("status", "status"),
        ("shoes", "shoe"),
    ],
)
def test_plurals_fold_to_one_form(plural: str, folded: str) -> None:
    assert singular(plural) == folded
