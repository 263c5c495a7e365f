"""What a tool is, who calls it, and what can come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, field_validator

from retailgenie.ai.types import ConfirmCard, Language


class Risk(StrEnum):
    """READ changes nothing. WRITE is one's own cart, favourites, thumbs: done at once, with receipt and undo.
    HIGH is money, orders, addresses, account, tickets: needs a confirm card and a separate yes."""

    READ = "read"
    WRITE = "write"
    HIGH = "high"


class Door(StrEnum):
    CHAT = "chat"
    CLASSIC = "classic"
    REST = "rest"
    MCP = "mcp"
    UCP = "ucp"
    ACP = "acp"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts: a logged-in user, or a visitor known by the uuid in the browser's signed session."""

    user_id: int | None = None
    visitor_id: str = ""

    @property
    def key(self) -> str:
        """Stable owner key, "user:12" or "visitor:<uuid>"; raises ValueError when nobody is given."""
        if self.user_id is not None:
            return f"user:{self.user_id}"
        if not self.visitor_id:
            raise ValueError("A person needs a user id or a visitor id.")
        return f"visitor:{self.visitor_id}"

    @property
    def is_guest(self) -> bool:
        return self.user_id is None


@dataclass(frozen=True, slots=True)
class Caller:
    """The typed caller that every tool gets; permissions are names such as "orders.manage"."""

    person: Person
    permissions: frozenset[str] = frozenset()
    door: Door = Door.CHAT
    language: Language = Language.ENGLISH
    conversation_id: str = ""
    approval: str = ""  # set while a HIGH tool runs: the approval's digest, unique for each yes
    approved_binding: str = ""  # ConfirmCard.binding of the card that was said yes to
    only: frozenset[str] = frozenset()  # a token's scopes: the tools it may run; empty means any
    address: str = ""  # the network address, where the door knows it: for limits, never stored
    agent: str = ""  # the program that acts for the person, such as "token:rg_abc"; empty: the person itself

    def may_use(self, tool: Tool) -> bool:
        """Say whether permissions and scopes let this caller run a tool."""
        return tool.permissions <= self.permissions and (not self.only or tool.name in self.only)


class Arguments(BaseModel):
    """Base of every tool's arguments: unknown names are an error, values are immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        """Refuse text that no database and no UTF-8 stream can hold: NUL and half characters."""
        if isinstance(value, str) and ("\x00" in value or any("\ud800" <= x <= "\udfff" for x in value)):
            raise ValueError("this text holds characters that can't be stored")
        return value


class NoArguments(Arguments):
    """For tools that take none."""


@dataclass(frozen=True, slots=True)
class UndoStep:
    """The call that takes a write back, made with the same caller."""

    tool: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool returns. data: a dataclass of ai.types. changed: what a write did, one short phrase."""

    data: Any
    changed: str = ""
    undo: UndoStep | None = None


ToolFunction = Callable[[Caller, Any], ToolResult]
PreviewFunction = Callable[[Caller, Any], ConfirmCard]


@dataclass(frozen=True, slots=True)
class Tool:
    """A registered capability. preview, required for HIGH, validates and lists exactly what will change.

    public: a read that says nothing of a person, so that programs may use it without a token.
    """

    name: str
    description: str
    arguments: type[Arguments]
    run: ToolFunction
    risk: Risk = Risk.READ
    permissions: frozenset[str] = frozenset()
    needs_login: bool = False
    preview: PreviewFunction | None = None
    public: bool = False

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of the arguments."""
        return self.arguments.model_json_schema()


@dataclass(frozen=True, slots=True)
class Done:
    result: ToolResult
    receipt_id: str = ""


@dataclass(frozen=True, slots=True)
class NeedsApproval:
    """Nothing has happened yet. token is bound to the person, the tool and these exact arguments."""

    token: str
    card: ConfirmCard


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing has happened. code is stable ("stock_shortage", "login_required", ...), message for people."""

    code: str
    message: str
    details: dict[str, Any] = field(default_factory=dict)


Outcome = Done | NeedsApproval | Refused


class Toolbox(Protocol):
    """How the dialogue reaches the shop: tools by name, already bound to one caller."""

    def call(self, tool: str, arguments: dict[str, Any], approval: str = "") -> Outcome: ...

    def undo(self, receipt_id: str) -> Outcome: ...
