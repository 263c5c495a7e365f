"""What the shop imports is declared, so that nothing depends on what another package happens to bring."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXTRAS_ONLY = {"torch", "transformers", "sentence_transformers"}  # imported where they are installed


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[;<>=! ]", name)[0]).lower()


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {normal(package) for package in project["dependencies"]}


def imported() -> dict[str, str]:
    """Return where each top-level module from outside is imported."""
    found: dict[str, str] = {}
    for path in [*(ROOT / "apps").rglob("*.py"), *(ROOT / "retailgenie").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            found |= {name.split(".")[0]: str(path.relative_to(ROOT)) for name in names}
    ours = {"apps", "retailgenie"} | sys.stdlib_module_names | EXTRAS_ONLY
    return {name: place for name, place in found.items() if name not in ours}


def test_every_imported_package_is_declared() -> None:
    known, packages = declared(), packages_distributions()
    undeclared = {
        name: place
        for name, place in imported().items()
        if not {normal(package) for package in packages.get(name, [name])} & known
    }
    assert undeclared == {}


def test_every_declared_package_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *(name for group in project["optional-dependencies"].values() for name in group),
    ]
    pins = {normal(line.split("==")[0]) for line in (ROOT / "constraints.txt").read_text().splitlines()}
    assert {normal(name) for name in wanted} - pins == set()
