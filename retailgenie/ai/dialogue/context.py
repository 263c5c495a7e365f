"""What comes into a turn beside the words, and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

from retailgenie.ai.dialogue.commands import Command
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.nlu.context import ReadContext
from retailgenie.ai.types import Language, MemoryView, Reading, Reply, SearchQuery


class Reads(Protocol):
    """Turns a message into intents, entities and references; knows the words of the loaded catalogue."""

    def read(self, text: str, context: ReadContext) -> Reading: ...


class Tap:
    """A button that says nothing: its name and what it is about, e.g. Tap("add", variant_id=12)."""

    def __init__(self, name: str, **values: Any) -> None:
        self.name = name
        self.values = values

    def __repr__(self) -> str:
        return f"Tap({self.name!r}, {self.values})"


def plain_search_url(query: SearchQuery) -> str:
    return "/search/?" + urlencode({"q": query.said or query.text})


def speak_as_before(language: Language) -> None:
    """Change nothing: tools without words of their own need no language."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Addresses of the classic view that the assistant opens; those of one order have {number} in them."""

    home: str = "/shop/"
    search: str = "/search/"
    cart: str = "/cart/"
    checkout: str = "/checkout/"
    orders: str = "/orders/"
    order: str = "/orders/{number}/"
    photos: str = "/orders/{number}/photos/"
    login: str = "/accounts/login/"
    account: str = "/account/"
    help: str = "/help/"
    memory: str = "/account/memory/"
    compare: str = "/compare/"
    returns: str = "/orders/{number}/return/"
    exchange: str = "/orders/{number}/exchange/"
    ticket: str = "/help/tickets/new/"
    staff: str = "/staff/"


@dataclass(frozen=True, slots=True)
class TurnContext:
    """Who talks, as far as wording needs it; what they may do is decided by the tools.

    full_name: by which whoever says their own name is known.
    speak: told the language of the turn before the first tool is called, so that tools answer in it.
    staff: works here, so that pages for work may be offered. weights: of the router's reasons, learned from outcomes.
    memory: what is remembered of the person, an input of the turn like the words: the engine never looks it up.
    """

    logged_in: bool = False
    name: str = ""
    full_name: str = ""
    language: Language | None = None
    pages: Pages = field(default_factory=Pages)
    search_url: Callable[[SearchQuery], str] = plain_search_url
    speak: Callable[[Language], None] = speak_as_before
    staff: bool = False
    weights: Mapping[str, float] = field(default_factory=dict)
    memory: MemoryView = field(default_factory=MemoryView)


@dataclass(frozen=True, slots=True)
class TurnResult:
    """reading: how the words were understood, None for a tap."""

    state: DialogueState
    reply: Reply
    commands: tuple[Command, ...]
    reading: Reading | None = None
