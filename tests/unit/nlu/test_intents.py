"""The head: trained from grammars, stored as plain numbers, calibrated, with a scope score."""

import random
import zlib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retailgenie.ai.evaluation.language import auroc, expected_calibration_error
from retailgenie.ai.evaluation.sample import sample_vocabulary
from retailgenie.ai.nlu.intents import HeadUnusable, IntentHead, gram_columns, mixed, sharpened, softmax
from retailgenie.ai.nlu.normalise import analyse
from retailgenie.ai.nlu.reader import Reader
from retailgenie.ai.nlu.taxonomy import BENEATH, FINE, TOP_OF, fine_of, top_of
from retailgenie.ai.training.grammar import expand, families, generate, load_slots
from retailgenie.ai.training.intents import train_head
from retailgenie.ai.training.noise import varied, varied_copies


@cache
def _direction(word: str) -> NDArray[np.float64]:
    return np.random.default_rng(zlib.crc32(word.encode())).normal(size=384)


class WordEncoder:
    """Words as fixed random directions: enough meaning for a test, and no model."""

    name = "words"

    def deep(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._one(text) for text in texts])

    def knows(self, word: str) -> bool:
        return word in ("the", "latte")

    def _one(self, text: str) -> NDArray[np.float32]:
        total = sum(_direction(word) for word in text.split() or [""])
        return np.asarray(total / np.linalg.norm(total), dtype=np.float32)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("head")
    report = train_head(WordEncoder(), target, version="test", per_intent=30, epochs=3)
    assert report.version == "test"
    assert report.validation.fine > 0.3
    assert report.test.fine > 0.3
    assert report.test.fine <= report.test.top
    assert 0 < report.threshold < 1
    return target


def test_a_stored_head_is_numbers_and_json_only_and_reads_back(folder: Path) -> None:
    assert sorted(x.name for x in folder.iterdir()) == ["head.json", "report.json", "weights.npz"]
    head = IntentHead.load(folder, encoder="words")
    assert head.labels == FINE
    assert (folder / "weights.npz").stat().st_size < 6_000_000


def test_a_head_of_another_encoder_is_refused(folder: Path) -> None:
    with pytest.raises(HeadUnusable):
        IntentHead.load(folder, encoder="another")


def test_scores_are_probabilities_best_first(folder: Path) -> None:
    text = analyse("where is my parcel")
    scored = IntentHead.load(folder).score(text, WordEncoder().deep([text.gloss])[0])
    assert sum(x.score for x in scored.intents) == pytest.approx(1, abs=1e-4)
    assert [x.score for x in scored.intents] == sorted((x.score for x in scored.intents), reverse=True)
    assert scored.intents[0].name == "track_order"
    assert 0 <= scored.in_scope <= 1


def test_near_families_vote_for_their_intent_however_many_families_another_has(folder: Path) -> None:
    neighbours = IntentHead.load(folder).neighbours
    vectors = WordEncoder().deep(["where is my parcel", "cancel my order please", "zzqx"])
    votes = neighbours.votes(vectors, len(FINE))
    assert votes.shape == (3, len(FINE))
    assert votes.sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-4)
    assert [FINE[x] for x in votes[:2].argmax(axis=1)] == ["track_order", "cancel_order"]
    assert neighbours.votes(vectors[:1], len(FINE))[0] == pytest.approx(votes[0], abs=1e-4)


def test_two_voices_together_are_made_surer_without_changing_their_order() -> None:
    linear = np.array([0.6, 0.4, 0.0], dtype=np.float32)
    both = mixed(linear, np.array([0.2, 0.8, 0.0], dtype=np.float32))
    assert both == pytest.approx([0.46, 0.54, 0.0])
    surer = sharpened(both, 2.0)
    assert surer == pytest.approx([0.4205, 0.5795, 0.0], abs=1e-3)
    assert surer[2] > 0


def test_a_reader_with_a_head_gives_three_intents_a_wish(folder: Path) -> None:
    reading = Reader(WordEncoder(), IntentHead.load(folder)).read("where is my parcel", sample_vocabulary())
    assert len(reading.segments[0].intents) == 3


def test_every_fine_intent_has_messages_in_three_scripts_or_languages_and_the_same_seed_gives_the_same() -> (
    None
):
    examples = generate(per_intent=60)
    assert {x.intent for x in examples} == set(FINE)
    assert examples == generate(per_intent=60)
    for intent in FINE:
        languages = {analyse(x.text).language for x in examples if x.intent == intent}
        assert len(languages) >= 2, intent


def test_the_grammars_give_the_messages_that_training_needs() -> None:
    counts = Counter(x.intent for x in generate(per_intent=250, out_of_scope=2000))
    tops = Counter(
        {top: sum(n for x, n in counts.items() if TOP_OF[x] == top) for top in set(TOP_OF.values())}
    )
    assert sum(counts.values()) >= 10_500
    assert min(counts.values()) >= 150
    wanted = {"greeting": 1000, "browse": 2000, "info": 1500, "cart": 2000, "offers": 1500, "recommend": 2000}
    assert {top: n for top, n in (wanted | {"help": 500}).items() if tops[top] < n} == {}


def test_every_fine_intent_has_many_families_and_every_template_expands() -> None:
    slots, counts = load_slots(), Counter(intent for intent, _, _ in families())
    assert min(counts[intent] for intent in FINE) >= 15
    for _, family, template in families():
        said = expand(template, slots, random.Random(1))
        assert said, family
        assert not set(said) & set("(){}|"), family


def test_varied_copies_stay_in_their_family_and_are_the_same_for_a_seed() -> None:
    examples = generate(per_intent=20, out_of_scope=60)
    copies = varied_copies(examples, 0.5, seed=3)
    assert copies == varied_copies(examples, 0.5, seed=3)
    assert 0.4 < len(copies) / len(examples) < 0.6
    assert {x.family for x in copies} <= {x.family for x in examples}
    assert sum(x.text == y.text for x in copies for y in examples if x.family == y.family) < len(copies)


def test_a_varied_message_keeps_most_of_its_letters() -> None:
    said = "please send the invoice of my last order"
    others = {varied(said, random.Random(seed)) for seed in range(60)}
    assert len(others) > 30
    assert all(len(set(said) & set(x)) > len(set(said)) / 2 for x in others)


def test_finer_wishes_count_as_an_intent_of_the_taxonomy() -> None:
    assert set(BENEATH.values()) <= set(FINE)
    assert not set(BENEATH) & set(FINE)
    assert fine_of("write_review") == "give_feedback"
    assert top_of("stock_alert") == "info"
    assert fine_of("greet") == "greet"


def test_templates_choose_and_fill() -> None:
    said = {expand("(hi|hey) {colour} (there|)", load_slots(), random.Random(seed)) for seed in range(30)}
    assert all(x.split()[0] in ("hi", "hey") for x in said)
    assert not any("{" in x or "(" in x for x in said)


def test_numbers_share_one_gram() -> None:
    assert gram_columns(analyse("999")) == gram_columns(analyse("1,499"))


def test_softmax_worked_example() -> None:
    assert softmax(np.array([0.0, np.log(3.0)], dtype=np.float32)) == pytest.approx([0.25, 0.75])


def test_auroc_worked_example_counts_ties_half() -> None:
    assert auroc(np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, True, False, False])) == 0.875


def test_calibration_error_worked_example() -> None:
    assert expected_calibration_error(np.array([0.95, 0.95]), np.array([True, False])) == pytest.approx(0.45)
