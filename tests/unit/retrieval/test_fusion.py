"""Two lists become one; the worked examples of the formulas."""

from __future__ import annotations

import pytest

from retailgenie.ai.retrieval.fusion import (
    added,
    dense_weight,
    in_two_depths,
    linear_fusion,
    min_max,
    ranked,
    rrf,
)


def test_min_max_scales_within_a_list() -> None:
    assert min_max({1: 2.0, 2: 4.0, 3: 3.0}) == {1: 0.0, 2: 1.0, 3: 0.5}
    assert min_max({1: 5.0, 2: 5.0}) == {1: 1.0, 2: 1.0}
    assert min_max({}) == {}


def test_linear_fusion_weighs_the_lists() -> None:
    fused = linear_fusion({1: 10.0, 2: 0.0}, {2: 0.9, 3: 0.1}, 0.25)
    assert fused == {1: 0.75, 2: 0.25, 3: 0.0}


def test_reciprocal_ranks_are_summed() -> None:
    fused = rrf({1: 9.0, 2: 8.0}, {2: 0.5})
    assert fused[1] == pytest.approx(1 / 61)
    assert fused[2] == pytest.approx(1 / 62 + 1 / 61)


def test_equal_scores_keep_one_order() -> None:
    assert ranked({3: 1.0, 1: 1.0, 2: 2.0}) == [2, 1, 3]


def test_what_lies_deep_is_ordered_by_its_own_scores_and_nothing_is_lost() -> None:
    scores, deep = {1: 0.9, 2: 0.8, 3: 0.3, 4: 0.2}, {1: 0.1, 2: 0.2, 3: 0.3, 4: 0.9}
    assert in_two_depths(scores, deep, 2) == [1, 2, 4, 3]
    assert in_two_depths(scores, deep, 0) == [4, 3, 2, 1]
    assert in_two_depths(scores, deep, 10) == [1, 2, 3, 4]


def test_what_is_added_brings_no_new_keys() -> None:
    assert added({1: 0.5, 2: 0.25}, {2: 0.25, 3: 1.0}) == {1: 0.5, 2: 0.5}


@pytest.mark.parametrize(
    ("text", "weight"),
    [("laptop", 0.05), ("red shirt", 0.15), ("a gift for my dad who likes tea and books", 0.3), ("", 0.05)],
)
def test_long_wishes_lean_on_meaning(text: str, weight: float) -> None:
    assert dense_weight(text) == pytest.approx(weight)
