"""Names and numbers of the protocol, and what an operation gets and gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from apps.accounts.models import User
from apps.protocols.desk.words import Holder
from apps.protocols.models import Agent
from retailgenie.ai.tools.types import Door
from retailgenie.lib.errors import ShopError

VERSION = "2026-08-25"
SPEC = f"https://ucp.dev/{VERSION}/specification"
SCHEMAS = f"https://ucp.dev/{VERSION}/schemas"
SHOPPING = "dev.ucp.shopping"
CHECKOUT = f"{SHOPPING}.checkout"
CART = f"{SHOPPING}.cart"
ORDER = f"{SHOPPING}.order"
DISCOUNT = f"{SHOPPING}.discount"
FULFILLMENT = f"{SHOPPING}.fulfillment"
SEARCH = f"{SHOPPING}.catalog.search"
LOOKUP = f"{SHOPPING}.catalog.lookup"
AFTER = "com.retailgenie.after_purchase"  # our own, experimental
ASK = "com.retailgenie.ask"
HANDLER = "com.retailgenie.payments"  # the name of our payment handler
HANDLER_ID = "retailgenie"
CURRENCY = "INR"
# capability: what it extends
CAPABILITIES: dict[str, tuple[str, ...]] = {
    CHECKOUT: (),
    CART: (),
    ORDER: (),
    SEARCH: (),
    LOOKUP: (),
    DISCOUNT: (CART, CHECKOUT),
    FULFILLMENT: (CHECKOUT,),
    AFTER: (ORDER,),
    ASK: (),
}


class UcpError(ShopError):
    """A request that the protocol itself refuses; status is HTTP's."""

    code: ClassVar[str] = "invalid_request"
    status: ClassVar[int] = 400


class ProfileUrlInvalid(UcpError):
    """UCP-Agent is missing, unreadable, or doesn't name an https address."""

    code: ClassVar[str] = "invalid_profile_url"


class ProfileUnreachable(UcpError):
    """The agent's profile could not be fetched."""

    code: ClassVar[str] = "profile_unreachable"
    status: ClassVar[int] = 424


class ProfileMalformed(UcpError):
    """The agent's profile is no UCP profile."""

    code: ClassVar[str] = "profile_malformed"
    status: ClassVar[int] = 422


class VersionUnsupported(UcpError):
    """The agent speaks a later version than we do."""

    code: ClassVar[str] = "version_unsupported"
    status: ClassVar[int] = 422


class CapabilitiesIncompatible(UcpError):
    """The agent can nothing that we can; a business outcome, so HTTP 200."""

    code: ClassVar[str] = "capabilities_incompatible"
    status: ClassVar[int] = 200


class Unauthenticated(UcpError):
    """Order data needs a signature, a token, or a registered agent."""

    code: ClassVar[str] = "identity_required"
    status: ClassVar[int] = 401


class ScopeMissing(UcpError):
    """The token doesn't allow this."""

    code: ClassVar[str] = "insufficient_scope"
    status: ClassVar[int] = 403


class SignatureInvalid(UcpError):
    """The request's signature doesn't fit; nothing was done."""

    code: ClassVar[str] = "signature_invalid"
    status: ClassVar[int] = 401


class TooLarge(UcpError):
    """More at once than we take."""

    code: ClassVar[str] = "request_too_large"


class SessionClosed(UcpError):
    """A completed checkout doesn't change any more."""

    code: ClassVar[str] = "checkout_completed"
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks. capabilities: what both sides can. authenticated: proven by signature, token or registration."""

    agent: Agent
    profile_url: str
    capabilities: tuple[str, ...]
    now: datetime
    user: User | None = None
    authenticated: bool = False
    address: str = ""

    @property
    def holder(self) -> Holder:
        return Holder(Door.UCP, self.agent, self.user)


@dataclass(frozen=True, slots=True)
class Answer:
    body: dict[str, Any]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
