"""The demo shop in a scratch database, for servers that a benchmark starts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.core.management import call_command
from django.db import connection
from rich.console import Console

from apps.operations.evaluation.scratch import scratch_database


@contextmanager
def demo_shop(console: Console) -> Iterator[dict[str, str]]:
    """Seed a scratch database; yields the environment that makes a server use it."""
    with scratch_database("bench"):
        console.print("Seeding the demo shop into a scratch database …")
        call_command("seed_demo", verbosity=0)
        connection.close()
        yield {"DATABASE_URL": database_url()}


def database_url() -> str:
    """Return the address of the database that the default connection points at now."""
    entry = connection.settings_dict
    user, password = quote(entry["USER"] or ""), quote(entry["PASSWORD"] or "")
    secret = f":{password}" if password else ""
    host = entry["HOST"] or ""
    where = "" if host.startswith("/") else f"{host}:{entry['PORT'] or 5432}"
    socket = f"?host={quote(host)}&port={entry['PORT'] or 5432}" if host.startswith("/") else ""
    return f"postgresql://{user}{secret}@{where}/{entry['NAME']}{socket}"
