"""Where everything that a running shop writes lives: databases, models, indexes, pid files."""

from __future__ import annotations

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def run_dir() -> Path:
    """Return RETAILGENIE_VAR, or var/ inside the checkout."""
    return Path(os.environ.get("RETAILGENIE_VAR") or CHECKOUT / "var").resolve()
