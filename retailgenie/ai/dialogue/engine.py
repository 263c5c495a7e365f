"""One turn in, one reply out: deterministic, without a language model, the same every time.

`converse` reads the message, turns it into commands on the stack of flows, carries them out with tools, and answers
with blocks whose every claim comes from a tool or from the person.
"""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import datetime

from retailgenie.ai.dialogue.actions import fill, lead_on, one_after_other, perform, resume, take_queue
from retailgenie.ai.dialogue.address import looks_like_address
from retailgenie.ai.dialogue.apart import leave_out, per_order
from retailgenie.ai.dialogue.commands import Clarify, Command, Deny, NotUnderstood, Repeat, StartFlow
from retailgenie.ai.dialogue.context import Reads, Tap, TurnContext, TurnResult
from retailgenie.ai.dialogue.flows import BY_INTENT
from retailgenie.ai.dialogue.flows.remembering import propose
from retailgenie.ai.dialogue.held import told_of
from retailgenie.ai.dialogue.leaving import has_condition, wanted_part
from retailgenie.ai.dialogue.listening import read_message
from retailgenie.ai.dialogue.mending import ONLY_THANKS, TASKS, one_thing, parts_after_yes
from retailgenie.ai.dialogue.order_wish import give_up_others, order_wish, told_more, whole_wish
from retailgenie.ai.dialogue.policy import UNASKED, commands_for, told_in_passing
from retailgenie.ai.dialogue.remade import remade
from retailgenie.ai.dialogue.remarks import parts
from retailgenie.ai.dialogue.render.check import unsupported
from retailgenie.ai.dialogue.router import offer_route
from retailgenie.ai.dialogue.splitting import one_by_one
from retailgenie.ai.dialogue.state import DialogueState
from retailgenie.ai.dialogue.taps import command_of
from retailgenie.ai.dialogue.turn import Turn
from retailgenie.ai.dialogue.whose_address import OWN_ADDRESS, Whose, whose_address
from retailgenie.ai.nlu.reader import ABOUT_ONESELF
from retailgenie.ai.tools.types import Toolbox
from retailgenie.ai.types import (
    Block,
    BlockKind,
    IntentScore,
    Language,
    Reading,
    Reference,
    Reply,
    Segment,
)

LONGEST = 2000  # characters of a message that are read; no wish needs more
GIVEN_WORDS = re.compile(
    r"\b(?:message|note)\b\s*(?::|saying)", re.IGNORECASE
)  # what stands on a gift is no talk
SAID_ONCE = frozenset({*ABOUT_ONESELF, "take_back_cancellation", "split_payment"})
STATES = frozenset({"track_order", "order_facts", "refund_status"})  # what a condition may hang on
DECLINED = re.compile(r"\b(?:don'?t|do not|no longer) (?:need|want)\b", re.IGNORECASE)
# Words that only English has: without any of them "3000 ka budget h" says nothing against the language of the talk.
PLAINLY_ENGLISH = re.compile(
    r"\b(?:the|is|are|was|were|i|i'?m|my|what|whats|which|how|where|when|why|who|show|want|need|can|could|do|does|did|"
    r"you|please|pls|for|with|of|it|this|that|these|those|and|or|not|don'?t|have|has|give|find|buy|get|any|some|from|on|"
    r"will|would|thanks|thank|no|yes|add|remove|cancel|return|track|order|help)\b",
    re.IGNORECASE,
)
SMALL = frozenset({"goodbye", "greet", "chit_chat"})
PLAIN_TALK = 0.8  # probability from which it is meant
SHORT_WORDS = 3  # a message this short ("M", "yes", "UPI") doesn't switch the language


