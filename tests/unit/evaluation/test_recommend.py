"""The figures of recommendations, and that they come from the past alone."""

import numpy as np
import pytest

from retailgenie.ai.evaluation.recommend import TooFew, case_figures, evaluate_recommend
from retailgenie.ai.ranking.purchases import purchases_of


def lines(people: int = 80, seed: int = 5) -> list[tuple[int, int, str, float]]:
    """People who buy pairs (2k, 2k + 1) together and come back to theirs."""
    rng = np.random.default_rng(seed)
    found = []
    for person in range(people):
        own = rng.choice(15, 2, replace=False)
        for day in np.sort(rng.uniform(0, 200, 10)):
            pair = int(rng.choice(own)) if rng.random() < 0.7 else int(rng.integers(15))
            found += [
                (person, 2 * pair, f"{person}-{day}", day),
                (person, 2 * pair + 1, f"{person}-{day}", day),
            ]
    return found


def test_the_worked_example_of_the_figures() -> None:
    recall, ndcg = case_figures(np.array([7, 9, 8]), np.array([7, 8]))
    assert recall == 1.0
    assert ndcg == pytest.approx(1.5 / (1 + 1 / np.log2(3)))


def test_ours_and_every_baseline_are_measured_for_all_and_for_new_things() -> None:
    found = evaluate_recommend(purchases_of(lines()).purchases)
    assert set(found.baselines) == {"popularity", "recent", "own", "knn", "ease", "cooccurrence"}
    for figure in (
        "recall20",
        "ndcg10",
        "recall20_new",
        "ndcg10_new",
        "recall20_together",
        "ndcg10_together",
    ):
        assert 0 < found.figures[figure] <= 1
    assert found.figures["ndcg10"] > found.baselines["recent"]["ndcg10"]
    assert found.figures["ndcg10_together"] > 0.9  # the pair is always bought together
    assert found.intervals["ndcg10 over recent"].low > 0


def test_without_anybody_who_comes_back_there_is_nothing_to_measure() -> None:
    with pytest.raises(TooFew, match="next basket"):
        evaluate_recommend(purchases_of([("a", "x", "1", 0.0), ("b", "y", "2", 100.0)]).purchases)
