"""Scenarios: what somebody says, what must and must not be shown, and what must be true at the end.

The same wish is also written as door-neutral acts, so that the classic view and REST must reach the same end. A YAML
file holds a list of scenarios; `read_scenarios` refuses anything it doesn't know, so that a typo can't pass as a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError

STRICT = ConfigDict(extra="forbid")
Category = Literal["journey", "edge", "security", "recovery"]


class ScenarioUnreadable(ValueError):
    """The file is missing or says something that scenarios don't have; the message names the place."""


@dataclass(frozen=True, slots=True)
class LineWanted:
    __pydantic_config__ = STRICT

    title: str
    size: str = ""
    colour: str = ""
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What happens in the shop just before a turn or a deed: done by others, by the clock, or in a tab of one's own.

    sold: others buy the last pieces of a product. back: a new delivery of one comes. price: title -> rupees that it
    costs from now. ended: the code of an offer that ends. moved: the status that the newest order reaches. late: the
    minutes that pass for the card that waits. added, emptied: what the person does to the cart in another tab. paid:
    what they answer on the bank's page. reconciled: the shop compares its books with the payment provider's.
    reviews: title -> what a stranger writes about it.
    """

    __pydantic_config__ = STRICT

    sold: str = ""
    back: str = ""
    price: dict[str, int] = field(default_factory=dict)
    ended: str = ""
    moved: str = ""
    late: int = 0
    added: LineWanted | None = None
    emptied: bool = False
    paid: Literal["", "agreed", "refused"] = ""
    reconciled: bool = False
    reviews: dict[str, str] = field(default_factory=dict)


Sent = Literal["", "again", "reloaded", "anew", "cut", "twice", "two_tabs", "dropped"]
APART: frozenset[Sent] = frozenset({"cut", "twice", "two_tabs", "dropped"})  # these need a shop that commits


@dataclass(frozen=True, slots=True)
class Said:
    """One turn. say, tap (a button by name, with values by description) or login (persona) is given.

    tap may name `card`, the how-many-th card of this talk, in place of the newest, and `of`, the persona whose newest
    order it is about. by: somebody else who says it, in a conversation of their own. shows, hides: words that must
    or must not appear in texts or cards. blocks, chips: those that must be there. tools: called in this turn.
    untouched: tools that must not be called. asks: the slot asked for after it.
    sent: how it travels. again: answered, and sent once more. reloaded: the page is opened anew before it. anew: into
    a new conversation. cut: the database's connection dies just before its end, then it is sent again. twice: the same
    message twice at once. two_tabs: two tabs say it at once. dropped: the socket goes before the answer comes, opens
    anew and sends it again.
    """

    __pydantic_config__ = STRICT

    say: str = ""
    tap: dict[str, Any] = field(default_factory=dict)
    login: str = ""
    shows: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    chips: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    untouched: tuple[str, ...] = ()
    asks: str = ""
    language: str = ""
    by: str = ""
    sent: Sent = ""
    meanwhile: Meanwhile = Meanwhile()


@dataclass(frozen=True, slots=True)
class Act:
    """One deed, by the name of its tool, with products, lines and orders described in words.

    refused: the code of the refusal that must come; "" for a deed that must be done. detail: of the payment or refund.
    to: the new size, or how a return is handed over. message, gstin, company: that go with an order.
    """

    __pydantic_config__ = STRICT

    do: str
    product: str = ""
    colour: str = ""
    size: str = ""
    quantity: int = 1
    code: str = ""
    fulfilment: str = "delivery"
    address: str | dict[str, str] = ""
    store: str = ""
    contact: dict[str, str] = field(default_factory=dict)
    payment: str = "upi"
    order: str = "latest"
    category: str = "other"
    text: str = ""
    to: str = ""
    reason: str = "damaged"
    refund_to: str = "original"
    detail: str = ""
    gift_cards: tuple[str, ...] = ()
    message: str = ""
    gstin: str = ""
    company: str = ""
    refused: str = ""
    meanwhile: Meanwhile = Meanwhile()


@dataclass(frozen=True, slots=True)
class OrderWanted:
    """What an order must be; what isn't given is not looked at.

    lines: titles. sizes, cancelled: by title, those that matter. payments: method -> paise. message, gstin: with it.
    """

    __pydantic_config__ = STRICT

    status: str
    lines: tuple[str, ...] = ()
    payment: str = ""
    fulfilment: str = ""
    address: str = ""
    sizes: dict[str, str] = field(default_factory=dict)
    cancelled: dict[str, int] = field(default_factory=dict)
    payments: dict[str, int] = field(default_factory=dict)
    message: str = ""
    gstin: str = ""


@dataclass(frozen=True, slots=True)
class ReturnWanted:
    """A return or exchange of the persona. lines: titles and how many. to: the new size of an exchange.

    handover: "pickup" or "drop_off", "" not looked at. amount_paise, photos: None not looked at.
    """

    __pydantic_config__ = STRICT

    kind: str
    lines: dict[str, int]
    status: str = "approved"
    to: str = ""
    refund_to: str = ""
    handover: str = ""
    amount_paise: int | None = None
    photos: int | None = None


@dataclass(frozen=True, slots=True)
class End:
    """The state at the end, of the persona's own things; None: not looked at. Orders are newest first.

    charged_paise: what the payment provider has taken from everybody and not given back. address: the first line of the
    account's own.
    """

    __pydantic_config__ = STRICT

    cart: tuple[LineWanted, ...] | None = None
    orders: tuple[OrderWanted, ...] | None = None
    favourites: tuple[str, ...] | None = None
    tickets: int | None = None
    coupon: str | None = None
    returns: tuple[ReturnWanted, ...] | None = None
    refunded_paise: int | None = None
    charged_paise: int | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class OrderGiven:
    """An order that was placed before, and how far it has come ("refused": at the door).

    also: further lines. days_ago: when all of it was. sent_back: its owner has asked to return it. photos: so many were
    added for a return. policy: terms that it was placed under. owner: a persona, or "guest-2" and the like for other
    visitors.
    """

    __pydantic_config__ = STRICT

    product: str
    size: str = ""
    status: str = "placed"
    owner: str = ""
    quantity: int = 1
    also: tuple[LineWanted, ...] = ()
    payment: str = "upi"
    days_ago: int = 0
    sent_back: bool = False
    photos: int = 0
    policy: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setup:
    """declined: so many cards of the persona were declined just before. gift_cards: code -> paise, its own.

    reviews, descriptions: title -> what a stranger wrote about it, what its page says.
    """

    __pydantic_config__ = STRICT

    cart: tuple[LineWanted, ...] = ()
    orders: tuple[OrderGiven, ...] = ()
    sold_out: tuple[str, ...] = ()
    declined: int = 0
    gift_cards: dict[str, int] = field(default_factory=dict)
    reviews: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """persona: guest, asha or ravi. doors: where its acts can be done; without acts only chat counts."""

    __pydantic_config__ = STRICT

    id: str
    category: Category
    title: str
    turns: tuple[Said, ...]
    persona: Literal["guest", "asha", "ravi"] = "guest"
    setup: Setup = Setup()
    acts: tuple[Act, ...] = ()
    end: End = End()

    @property
    def apart(self) -> bool:
        """Whether its talk needs a shop whose changes are committed."""
        return any(turn.sent in APART for turn in self.turns)


@dataclass(frozen=True, slots=True)
class Shown:
    """What one turn brought: all words on the screen, kinds of blocks, labels of chips, tools called."""

    words: str
    blocks: tuple[str, ...]
    chips: tuple[str, ...]
    tools: tuple[str, ...]
    asks: str
    language: str


@dataclass(slots=True)
class Outcome:
    """How one scenario went through one door. problems: [] when it passed.

    transcript: every word, block and button shown, and all that is in the database at the end: to compare runs with.
    """

    scenario: str
    door: str
    problems: list[str]
    transcript: str = ""

    @property
    def passed(self) -> bool:
        return not self.problems


def read_scenarios(paths: Iterable[Path]) -> list[Scenario]:
    """Read scenario files; raises ScenarioUnreadable for a missing file, an unknown field or an id that comes twice."""
    adapter = TypeAdapter(tuple[Scenario, ...])
    found: list[Scenario] = []
    for path in sorted(paths):
        try:
            found += adapter.validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (OSError, yaml.YAMLError, ValidationError) as error:
            first = str(error).splitlines()
            raise ScenarioUnreadable(f"{path.name}: {' '.join(first[:4])}") from error
    ids = [x.id for x in found]
    twice = {x for x in ids if ids.count(x) > 1}
    if twice:
        raise ScenarioUnreadable(f"Ids come twice: {', '.join(sorted(twice))}.")
    return found


def turn_problems(wanted: Said, shown: Shown) -> list[str]:
    """Return one line for each expectation of a turn that wasn't met."""
    words = shown.words.casefold()
    problems = [f"does not show {x!r}" for x in wanted.shows if x.casefold() not in words]
    problems += [f"shows {x!r}" for x in wanted.hides if x.casefold() in words]
    problems += [f"has no {x} block" for x in wanted.blocks if x not in shown.blocks]
    problems += [f"offers no chip {x!r}" for x in wanted.chips if x not in shown.chips]
    problems += [f"did not call {x}" for x in wanted.tools if x not in shown.tools]
    problems += [f"called {x}" for x in wanted.untouched if x in shown.tools]
    if wanted.asks and shown.asks != wanted.asks:
        problems.append(f"asks for {shown.asks or 'nothing'!r}, not {wanted.asks!r}")
    if wanted.language and shown.language != wanted.language:
        problems.append(f"answers in {shown.language}, not {wanted.language}")
    return problems


