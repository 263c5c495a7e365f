"""Compound words, unwanted words and what titles, brands and reviews add to a score."""

from __future__ import annotations

import pytest

from retailgenie.ai.retrieval import compounds
from retailgenie.ai.retrieval.evidence import BRAND, MANY_REVIEWS, REVIEWED, UNWANTED, Candidate, evidence
from retailgenie.ai.retrieval.lexical import LexicalDocument, LexicalIndex
from retailgenie.ai.retrieval.unwanted import divided, unwanted_share

KNOWN = {
    "fire": 9,
    "stick": 5,
    "gallon": 4,
    "head": 20,
    "set": 30,
    "headset": 12,
    "baby": 50,
    "shower": 40,
    "babyshower": 2,
}


def frequency(term: str) -> int:
    return KNOWN.get(term, 0)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("firestick", ("fire", "stick")),
        ("2gallon", ("2", "gallon")),
        ("2gallons", ("2", "gallon")),
        ("headset", None),
        ("2500", None),
        ("xyz", None),
    ],
)
def test_an_unknown_word_is_taken_apart_into_known_ones(word: str, parts: tuple[str, str] | None) -> None:
    assert compounds.split(word, frequency) == parts


def test_neighbours_are_joined_only_where_the_catalogue_often_writes_them_so() -> None:
    assert compounds.joined(["head", "set", "stick"], frequency) == ["headset"]
    assert compounds.joined(["baby", "shower"], frequency) == []


def test_the_index_finds_both_spellings() -> None:
    index = LexicalIndex.in_memory(
        [
            LexicalDocument(1, "Fire TV stick"),
            LexicalDocument(2, "Stereo headset"),
            LexicalDocument(3, "Headset with mic"),
        ]
    )
    assert list(index.search("firestick", 5)) == [1]
    assert set(index.search("head set", 5)) == {2, 3}
    assert index.together("fire", "stick") == 1
    assert index.title_frequency("headset") == 2


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("knife sets without block", "knife sets", ("block",)),
        ("Tortillas w/o any added Sugar", "Tortillas", ("any", "added", "sugar")),
        ("without sleeves", "without sleeves", ()),
        ("shirt without", "shirt without", ()),
        ("no show socks", "no show socks", ()),
    ],
)
def test_what_follows_without_is_unwanted(text: str, wanted: str, unwanted: tuple[str, ...]) -> None:
    assert divided(text) == (wanted, unwanted)


@pytest.mark.parametrize(
    ("title", "share"),
    [
        ("knife set with block", 1.0),
        ("knife set without a block", -1.0),
        ("block free knife set", -1.0),
        ("knife set", 0.0),
    ],
)
def test_a_title_that_denies_the_unwanted_counts_for_it(title: str, share: float) -> None:
    assert unwanted_share(title.split(), ["block"]) == share


def test_a_word_with_less_at_its_end_denies_too() -> None:
    assert unwanted_share(["cordless", "lamp"], ["cord", "plug"]) == -0.5


def test_evidence_adds_up_brand_reviews_and_what_is_unwanted() -> None:
    wanted = ["carhartt", "pant"]
    assert evidence(Candidate("Work pants", "Carhartt"), wanted, []) == pytest.approx(BRAND)
    assert evidence(Candidate("Work pants", "Carhartt"), ["carhartt"], []) == 0.0
    assert evidence(Candidate("Work pants", "", MANY_REVIEWS), wanted, []) == pytest.approx(REVIEWED)
    assert evidence(Candidate("Pants with belt"), wanted, ["belt"]) == pytest.approx(-UNWANTED)
