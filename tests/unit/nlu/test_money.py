"""Price wishes and counts: the own set is the bar, the rest are the borders that were got wrong once."""

import json
from pathlib import Path

import pytest

from retailgenie.ai.evaluation import language
from retailgenie.ai.evaluation.language import money_figures
from retailgenie.ai.nlu.money import parse_money

SETS = Path(language.__file__).parent / "sets"


def _rows(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (SETS / name).read_text(encoding="utf-8").splitlines()]


def test_own_money_set_is_read_exactly_in_at_least_99_of_100() -> None:
    rows = _rows("money.jsonl")
    assert len(rows) >= 200
    assert money_figures(rows).figures["exact"] >= 0.99


def test_a_bare_number_is_a_budget_only_when_one_was_asked_for() -> None:
    assert not parse_money("1500")
    assert parse_money("1500", asked=True).range.max_paise == 150_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lal kurta 500 se 1000 ke beech dikhao", "500 se 1000 ke beech"),
        ("shirts under 1.5k for dad", "under 1.5k"),
        ("पाँच सौ तक की साड़ी", "पाँच सौ तक की"),
    ],
)
def test_the_span_holds_exactly_the_words_of_the_price(text: str, said: str) -> None:
    assert [text[start:end] for start, end in parse_money(text).spans] == [said]


def test_order_numbers_pins_and_sizes_are_no_money() -> None:
    for text in ("order 240001234", "pin 786001", "size 32", "rating above 4", "2 piece", "50% off"):
        assert not parse_money(text), text
