"""Where everything that a running shop writes lives: databases, models, indexes, pid files.

The embedded engines live there too, unless the account that has to run them can't get in or a Unix socket's path
would be too long; then they live in an open folder named by a hash of that place. The answer depends on nothing but
the file system, so that settings and launcher agree without talking to each other.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import stat
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SERVICE_ACCOUNT = "nobody"  # PostgreSQL refuses to run as root
SOCKET_PATH_BYTES = 100  # the kernel's limit is 103 (macOS) or 107 (Linux)
POSTGRES_PORT = 5432  # only a part of the socket's name: nothing listens on the network
OPEN_FOLDERS = (Path("/var/tmp"), Path("/tmp"))  # noqa: S108 - the first outlives a restart of the machine


def run_dir() -> Path:
    """Return RETAILGENIE_VAR, or var/ inside the checkout."""
    return Path(os.environ.get("RETAILGENIE_VAR") or CHECKOUT / "var").resolve()


def service_account() -> pwd.struct_passwd | None:
    """Return the account that runs PostgreSQL when we are root; None when we run it ourselves.

    Raises KeyError where there is no such account.
    """
    return pwd.getpwnam(SERVICE_ACCOUNT) if os.geteuid() == 0 else None


def can_enter(folder: Path, account: pwd.struct_passwd) -> bool:
    """Say whether an account may go through every folder on the way to this one; missing ones count as open."""
    return all(_may_search(step, account) for step in (folder, *folder.parents) if step.exists())


def engine_dir() -> Path:
    """Return the folder of the embedded engines: data, logs, sockets and leases."""
    home = run_dir()
    longest = len(os.fsencode(home / "sockets" / f".s.PGSQL.{POSTGRES_PORT}.lock"))
    account = service_account()
    if longest <= SOCKET_PATH_BYTES and (account is None or can_enter(home, account)):
        return home
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    open_folder = next((folder for folder in OPEN_FOLDERS if folder.is_dir()), OPEN_FOLDERS[-1])
    return open_folder / f"retailgenie-{os.geteuid()}-{name}"


def postgres_socket_dir() -> Path:
    """Return the folder that the embedded PostgreSQL puts its socket into."""
    return engine_dir() / "sockets"


def redis_socket() -> Path:
    """Return the path of the embedded Redis's socket."""
    return engine_dir() / "redis.sock"


def _may_search(folder: Path, account: pwd.struct_passwd) -> bool:
    info = folder.stat()
    if info.st_uid == account.pw_uid:
        return bool(info.st_mode & stat.S_IXUSR)
    if info.st_gid == account.pw_gid:
        return bool(info.st_mode & stat.S_IXGRP)
    return bool(info.st_mode & stat.S_IXOTH)
