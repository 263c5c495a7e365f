"""Processes share the engines: the last to leave stops what was started, nobody stops what another uses."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest

from apps.operations.engines.errors import EngineUnavailable
from apps.operations.engines.leases import Lease


class FakeEngine:
    """An engine that only counts."""

    name = "Fake"

    def __init__(self, *, running: bool = False, broken: bool = False) -> None:
        self.up, self.broken, self.starts, self.stops = running, broken, 0, 0

    def running(self) -> bool:
        return self.up

    def start(self) -> None:
        if self.broken:
            raise EngineUnavailable("broken")
        self.starts += not self.up
        self.up = True

    def stop(self) -> None:
        self.stops += 1
        self.up = False


def write_lease(lease: Lease, pid: int, started: float) -> Path:
    path = lease.folder / f"{pid}-1"
    path.write_text(f"{started}\n")
    return path


def test_the_last_lease_stops_the_engine(own_home: Path) -> None:
    engine = FakeEngine()
    first, second = Lease([engine]), Lease([engine])
    first.take()
    second.take()
    first.release()
    assert engine.up
    second.release()
    assert (engine.up, engine.starts, engine.stops) == (False, 1, 1)


def test_an_engine_that_was_running_before_is_left_running(own_home: Path) -> None:
    engine = FakeEngine(running=True)
    lease = Lease([engine])
    lease.take()
    lease.release()
    assert (engine.up, engine.stops) == (True, 0)


def test_another_living_process_keeps_the_engine_up(own_home: Path) -> None:
    engine = FakeEngine()
    lease = Lease([engine])
    lease.take()
    parent = psutil.Process(os.getppid())
    write_lease(lease, parent.pid, parent.create_time())
    lease.release()
    assert engine.up


@pytest.mark.parametrize(
    "shift_s", [0, -3600], ids=["the process is dead", "its number belongs to another now"]
)
def test_a_dead_processs_lease_counts_for_nothing(own_home: Path, shift_s: int) -> None:
    engine = FakeEngine()
    lease = Lease([engine])
    lease.take()
    parent = psutil.Process(os.getppid())
    stale = write_lease(lease, parent.pid if shift_s else 2**22 - 1, parent.create_time() + shift_s)
    lease.release()
    assert not engine.up
    assert not stale.exists()


def test_a_forked_child_does_not_give_its_parents_lease_back(own_home: Path) -> None:
    engine = FakeEngine()
    lease = Lease([engine])
    lease.take()
    lease._pid += 1  # what a child sees: another process's number
    lease.release()
    assert engine.up


def test_an_engine_that_cannot_start_leaves_no_lease_behind(own_home: Path) -> None:
    lease = Lease([FakeEngine(broken=True)])
    with pytest.raises(EngineUnavailable):
        lease.take()
    assert list(lease.folder.iterdir()) == []


def test_variables_replace_the_embedded_engines(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/shop")
    assert [engine.name for engine in Lease().engines] == ["Redis"]
    monkeypatch.setenv("REDIS_URL", "redis://cache.example/0")
    assert Lease().engines == []
