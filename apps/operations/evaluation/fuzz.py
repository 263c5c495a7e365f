"""The suite `fuzz`: random conversations through the chat's own pages, on a shop that lives as long as the measurement.

A write of high risk counts as unapproved unless its card was on screen when the message began. A reply is a dead end
when it neither answers nor asks nor offers anything; a loop is the same reply three times without a way on.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import timezone

from apps.accounts.claims import claim_all
from apps.chat.log import Found, conversation_replay
from apps.chat.models import Message, Turn
from apps.ledger.models import Receipt
from apps.operations.evaluation.report import Report
from apps.operations.evaluation.scenario_browser import Browser
from apps.operations.evaluation.scenario_world import build_world, player_of, set_up
from apps.operations.evaluation.scenarios import FOLDER, QUICK, WORLD
from apps.operations.evaluation.scratch import scratch_database
from apps.operations.evaluation.suites import Options
from retailgenie.ai.dialogue.context import Tap
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.evaluation.fuzz import Move, Screen, fuzzed_move
from retailgenie.ai.evaluation.scenarios import LineWanted, OrderGiven, Setup
from retailgenie.ai.tools.registry import registry
from retailgenie.ai.tools.types import Door, Risk

CONVERSATIONS = 10_000
SHORTEST, LONGEST = 3, 8  # moves of one conversation
TOGETHER = 200  # conversations that find the same set-up, each rolled back to it
SAME = 3  # times the same reply makes a loop
PERSONS = ("guest", "asha", "ravi")
SETUP = Setup(cart=(LineWanted("Subah Steel Bottle"),), orders=(OrderGiven("Samay Leather Watch"),))
PARTING = frozenset({"goodbye", "thanks", "give_feedback"})  # whose answer needs no way on
ON_PRODUCTS = ("add", "similar", "details", "favourite")
WORDS = frozenset({"text"})  # kinds of blocks that show nothing but words

FAULTS = ("unapproved", "failed", "silent", "untrue", "dead_end", "loop", "doubled", "replay")


@dataclass(slots=True)
class Fuzzed:
    """What happened. faults: (kind, seed, what was said), kinds as in FAULTS."""

    conversations: int = 0
    messages: int = 0
    high_writes: int = 0
    faults: list[tuple[str, int, str]] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        ordered = sorted(self.ms) or [0.0]
        counts = {name: sum(kind == name for kind, _, _ in self.faults) for name in FAULTS}
        return {
            "conversations": self.conversations,
            "messages": self.messages,
            **counts,
            "high_writes": self.high_writes,
            "p95_ms": ordered[int(len(ordered) * 0.95)],
        }


def measure_fuzz(options: Options) -> Report:
    """Hold `--limit` conversations (10,000 by default), the first with the number `--seed`."""
    folder = options.data or settings.BASE_DIR / FOLDER
    with scratch_database("fuzz"), override_settings(CHAT_TURNS_PER_10_SECONDS=QUICK):
        build_world(folder / WORLD, now=timezone.now())
        found = fuzz(conversations=options.limit or CONVERSATIONS, first=options.seed)
    errors = [{"seed": seed, "kind": kind, "cause": cause} for kind, seed, cause in found.faults]
    return Report("fuzz", found.figures(), errors=errors)


def fuzz(*, conversations: int, first: int = 0) -> Fuzzed:
    """Hold conversations, numbered from `first`; each finds the shop as the set-up left it."""
    found = Fuzzed()
    numbers = range(first, first + conversations)
    for start in range(0, conversations, TOGETHER):
        with transaction.atomic():
            for persona in PERSONS:
                set_up(SETUP, player_of(persona), now=timezone.now())
            for seed in numbers[start : start + TOGETHER]:
                with transaction.atomic():
                    Walk(seed, found).go()
                    transaction.set_rollback(True)
            transaction.set_rollback(True)
    return found


class Walk:
    """One conversation: its dice, the person's browser, and what was on the screen."""

    def __init__(self, seed: int, found: Fuzzed) -> None:
        self._seed = seed
        self._found = found
        self._dice = random.Random(seed)
        self._player = player_of(self._dice.choice(PERSONS))
        self._browser = Browser(self._player)
        self._browser.client.raise_request_exception = False
        self._screen = Screen()
        self._state = DialogueState()
        self._page = ""
        self._sent: dict[str, str] = {}
        self._replies: list[tuple[str, tuple[str, ...]]] = []

    def go(self) -> None:
        self._found.conversations += 1
        for _ in range(self._dice.randint(SHORTEST, LONGEST)):
            move = fuzzed_move(self._dice, self._screen)
            match move.does:
                case "send" | "tab":
                    self._send(self._fields(move))
                case "again":
                    self._again()
                case "reload":
                    self._look()
                case "new":
                    self._browser.client.post("/chat/new/")
                    self._leave()
                case "login":
                    self._log_in()
                case "logout":
                    self._log_out()
        self._look()
        self._take_again()

    def _take_again(self) -> None:
        """Take all that was said in this walk again from the log."""
        for key in Turn.objects.values_list("conversation_id", flat=True).order_by().distinct():
            for turn in conversation_replay(conversation_id=key):
                if turn.found is Found.DIFFERS:
                    self._fault("replay", f"turn {turn.number}: {turn.why}")

    def _fault(self, kind: str, cause: str) -> None:
        self._found.faults.append((kind, self._seed, cause))

    def _fields(self, move: Move) -> dict[str, str]:
        """Return what the form without a socket sends."""
        conversation = self._page.strip("/").rpartition("/")[2]
        fields = {"client_key": str(uuid.uuid4()), "conversation": conversation}
        if isinstance(move.message, str):
            return {**fields, "text": move.message}
        values = {name: str(value) for name, value in move.message.values.items()}
        return {**fields, "tap": move.message.name, **values}

    def _send(self, fields: dict[str, str]) -> None:
        said = fields.get("text", "") or str(
            {k: v for k, v in fields.items() if k not in ("client_key", "conversation")}
        )
        self._found.messages += 1
        writes, started = _high_writes(), perf_counter()
        response = self._browser.client.post("/chat/say/", fields)
        self._found.ms.append((perf_counter() - started) * 1000)
        if response.status_code != 302:
            self._fault("failed", f"{said!r}: HTTP {response.status_code}")
            return
        target = response.headers["Location"]
        if "#message-" not in target:  # a blank message is turned away with a note instead
            return
        self._sent, self._page = fields, target.partition("#")[0]
        self._judge(said, writes)

    def _again(self) -> None:
        """Send the last message once more: nothing new may come of it."""
        if not self._sent or not self._page:
            return
        before = (self._turns().count(), Receipt.objects.count())
        self._browser.client.post("/chat/say/", self._sent)
        if before != (self._turns().count(), Receipt.objects.count()):
            self._fault("doubled", str(self._sent))

    def _look(self) -> None:
        if self._page and self._browser.client.get(self._page).status_code != 200:
            self._fault("failed", "the page of the conversation")

    def _log_in(self) -> None:
        """Log in as the form does: the visitor's things come along."""
        if self._player.user is not None:
            return
        newcomer = player_of(self._dice.choice(PERSONS[1:]))
        assert newcomer.user is not None
        claim_all(visitor_id=self._player.visitor_id, user_id=newcomer.user.pk, now=timezone.now())
        self._player.user = newcomer.user
        self._browser.client.force_login(newcomer.user)
        self._send(self._fields(Move("send", Tap("logged_in"))))

    def _log_out(self) -> None:
        """A person who leaves becomes a visitor without a thread."""
        if self._player.user is None:
            return
        self._browser.client.post(reverse("accounts:logout"))
        self._player = player_of("guest")
        self._browser = Browser(self._player)
        self._browser.client.raise_request_exception = False
        self._leave()

    def _leave(self) -> None:
        self._page, self._sent, self._state, self._replies = "", {}, DialogueState(), []
        self._screen.show((), ())

    def _turns(self) -> Any:
        return Turn.objects.filter(conversation_id=self._page.strip("/").rpartition("/")[2])

    def _judge(self, said: str, writes: int) -> None:
        """Look at the newest turn: what it wrote, said and left open."""
        turn = self._turns().order_by("-number")[0]
        reply = turn.messages.order_by("-id").first()
        written = _high_writes() - writes
        self._found.high_writes += written
        asked = self._state.pending or self._state.proposal  # the latter asks to remember
        if written and (written > 1 or asked is None):
            self._fault("unapproved", said)
        self._state = DialogueState.from_json(turn.state)
        if reply is None or not reply.blocks:
            self._fault("silent", said)
            return
        if "claims_removed" in turn.trace:
            self._fault("untrue", said)
        if not goes_on(turn, reply, self._state):
            self._fault("dead_end", f"{said!r} -> {reply.text!r}")
        chips = tuple(chip["label"] for chip in reply.chips)
        self._replies = [*self._replies, (reply.text, chips)][-SAME:]
        stands = not chips and all(block["kind"] in WORDS for block in reply.blocks)
        if len(self._replies) == SAME and len(set(self._replies)) == 1 and stands:
            self._fault("loop", f"{said!r} -> {reply.text!r}")
        self._screen.show(chips, tuple(buttons(reply.blocks)))


