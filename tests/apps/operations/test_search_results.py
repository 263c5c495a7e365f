"""Results of the search suite are pooled over sets, and techniques are switched off one by one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apps.operations.evaluation.ablation import TECHNIQUES, ablations, switched_off
from apps.operations.evaluation.report import BadInput
from apps.operations.evaluation.search_pool import pooled
from retailgenie.ai.evaluation.search import Judgement, evaluate_system
from retailgenie.ai.retrieval import evidence


def result(path: Path, ours: list[float], others: list[float]) -> Path:
    def figures(value: float) -> dict[str, float]:
        return {"ndcg10": value, "ndcg10_exp": value, "recall50": value, "mrr": value}

    rows = [
        {"query": f"q{n}", "figures": {"ours": figures(a), "bm25": figures(b)}}
        for n, (a, b) in enumerate(zip(ours, others, strict=True))
    ]
    path.write_text(json.dumps({"per": {"queries": rows}}))
    return path


def test_two_results_are_pooled_query_by_query(tmp_path: Path) -> None:
    first = result(tmp_path / "a.json", [1.0, 0.5], [0.5, 0.5])
    second = result(tmp_path / "b.json", [0.6, 0.9], [0.5, 0.5])
    report = pooled([first, second])
    assert report.figures["queries"] == 4
    assert report.figures["ndcg10"] == pytest.approx(0.75)
    difference = report.per["difference_of_ndcg10"]["bm25"]
    assert difference["difference"] == pytest.approx(0.25)
    assert 0.0 <= difference["low"] <= 0.25 <= difference["high"]


def test_a_file_that_is_no_result_is_named(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    path.write_text("{}")
    with pytest.raises(BadInput, match=r"c\.json"):
        pooled([path])


def test_a_technique_is_off_only_inside() -> None:
    before = evidence.BRAND
    with switched_off(TECHNIQUES["brand named"]):
        assert evidence.BRAND == 0.0
    assert before == evidence.BRAND


def test_each_technique_is_measured_against_the_whole() -> None:
    judged = {"a wish": [Judgement("1", 1.0, 1.0, True)]}
    whole = evaluate_system(lambda query: ["1"], judged)
    found = ablations(lambda: lambda query: ["2", "1"], judged, whole)
    assert set(found) == set(TECHNIQUES)
    assert all(row["gain"] == pytest.approx(1 - row["ndcg10"]) for row in found.values())
