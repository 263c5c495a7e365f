# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Reads one message: language, wishes, and for each wish its intents, entities, query and reference.

Rules speak where they are certain; elsewhere they are evidence that is mixed with the learned head, by how often
each kind was right on messages written apart from it. The state (`ReadContext`) settles yes and no, options, answers
to a question that was just asked, and the borders of the taxonomy. Reading has no side effects.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from retailgenie.ai.nlu import acts, arrival, asides, borders, control, cues, scope
from retailgenie.ai.nlu.context import ReadContext
from retailgenie.ai.nlu.entities import find_entities
from retailgenie.ai.nlu.intents import IntentHead, TextEncoder
from retailgenie.ai.nlu.keywords import keyword_intents
from retailgenie.ai.nlu.money import parse_money
from retailgenie.ai.nlu.normalise import Text, analyse
from retailgenie.ai.nlu.query import QueryReading, parse_query
from retailgenie.ai.nlu.references import find_reference
from retailgenie.ai.nlu.segments import MOST_SEGMENTS, Cut, split_wishes, told_things
from retailgenie.ai.nlu.taxonomy import CONTROL
from retailgenie.ai.nlu.vocabulary import Vocabulary
from retailgenie.ai.types import Entity, EntityKind, IntentScore, Language, Reading, Reference, Segment

__all__ = ["ReadContext", "Reader"]

