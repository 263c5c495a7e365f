"""Runs the shop's programs and both engines: restarts what dies, and stops everything with nothing left behind.

Every program leads a process group of its own, so that Ctrl-C reaches only the supervisor and the group can be
cleared when its leader has gone. On Linux a program also ends when the supervisor is killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from apps.operations.engines.errors import EngineUnavailable
from apps.operations.engines.leases import Lease

WATCH_S = 0.3
STOP_PATIENCE_S = 10.0  # a task that runs longer is handed out again at the next start
SLOW_S = 60.0
STEADY_S = 60.0  # a program that ran this long starts with a clean record
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
MOST_FAILURES = 6  # in a row, none of them steady
LOG_BYTES = 5 * 1024 * 1024
PR_SET_PDEATHSIG = 1
LINUX = sys.platform == "linux"


class PortTaken(RuntimeError):
    """Another program listens there; the message is one line for the person."""


class KeepsFailing(RuntimeError):
    """A program ended again and again; the message names its log."""


@dataclass(frozen=True)
class Program:
    """One thing to keep running."""

    name: str
    command: list[str]


@dataclass
class Child:
    """A program and how it has been doing."""

    program: Program
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    start_after: float = 0.0

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.program.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_parent if LINUX else None,  # noqa: PLW1509 - no threads here
            )
        self.started_at = time.monotonic()

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def note_failure(self) -> None:
        """Plan the next start: at once after a steady run, later and later after quick ends."""
        steady = time.monotonic() - self.started_at > STEADY_S
        self.failures = 1 if steady else self.failures + 1
        pause = min(FIRST_PAUSE_S * 2 ** (self.failures - 1), LONGEST_PAUSE_S)
        self.start_after = time.monotonic() + pause
        self.clear_group()
        self.process = None

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, deadline: float) -> None:
        """Wait for the end until the deadline, then clear the whole group."""
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(max(deadline - time.monotonic(), 0.01))
            self.clear_group()
            self.process.wait()

    def clear_group(self) -> None:
        """Kill what a leader has left behind in its group."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


@dataclass
class Supervisor:
    """Keeps programs and engines up until it is told to stop.

    The first program is the one that people wait for: the others start once it is ready, so that they don't compete.
    """

    programs: list[Program]
    lease: Lease
    logs: Path
    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    deadline: float = 0.0

    def run(self, *, ready: Callable[[], bool], when_ready: Callable[[], None]) -> None:
        """Start everything and watch it until a signal; raises KeepsFailing after having stopped everything."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        self.children = [Child(program, self.logs / f"{program.name}.log") for program in self.programs]
        try:
            self._open(ready)
            if not self.stopping.is_set():
                when_ready()
            while not self.stopping.is_set():
                self._watch(self.children)
                self.stopping.wait(WATCH_S)
        finally:
            self.stop()

    def stop(self) -> None:
        """End all programs together, killing what takes longer than the patience; a second signal ends the wait."""
        self.deadline = time.monotonic() + STOP_PATIENCE_S
        for child in self.children:
            child.ask_to_end()
        while time.monotonic() < self.deadline and not all(_gone(child) for child in self.children):
            time.sleep(0.05)
        for child in self.children:
            child.wait(self.deadline)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self.stopping.is_set():
            self.deadline = 0.0
        self.stopping.set()

    def _open(self, ready: Callable[[], bool]) -> None:
        first = self.children[:1]
        slow_at = time.monotonic() + SLOW_S
        while not self.stopping.is_set():
            self._watch(first)
            if ready():
                return
            if time.monotonic() > slow_at:
                self.say(f"{first[0].program.name} is slow to answer; if it doesn't, see {first[0].log}")
                slow_at += SLOW_S
            self.stopping.wait(WATCH_S)

    def _watch(self, children: list[Child]) -> None:
        self._watch_engines()
        for child in children:
            if child.ended():
                self._note_end(child)
            if child.process is None and time.monotonic() >= child.start_after:
                child.start()

    def _note_end(self, child: Child) -> None:
        code = child.process.returncode if child.process else 0
        child.note_failure()
        if child.failures >= MOST_FAILURES:
            raise KeepsFailing(f"{child.program.name} keeps ending (last with {code}); see {child.log}")
        self.say(f"{child.program.name} ended with {code}; starting it again.")

    def _watch_engines(self) -> None:
        down = [engine.name for engine in self.lease.engines if not engine.running()]
        if not down:
            return
        self.say(f"{' and '.join(down)} stopped; starting again.")
        try:
            self.lease.repair()
        except EngineUnavailable as error:
            raise KeepsFailing(str(error)) from error


def claim_port(host: str, port: int) -> None:
    """Raise PortTaken unless we could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(
                f"Can't listen on {host} port {port} ({error.strerror}); "
                f"is the shop already running? Another port: PORT={port + 1} make run"
            ) from error


def _gone(child: Child) -> bool:
    return child.process is None or child.process.poll() is not None


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
