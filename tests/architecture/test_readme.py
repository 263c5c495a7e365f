"""What the README tells people to type exists and takes the arguments that it shows."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

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


def test_every_make_target_exists() -> None:
    for line in lines():
        if line.startswith("make "):
            command = ["make", "--dry-run", *shlex.split(line)[1:]]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{line}: {done.stderr}"


def test_every_management_command_takes_its_arguments() -> None:
    for line in lines():
        if "manage.py " in line:
            name, *arguments = shlex.split(line.split("manage.py ", 1)[1])
            parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
            _known, unknown = parser.parse_known_args(arguments)
            assert unknown == [], line


def test_every_linked_file_exists() -> None:
    linked = re.findall(r"\]\((?!https?:|#)([^)#]+)", text())
    assert [path for path in linked if not (ROOT / path).exists()] == []
