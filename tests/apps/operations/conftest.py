"""Engines of a test's own, in a short folder that PostgreSQL's account may enter."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.operations.engines.postgres import Postgres
from apps.operations.engines.redis import Redis


@pytest.fixture
def own_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="rg-", dir="/tmp"))
    home.chmod(0o755)
    monkeypatch.setenv("RETAILGENIE_VAR", str(home))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    yield home
    Redis().stop()
    Postgres().stop()
    shutil.rmtree(home, ignore_errors=True)
