"""The suites of understanding: intents, scope, money, references; on the project's own sets or on any other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from apps.catalog.vocabulary import current_vocabulary
from apps.operations.evaluation.report import BadInput, Report, digest_of
from apps.operations.evaluation.rows import Row, first, need, read_rows
from apps.operations.evaluation.suites import Options
from apps.operations.preparation import steps
from apps.rollout.heads import encoder_of
from apps.rollout.models import Kind
from apps.rollout.selectors import model_running
from retailgenie.ai.evaluation import language
from retailgenie.ai.evaluation.language import Figures, IntentRow
from retailgenie.ai.evaluation.pointing import both_figures, pointing_figures
from retailgenie.ai.evaluation.sample import sample_vocabulary, slots_vocabulary
from retailgenie.ai.evaluation.slots import slots_figures
from retailgenie.ai.nlu.intents import IntentHead
from retailgenie.ai.nlu.reader import Reader
from retailgenie.ai.nlu.taxonomy import FINE, OUT_OF_SCOPE

SETS = Path(language.__file__).with_name("sets")


def measure_intents(options: Options) -> Report:
    """Measure the running intent model beside keyword rules; rows whose label the map leaves out are counted."""
    path, rows = _rows(options, "intents_hard.jsonl")
    need(rows, ("text", "utterance"), ("intent",))
    labels = _mapping(options.map)
    known = [(row, _label(str(row["intent"]), labels)) for row in rows]
    kept = [_intent_row(row, label) for row, label in known if label]
    if not kept:
        raise BadInput(f"No intent of {path.name} is one of ours; map them with --map FILE.")
    reader = _reader()
    found = language.intents_figures(kept, reader, current_vocabulary())
    report = _report("intents", found, path)
    report.figures["unmapped"] = float(len(rows) - len(kept))
    return report


def measure_scope(options: Options) -> Report:
    """Measure how well what a shop answers is told from what it does not."""
    path, rows = _rows(options, "scope.jsonl")
    need(rows, ("text", "utterance"), ("in_scope", "intent"))
    inside, left_out = _in_scope(options.in_scope)
    if options.data is None:
        inside = frozenset(FINE) - {OUT_OF_SCOPE}
    pairs: list[tuple[str, bool]] = []
    for row in rows:
        if row.get("in_scope") is not None:
            pairs.append((str(first(row, "text", "utterance")), _truth(row["in_scope"])))
        elif not inside:
            raise BadInput(
                "Rows with an intent need --in-scope FILE, the list of intents that a shop answers."
            )
        elif row["intent"] not in left_out:
            pairs.append((str(first(row, "text", "utterance")), row["intent"] in inside))
    report = _report("scope", language.scope_figures(pairs, _reader()), path)
    report.figures["left_out"] = float(len(rows) - len(pairs))
    return report


def measure_money(options: Options) -> Report:
    """Measure the reading of prices and quantities."""
    path, rows = _rows(options, "money.jsonl")
    need(rows, ("text",), ("expect",))
    return _report("money", language.money_figures(rows), path)


def measure_slots(options: Options) -> Report:
    """Measure the reading of whole shopping sentences, in the words of a sample catalogue."""
    path, rows = _rows(options, "slots.jsonl")
    need(rows, ("text",), ("expect",))
    return _report("slots", slots_figures(rows, slots_vocabulary()), path)


def measure_references(options: Options) -> Report:
    """Measure words that point: rows with `expect` as they are read, rows with `means` followed to what they touch."""
    path, rows = _rows(options, "references.jsonl")
    need(rows, ("text", "turns"), ("expect", "means"))
    read = [row for row in rows if "expect" in row]
    followed = [row for row in rows if "means" in row]
    found = language.references_figures(read, sample_vocabulary())
    if not followed:
        return _report("references", found, path)
    report = _report("references", both_figures(found, pointing_figures(followed, _reader())), path)
    report.errors = [{**error, "row": _row_of(rows, error)} for error in report.errors]
    return report


def _row_of(rows: list[Row], error: Mapping[str, Any]) -> int:
    """The place of an erring row in the file; each part counts its own rows."""
    of = [number for number, row in enumerate(rows, 1) if error["part"] in row]
    return of[int(error["row"])]


def _rows(options: Options, own: str) -> tuple[Path, list[Row]]:
    path = options.data or SETS / own
    return path, read_rows(path, columns=dict(options.columns), limit=options.limit)


def _mapping(path: Path | None) -> Mapping[str, str]:
    if path is None:
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} can't be read as JSON: {error}") from error
    wrong = sorted({str(value) for value in data.values() if value} - {*FINE, OUT_OF_SCOPE})
    if wrong:
        raise BadInput(f"{path.name} maps to {wrong[0]!r}, which is no intent of ours.")
    return {str(theirs): str(ours or "") for theirs, ours in data.items()}


def _label(intent: str, labels: Mapping[str, str]) -> str:
    if labels:
        return labels.get(intent, "")
    return intent if intent in FINE or intent == OUT_OF_SCOPE else ""


def _intent_row(row: Row, label: str) -> IntentRow:
    context: Mapping[str, Any] = row.get("context") or {}
    return IntentRow(str(first(row, "text", "utterance")), label, str(row.get("language") or ""), context)


def _in_scope(path: Path | None) -> tuple[frozenset[str], frozenset[str]]:
    if path is None:
        return frozenset(), frozenset()
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} can't be read as JSON: {error}") from error
    if isinstance(data, list):
        return frozenset(data), frozenset()
    return frozenset(data.get("in_scope", ())), frozenset(data.get("left_out", ()))


def _truth(value: object) -> bool:
    return value if isinstance(value, bool) else str(value).strip().lower() in ("1", "true", "yes")


def _reader() -> Reader:
    """Return the reader that the shop runs, prepared first where this machine has none yet."""
    for step in steps():
        step.run()
    running = model_running(Kind.INTENTS)
    if running is None:
        raise BadInput("There is no intent model; `python manage.py train_intents` makes one.")
    encoder = encoder_of(running.path)
    return Reader(encoder, IntentHead.load(running.path, encoder=encoder.name))


def _report(suite: str, found: Figures, path: Path) -> Report:
    running = model_running(Kind.INTENTS)
    return Report(
        suite=suite,
        figures=dict(found.figures),
        baselines=dict(found.baselines),
        per=dict(found.per),
        errors=list(found.errors),
        context={
            "data": f"{path.name} {digest_of(path)}",
            "intents": running.version if running else "",
        },
    )
