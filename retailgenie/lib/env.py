"""Settings from environment variables: typed, and loud about anything that can't be read.

A variable that is set to nothing counts as not set.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})


class BadEnvironment(ValueError):
    """A variable is missing or can't be read; the message names it and says what it should be."""


def text(name: str, default: str | None = None) -> str:
    """Return a variable as it is; without a default it must be set."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise BadEnvironment(f"{name} must be set.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a yes or no."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise BadEnvironment(f"{name} is {value!r}; it should be 1 or 0.")
    return value in TRUE


def number(name: str, default: int, *, least: int = 0) -> int:
    """Return a whole number of at least `least`."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        count = int(value)
    except ValueError:
        raise BadEnvironment(f"{name} is {value!r}; it should be a whole number.") from None
    if count < least:
        raise BadEnvironment(f"{name} is {count}; it should be at least {least}.")
    return count


def items(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Return a comma-separated list."""
    value = os.environ.get(name, "")
    return [item.strip() for item in value.split(",") if item.strip()] or list(default)


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """Return one of the allowed words."""
    value = text(name, default)
    if value not in allowed:
        raise BadEnvironment(f"{name} is {value!r}; it should be one of {', '.join(allowed)}.")
    return value


def database(name: str, default: str | None = None) -> dict[str, Any]:
    """Return Django's entry for postgresql://user:password@host:port/base, or ?host=/folder for a Unix socket.

    Other query arguments (sslmode, ...) become connection options.
    """
    url = text(name, default)
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or len(parts.path) < 2:
        raise BadEnvironment(f"{name} should look like postgresql://user:password@host:5432/name.")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    try:
        port = query.pop("port", None) or parts.port or ""
    except ValueError:
        raise BadEnvironment(f"The port in {name} should be a number from 1 to 65535.") from None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(port),
        "OPTIONS": query,
    }


def redis(name: str, default: str | None = None) -> str:
    """Return a Redis address: redis://, rediss:// or unix:///path (what redis-py understands)."""
    url = text(name, default)
    if urlsplit(url).scheme not in ("redis", "rediss", "unix"):
        raise BadEnvironment(f"{name} should look like redis://host:6379/0 or unix:///path/to/socket.")
    return url


def broker(redis_url: str) -> str:
    """Return the same Redis address as Celery writes it: redis+socket:///path for a Unix socket.

    The database of a socket's address is `?db=N` for redis-py and `?virtual_host=N` for Celery.
    """
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    base = parse_qs(parts.query).get("db", ["0"])[-1]
    return f"redis+socket://{parts.path}?virtual_host={base}"
