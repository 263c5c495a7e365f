#!/usr/bin/env python
"""Django's command line; commands that need the engines have them up meanwhile and leave them as they found them."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator

WITHOUT_ENGINES = frozenset(
    {
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "findstatic",
        "help",
        "makemessages",
        "spectacular",
        "startapp",
        "test",
        "version",
    }
)


def needs_engines(arguments: list[str]) -> bool:
    """Say whether this command line talks to PostgreSQL or Redis."""
    asks_for_help = {"-h", "--help", "--version"} & set(arguments)
    return bool(arguments) and not asks_for_help and arguments[0] not in WITHOUT_ENGINES


@contextlib.contextmanager
def engines_for(arguments: list[str]) -> Iterator[None]:
    """Hold a lease on the embedded engines while a command runs, if it needs them."""
    if not needs_engines(arguments):
        yield
        return
    from apps.operations.engines.errors import EngineUnavailable
    from apps.operations.engines.leases import Lease

    lease = Lease()
    try:
        lease.take()
    except EngineUnavailable as error:
        sys.exit(str(error))
    try:
        yield
    finally:
        close_connections()
        lease.release()


def close_connections() -> None:
    """Give the connections back: the pool would otherwise see the server leave."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "retailgenie.settings.local")
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with contextlib.suppress(KeyboardInterrupt), engines_for(sys.argv[1:]):
        from django.core.management import execute_from_command_line

        import retailgenie.celery  # noqa: F401 - the application that tasks are sent through

        execute_from_command_line(sys.argv)
        return
    sys.exit(128 + signal.SIGINT)


if __name__ == "__main__":
    main()