SURE = 0.97  # the score of a move in the dialogue that answers what was asked
UNASKED = 0.93  # ... of one that nothing asked for: "haan ji" may be a greeting
CERTAIN = 0.97  # the score of a fixed shape of words
# How much a rule weighs beside the head where it is right only for most messages of its kind.
ORDER_NAMED, FRAGMENT = 0.35, 0.4
ORDER_ADDRESSED = 0.7  # an order's number beside a whole address
ORDER_ASKED = 0.2  # an order's number without any word of what is wanted: where it is
BARE_ORDER = 4  # words of an order number and little else: "cancel RG240001234"
TOP = 3
LONG = 12  # words; a shorter message is one breath
PLAIN_WISH = 0.5  # probability of a sentence's intent that needs no other sentence to be sure
SOFT = frozenset({"give_feedback", "report_problem"})  # half of what is told around a wish sounds like these
PLAIN_OPINION = 0.75  # probability from which it is one
ABOUT_ONESELF = frozenset({"tell_identity", "without_number"})
NO_WISHES = frozenset(
    {
        "out_of_scope",
        "chit_chat",
        "acknowledge",
        "greet",
        "thanks",
        "goodbye",
        "tell_identity",
        "without_number",
    }
)
TELLS_WHICH = re.compile(  # "It's the one with the long strap": of the thing named before
    r"^\W*(?:it'?s|it is|that'?s|that is|this is|they'?re|they are|i mean|i meant) (?:the|that) (?:\w+ ){0,3}?(?:ones?|pair|set|model|version)\b|^\W*(?:wo|woh|vo|ye|yeh|matlab) \w+ wal[aie]\b",
    re.IGNORECASE,
)
SHORT_QUESTION = 3  # words; "No. Why?" asks about the no
BARE_VALUE = 2  # words that can be nothing but the value meant instead: "no, L", "sorry, 3"


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything found in one wish before its intent is decided."""

    text: Text
    entities: tuple[Entity, ...]
    query: QueryReading
    reference: Reference | None

    @property
    def is_a_day(self) -> bool:
        """True where the message is nothing but a date."""
        return any(
            x.kind is EntityKind.DATE and x.end - x.start >= len(self.text.clean.strip(" .!"))
            for x in self.entities
        )

    @property
    def is_a_pin(self) -> bool:
        """True where the message is nothing but a PIN code."""
        return any(
            x.kind is EntityKind.PIN and x.text == self.text.clean.strip(" .!?") for x in self.entities
        )

    def has(self, kind: EntityKind) -> bool:
        return any(entity.kind is kind for entity in self.entities)


class Reader:
    """Reads messages; safe to share between threads. Without encoder or head it falls back to keywords."""

    def __init__(self, encoder: TextEncoder | None = None, head: IntentHead | None = None) -> None:
        self._encoder = encoder
        self._head = head

    def read(self, text: str, vocabulary: Vocabulary, context: ReadContext = ReadContext()) -> Reading:  # noqa: B008
        """Return what a message says; an empty message reads as one out-of-scope segment."""
        whole = analyse(text)
        language = _language(whole, context)
        answer = self._as_answer(whole, vocabulary, context)
        if answer:
            return Reading(whole.clean, language, (answer,))
        if context.awaiting == "confirm" and (later := _yes_behind_asides(whole)):
            return replace(self.read(later, vocabulary, context), text=whole.clean, language=language)
        segments: list[Segment] = []
        line = whole
        led = control.leading(whole)
        parting = cues.certain_intent(whole.flat) == "goodbye"  # "no further questions" says no to nothing
        if led and not parting and borders.leading_counts(led, whole, context):
            line = analyse(whole.clean[whole.tokens[whole.token_at(led.rest)].start :])
            if led.intent == "correct" and control.whole_message(line) is not None:
                return self.read(line.clean, vocabulary, context)  # "actually, forget it"
            if led.intent in ("deny", "correct") and not borders.is_wish(line):
                first, asked = _question_behind(line)
                corrected = self._corrected(whole, first, vocabulary, context)
                rest = self._wishes(asked, vocabulary, context) if asked else []
                return Reading(whole.clean, language, (corrected, *rest))
            if led.intent != "correct" or context.awaiting == "confirm":
                control_intent = "deny" if led.intent == "correct" else led.intent
                segments.append(_control_segment(whole.flat[: led.rest], control_intent))
        segments.extend(self._wishes(line, vocabulary, context))
        return Reading(whole.clean, language, tuple(segments))

    def _corrected(self, whole: Text, rest: Text, vocabulary: Vocabulary, context: ReadContext) -> Segment:
        """Return what is meant instead; a no that names nothing instead is a no."""
        parts = self._parts(rest, vocabulary, context)
        ruled = self._ruled(parts, context)
        if ruled.score >= CERTAIN and ruled.name not in ("", "correct", *borders.JOINED_QUERIES):
            return self._segment(rest, vocabulary, context)  # "sorry, coupon SAVE10" says all of it anew
        bare = len(rest.tokens) <= BARE_VALUE and bool(context.awaiting != "confirm" or parts.entities)
        if bare or borders.says_something(parts.entities, parts.query, parts.reference):
            return _build(parts, (IntentScore("correct", CERTAIN),))
        return _build(parts, (IntentScore("deny", SURE),))

    def _wishes(self, line: Text, vocabulary: Vocabulary, context: ReadContext) -> list[Segment]:
        told = asides.without_asides(line)
        if len(told) > 1 and len(line.tokens) > LONG:
            return self._sentences(told, vocabulary, context)
        line = told[0] if len(told) == 1 else line
        told_apart = told_things(line)
        if len(told_apart) > 1:
            return [
                self._segment(analyse(told), vocabulary, context, forced="memory_tell") for told in told_apart
            ]
        cuts = split_wishes(line)
        if len(cuts) < 2:
            return [self._segment(line, vocabulary, context)]
        parts = [self._segment(_part(line, cut), vocabulary, context) for cut in cuts]
        if borders.belong_together(parts) or borders.one_order(parts):
            return [self._segment(line, vocabulary, context)]
        return parts

    def _sentences(self, told: list[Text], vocabulary: Vocabulary, context: ReadContext) -> list[Segment]:
        """Return the wishes of a long message: each sentence that plainly is one, with what is told around it."""
        read = [self._segment(sentence, vocabulary, context) for sentence in told]
        groups: list[tuple[Segment | None, list[str]]] = []
        for segment in read:
            told_on = bool(groups) and TELLS_WHICH.match(segment.text) is not None
            wish = segment if _plain_wish(segment) and not told_on else None
            current = groups[-1][0] if groups else None
            if not groups or (wish is not None and current is not None and current.intent != wish.intent):
                groups.append((wish, [segment.text]))
            else:
                groups[-1] = (current or wish, [*groups[-1][1], segment.text])
        whole = analyse(" ".join(x.clean for x in told))
        if len(groups) == 1 and groups[0][0] is None:
            about = next((x for x in read if x.intent in ABOUT_ONESELF), None)
            answer = self._beside(read, vocabulary, context) if about and context.awaiting else None
            return [answer or about or self._segment(whole, vocabulary, context)]
        wishes = [(wish, analyse(" ".join(texts))) for wish, texts in groups if wish is not None]
        found = [_build(self._parts(text, vocabulary, context), wish.intents) for wish, text in wishes]
        if len(found) > 1 and borders.belong_together(found):
            return [_build(self._parts(whole, vocabulary, context), found[0].intents)]
        return found[:MOST_SEGMENTS]

    def _beside(self, read: list[Segment], vocabulary: Vocabulary, context: ReadContext) -> Segment | None:
        """Return what answers an open question beside "I don't have the number": the sentences that name something."""
        rest = [x for x in read if x.intent not in NO_WISHES | CONTROL and x.query]
        if not rest:
            return None
        found = self._segment(analyse(" ".join(x.text for x in rest)), vocabulary, context)
        named = found.query is not None and found.query.limit("category") is not None
        return found if named and found.intent not in NO_WISHES else None

    def _as_answer(self, text: Text, vocabulary: Vocabulary, context: ReadContext) -> Segment | None:
        """Return the segment of a message that is wholly a move in the dialogue or the answer to a question."""
        found = control.whole_message(text)
        if (
            found
            and found.intent == "confirm"
            and self._head
            and borders.courtesy_heard(self._scores(text), context)
        ):
            found = None
        if found and borders.control_counts(found.intent, text, context):
            intent = borders.control_in_context(found.intent, text, context)
            if intent == "cancel_order":
                return self._segment(text, vocabulary, context, forced=intent)
            entities = (_language_entity(text, found.value),) if found.value else ()
            score = SURE if context.awaiting or context.results_shown else UNASKED
            return Segment(text.clean, (IntentScore(intent, score),), entities)
        position = borders.option_chosen(text, context)
        if position:
            return Segment(
                text.clean,
                (IntentScore("choose_option", SURE),),
                self._parts(text, vocabulary, context).entities,
                reference=Reference(ordinals=(position,)),
            )
        if context.awaiting and context.awaiting != "confirm":
            parts = self._parts(text, vocabulary, context)
            if borders.answers_slot(parts.text, parts.entities, parts.query, context):
                return _build(parts, (IntentScore("choose_option", SURE),))
        return None

    def _segment(
        self, text: Text, vocabulary: Vocabulary, context: ReadContext, *, forced: str = ""
    ) -> Segment:
        parts = self._parts(text, vocabulary, context)
        if forced:
            return _build(parts, (IntentScore(forced, SURE),))
        ruled = self._ruled(parts, context)
        scores = self._scores(text)
        if parts.is_a_day and len(wishes := tuple(x for x in scores if x.name not in CONTROL)):
            scores = wishes  # "tomorrow" alone answers something; it calls nothing off
        if not ruled.name:
            settled = borders.settle(
                scores, parts.text, parts.entities, parts.query, parts.reference, context
            )
            return _build(parts, settled[:TOP])
        weight = ruled.score if self._head else CERTAIN
        if parts.has(EntityKind.ORDER_NUMBER):
            scores = borders.about_orders(scores)
        return _build(parts, _mixed(IntentScore(ruled.name, weight), scores)[:TOP])

    def _ruled(self, parts: Parts, context: ReadContext) -> IntentScore:
        """Return the intent that rules speak for and their weight (0-1) beside the head; no name where none does."""
        flat = parts.text.flat
        if control.CLASSIC.search(flat):
            return IntentScore("open_classic", CERTAIN)
        if control.CORRECT.search(flat) and (context.awaiting or context.results_shown or context.cart_shown):
            return IntentScore("correct", CERTAIN)
        if intent := cues.certain_intent(flat):
            return IntentScore(intent, CERTAIN)
        about = asides.told_about_oneself(parts.text, context.awaiting)
        if about and not parts.has(EntityKind.ORDER_NUMBER):
            return IntentScore(about, CERTAIN)
        if not context.awaiting and (parts.is_a_pin or arrival.asks_for_a_day(parts.text, parts.entities)):
            return IntentScore("delivery_question", CERTAIN)
        if not context.awaiting and arrival.asks_for_cash_there(parts.text, parts.entities):
            return IntentScore("payment_question", CERTAIN)
        pointed = acts.pointed_act(parts.text, parts.entities, parts.reference, context)
        if pointed:
            return IntentScore(pointed, CERTAIN)
        if parts.has(EntityKind.ORDER_NUMBER):
            return self._about_order(parts, context)
        if parts.has(EntityKind.COUPON) and not cues.ORDER_WORDS.search(flat):
            return IntentScore("apply_coupon", CERTAIN)
        fragment = borders.catalogue_fragment(parts.text, parts.entities, parts.query, context)
        return IntentScore(fragment, CERTAIN if context.results_shown else FRAGMENT)

    def _about_order(self, parts: Parts, context: ReadContext) -> IntentScore:
        if parts.has(EntityKind.PHONE) and not context.awaiting:
            return IntentScore("look_up_order", CERTAIN)
        alone = len(parts.text.tokens) <= BARE_ORDER
        named = cues.order_intent(parts.text.flat)
        if parts.has(EntityKind.PIN) and parts.text.clean.count(",") > 1:
            return IntentScore("change_order", ORDER_ADDRESSED)
        weight = ORDER_NAMED if named else ORDER_ASKED
        return IntentScore(named or "track_order", CERTAIN if alone else weight)

    def _scores(self, text: Text) -> tuple[IntentScore, ...]:
        if self._encoder is None or self._head is None:
            return keyword_intents(text)
        scored = self._head.read(text, self._encoder)
        return scope.scope_decided(scored, self._head.threshold, text)

    def in_scope(self, text: str) -> float:
        """Return the probability (0-1) that a message is the shop's business; 1 without a head."""
        analysed = analyse(text)
        if self._encoder is None or self._head is None:
            return 1.0
        return self._head.read(analysed, self._encoder).in_scope

    def _parts(self, text: Text, vocabulary: Vocabulary, context: ReadContext) -> Parts:
        money = parse_money(text, asked=context.awaiting in ("price", "budget"))
        found = find_entities(
            text, vocabulary, coupons=context.coupons, blocked=money.tokens, awaiting=context.awaiting
        )
        blocking = borders.query_blockers(text, found)
        query = parse_query(text, vocabulary, taken=blocking, asked=context.awaiting)
        return Parts(
            text,
            _with_values(text, found.entities, money.spans, query),
            query,
            find_reference(text, query, vocabulary),
        )


