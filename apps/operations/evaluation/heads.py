"""The gate of intent heads: which of two reads our own sets better, one that was tuned with its encoder or one not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retailgenie.ai.evaluation import language
from retailgenie.ai.evaluation.language import IntentRow
from retailgenie.ai.nlu.reader import Reader
from retailgenie.ai.nlu.vocabulary import Vocabulary

SETS = Path(language.__file__).with_name("sets")
READ = ("intents_hard.jsonl", "intents_probe.jsonl")
SCOPE_MAY_FALL = 0.002  # AUROC on our own scope set


@dataclass(frozen=True, slots=True)
class Reads:
    """What one head reads right: shares of the rows (0-1), and AUROC of what is a shop's business."""

    top_level: float
    fine: float
    scope: float

    def __str__(self) -> str:
        return f"top level {self.top_level:.3f}, fine {self.fine:.3f}, scope AUROC {self.scope:.3f}"


def reads(reader: Reader, vocabulary: Vocabulary) -> Reads:
    """Measure a reader on the hard set and the probes together, and on our own scope set."""
    rows = [
        IntentRow(row["text"], row["intent"], row["language"], row.get("context") or {})
        for name in READ
        for row in _rows(name)
    ]
    figures = language.intents_figures(rows, reader, vocabulary).figures
    scope = language.scope_figures([(row["text"], row["in_scope"]) for row in _rows("scope.jsonl")], reader)
    return Reads(figures["top_level"], figures["accuracy"], scope.figures["auroc"])


def leads(candidate: Reads, champion: Reads) -> bool:
    """Say whether a candidate may replace the champion: more right at the top level, no fewer fine, scope kept."""
    return (
        candidate.top_level > champion.top_level
        and candidate.fine >= champion.fine
        and candidate.scope >= champion.scope - SCOPE_MAY_FALL
    )


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SETS / name).read_text(encoding="utf-8").splitlines()]
