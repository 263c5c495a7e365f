"""Messages of every kind, by seed: things people say, yes and no at the wrong time, word salad, junk, buttons."""

from __future__ import annotations

import random

from retailgenie.ai.dialogue.context import Tap
from retailgenie.ai.dialogue.render.phrases import chip_intents
from retailgenie.ai.nlu.lexicon import KEYS

PHRASES = (
    "show me blue shirts", "red kurta under 2000", "add the second one in M", "add it", "make it two",
    "one less", "checkout", "home delivery", "store pick-up", "upi", "cash on delivery",
    "Asha Rao, 98765 43210, 12 MG Road, Pune 411001", "411001", "office", "yes", "no", "haan", "nahi",
    "yes, and add socks", "no, pay by card", "cancel my order", "cancel it", "where is my order",
    "return the kurta", "talk to a person", "my parcel is broken and I want my money back", "undo",
    "stop", "what is your return policy", "compare the first two", "all but the second", "remove both",
    "empty my cart", "save it for later", "apply SAVE10", "apply FOO", "is it in stock in Pune",
    "stores near me", "next", "cheapest first", "speak hindi", "speak english", "M", "XL",
    "the first one", "pehla wala", "dusra wala hata do", "लाल कुर्ता दिखाओ", "हाँ",
    "मला निळा शर्ट दाखवा", "open classic view", "9999999", "₹₹₹", "1e309", "RG269999999", "what?", "",
    " ",
)  # fmt: skip
JUNK = "\u200b\u202e\ufeff{}%s{0}<script>'\";--\x00\U0001f600\u0915\u094d\u0937\ud7ff/\\\n\t"
STALE = "token-3"  # of a card that is long gone
TAPS = (
    Tap("confirm"), Tap("confirm", token=STALE), Tap("deny"), Tap("undo"), Tap("undo", receipt="nope"),
    Tap("add", variant_id=201), Tap("add", product_id=4), Tap("details", product_id=2), Tap("remove", line_id=5201),
    Tap("quantity", line_id=5201, quantity=3), Tap("logged_in"), Tap("nonsense"), Tap("save", line_id=5201),
)  # fmt: skip


def _salad(dice: random.Random) -> str:
    """Words of the lexicon without order."""
    pool = list(KEYS)[:800]
    return " ".join(dice.choice(pool) for _ in range(dice.randint(1, 9)))


def fuzzed_message(dice: random.Random) -> str | Tap:
    """Return the next message; the same dice give the same ones."""
    kind = dice.random()
    if kind < 0.5:
        return dice.choice(PHRASES)
    if kind < 0.62:
        return dice.choice(("yes", "no", "ok", "haan ji", "confirm", "नहीं"))
    if kind < 0.72:
        return dice.choice(TAPS)
    if kind < 0.8:
        return dice.choice(sorted(chip_intents()))
    if kind < 0.92:
        return _salad(dice)
    return "".join(dice.choice(JUNK) for _ in range(dice.randint(1, 60)))