def _question_behind(line: Text) -> tuple[Text, Text | None]:
    """ "No, leave the belt. When will it come?": the correction, and the question that follows in a sentence of its own."""
    told = asides.sentences(line)
    if len(told) < 2 or not told[-1].rstrip().endswith("?") or len(told[-1].split()) < SHORT_QUESTION:
        return line, None
    return analyse(" ".join(told[:-1])), analyse(told[-1])


def _yes_behind_asides(whole: Text) -> str:
    """ "I see, thanks for explaining. Yes, go ahead": return what follows the courtesies where it begins with yes."""
    told = asides.sentences(whole)
    first = next((n for n, x in enumerate(told) if not all(map(asides.is_aside, re.split(r",\s*", x)))), 0)
    rest = " ".join(told[first:])
    led = control.leading(analyse(rest)) or control.whole_message(analyse(rest))
    return rest if first and led is not None and led.intent == "confirm" else ""


def _plain_wish(segment: Segment) -> bool:
    """Whether a sentence by itself says what is wanted; small talk and moves of the dialogue say nothing of it."""
    told = CONTROL | NO_WISHES
    if segment.intent in SOFT and segment.intents[0].score < PLAIN_OPINION:
        return False
    return segment.intent not in told and segment.intents[0].score >= PLAIN_WISH


