"""Every check that needs no running shop: style, types, layers, templates, sizes and migrations.

Goes on after a failure, so that one run shows everything, and ends with one line for each check.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOOLS = Path(sys.executable).parent
CHECKS = (
    ("style", "ruff", "check", "."),
    ("format", "ruff", "format", "--check", "."),
    ("layers", "lint-imports"),
    ("templates", "djlint", "templates", "--check", "--lint"),
    ("texts", "python", "scripts/messages.py", "check"),
    ("sizes", "python", "-m", "pytest", "-q", "-p", "no:randomly", "tests/architecture/test_sizes.py"),
    ("migrations", "python", "manage.py", "makemigrations", "--check", "--dry-run"),
    ("types", "mypy", "."),
)


def main() -> None:
    """Run all checks and exit 1 when one failed."""
    results: list[tuple[str, int, float]] = []
    for name, tool, *arguments in CHECKS:
        print(f"--- {name}", flush=True)
        began = time.monotonic()
        code = subprocess.call([TOOLS / tool, *arguments], cwd=ROOT)
        results.append((name, code, time.monotonic() - began))
    print()
    for name, code, seconds in results:
        print(f"{name:<12} {'failed' if code else 'ok':<8} {seconds:5.1f} s")
    sys.exit(any(code for _, code, _ in results))


if __name__ == "__main__":
    main()