def converse(
    state: DialogueState,
    reader: Reads,
    message: str | Tap,
    toolbox: Toolbox,
    context: TurnContext,
    now: datetime,
) -> TurnResult:
    """Answer one message or tap. Writes happen only through `toolbox`, HIGH ones only after a separate yes.

    now: aware, in the shop's time zone, so that "tomorrow" is the shop's tomorrow.
    """
    started = time.perf_counter()
    intents: tuple[IntentScore, ...] = ()
    reading: Reading | None = None
    if isinstance(message, Tap):
        turn = _turn(state, toolbox, context, now, None, "")
        commands = [command_of(message)]
        perform(turn, commands[0])
    else:
        reading = read_message(state, reader, message[:LONGEST], context)
        turn = _turn(state, toolbox, context, now, _spoken(state, reading), reading.text)
        intents = reading.segments[0].intents if reading.segments else ()
        commands = _carry_out(turn, reading)
        told_of(turn, reading.text)
    take_queue(turn)
    resume(turn)
    propose(turn)
    offer_route(turn, reading.segments[0] if reading and reading.segments else None)
    lead_on(turn, commands)
    ms = round((time.perf_counter() - started) * 1000, 1)
    return replace(_result(turn, intents, commands, ms), reading=reading)


def _turn(
    state: DialogueState,
    toolbox: Toolbox,
    context: TurnContext,
    now: datetime,
    read: Language | None,
    text: str,
) -> Turn:
    language = context.language or state.chosen_language or read or state.language or Language.ENGLISH
    context.speak(language)
    turn = Turn(replace(state, language=language), toolbox, context, now, language)
    turn.evidence.add_text(text)
    turn.evidence.add(
        (state.shown, state.query, [frame.slots for frame in state.stack], state.options, state.last_texts)
    )
    return turn


def _spoken(state: DialogueState, reading: Reading) -> Language:
    """A short word or the answer to a question (a name, an address) in Latin letters doesn't switch to English."""
    if state.language is not None and GIVEN_WORDS.search(reading.text):
        return state.language
    if state.language is None or reading.language is not Language.ENGLISH:
        return reading.language
    answer = bool(reading.segments) and reading.segments[0].intent == "choose_option"
    answer = answer or looks_like_address(reading.text)
    short = len(reading.text.split()) <= SHORT_WORDS
    answer = answer or PLAINLY_ENGLISH.search(reading.text) is None
    return state.language if answer or short else reading.language


def _carry_out(turn: Turn, reading: Reading) -> list[Command]:
    """Do the wishes of a message in order; once a question is open, later wishes wait their turn."""
    commands: list[Command] = []
    if turn.state.pending is not None and ONLY_THANKS.match(reading.text):
        perform(turn, Repeat())  # no yes: the card stays, and is shown again
        return [Repeat()]
    heard_here = any(x.intent in UNASKED for x in reading.segments)
    if not heard_here and (told := _told_by_what_there_is(turn, reading)) is not None:
        perform(turn, told)
        return [told]
    leave_out(turn, reading.text)
    read = one_thing(turn, parts_after_yes(turn, list(reading.segments), reading.text))
    segments = [part for segment in read for part in one_by_one(turn.state, segment)]
    card_before = turn.state.pending is not None
    for number, segment in enumerate(segments):
        if number and (_says_the_same(segments[number - 1], segment) or _is_leftover(segment)):
            continue
        if len(segments) > 1 and card_before and not wanted_part(segment.text):
            continue  # "leave the lamp, ..." beside another wish: it stays as it is
        if number and turn.waiting:
            _answer_or_queue(turn, segment)
            continue
        apart = per_order(turn, segment)
        command = one_after_other(turn, apart) if apart else commands_for(turn, segment)
        if number and (isinstance(command, Clarify | NotUnderstood) or _begun(commands, command)):
            continue  # a leftover such as "and how long": what came before it was answered
        commands.append(command)
        perform(turn, command, card_before=card_before)
        if isinstance(command, Deny) and number + 1 < len(segments):
            turn.take_question_back()  # "no, exchange it": what is wanted instead comes next
    top = turn.state.top
    states = any(isinstance(x, StartFlow) and x.intent in STATES for x in commands)
    if has_condition(reading.text) and (states or (top is not None and top.flow in TASKS and turn.waiting)):
        turn.say_first("condition_noted")
    return commands


