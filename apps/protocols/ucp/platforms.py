"""Who speaks to us: the profile that UCP-Agent names, what both sides can, and whether they have proven themselves.

UCP_KNOWN_PLATFORMS (profile address -> profile) are platforms that are registered here: their profile is not fetched.
One with "trusted": true comes over a channel that has proven it already (mutual TLS in front of the shop).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache

from apps.accounts.models import User
from apps.accounts.services import token_owner
from apps.protocols.agents import agent_admit
from apps.protocols.models import Agent
from apps.protocols.ucp.fetching import AddressRefused, Unreachable, checked_url, https_get
from apps.protocols.ucp.signing import HttpMessage, verify
from apps.protocols.ucp.words import (
    CAPABILITIES,
    VERSION,
    CapabilitiesIncompatible,
    Context,
    ProfileMalformed,
    ProfileUnreachable,
    ProfileUrlInvalid,
    ScopeMissing,
    Unauthenticated,
    VersionUnsupported,
)
from retailgenie.ai.tools.types import Door

PROFILE = re.compile(r'(?:^|[;,\s])profile="([^"]*)"')
ITS_VERSION = re.compile(r';\s*version="(\d{4}-\d{2}-\d{2})"')
LEAST_CACHED, MOST_CACHED = 60, 3600  # seconds
MAY_ORDER = "place_order"  # the scope that a person's token needs


@dataclass(frozen=True, slots=True)
class Platform:
    url: str
    profile: Mapping[str, Any]
    trusted: bool

    @property
    def ucp(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.profile.get("ucp", self.profile)
        return found

    @property
    def webhook_url(self) -> str:
        """Return where it wants to hear of orders; "" where it doesn't."""
        for entry in (self.ucp.get("capabilities") or {}).get("dev.ucp.shopping.order", []):
            url = (entry.get("config") or {}).get("webhook_url", "")
            if url:
                return str(url)
        return ""


def context_of(message: HttpMessage, *, profile: str, address: str, now: datetime) -> Context:
    """Return who asks. profile: what UCP-Agent or MCP's meta says. Raises the errors of negotiation."""
    platform = platform_of(profile)
    common = _negotiated(platform, message.headers.get("ucp-agent", ""))
    agent = agent_admit(
        key=f"ucp:{platform.url}"[:200],
        kind=Agent.Kind.UCP,
        name=urlsplit(platform.url).hostname or platform.url,
        door=Door.UCP,
        now=now,
        address=address,
    )
    proven = platform.trusted
    if "signature-input" in message.headers:
        verify(message, list(platform.profile.get("keys") or []), now=now)
        proven = True
    user = _person(message.headers.get("authorization", ""), now)
    return Context(agent, platform.url, common, now, user, proven or user is not None, address)


def profile_url(header: str) -> str:
    """Return the profile's address from a UCP-Agent field (RFC 8941 dictionary); raises ProfileUrlInvalid."""
    found = PROFILE.search(header)
    if found is None:
        raise ProfileUrlInvalid('Every request names its agent: UCP-Agent: profile="https://..."')
    return found[1]


def platform_of(url: str) -> Platform:
    """Return a platform by its profile's address, from the register, the cache or the net."""
    known = settings.UCP_KNOWN_PLATFORMS.get(url)
    if known is not None:
        return Platform(url, known, bool(known.get("trusted")))
    try:
        checked_url(url)
    except (AddressRefused, ValueError) as error:
        raise ProfileUrlInvalid(str(error)) from error
    kept = cache.get(f"ucp:profile:{url}")
    if kept is None:
        kept, seconds = _fetched(url)
        cache.set(f"ucp:profile:{url}", kept, seconds)
    return Platform(url, kept, trusted=False)


def _fetched(url: str) -> tuple[dict[str, Any], int]:
    try:
        body, control = https_get(url)
    except AddressRefused as error:
        raise ProfileUrlInvalid(str(error)) from error
    except Unreachable as error:
        raise ProfileUnreachable(f"The profile can't be fetched: {error}") from error
    try:
        profile = json.loads(body)
    except ValueError as error:
        raise ProfileMalformed("The profile is not JSON.") from error
    ucp = profile.get("ucp") if isinstance(profile, dict) else None
    if not isinstance(ucp, dict) or not isinstance(ucp.get("version"), str):
        raise ProfileMalformed("The profile has no ucp object with a version.")
    age = re.search(r"max-age=(\d+)", control)
    seconds = min(max(int(age[1]) if age else LEAST_CACHED, LEAST_CACHED), MOST_CACHED)
    return profile, seconds


def _negotiated(platform: Platform, header: str) -> tuple[str, ...]:
    """Return the capabilities of both sides; an extension without anything to extend falls away."""
    named = ITS_VERSION.search(header)
    theirs = named[1] if named else str(platform.ucp.get("version", VERSION))
    if theirs > VERSION:
        raise VersionUnsupported(f"We speak versions up to {VERSION}.")
    declared = platform.ucp.get("capabilities")
    if not isinstance(declared, dict):
        raise ProfileMalformed("The profile's capabilities should be an object.")
    both = [name for name in CAPABILITIES if name in declared]
    common = tuple(x for x in both if not CAPABILITIES[x] or any(base in both for base in CAPABILITIES[x]))
    if not common:
        raise CapabilitiesIncompatible("We have no capability in common.")
    return common


def _person(authorization: str, now: datetime) -> User | None:
    """Return the person whose token comes along: identity linking by a service token."""
    scheme, _space, secret = authorization.partition(" ")
    if not secret or scheme.lower() != "bearer":
        return None
    found = token_owner(secret=secret.strip(), now=now)
    if found is None:
        raise Unauthenticated("This token is unknown, expired or revoked.")
    user, token = found
    if token.scopes and MAY_ORDER not in token.scopes:
        raise ScopeMissing(f"This token lacks the scope {MAY_ORDER}.")
    return user
