"""What serves stays light: nothing of the training extra is ever loaded by a web process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("torch", "transformers", "sentence_transformers", "pandas", "openai")
PROGRAM = f"""
import sys
import retailgenie.asgi
from django.urls import get_resolver
get_resolver().url_patterns
print(" ".join(sorted(set({HEAVY!r}) & set(sys.modules))))
"""


def test_a_web_process_loads_no_training_library() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