def _told_by_what_there_is(turn: Turn, reading: Reading) -> StartFlow | None:
    """Return the wish of a message that is about one's own address or about one order as a whole, None for others."""
    whose = whose_address(turn, reading)
    wish = order_wish(turn, reading)
    if whose is not None:
        whole = whole_wish(OWN_ADDRESS, reading)
        of_order = wish.segment if wish else replace(whole, intents=(IntentScore("change_order", 1.0),))
        if whose is Whose.BOTH:
            turn.put(queue=(*turn.state.queue, of_order))
        return StartFlow(OWN_ADDRESS, whole, {} if whose is Whose.UNCLEAR else {"whose": "account"})
    if wish is None and (change := remade(turn, reading)) is not None:
        return StartFlow(change.intent, whole_wish(change.intent, reading), change.slots)
    if wish is None or told_more(turn, wish):
        return None
    give_up_others(turn, wish)
    return StartFlow(wish.segment.intent, wish.segment)


def _is_leftover(segment: Segment) -> bool:
    """Half a sentence behind a wish that sounds a little like small talk is none."""
    if segment.intent == "goodbye" and not parts(segment.text):
        return True
    return segment.intent in SMALL and segment.intents[0].score < PLAIN_TALK


def _begun(commands: list[Command], command: Command) -> bool:
    """Whether this message has begun the same small task already, or told of the same order."""
    if not isinstance(command, StartFlow):
        return False
    pointing = command.segment.reference in (None, Reference(pronoun=True))
    once = command.intent in SAID_ONCE or (command.intent in STATES and pointing)
    return once and any(isinstance(x, StartFlow) and x.intent == command.intent for x in commands)


def _says_the_same(before: Segment, segment: Segment) -> bool:
    """ "Do you deliver to Pune and how long": the second half asks nothing that the first doesn't answer."""
    return segment.intent == before.intent and not segment.entities and segment.reference is None


def _answer_or_queue(turn: Turn, segment: Segment) -> None:
    """A later part of the message may answer the question just put; else it is kept for afterwards.

    A yes in the same message as its card counts for nothing: nobody had read the card yet.
    """
    if segment.intent in ("confirm", "deny") or (
        segment.intent == "search_products" and DECLINED.search(segment.text)
    ):
        return
    values = told_in_passing(turn, segment)
    if values:
        turn.take_question_back()
        fill(turn, values)
    elif segment.intent in BY_INTENT:
        turn.put(queue=(*turn.state.queue, segment))


def _result(turn: Turn, intents: tuple[IntentScore, ...], commands: list[Command], ms: float) -> TurnResult:
    blocks, removed = _checked(turn)
    texts = tuple(block.text for block in blocks if block.kind is BlockKind.TEXT)
    state = replace(turn.state, turns=turn.state.turns + 1, last_texts=texts)
    trace: dict[str, object] = {
        "intents": [(x.name, round(x.score, 3)) for x in intents],
        "commands": [type(command).__name__ for command in commands],
        "tools": turn.tools,
        "ms": ms,
    }
    if removed:
        trace["claims_removed"] = removed
    reply = Reply(tuple(blocks), tuple(turn.chips), turn.language, intents, trace)
    return TurnResult(state, reply, tuple(commands))


def _checked(turn: Turn) -> tuple[list[Block], list[str]]:
    """Replace any text that claims what nothing supports; the blocks with the facts stay."""
    blocks: list[Block] = []
    removed: list[str] = []
    for block in turn.blocks:
        wrong = unsupported(block.text, turn.evidence) if block.text else ()
        removed += wrong
        blocks.append(replace(block, text=turn.text("plain")) if wrong else block)
    return blocks, removed
