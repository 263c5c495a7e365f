"""Whether a message is the shop's business, by the head's score and the plain words of a shop."""

from __future__ import annotations

from retailgenie.ai.nlu import cues
from retailgenie.ai.nlu.intents import Scored
from retailgenie.ai.nlu.normalise import Text
from retailgenie.ai.types import IntentScore


def scope_decided(scored: Scored, threshold: float, text: Text) -> tuple[IntentScore, ...]:
    """Return the scores with out_of_scope on top where the scope score says so, and beneath the best wish where not.

    A message with plain shop words has to be twice as far out.
    """
    needed = (
        threshold / 2
        if cues.SHOP_WORDS.search(text.flat) or cues.SHOP_WORDS.search(text.gloss)
        else threshold
    )
    outside = next((x for x in scored.intents if x.name == "out_of_scope"), IntentScore("out_of_scope", 0.0))
    wishes = tuple(x for x in scored.intents if x.name != "out_of_scope")
    if scored.in_scope < needed:
        left = scored.in_scope / max(1e-6, sum(x.score for x in wishes))
        return (
            IntentScore("out_of_scope", 1 - scored.in_scope),
            *(IntentScore(x.name, x.score * left) for x in wishes),
        )
    if scored.intents[0].name == "out_of_scope":
        shared = wishes[0].score + outside.score / 2
        return (
            IntentScore(wishes[0].name, shared),
            IntentScore("out_of_scope", outside.score / 2),
            *wishes[1:],
        )
    return scored.intents