def goes_on(turn: Turn, reply: Message, state: DialogueState) -> bool:
    """Whether a reply shows something, asks or offers; a parting needs none of it."""
    shows = any(block["kind"] not in WORDS for block in reply.blocks)
    asks = "?" in reply.text or (state.top is not None and state.top.asked) or state.pending is not None
    parting = bool(turn.intents) and turn.intents[0]["name"] in PARTING
    return bool(shows or asks or reply.chips or parting)


def buttons(blocks: list[dict[str, Any]]) -> Iterator[Tap]:
    """Return the buttons that the blocks of a reply show."""
    for block in blocks:
        data = block["data"] or {}
        value = data.get("value") if isinstance(data, dict) else data
        match block["kind"]:
            case "confirm":
                yield from (Tap("confirm", token=block["token"]), Tap("deny"))
            case "receipt":
                yield Tap("undo", receipt=block["token"])
        for row in _rows(value):
            if "line_id" in row:
                number = row["line_id"]
                yield from (Tap("remove", line_id=number), Tap("save", line_id=number))
                yield Tap("quantity", line_id=number, quantity=row.get("quantity", 1) + 1)
            elif "product_id" in row:
                yield from (
                    Tap(name, product_id=row["product_id"])
                    for name in ("add", "similar", "details", "favourite")
                )
            elif "number" in row:
                yield from (Tap(name, number=row["number"]) for name in ("track", "cancel_order"))


def _rows(data: Any) -> Iterator[dict[str, Any]]:
    """Return every record in a block's data."""
    if isinstance(data, dict):
        yield data
        for value in data.values():
            yield from _rows(value)
    elif isinstance(data, list):
        for value in data:
            yield from _rows(value)


def _high_writes() -> int:
    """How many writes of high risk there are; one without its approval counts a hundredfold, so that it can't hide."""
    high = [tool.name for tool in registry if tool.risk is Risk.HIGH]
    rows = Receipt.objects.filter(tool__in=high, door=Door.CHAT)
    return rows.count() + 100 * rows.filter(approval=None).count()
