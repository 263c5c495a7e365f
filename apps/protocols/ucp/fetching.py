"""Getting and posting at addresses that strangers gave us: https, public, no redirects, small, quick.

The name is resolved once and the connection goes to that very address, so that a second answer of the name server
can't lead inside (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

TIMEOUT_SECONDS = 3.0
MAX_BYTES = 256 * 1024


class Unreachable(OSError):
    """Nothing usable came from the address; the message says why."""


class AddressRefused(ValueError):
    """We don't go to such an address."""


class _Pinned(HTTPSConnection):
    """A TLS connection to one IP address under the name that its certificate must carry."""

    def __init__(self, name: str, port: int, ip: str) -> None:
        super().__init__(name, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
        self._ip = ip

    def connect(self) -> None:
        plain = socket.create_connection((self._ip, self.port), timeout=TIMEOUT_SECONDS)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def checked_url(url: str) -> SplitResult:
    """Return the parts of an https address with a name; raises AddressRefused."""
    parts = urlsplit(url)
    if _local(parts):
        return parts
    if parts.scheme != "https" or not parts.hostname or parts.username or len(url) > 500:
        raise AddressRefused("Only https addresses without a user name are taken.")
    return parts


def https_get(url: str) -> tuple[bytes, str]:
    """Return (body, Cache-Control) of an address; raises AddressRefused or Unreachable."""
    return _exchange("GET", url, None, {"Accept": "application/json"})


def https_post(url: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Post a body; raises AddressRefused or Unreachable unless the answer is 2xx."""
    _exchange("POST", url, body, headers)


def _exchange(method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> tuple[bytes, str]:
    parts = checked_url(url)
    assert parts.hostname is not None
    port = parts.port or 443
    connection: HTTPConnection
    if _local(parts):
        connection = HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT_SECONDS)
    else:
        connection = _Pinned(parts.hostname, port, _public_ip(parts.hostname, port))
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    try:
        connection.request(method, path, body, {"User-Agent": "RetailGenie", **headers})
        response = connection.getresponse()
        text = response.read(MAX_BYTES + 1)
    except (OSError, HTTPException) as error:
        raise Unreachable(str(error)) from error
    finally:
        connection.close()
    if not 200 <= response.status < 300:
        raise Unreachable(f"The answer was {response.status}.")
    if len(text) > MAX_BYTES:
        raise Unreachable("The answer is too long.")
    return text, response.getheader("Cache-Control", "")


def _local(parts: SplitResult) -> bool:
    """Say whether this is an agent on the same machine, which only a setting lets in."""
    return bool(settings.AGENTS_MAY_BE_LOCAL) and parts.scheme == "http" and parts.hostname == "127.0.0.1"


def _public_ip(name: str, port: int) -> str:
    """Resolve a name; every address that it has must be public, so that none can be picked that isn't."""
    try:
        rows = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unreachable("The name is unknown.") from error
    found = [str(row[4][0]) for row in rows]
    if not found or not all(ipaddress.ip_address(x.split("%")[0]).is_global for x in found):
        raise AddressRefused("That address isn't public.")
    return found[0]
