"""What the launchers share: is this process that engine, run a tool of it, make a folder for it."""

from __future__ import annotations

import contextlib
import os
import pwd
import subprocess
import tempfile
import time
from pathlib import Path

import psutil

from apps.operations.engines.errors import EngineUnavailable


def pid_in(pid_file: Path) -> int | None:
    """Return the number on a pid file's first line; None when there is no file or no number."""
    try:
        return int(pid_file.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def engine_process(pid_file: Path, home: Path) -> psutil.Process | None:
    """Return the living process of a pid file if its command line names the engine's folder.

    After a restart of the machine the number may belong to something else: such a file is stale.
    """
    pid = pid_in(pid_file)
    if pid is None:
        return None
    try:
        process = psutil.Process(pid)
        return process if alive(process) and str(home) in " ".join(process.cmdline()) else None
    except psutil.Error:
        return None


def run_tool(command: list[str], account: pwd.struct_passwd | None, *, timeout_s: float) -> str:
    """Run a program to its end as that account and return what it said; raises CalledProcessError.

    The output goes through a file: a daemon that the program leaves behind would keep a pipe open.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={**os.environ, "LC_ALL": "C"},
            timeout=timeout_s,
            check=False,
            start_new_session=True,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )
        said.seek(0)
        output = said.read()
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, command, output)
    return output


def make_folder(folder: Path, mode: int, account: pwd.struct_passwd | None = None) -> None:
    """Make a folder of ours, whatever the umask; one that another person left there is refused."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        owner = folder.stat().st_uid
        if owner not in {os.geteuid(), account.pw_uid if account else os.geteuid()}:
            raise EngineUnavailable(
                f"{folder} belongs to another user; set RETAILGENIE_VAR to a folder of yours."
            )
        folder.chmod(mode)
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
    except OSError as error:
        raise EngineUnavailable(f"Can't prepare {folder}: {error.strerror or error}.") from error


def stop_process(process: psutil.Process, *, patience_s: float) -> None:
    """Ask a process to end, and kill it when it doesn't."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process.terminate()
        if not wait_gone(process, patience_s=patience_s):
            process.kill()
            wait_gone(process, patience_s=patience_s)


def wait_gone(process: psutil.Process, *, patience_s: float) -> bool:
    """Wait until a process has ended; one that its parent has not yet collected has ended too."""
    deadline = time.monotonic() + patience_s
    while alive(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def last_line(log: Path) -> str:
    """Return the last line that an engine wrote, for an error message."""
    try:
        lines = log.read_text(errors="replace").strip().splitlines()
    except OSError:
        return ""
    return lines[-1][:300] if lines else ""