def figures_of(runs: list[list[Outcome]]) -> dict[str, float]:
    """Return the figures over k runs of the same scenarios: first-run pass rate, pass^k (passed every time), and the
    share whose runs are identical in every word shown and in the end state."""
    first = runs[0]
    total = len(first)
    passed = sum(x.passed for x in first)
    always = sum(all(x.passed for x in outcomes) for outcomes in zip(*runs, strict=True))
    same = total - len(differing(runs))
    return {
        "passed": passed,
        "total": total,
        "pass_rate": passed / total if total else 0.0,
        "pass_k": always / total if total else 0.0,
        "identical": same / total if total else 0.0,
        "runs": len(runs),
    }


def differing(runs: list[list[Outcome]]) -> list[dict[str, str]]:
    """Return the scenarios whose runs differ in a word or in the end state, with the first line that does."""
    rows = []
    for outcomes in zip(*runs, strict=True):
        first = outcomes[0]
        other = next((x for x in outcomes if x.transcript != first.transcript), None)
        if other is not None:
            pairs = zip_longest(first.transcript.splitlines(), other.transcript.splitlines(), fillvalue="")
            before, after = next(pair for pair in pairs if pair[0] != pair[1])
            cause = f"runs differ: {before!r}, then {after!r}"
            rows.append({"id": first.scenario, "door": first.door, "cause": cause})
    return rows


def per_category(scenarios: Mapping[str, Scenario], outcomes: list[Outcome]) -> dict[str, dict[str, int]]:
    """Return passed and total a category."""
    rows: dict[str, dict[str, int]] = {}
    for outcome in outcomes:
        row = rows.setdefault(scenarios[outcome.scenario].category, {"passed": 0, "total": 0})
        row["passed"] += outcome.passed
        row["total"] += 1
    return rows
