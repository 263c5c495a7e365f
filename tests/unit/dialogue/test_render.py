"""Wordings and the claim checker."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from retailgenie.ai.dialogue import render
from retailgenie.ai.dialogue.flows import BY_INTENT
from retailgenie.ai.dialogue.render.check import unsupported
from retailgenie.ai.dialogue.render.evidence import Evidence
from retailgenie.ai.dialogue.render.phrases import chip_intents, chip_label, phrase, table
from retailgenie.ai.types import CartView, Language, ProductCard, VariantView

WRITTEN_OUT = (Language.ENGLISH, Language.HINDI, Language.HINGLISH)
CODE = Path(render.__file__).parents[1]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", list(Language))
def test_no_wording_holds_a_number_of_its_own(language: Language) -> None:
    texts = [
        x for name in ("phrases", "chips") for choices in table(name, language).values() for x in choices
    ]
    assert [text for text in texts if re.search(r"[\d₹%]", text)] == []


@pytest.mark.parametrize("language", list(Language))
def test_wordings_use_the_fields_of_the_english_ones(language: Language) -> None:
    english = table("phrases", Language.ENGLISH)
    for key, choices in table("phrases", language).items():
        known = set().union(*(fields(x) for x in english[key]))
        assert all(fields(x) <= known for x in choices), key


def test_every_phrase_that_the_code_names_is_written() -> None:
    named: set[str] = set()
    for path in CODE.rglob("*.py"):
        code = path.read_text(encoding="utf-8")
        named.update(re.findall(r"\b(?:say|text)\(\s*\"([a-z_]+)\"", code))
        named.update(re.findall(r"ask=\"([a-z_]+)\"", code))
    english = table("phrases", Language.ENGLISH)
    assert sorted(named - english.keys()) == []
    for language in WRITTEN_OUT:
        subjects = {key for key in english if key.startswith("subject_")}  # what agents read stays English
        assert english.keys() - table("phrases", language).keys() <= subjects, language


def test_every_intent_has_a_label_in_every_language() -> None:
    for intent in BY_INTENT.keys() - {"add_piece"}:
        assert all(chip_label(intent, language) for language in Language)


def test_a_chip_label_means_one_intent() -> None:
    assert chip_intents()["checkout"] == ("checkout", Language.ENGLISH)
    assert chip_intents()["हाँ, कर दीजिए"] == ("confirm", Language.HINDI)


def test_the_same_turn_gives_the_same_wording() -> None:
    assert phrase("found", Language.ENGLISH, 4, {"total": 3, "words": "x"}) == phrase(
        "found", Language.ENGLISH, 4, {"total": 3, "words": "x"}
    )


def test_marathi_falls_back_to_hindi() -> None:
    assert phrase("which_code", Language.MARATHI, 0, {}) == table("phrases", Language.HINDI)["which_code"][0]


def cart_evidence() -> Evidence:
    evidence = Evidence()
    evidence.add(CartView((), 129900, 12990, 0, 116910, "SAVE10"))
    evidence.add_text("10% off until 24 Nov, order RG260000123, 15 days")
    return evidence


@pytest.mark.parametrize(
    "text",
    [
        "Total ₹1,169.10, saved ₹129.90.",
        "That's 10% off.",
        "It ends on 24 Nov.",
        "Order RG260000123 can be returned within 15 days.",
        "No numbers at all.",
    ],
)
def test_what_the_evidence_holds_may_be_said(text: str) -> None:
    assert unsupported(text, cart_evidence()) == ()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Total ₹1,169.", "₹1,169"),
        ("That's 20% off.", "20%"),
        ("It ends on 25 Nov.", "25 Nov"),
        ("Order RG260000124 is late.", "260000124"),
        ("We have 7 left.", "7"),
        ("By 2026-11-25.", "2026-11-25"),
    ],
)
def test_what_no_evidence_holds_is_caught(text: str, wrong: str) -> None:
    assert unsupported(text, cart_evidence()) == (wrong,)


def test_what_is_written_in_any_place_and_script_is_evidence() -> None:
    evidence = Evidence()
    evidence.add({"until": "2026-11-24", "days": ["from 3\nMarch on", "३० दिन"], "off": ("about 7.50 %",)})
    evidence.add(("₹1,299 or ₹ 45.50", "₹1,299 or ₹ 45.50", "no digit at all"))
    assert unsupported("₹1,299, ₹45.50, 7.5%, 24 Nov, 3 Mar, 30 days, 2 of 3", evidence) == ()
    assert unsupported("25 Nov, 4 Mar", evidence) == ("25 Nov", "4 Mar")
    assert unsupported("8% of ₹45 in 31 days", evidence) == ("₹45", "8%", "31")


def test_paise_and_counts_are_told_apart() -> None:
    evidence = Evidence()
    evidence.add(
        ProductCard(
            1, "Shirt", "", "", "", "", 99900, 99900, 4.5, 3, (VariantView(1, "", "", "M", 99900, 7),)
        )
    )
    assert unsupported("₹999, 7 left, rated 4.5", evidence) == ()
    assert unsupported("₹7", evidence) == ("₹7",)