def _mixed(ruled: IntentScore, scores: tuple[IntentScore, ...]) -> tuple[IntentScore, ...]:
    """Return the head's scores beside a rule that weighs ruled.score of the whole, best first."""
    left = 1 - ruled.score
    heard = {x.name: x.score * left for x in scores}
    heard[ruled.name] = heard.get(ruled.name, 0.0) + ruled.score
    return tuple(sorted((IntentScore(name, p) for name, p in heard.items()), key=lambda x: -x.score))


def _part(line: Text, cut: Cut) -> Text:
    start, end = line.span(cut.start, cut.end)
    return analyse(line.clean[start:end])


def _language(text: Text, context: ReadContext) -> Language:
    """Short answers ("ok", "M", "786001") keep the language of the conversation."""
    letters = sum(char.isalpha() for char in text.clean)
    if context.language and text.language is Language.ENGLISH and letters <= 6 and len(text.tokens) <= 2:
        return context.language
    return text.language


def _control_segment(said: str, intent: str) -> Segment:
    return Segment(said.strip(" ,.!;"), (IntentScore(intent, SURE),))


def _language_entity(text: Text, value: str) -> Entity:
    return Entity(EntityKind.ATTRIBUTE, value, text.clean, 0, len(text.clean), attribute="language")


def _with_values(
    text: Text, entities: tuple[Entity, ...], money: tuple[tuple[int, int], ...], query: QueryReading
) -> tuple[Entity, ...]:
    found = list(entities)
    for start, end in money:
        found.append(Entity(EntityKind.MONEY, "", text.clean[start:end], start, end))
    for hit in query.hits:
        start, end = text.tokens[hit.first].start, text.tokens[hit.last].end
        value = hit.meaning.values[0]
        found.append(
            Entity(EntityKind.ATTRIBUTE, value, text.clean[start:end], start, end, hit.meaning.attribute)
        )
    return tuple(sorted(found, key=lambda entity: (entity.start, entity.end)))


def _build(parts: Parts, intents: tuple[IntentScore, ...]) -> Segment:
    return Segment(parts.text.clean, intents, parts.entities, parts.query.query, parts.reference)
