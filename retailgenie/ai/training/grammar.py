"""Turns hand-written grammars into training messages: (a|b) chooses, {slot} fills; a line is one template family.

Splits are by family, so that no two splits share a sentence pattern. Everything is deterministic for one seed.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from retailgenie.ai.nlu.taxonomy import OUT_OF_SCOPE, TOP_OF

EXAMPLES = Path(__file__).parent / "examples"
SLOTS_FILE = "slots.yaml"
GROUP = re.compile(r"\(([^()]*)\)")
SLOT = re.compile(r"\{(\w+)\}")
# Tops with few fine intents give more messages for each: 2,000 to browse and recommend, 1,500 to offers.
SHARE_OF_TOP = {"greeting": 2.0, "browse": 1.65, "recommend": 1.65, "offers": 2.1}
OF_A_FAMILY, PLENTY = 3, 300  # an intent of many families gets 3 messages of each where intents get 300
LEAST_OF_FAMILY = 2  # messages; where fewer are wanted than that gives, only some families are used
MOST_TRIES = 6  # draws for each wanted message before a small family is taken as exhausted
MOST_WIDTH = 64  # a family that can say more weighs no more: what unseen messages need is many families


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    intent: str
    family: str


def load_slots(folder: Path = EXAMPLES) -> dict[str, list[str]]:
    """Return slot name -> fillings."""
    stored = yaml.safe_load((folder / SLOTS_FILE).read_text(encoding="utf-8"))
    return {name: [x.strip() for x in str(value).split("|")] for name, value in stored.items()}


def families(folder: Path = EXAMPLES) -> Iterator[tuple[str, str, str]]:
    """Yield (intent, family name, template) of every grammar line."""
    for path in sorted(folder.glob("*.yaml")):
        if path.name == SLOTS_FILE:
            continue
        for intent, block in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for number, line in enumerate(x.strip() for x in block.splitlines() if x.strip()):
                yield intent, f"{path.stem}/{intent}/{number}", line


def parts_of(examples: Iterable[Example]) -> dict[str, int]:
    """Return the part (0-99) of each family: those of one intent in one file are spread evenly, in an order by hash.

    Every intent so has its share of families in each split, and a new file moves no family of an older one from one
    split to another: what was held back stays held back.
    """
    of_block: dict[str, set[str]] = {}
    for example in examples:
        of_block.setdefault(example.family.rpartition("/")[0], set()).add(example.family)
    parts: dict[str, int] = {}
    for block, found in of_block.items():
        start = zlib.crc32(block.encode()) % 100  # so that blocks of two or three fill all parts in turn
        ordered = sorted(found, key=lambda family: (zlib.crc32(family.encode()), family))
        parts |= {family: (start + 100 * place // len(ordered)) % 100 for place, family in enumerate(ordered)}
    return parts


def expand(template: str, slots: dict[str, list[str]], draw: random.Random) -> str:
    """Return one message of a template."""
    line = template
    while True:
        filled = SLOT.sub(lambda match: draw.choice(slots[match[1]]), line)
        chosen = GROUP.sub(lambda match: draw.choice(match[1].split("|")), filled)
        if chosen == line:
            return " ".join(chosen.split()).replace(" ,", ",")
        line = chosen


def width(template: str) -> int:
    """Return how many messages a family is worth, before slots: the product of its groups, capped by the caller."""
    total = 1
    for match in GROUP.finditer(template):
        total *= len(match[1].split("|"))
    return total * int(4 ** len(SLOT.findall(template)))


def generate(
    *, per_intent: int = 150, out_of_scope: int = 900, seed: int = 7, folder: Path = EXAMPLES
) -> list[Example]:
    """Return about `per_intent` distinct messages an intent (more of some tops), spread over its families."""
    slots = load_slots(folder)
    by_intent: dict[str, list[tuple[str, str]]] = {}
    for intent, family, template in families(folder):
        by_intent.setdefault(intent, []).append((family, template))
    found: list[Example] = []
    for intent, lines in by_intent.items():
        share = SHARE_OF_TOP.get(TOP_OF[intent], 1.0)
        many = OF_A_FAMILY * len(lines) * per_intent // PLENTY
        wanted = out_of_scope if intent == OUT_OF_SCOPE else max(round(per_intent * share), many)
        draw = random.Random(f"{seed}:{intent}")
        found.extend(_of_intent(intent, lines, slots, wanted, draw))
    return found


def _of_intent(
    intent: str, lines: list[tuple[str, str]], slots: dict[str, list[str]], wanted: int, draw: random.Random
) -> list[Example]:
    if wanted < LEAST_OF_FAMILY * len(lines):
        lines = draw.sample(lines, -(-wanted // LEAST_OF_FAMILY))
    weights = {family: min(width(template), MOST_WIDTH) ** 0.5 for family, template in lines}
    scale = wanted / sum(weights.values())
    seen: set[str] = set()
    found: list[Example] = []
    for family, template in lines:
        share = max(LEAST_OF_FAMILY, weights[family] * scale)
        tries = 0
        count = 0
        while count < share and tries < share * MOST_TRIES:
            tries += 1
            text = expand(template, slots, draw)
            if text and text not in seen:
                seen.add(text)
                found.append(Example(text, intent, family))
                count += 1
    return found


def mistyped(text: str, draw: random.Random) -> str:
    """Return the text with one slip of the finger in a long Latin word."""
    words = text.split()
    long = [i for i, word in enumerate(words) if len(word) > 4 and word.isascii() and word.isalpha()]
    if not long:
        return text
    at = draw.choice(long)
    word = words[at]
    place = draw.randrange(1, len(word) - 2)
    slips = (
        word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        word[:place] + word[place + 1 :],
        word[:place] + word[place] + word[place:],
    )
    words[at] = draw.choice(slips)
    return " ".join(words)
