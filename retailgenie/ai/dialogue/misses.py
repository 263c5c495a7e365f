"""Not understood, or not sure which of two: say so, offer choices, offer a person; put an unanswered question again."""

from __future__ import annotations

from dataclasses import replace

from retailgenie.ai.dialogue.flows import FLOWS
from retailgenie.ai.dialogue.render.phrases import chip_label
from retailgenie.ai.dialogue.runner import pop, walk
from retailgenie.ai.dialogue.state import Option
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.types import Segment

CHOICES_AFTER = 2  # misunderstandings in a row before choices are offered
PERSON_AFTER = 3  # ... and before a person is
TRIES = 2  # times a question is put again before the way out is shown


def clarify(turn: Turn, intents: tuple[str, ...], segment: Segment) -> None:
    """Ask which of two or three is meant."""
    options = tuple(Option(chip_label(name, turn.language), intent=name) for name in intents)
    turn.put(options=options, unclear=segment)
    turn.put_question()
    turn.say("which_wish")
    for option in options:
        turn.offer_words(option.label)


def not_understood(turn: Turn) -> None:
    """Once: say so. Twice: offer choices. Three times: offer a person."""
    turn.put(misses=turn.state.misses + 1)
    if turn.state.misses >= CHOICES_AFTER:
        offer_ways_on(turn)
        return
    turn.say("not_understood")
    turn.offer("search_products", "track_order", "how_to_use")


def offer_ways_on(turn: Turn) -> None:
    if turn.state.misses >= PERSON_AFTER:
        turn.say("offer_person")
        turn.offer("talk_to_human", "how_to_use")
        return
    turn.say("offer_choices")
    turn.offer("search_products", "track_order", "show_offers", "policy_question", "talk_to_human")


def ask_again(turn: Turn) -> None:
    """Put the open question once more; after that show the way out too."""
    tries = turn.frame.tries + 1
    if tries > TRIES and not FLOWS[turn.frame.flow].lasting:
        pop(turn)
        not_understood(turn)
        return
    turn.put_top(replace(turn.frame, tries=tries))
    options = turn.state.options
    if options:
        turn.put_question()
        turn.say("one_of_these", options=", ".join(option.label for option in options))
        for option in options:
            turn.offer_words(option.label)
    else:
        turn.say("not_that")
        walk(turn)
    if tries >= TRIES:
        turn.offer("cancel_task", "talk_to_human")
