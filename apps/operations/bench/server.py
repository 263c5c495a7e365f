"""A server of its own for one benchmark, with what it costs in CPU time and memory."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

START_SECONDS = 60.0
MS = 1000
MB = 1024 * 1024


class ServerDidNotStart(RuntimeError):
    """The server ended or gave no answer in START_SECONDS; its own words are above."""


@dataclass(frozen=True, slots=True)
class Server:
    """A started server; cpu_ms and rss_mb sum over its processes."""

    port: int
    process: psutil.Process

    def cpu_ms(self) -> float:
        times = [member.cpu_times() for member in self._family()]
        return float(sum(each.user + each.system for each in times) * MS)

    def rss_mb(self) -> float:
        return float(sum(member.memory_info().rss for member in self._family()) / MB)

    def _family(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(application: str, *, environment: Mapping[str, str], workers: int = 1) -> Iterator[Server]:
    """Run an ASGI application under uvicorn until the block ends; raises ServerDidNotStart."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", application, "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(workers), "--log-level", "warning", "--ws-ping-interval", "3600"]
    # A benchmark is a crowd behind one address.
    with subprocess.Popen(command, env={**os.environ, "RATE_LIMITS": "0", **environment}) as process:
        try:
            _wait(process, port)
            yield Server(port, psutil.Process(process.pid))
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise ServerDidNotStart(f"uvicorn did not start (exit status {process.poll()}).")
