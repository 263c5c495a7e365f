"""The door of words: one conversation of a scenario, message by message, by the same service as the web page."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils.html import escape

from apps.accounts.claims import claim_all
from apps.chat.incoming import Said as Incoming
from apps.chat.log import Found, conversation_replay
from apps.chat.models import Message, Turn
from apps.chat.services import take_turn
from apps.operations.evaluation.scenario_apart import at_once, connection_cut, socket_dropped
from apps.operations.evaluation.scenario_browser import Browser
from apps.operations.evaluation.scenario_events import happen
from apps.operations.evaluation.scenario_world import Player, player_of, variant_named
from apps.orders.models import Order
from retailgenie.ai.dialogue.context import Tap
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.evaluation.scenarios import APART, Said, Scenario, Shown, turn_problems
from retailgenie.ai.tools.types import Door
from retailgenie.lib.money import format_inr

VOLATILE = re.compile(
    r"(?:RG|TK|RT)\d{6,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)  # drawn anew by each run
DRAWN_ANEW = re.compile(
    r"(?:^|_)(?:id|token|url|at|number|binding|reference)$"
)  # ... and keys of such values


class Chat:
    """One conversation of a player; what others say in between is a conversation of theirs."""

    def __init__(self, player: Player, now: datetime, *, cards: list[str] | None = None) -> None:
        self._player = player
        self._now = now
        self._conversation: uuid.UUID | None = None
        self._cards: list[str] = [] if cards is None else cards
        self._receipt = ""
        self._turns = 0
        self._others: dict[str, Chat] = {}
        self.conversations: set[uuid.UUID] = set()
        self.transcript: list[str] = []

    def play(self, scenario: Scenario) -> list[str]:
        """Say every turn; returns one line for each expectation that wasn't met."""
        problems = []
        for number, wanted in enumerate(scenario.turns, 1):
            chat = self._of(wanted.by) if wanted.by else self
            found = chat.take(wanted)
            name = wanted.say or wanted.login or str(wanted.tap)
            problems += [f"turn {number} ({name}): {x}" for x in found]
        return problems + self._not_replayed()

    def _not_replayed(self) -> list[str]:
        """Take everything that was said again from the log; returns the turns that come out as something else."""
        talks = {key for chat in (self, *self._others.values()) for key in chat.conversations}
        replays = [turn for key in talks for turn in conversation_replay(conversation_id=key)]
        return [f"replay of turn {x.number}: {x.why}" for x in replays if x.found is Found.DIFFERS]

    def _of(self, persona: str) -> Chat:
        if persona not in self._others:
            chat = Chat(player_of(persona), self._now, cards=self._cards)
            chat.transcript = self.transcript
            self._others[persona] = chat
        return self._others[persona]

    def take(self, wanted: Said) -> list[str]:
        """Say one thing the way it travels; returns what was not as wanted."""
        happen(wanted.meanwhile, self._player, now=self._now)
        if wanted.sent == "anew":
            self._conversation, self._turns = None, 0
        problems = self._reloaded() if wanted.sent == "reloaded" else []
        tap = self._tap(wanted)
        incoming = Incoming(
            wanted.say or (tap.name if tap else ""), str(uuid.uuid4()), self._conversation, tap
        )
        problems += self._sent(wanted, incoming)
        return problems + turn_problems(wanted, self._shown())

    def _sent(self, wanted: Said, incoming: Incoming) -> list[str]:
        """Send a message in one of the ways it can travel; returns what went wrong on it."""
        if wanted.sent in APART and self._conversation is None:
            return ["the first message can't travel that way"]
        match wanted.sent:
            case "cut":
                with connection_cut():
                    problems = self._answer(incoming, lost=True)
                return problems + self._answer(incoming)
            case "again":
                return self._answer(incoming) + self._answer(incoming, again=True)
            case "twice":
                return at_once(self._answer, incoming, incoming)
            case "two_tabs":
                other = Incoming(incoming.text, str(uuid.uuid4()), incoming.conversation_id, incoming.tap)
                return at_once(self._answer, incoming, other)
            case "dropped":
                return socket_dropped(Browser(self._player), incoming) + self._answer(incoming, again=True)
            case _:
                return self._answer(incoming)

    def _answer(self, incoming: Incoming, *, again: bool = False, lost: bool = False) -> list[str]:
        """Have a message answered. again: it must have been answered before. lost: the answer must not come."""
        try:
            answered = take_turn(
                said=incoming, caller=self._player.caller(Door.CHAT), user=self._player.user, now=self._now
            )
        except DatabaseError as error:
            return [] if lost else [f"fails with {type(error).__name__}"]
        self._conversation = answered.conversation_id
        self.conversations.add(answered.conversation_id)
        problems = ["was answered although the connection was cut"] if lost else []
        return [*problems, *(["is answered anew"] if again and not answered.again else [])]

    def _tap(self, wanted: Said) -> Tap | None:
        if wanted.login:
            newcomer = player_of(wanted.login)
            assert newcomer.user is not None
            claim_all(visitor_id=self._player.visitor_id, user_id=newcomer.user.pk, now=self._now)
            self._player.user = newcomer.user
            return Tap("logged_in")
        if not wanted.tap:
            return None
        values = dict(wanted.tap)
        name = values.pop("name")
        card = values.pop("card", 0)
        if name == "confirm":
            values.setdefault("token", self._cards[card - 1] if self._cards else "")
        if name == "undo":
            values.setdefault("receipt", self._receipt)
        if "of" in values:
            owner = player_of(values.pop("of")).key
            values["number"] = Order.objects.filter(owner_key=owner).latest("placed_at").number
        if "product" in values:
            title, size = values.pop("product"), values.pop("size", "")
            variant = variant_named(title, size=size)
            values |= {"variant_id": variant.pk} if size else {"product_id": variant.product_id}
        return Tap(name, **values)

    def _reloaded(self) -> list[str]:
        """Open the conversation's page anew: the last answer must be there, with its buttons or its card."""
        page = Browser(self._player).client.get(f"/chat/{self._conversation}/").content.decode()
        last = self._replies(self._turns - 1)[-1]
        buttons = _tokens([last]) or [chip["label"] for chip in last.chips]
        wanted = [*last.text.splitlines(), *buttons]
        return [f"the page does not show {x!r}" for x in wanted if x and escape(x) not in page]

    def _stored(self) -> QuerySet[Turn]:
        return Turn.objects.filter(conversation=self._conversation)

    def _replies(self, after: int) -> list[Message]:
        turns = self._stored().filter(number__gt=after).order_by("number")
        return [x for turn in turns if (x := turn.messages.order_by("-id").first()) is not None]

    def _shown(self) -> Shown:
        """Return what is new on the screen."""
        replies = self._replies(self._turns)
        newest = self._stored().order_by("-number").first()
        if newest is None or not replies:
            return Shown("", (), (), (), "", "")
        turns = [reply.turn for reply in replies if reply.turn is not None]
        self._turns = newest.number
        blocks = [block for reply in replies for block in reply.blocks]
        chips = [chip["label"] for reply in replies for chip in reply.chips]
        self._cards += _tokens(replies)
        self._receipt = next((x["token"] for x in reversed(blocks) if x["kind"] == "receipt"), self._receipt)
        self.transcript += [_stable(reply) for reply in replies]
        top = DialogueState.from_json(newest.state).top
        return Shown(
            words="\n".join([*(x.text for x in replies), *chips, *(words_of(x["data"]) for x in blocks)]),
            blocks=tuple(block["kind"] for block in blocks),
            chips=tuple(chips),
            tools=tuple(str(call["tool"]) for turn in turns for call in turn.trace.get("tools", ())),
            asks=top.asked if top else "",
            language=newest.language,
        )


def _tokens(replies: Iterable[Message]) -> list[str]:
    return [x["token"] for reply in replies for x in reply.blocks if x["kind"] == "confirm"]


def words_of(data: Any) -> str:
    """Return every piece of text in a block's data; amounts are added as people read them."""
    if isinstance(data, dict):
        amounts = [format_inr(x) for key, x in data.items() if key.endswith("_paise") and isinstance(x, int)]
        return "\n".join([*(words_of(x) for x in data.values()), *amounts])
    if isinstance(data, list):
        return "\n".join(words_of(x) for x in data)
    return str(data) if isinstance(data, str | int) else ""


def _stable(reply: Message) -> str:
    """Return all that a reply shows, without what every run draws anew: numbers, keys, instants."""
    kinds = " ".join(block["kind"] for block in reply.blocks)
    chips = " | ".join(chip["label"] for chip in reply.chips)
    data = words_of([_kept(block["data"]) for block in reply.blocks])
    return VOLATILE.sub("#", f"{reply.text}\n[{kinds}] [{chips}]\n{data}")


def _kept(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _kept(value) for key, value in data.items() if not DRAWN_ANEW.search(key)}
    return [_kept(x) for x in data] if isinstance(data, list) else data
