"""Only words that the catalogue lacks are mended, and only to near ones that it has."""

from __future__ import annotations

import pytest

from retailgenie.ai.retrieval.spelling import Speller

SPELLER = Speller(
    {"kitchen": 5, "hitch": 9, "shirt": 50, "skirt": 20, "embroidered": 4, "saree": 9}, lambda w: w == "lal"
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("shrit", "shirt"),
        ("embriodred saree", "embroidered saree"),
        ("kitch", "kitch"),  # never to "hitch": the first letter must agree
        ("shirts", "shirts"),
        ("lal shrit", "lal shirt"),
        ("sht 4ft", "sht 4ft"),
        ("xqzzw", "xqzzw"),
    ],
)
def test_slips_are_mended(written: str, meant: str) -> None:
    assert SPELLER.correct(written).text == meant


def test_what_was_changed_is_told() -> None:
    assert SPELLER.correct("red shrit").changed == (("shrit", "shirt"),)
    assert SPELLER.correct("Red Shirt!").text == "Red Shirt!"
