"""The suite `dialogues`: what customers say in whole talks, said to ours by one who is logged in.

Without `--data` it is talks of our own with the demo shop's people, else what real customers said to other shops'
agents. What was understood and done is printed and judged by hand; of others' talks only ids and verdicts are kept,
never the text. A verdict counts while the engine still does the same in that turn: its `shape` says what that was.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test.utils import override_settings
from django.utils import timezone
from rich.console import Console

from apps.accounts.callers import caller_for
from apps.accounts.models import User
from apps.catalog.indexing import catalog_index
from apps.chat.incoming import Said
from apps.chat.models import Turn
from apps.chat.services import take_turn
from apps.content.indexing import content_index
from apps.operations.demo.documents import load_documents
from apps.operations.demo.people import DOMAIN
from apps.operations.demo.seed import seed
from apps.operations.evaluation.agent_tools_world import Row, world_load
from apps.operations.evaluation.report import BadInput, Report, digest_of
from apps.operations.evaluation.rows import read_rows
from apps.operations.evaluation.scenarios import QUICK
from apps.operations.evaluation.scratch import scratch_database
from apps.operations.evaluation.suites import Options
from retailgenie.ai import evaluation
from retailgenie.ai.codec import block_from_json
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.tools.types import Door
from retailgenie.ai.types import ConfirmCard

SETS = Path(evaluation.__file__).with_name("sets")
OWN_SET = SETS / "dialogues.jsonl"
VERDICTS = SETS / "dialogue_verdicts.jsonl"
STOP = "###STOP###"  # how their simulated customer ends a talk
SPOKEN = re.compile(r"^user: (.*?)(?=^(?:user|assistant|tool): |\Z)", re.MULTILINE | re.DOTALL)
USER_ID = re.compile(r"\b[a-z]+_[a-z]+_\d{4}\b")
ADDRESS = {
    "address1": "1 Station Road", "address2": "", "city": "Pune", "state": "MH", "country": "India", "zip": "11001",
}  # fmt: skip
GONE_BY_FLOW = {"return_size": "delivered", "refund_status": "cancelled"}  # what their story presupposes


@dataclass(frozen=True, slots=True)
class Dialogue:
    """user: whose talk it is, as its shop names its people; turns: what the customer said, in order."""

    id: str
    user: str
    turns: tuple[str, ...]


@dataclass(slots=True)
class Heard:
    """One turn as ours took it. shape: eight hex digits of what was understood and done."""

    dialogue: str
    number: int
    said: str
    intents: list[Any]
    commands: list[str]
    flow: str
    slots: dict[str, Any]
    tools: list[str]
    reply: str
    shape: str = field(init=False)

    def __post_init__(self) -> None:
        done = [
            self.intents[:1] and self.intents[0][0],
            self.commands,
            self.flow,
            sorted(self.slots),
            self.tools,
        ]
        self.shape = hashlib.sha256(json.dumps(done).encode()).hexdigest()[:8]


def measure_dialogues(options: Options) -> Report:
    """Say our own talks or those of `--data`: of the tau benchmarks with `--db`, or of ABCD. Raises BadInput."""
    path = options.data or OWN_SET
    rows = read_rows(path, limit=options.limit)
    if not rows:
        raise BadInput(f"{path.name} has no talks.")
    with scratch_database("dialogues"), override_settings(CHAT_TURNS_PER_10_SECONDS=QUICK):
        now = timezone.now()
        talks, people = _own(rows, now) if options.data is None else _theirs(rows, options.db, now)
        heard = [turn for talk in talks if options.only in talk.id for turn in _talk(talk, people[talk.user])]
    if options.only or options.json is None:
        _print(heard)
    return _report(heard, path)


def _own(rows: list[Row], now: datetime) -> tuple[list[Dialogue], Mapping[str, User]]:
    """Our talks, and the people of a freshly made demo shop."""
    seed(small=False, now=now)
    talks = [Dialogue(row["id"], row["user"], tuple(row["turns"])) for row in rows]
    return talks, {x.user: User.objects.get(email=f"{x.user}@{DOMAIN}") for x in talks}


def _theirs(rows: list[Row], db: Path | None, now: datetime) -> tuple[list[Dialogue], Mapping[str, User]]:
    """Others' talks, and the people of a shop that holds what the talks are about, with our documents."""
    talks, shop = _tau(rows, read_rows(db)[0]) if db else _abcd(rows)
    world = world_load(shop, now=now)
    load_documents(now=now)
    catalog_index()
    content_index()
    return talks, world.users


def _tau(rows: list[Row], db: Row) -> tuple[list[Dialogue], Row]:
    talks = []
    for row in rows:
        text = str(row["messages_display"])
        known = [x for x in USER_ID.findall(text) if x in db["users"]]
        cancelled = next(x["user_id"] for x in db["orders"].values() if x["status"] == "cancelled")
        turns = tuple(x.replace(STOP, "").strip() for x in SPOKEN.findall(text))
        talks.append(Dialogue(str(row["id"]), known[0] if known else cancelled, tuple(x for x in turns if x)))
    return talks, _shop_of(db, {x.user for x in talks})


def _shop_of(db: Row, users: set[str]) -> Row:
    """Return the shop with these customers alone: the others' orders only take time to write."""
    orders = {key: x for key, x in db["orders"].items() if x["user_id"] in users}
    return {**db, "users": {key: x for key, x in db["users"].items() if key in users}, "orders": orders}


