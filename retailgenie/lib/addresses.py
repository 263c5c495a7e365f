"""From which network address a request comes.

X-Forwarded-For is believed only with BEHIND_PROXY, and then only its last entry, which our own proxy wrote: what
stands before it was sent by the client.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

MAX_LENGTH = 64  # of an address in text; a longer one is no address


def address_of(request: HttpRequest) -> str:
    """Return the address behind a request, "" where there is none (a test, a socket without a peer)."""
    return _address(str(request.META.get("REMOTE_ADDR") or ""), request.headers.get("X-Forwarded-For", ""))


def address_of_socket(scope: dict[str, object]) -> str:
    """Return the address behind an ASGI connection."""
    client = scope.get("client")
    peer = str(client[0]) if isinstance(client, list | tuple) and client else ""
    headers = scope.get("headers")
    sent = dict(headers) if isinstance(headers, list | tuple) else {}
    return _address(peer, sent.get(b"x-forwarded-for", b"").decode("latin-1"))


def _address(peer: str, forwarded: str) -> str:
    last = forwarded.rsplit(",", 1)[-1].strip()
    return (last if settings.BEHIND_PROXY and last else peer)[:MAX_LENGTH]
