"""Processes share the embedded engines: who needs them holds a lease, and the last to leave stops what was started.

A lease is a file named by the process and holding the second it started at, so that a process that died (or whose
number another one got) holds nothing. An engine that something else started is used and left running.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import psutil

from apps.operations.engines.errors import EngineUnavailable
from apps.operations.engines.postgres import Postgres
from apps.operations.engines.processes import alive, make_folder
from apps.operations.engines.redis import Redis
from retailgenie.lib import rundir

SAME_START_S = 2.0  # a process's start time moves a little when the machine's clock is set


class Engine(Protocol):
    """What a lease needs of an engine."""

    name: str

    def running(self) -> bool: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...


def wanted() -> list[Engine]:
    """Return the engines that no variable replaces by a server elsewhere."""
    engines: list[Engine] = []
    if not os.environ.get("DATABASE_URL"):
        engines.append(Postgres())
    if not os.environ.get("REDIS_URL"):
        engines.append(Redis())
    return engines


class Lease:
    """This process's claim on the engines; taking it twice is counted, and a forked child's release does nothing."""

    def __init__(self, engines: list[Engine] | None = None) -> None:
        self.engines = wanted() if engines is None else engines
        self.home = rundir.engine_dir()
        self.folder = self.home / "leases"
        self._pid = 0

    def take(self) -> None:
        """Bring up what isn't running and sign the list; raises EngineUnavailable."""
        if not self.engines:
            return
        with self._lock():
            self._sign()
            try:
                self._bring_up()
            except EngineUnavailable:
                self._leave()
                raise

    def repair(self) -> None:
        """Start again what has died; raises EngineUnavailable."""
        with self._lock():
            self._bring_up()

    def release(self) -> None:
        """Take the name off the list; the last one stops the engines that a lease started."""
        if self._pid != os.getpid():
            return
        with self._lock():
            self._leave()

    def _bring_up(self) -> None:
        for engine in self.engines:
            if not engine.running():
                self._mark(engine).touch()
            engine.start()

    def _sign(self) -> None:
        self._pid = os.getpid()
        started = psutil.Process(self._pid).create_time()
        (self.folder / f"{self._pid}-{id(self)}").write_text(f"{started}\n")

    def _leave(self) -> None:
        (self.folder / f"{self._pid}-{id(self)}").unlink(missing_ok=True)
        self._pid = 0
        if any(_held(lease) for lease in self.folder.iterdir()):
            return
        for engine in reversed(self.engines):
            mark = self._mark(engine)
            if mark.exists():
                engine.stop()
                mark.unlink(missing_ok=True)

    def _mark(self, engine: Engine) -> Path:
        return self.home / f"started-{engine.name.lower()}"

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        make_folder(self.home, 0o755)
        make_folder(self.folder, 0o755)
        try:
            with (self.home / "engines.lock").open("a") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise EngineUnavailable(f"Can't write in {self.home}: {error.strerror or error}.") from error


def _held(lease: Path) -> bool:
    """Say whether a lease's process still lives; the file of a dead one is removed."""
    try:
        started = float(lease.read_text())
        process = psutil.Process(int(lease.name.split("-")[0]))
        held = abs(process.create_time() - started) < SAME_START_S and alive(process)
    except (OSError, ValueError, psutil.Error):
        held = False
    if not held:
        lease.unlink(missing_ok=True)
    return held


@contextlib.contextmanager
def engines_up() -> Iterator[Lease]:
    """Have the engines up for a block of code and leave them as they were found."""
    lease = Lease()
    lease.take()
    try:
        yield lease
    finally:
        lease.release()
