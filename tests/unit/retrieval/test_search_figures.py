"""The figures of search, each with a worked example."""

from __future__ import annotations

import pytest

from retailgenie.ai.encoder import Encoder, encoders_folder, shared_encoder
from retailgenie.ai.encoder.build import build_encoder
from retailgenie.ai.evaluation.search import (
    Judgement,
    QueryFigures,
    compare,
    discounted_gain,
    mean_figures,
    query_figures,
)
from retailgenie.ai.evaluation.search_systems import SearchProduct, evaluate_search

JUDGED = [Judgement("a", 1.0, 3, True), Judgement("b", 0.1, 2, False), Judgement("c", 0.0, 0, False)]


def test_gain_is_discounted_by_rank() -> None:
    assert discounted_gain([1, 0, 0.5]) == pytest.approx(1.25)
    assert discounted_gain([0] * 10 + [1]) == 0


def test_the_ideal_order_scores_one_and_unjudged_results_nothing() -> None:
    best = query_figures(["a", "b", "c"], JUDGED)
    assert best == QueryFigures(1.0, 1.0, 1.0, 1.0)
    found = query_figures(["x", "a"], JUDGED)
    assert found is not None
    assert found.mrr == 0.5
    # gains 0, 1 against 1, .1: (1/log2 3) / (1 + .1/log2 3)
    assert found.ndcg10 == pytest.approx(0.6309 / 1.0631, abs=1e-4)


def test_a_query_without_any_gain_is_left_out() -> None:
    assert query_figures(["a"], [Judgement("a", 0.0, 0, False)]) is None
    assert mean_figures({}) == {"ndcg10": 0.0, "ndcg10_exp": 0.0, "recall50": 0.0, "mrr": 0.0}


def test_a_clear_difference_has_an_interval_above_zero() -> None:
    one = {str(n): QueryFigures(0.9, 0.9, 1.0, 1.0) for n in range(30)}
    two = {str(n): QueryFigures(0.9 - 0.01 * n, 0.9, 1.0, 1.0) for n in range(30)}
    found = compare(one, two)
    assert found.difference == pytest.approx(0.145)
    assert 0 < found.low < found.difference < found.high
    assert compare(one, one).high == 0


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    build_encoder(encoders_folder(), progress=lambda line: None)
    return shared_encoder()


def test_search_is_measured_beside_its_baselines(encoder: Encoder) -> None:
    products = [
        SearchProduct("1", "Winter jacket", "Padded."),
        SearchProduct("2", "Phone case", "Silicone."),
        SearchProduct("3", "Party dress", "Sequins."),
    ]
    judged = {"warm coat": [Judgement("1", 1.0, 1, True)], "case for a phone": [Judgement("2", 1.0, 1, True)]}
    result = evaluate_search(products, judged, encoder)
    assert result.queries == 2
    assert result.figures["ndcg10"] == 1.0
    assert set(result.baselines) == {"bm25", "lexical", "dense", "rrf"}
    assert result.baselines["bm25"]["ndcg10"] == 0.5
    assert result.intervals["bm25"].difference == 0.5
