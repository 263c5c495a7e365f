"""What the README tells people to type exists and takes the arguments that it shows."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"


def text() -> str:
    return README.read_text() if README.exists() else ""


def lines() -> list[str]:
    """Return every command of the README's indented blocks, without comments and leading variables."""
    typed = [line.split("  #")[0].strip() for line in re.findall(r"^    (\S.*)$", text(), re.MULTILINE)]
    plain = [re.sub(r"^(?:[A-Z_]+=\S+ )+", "", line) for line in typed]
    return [line for line in plain if line.startswith("make ") or "manage.py " in line]


def test_it_shows_how_to_run_and_test_the_shop() -> None:
    assert {"make run", "make test"} <= set(lines())


@pytest.mark.parametrize("line", [line for line in lines() if line.startswith("make ")])
def test_a_make_target_exists(line: str) -> None:
    done = subprocess.run(
        ["make", "--dry-run", *shlex.split(line)[1:]], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("line", [line for line in lines() if "manage.py " in line])
def test_a_management_command_takes_its_arguments(line: str) -> None:
    name, *arguments = shlex.split(line.split("manage.py ", 1)[1])
    command = load_command_class(get_commands()[name], name)
    command.create_parser("manage.py", name).parse_args(arguments)


@pytest.mark.parametrize("path", re.findall(r"\]\((?!https?:|#)([^)#]+)", text()))
def test_a_linked_file_exists(path: str) -> None:
    assert (ROOT / path).exists()
