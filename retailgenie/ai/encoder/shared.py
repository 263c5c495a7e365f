"""One encoder a process and variant, loaded at first use, so 0.3 s and 100 MB are paid once."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from threading import Lock

from retailgenie.ai.encoder.encoder import DEFAULT_NAME, Encoder
from retailgenie.lib.rundir import run_dir

_loaded: dict[Path, Encoder] = {}
_lock = Lock()


def encoders_folder() -> Path:
    """Return the folder in which every built variant has a folder of its own name."""
    return run_dir() / "models" / "encoder"


def shared_encoder(name: str = DEFAULT_NAME) -> Encoder:
    """Return the process-wide encoder of a variant; raises EncoderMissing where it was never built."""
    folder = encoders_folder() / name
    found = _loaded.get(folder)
    if found is None:
        with _lock:
            found = _loaded.get(folder) or _loaded.setdefault(folder, Encoder.load(folder))
    return found


def loaded_encoders() -> list[str]:
    """Return the names of the variants that this process holds."""
    return [path.name for path in _loaded]


def let_go_of_encoders(*, kept: Collection[str]) -> None:
    """Drop every loaded variant but these; whoever works with one still has it until the work is done."""
    with _lock:
        for folder in [path for path in _loaded if path.name not in kept]:
            del _loaded[folder]
