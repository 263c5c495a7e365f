"""What serves stays light: nothing that only learning or reading files needs is loaded by a web process."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import lightgbm
import numpy as np
import pytest

from retailgenie.ai.ranking.purchases import purchases_of
from retailgenie.ai.ranking.recommender import learn_recommender, save_recommender

ROOT = Path(__file__).resolve().parents[2]
TRAINING = ("torch", "transformers", "sentence_transformers", "pandas", "openai", "onnx", "safetensors")
# Each of these costs every web process 10 to 70 MB, whoever asks for one page.
LEARNING = ("lightgbm", "sklearn", "scipy")
FILES = ("duckdb", "reportlab")
HEAVY = (*TRAINING, *LEARNING, *FILES)
TOLD = f"""
import sys
print(" ".join(sorted(set({HEAVY!r}) & set(sys.modules))))
"""
SERVES = f"""
import retailgenie.asgi
from django.urls import get_resolver
get_resolver().url_patterns
{TOLD}"""
RANKS = f"""
import sys
from pathlib import Path
import numpy as np
from retailgenie.ai.ranking.recommender import load_recommender
from retailgenie.ai.ranking.trees import Trees
folder = Path(sys.argv[1])
assert len(Trees((folder / "model.txt").read_text()).contributions(np.zeros((2, 3)))) == 2
found = load_recommender(folder)
assert found.suggest([(7, "a", 1.0), (8, "b", 2.0)], only_new=False)
assert found.goes_with(7)
assert found.because_of(8, [7]) == 7
assert found.selling()
{TOLD}"""

ARENAS = """
import ctypes
import threading
import retailgenie.asgi
go = threading.Barrier(12)
def work():
    go.wait()
    kept = [bytes(n % 400) for n in range(20_000)]
    go.wait()
threads = [threading.Thread(target=work) for _ in range(12)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


def _heavy(program: str, *arguments: str) -> str:
    return _run(program, *arguments).strip()


def _run(program: str, *arguments: str) -> str:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_a_web_process_loads_no_library_that_only_learns_or_reads_files() -> None:
    assert _heavy(SERVES) == ""


def test_ranking_and_suggesting_load_no_library_that_only_learns(tmp_path: Path) -> None:
    rows = np.random.default_rng(5).normal(size=(400, 3))
    settings = {"objective": "binary", "verbose": -1, "num_threads": 1}
    booster = lightgbm.train(settings, lightgbm.Dataset(rows, rows[:, 0] > 0), 5)
    (tmp_path / "model.txt").write_text(booster.model_to_string())
    lines = [
        (person, item, f"{person}-{day}", float(day))
        for person in range(9)
        for day in (1, 5)
        for item in (7, 8)
    ]
    named = purchases_of(lines)
    learned = learn_recommender(named.purchases, named.items, 10.0, regions=["MH"] * len(named.purchases))
    save_recommender(tmp_path, learned, {})
    assert _heavy(RANKS, str(tmp_path)) == ""


@pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "malloc_info") and "CI" not in os.environ,
    reason="only glibc has arenas; what CI runs on has it, so there it is never skipped",
)
def test_all_threads_of_a_web_process_allocate_from_two_arenas() -> None:
    assert _run(ARENAS).count("<heap nr=") <= 2