def _abcd(rows: list[Row]) -> tuple[list[Dialogue], Row]:
    """Their talks, and a shop in the tau form that holds just what the talks are about."""
    shop: Row = {"products": {}, "users": {}, "orders": {}}
    talks = []
    for row in rows:
        talk_id, scenario = str(row["convo_id"]), row["scenario"]
        user = f"person_of_{talk_id.zfill(4)}"
        _abcd_customer(shop, user, scenario)
        turns = tuple(text for who, text in row["original"] if who == "customer" and text.strip())
        talks.append(Dialogue(talk_id, user, turns))
    return talks, shop


def _abcd_customer(shop: Row, user: str, scenario: Row) -> None:
    first, _, last = scenario["personal"]["customer_name"].title().partition(" ")
    card = {"source": "credit_card", "brand": "visa", "last_four": "1111", "id": f"credit_card_{user}"}
    shop["users"][user] = {
        "name": {"first_name": first, "last_name": last or "-"},
        "address": ADDRESS,
        "payment_methods": {card["id"]: card},
        "orders": [],
    }
    names, amounts = scenario["product"]["names"], scenario["product"]["amounts"]
    items = [_abcd_item(shop, name, amount) for name, amount in zip(names, amounts, strict=True)]
    number = scenario["order"].get("order_id")
    if not number or not items:
        return
    paid = {"transaction_type": "payment", "amount": sum(amounts), "payment_method_id": card["id"]}
    status = GONE_BY_FLOW.get(scenario["subflow"], "processed")
    history = [paid, *([{**paid, "transaction_type": "refund"}] if status == "cancelled" else [])]
    shop["orders"][f"#W{number}"] = {
        "order_id": f"#W{number}", "user_id": user, "address": ADDRESS, "items": items, "status": status,
        "payment_history": history, "fulfillments": [],
    }  # fmt: skip


def _abcd_item(shop: Row, name: str, amount: float) -> Row:
    title = name.replace("_", " ").title()
    key = f"{len(title)}{int(hashlib.sha256(name.encode()).hexdigest(), 16) % 10**8:08d}"
    item = f"{key}{round(amount)}"
    variants = shop["products"].setdefault(key, {"name": title, "product_id": key, "variants": {}})[
        "variants"
    ]
    variants[item] = {"item_id": item, "options": {}, "available": True, "price": amount}
    return {"name": title, "product_id": key, "item_id": item, "price": amount, "options": {}}


def _talk(talk: Dialogue, user: User) -> Iterator[Heard]:
    """Say a talk's turns one after the other; what they change is taken back."""
    conversation: uuid.UUID | None = None
    with transaction.atomic():
        for number, text in enumerate(talk.turns, 1):
            said = Said(text, str(uuid.uuid4()), conversation, None)
            caller = caller_for(user, visitor_id="", door=Door.CHAT)
            answered = take_turn(said=said, caller=caller, user=user, now=timezone.now())
            conversation = answered.conversation_id
            yield _heard(talk.id, number, text, conversation)
        transaction.set_rollback(True)


def _heard(talk: str, number: int, text: str, conversation: uuid.UUID) -> Heard:
    turn = Turn.objects.filter(conversation_id=conversation).order_by("-number").first()
    assert turn is not None
    reply = turn.messages.order_by("-id").first()
    assert reply is not None
    state = DialogueState.from_json(turn.state)
    top, trace = state.top, turn.trace
    kinds = " ".join(_named(block) for block in reply.blocks if block["kind"] != "text")
    return Heard(
        talk, number, text, list(trace.get("intents", ()))[:2], list(trace.get("commands", ())),
        f"{top.flow}?{top.asked}" if top else "", dict(top.slots) if top else {},
        [f"{x['tool']}:{x['outcome']}" for x in trace.get("tools", ())], f"{reply.text} {kinds}",
    )  # fmt: skip


def _named(block: dict[str, Any]) -> str:
    """A block that is no text by its kind; a card with all that it would do, which a judge has to read."""
    if block["kind"] != "confirm":
        return f"[{block['kind']}]"
    card: ConfirmCard = block_from_json(block).data  # type: ignore[assignment]
    return f"[confirm: {card.title}; " + "; ".join(f"{label}: {value}" for label, value in card.lines) + "]"


def _print(heard: list[Heard]) -> None:
    console = Console(soft_wrap=True, highlight=False, markup=False)
    for turn in heard:
        console.print(f"\n{turn.dialogue} {turn.number} {turn.shape} SAID {turn.said}")
        console.print(f"  HEARD {turn.intents} {turn.commands} {turn.flow} {turn.slots}")
        console.print(f"  DID {turn.tools}")
        console.print(f"  SAYS {turn.reply}")


def _report(heard: list[Heard], path: Path) -> Report:
    kept = {(x["id"], x["turn"]): x for x in (read_rows(VERDICTS) if VERDICTS.is_file() else [])}
    judged = [(turn, kept.get((turn.dialogue, turn.number))) for turn in heard]
    same = [(turn, row) for turn, row in judged if row and row["shape"] == turn.shape]
    understood = Counter(row["understood"] for _, row in same)
    done = Counter(row["done"] for _, row in same)
    total = max(1, len(same))
    figures: dict[str, float] = {
        "turns": len(heard),
        "judged": len(same),
        "stale": sum(row is not None for _, row in judged) - len(same),
        "understood": understood["yes"] / total,
        "partly": understood["partly"] / total,
        "done_right": done["right"] / total,
        "done_wrong": done["wrong"],
    }
    causes = Counter(row["cause"] for _, row in same if row.get("cause"))
    errors = [
        {
            "id": f"{turn.dialogue} {turn.number}",
            "cause": f"{row['understood']}, {row['done']}: {row['cause']}",
        }
        for turn, row in same
        if row.get("cause")
    ]
    context = {"data": path.name, "digest": digest_of(path)}
    return Report("dialogues", figures, per={"causes": dict(causes)}, errors=errors, context=context)
