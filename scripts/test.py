"""Run every test, having brought what the tests need beyond Python packages: a browser.

    python scripts/test.py [pytest arguments]

Without a browser the pages can't be tried: that is said loudly, and where CI is set it fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main(arguments: list[str]) -> None:
    """Prepare, run pytest and exit as it does."""
    browser = find_browser() or install_browser()
    if browser is None:
        complain()
        arguments = [*arguments, "-m", "not browser"]
    environment = {**os.environ, "CHROMIUM": browser or ""}
    workers = [] if {"-n", "-x", "--co"} & set(arguments) else ["-n", str(min(os.cpu_count() or 1, 4))]
    command = [sys.executable, "-m", "pytest", "-q", *workers, *arguments]
    sys.exit(subprocess.call(command, cwd=ROOT, env=environment))


def find_browser() -> str | None:
    """Return CHROMIUM, or a browser on the PATH."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


def install_browser() -> str | None:
    """Install Debian's Chromium where we may; return its path."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    print("Installing chromium for the browser tests ...", flush=True)
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        with open(os.devnull, "wb") as nowhere:
            code = subprocess.call(
                ["apt-get", *step], stdout=nowhere, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            )
        if code:
            return None
    return find_browser()


def complain() -> None:
    """Say that the browser tests can't run; exit 1 in CI."""
    line = "!" * 88
    print(
        f"{line}\nNo Chromium: THE BROWSER TESTS DO NOT RUN. Install chromium, or set CHROMIUM to its path.\n{line}"
    )
    if os.environ.get("CI", "").lower() not in ("", "0", "false"):
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
