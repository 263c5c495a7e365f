"""Trees that LightGBM learned are summed up and explained without it, to the same numbers."""

from __future__ import annotations

import lightgbm
import numpy as np
import pytest
from numpy.typing import NDArray

from retailgenie.ai.ranking.trees import Trees, TreesUnreadable

SETTINGS = {"objective": "binary", "num_leaves": 15, "min_data_in_leaf": 20, "verbose": -1, "num_threads": 1}

# One split, "feature 0 <= 0.5", with values -1 and 3, learned from 30 and 10 rows.
BY_HAND = """tree
max_feature_idx=1

Tree=0
num_leaves=2
split_feature=0
threshold=0.5
decision_type=2
left_child=-1
right_child=-2
leaf_value=-1 3
leaf_count=30 10
internal_count=40

end of trees
"""


def learned(*, trees: int = 30, columns: int = 6) -> tuple[lightgbm.Booster, NDArray[np.float32]]:
    drawn = np.random.default_rng(3).normal(size=(2_000, columns)).astype(np.float32)
    wanted = (drawn[:, 0] * drawn[:, 1] + drawn[:, 2] > 0.2).astype(np.int32)
    booster = lightgbm.train(SETTINGS, lightgbm.Dataset(drawn, wanted, params={"verbose": -1}), trees)
    return booster, drawn[:200]


def theirs(booster: lightgbm.Booster, rows: NDArray[np.float32]) -> list[float]:
    return [float(x) for x in np.asarray(booster.predict(rows, raw_score=True))]


def test_a_split_sends_a_row_left_up_to_and_with_its_threshold() -> None:
    trees = Trees(BY_HAND)
    assert trees.scores(np.array([[0.5, 9.0], [0.6, 9.0], [np.nan, 9.0]])).tolist() == [-1.0, 3.0, -1.0]


def test_what_is_owed_to_a_feature_is_what_lies_between_the_average_and_the_score() -> None:
    # The average is (30 * -1 + 10 * 3) / 40 = 0.
    found = Trees(BY_HAND).contributions(np.array([[0.0, 9.0], [1.0, 9.0]]))
    assert found.ravel().tolist() == pytest.approx([-1.0, 0.0, 3.0, 0.0])


def test_scores_are_those_of_lightgbm() -> None:
    booster, rows = learned()
    found = Trees(booster.model_to_string()).scores(rows)
    assert found.tolist() == pytest.approx(theirs(booster, rows), rel=1e-14)


def test_contributions_are_those_of_lightgbm() -> None:
    booster, rows = learned()
    found = Trees(booster.model_to_string()).contributions(rows)
    expected = np.asarray(booster.predict(rows, pred_contrib=True))[:, :-1]
    assert np.abs(found - expected).max() < 1e-12
    assert np.abs(found).max() > 0.1


def test_trees_that_learned_nothing_add_their_one_value_and_owe_nothing() -> None:
    rows = np.zeros((50, 2), dtype=np.float32)
    booster = lightgbm.train(SETTINGS, lightgbm.Dataset(rows, np.arange(50) % 2), 3)
    trees = Trees(booster.model_to_string())
    assert trees.scores(rows[:2]).tolist() == theirs(booster, rows[:2])
    assert trees.contributions(rows[:2]).tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_trees_with_categories_or_no_trees_are_refused() -> None:
    with pytest.raises(TreesUnreadable):
        Trees(BY_HAND.replace("decision_type=2", "decision_type=1"))
    with pytest.raises(TreesUnreadable):
        Trees("tree\nmax_feature_idx=1\n")
