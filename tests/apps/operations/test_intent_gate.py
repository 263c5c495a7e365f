"""A head that was tuned with its encoder leads only where it reads better; it is read with that encoder."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from apps.operations.evaluation.heads import Reads, leads, reads
from apps.rollout import heads
from retailgenie.ai.encoder.build import build_encoder
from retailgenie.ai.evaluation.sample import sample_vocabulary
from retailgenie.ai.nlu.intents import OWN_ENCODER
from retailgenie.ai.nlu.reader import Reader
from retailgenie.ai.nlu.taxonomy import FINE

RUNS = Reads(top_level=0.93, fine=0.90, scope=0.995)


@pytest.mark.parametrize(
    ("candidate", "verdict"),
    [
        (replace(RUNS, top_level=0.94), True),
        (RUNS, False),
        (replace(RUNS, top_level=0.94, fine=0.899), False),
        (replace(RUNS, top_level=0.94, scope=0.9931), True),
        (replace(RUNS, top_level=0.94, scope=0.9929), False),
    ],
)
def test_a_candidate_leads_when_it_reads_more_and_loses_nothing(candidate: Reads, verdict: bool) -> None:
    assert leads(candidate, RUNS) is verdict


def test_the_gate_reads_both_sets_and_the_scope_set() -> None:
    found = reads(Reader(), sample_vocabulary())
    assert 0.2 < found.fine < found.top_level < 0.6  # keyword rules
    assert found.scope == 0.5  # nothing is told apart without a head


def test_a_head_is_read_with_the_encoder_kept_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shops = object()
    monkeypatch.setattr(heads, "reading_encoder", lambda: shops)
    plain, tuned = tmp_path / "plain", tmp_path / "tuned"
    plain.mkdir()
    build_encoder(tmp_path, name="intents-test", quantise=False, progress=lambda message: None)
    tuned.mkdir()
    (tmp_path / "intents-test").rename(tuned / OWN_ENCODER)
    assert heads.encoder_of(plain) is shops
    assert heads.encoder_of(tuned).name == "intents-test"
    assert heads.encoder_of(tuned) is heads.encoder_of(tuned)


def test_the_further_sets_have_every_intent_and_the_languages_they_are_for() -> None:
    folder = Path("retailgenie/ai/evaluation/sets")
    probe = [json.loads(line) for line in (folder / "intents_probe.jsonl").read_text().splitlines()]
    marathi = [json.loads(line) for line in (folder / "intents_marathi.jsonl").read_text().splitlines()]
    courtesies = [json.loads(line) for line in (folder / "intents_courtesies.jsonl").read_text().splitlines()]
    assert {row["intent"] for row in (*probe, *courtesies)} == set(FINE)
    assert sum(row["intent"] == "acknowledge" for row in courtesies) == 64
    assert sum(row["intent"] in ("greet", "goodbye", "thanks", "chit_chat") for row in probe) == 204
    assert [sum(row["language"] == x for row in marathi) for x in ("mr", "mr-Latn")] == [141, 41]
