"""Functions, files and templates stay small enough to read at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FUNCTION_LINES, FUNCTION_P90 = 60, 35
FILE_LINES, FILE_P90 = 400, 250
TEMPLATE_LINES = 100


def source_files() -> list[Path]:
    found = [path for folder in ("apps", "retailgenie", "scripts") for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in (*found, ROOT / "manage.py") if "migrations" not in path.parts)


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1  # type: ignore[operator]


def p90(sizes: list[int]) -> int:
    return sorted(sizes)[int(len(sizes) * 0.9)]


def test_functions_have_at_most_60_lines() -> None:
    sizes = dict(found for path in source_files() for found in functions(path))
    assert {name: lines for name, lines in sizes.items() if lines > FUNCTION_LINES} == {}
    assert p90(list(sizes.values())) <= FUNCTION_P90


def test_files_have_at_most_400_lines() -> None:
    sizes = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in source_files()}
    assert {name: lines for name, lines in sizes.items() if lines > FILE_LINES} == {}
    assert p90(list(sizes.values())) <= FILE_P90


def test_templates_have_at_most_100_lines() -> None:
    templates = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("apps/*/templates/**/*.html")]
    sizes = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in templates}
    assert {name: lines for name, lines in sizes.items() if lines > TEMPLATE_LINES} == {}
