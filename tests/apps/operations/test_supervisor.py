"""The supervisor restarts what dies, gives up on what keeps dying, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from apps.operations import supervisor as supervisor_module
from apps.operations.engines.leases import Lease
from apps.operations.supervisor import KeepsFailing, PortTaken, Program, Supervisor, claim_port

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
# A leader that ignores SIGTERM and has a child of its own.
STUBBORN_PROGRAM = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
time.sleep(60)
"""
STUBBORN = [sys.executable, "-c", STUBBORN_PROGRAM]


@pytest.fixture
def build(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Supervisor]:
    monkeypatch.setattr(supervisor_module, "WATCH_S", 0.02)
    monkeypatch.setattr(supervisor_module, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(supervisor_module, "STOP_PATIENCE_S", 0.5)
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)
    said: list[str] = []

    def make(*commands: list[str]) -> Supervisor:
        programs = [Program(f"p{number}", command) for number, command in enumerate(commands)]
        return Supervisor(programs, Lease([]), own_home / "log", said.append)

    return make


def pids(supervisor: Supervisor) -> list[int]:
    return [child.process.pid for child in supervisor.children if child.process]


def test_a_program_that_dies_is_started_again(build: Callable[..., Supervisor]) -> None:
    supervisor = build(SLEEPER)
    seen: list[int] = []

    def ready() -> bool:
        new = [pid for pid in pids(supervisor) if pid not in seen]
        seen.extend(new)
        if new and len(seen) == 1:
            os.kill(new[0], signal.SIGKILL)
        return len(seen) == 2

    supervisor.run(ready=ready, when_ready=supervisor.stopping.set)
    assert len(seen) == 2
    assert not any(psutil.pid_exists(pid) for pid in seen)


def test_a_program_that_keeps_dying_stops_the_shop_and_names_its_log(
    build: Callable[..., Supervisor],
) -> None:
    supervisor = build([sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(KeepsFailing, match=r"p0 keeps ending \(last with 3\); see .*p0\.log"):
        supervisor.run(ready=lambda: False, when_ready=lambda: None)
    assert not any(psutil.pid_exists(pid) for pid in pids(supervisor))


def test_nothing_is_left_of_a_program_that_ignores_the_request_to_end(
    build: Callable[..., Supervisor],
) -> None:
    supervisor = build(STUBBORN)
    family: list[psutil.Process] = []

    def ready() -> bool:
        leaders = [psutil.Process(pid) for pid in pids(supervisor)]
        family[:] = [*leaders, *(child for leader in leaders for child in leader.children())]
        return len(family) == 2

    supervisor.run(ready=ready, when_ready=supervisor.stopping.set)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and any(map(lives, family)):
        time.sleep(0.02)
    assert not any(map(lives, family))


def test_the_others_start_once_the_first_is_ready(build: Callable[..., Supervisor]) -> None:
    supervisor = build(SLEEPER, SLEEPER)
    running: list[int] = []

    def ready() -> bool:
        running.append(len(pids(supervisor)))
        return len(running) == 5

    def stop_soon() -> None:
        threading.Timer(0.2, supervisor.stopping.set).start()

    supervisor.run(ready=ready, when_ready=stop_soon)
    assert running == [1] * 5
    assert len(pids(supervisor)) == 2


def test_a_taken_port_is_said_in_one_line_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(
            PortTaken, match=rf"port {port} \(Address already in use\).*PORT={port + 1} make run$"
        ):
            claim_port("127.0.0.1", port)


def lives(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
