# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""Where the state decides: what counts as an answer, what a yes belongs to, and which neighbour of an intent is meant."""

from __future__ import annotations

import re

from retailgenie.ai.nlu import asides, control, cues, segments
from retailgenie.ai.nlu.context import ReadContext
from retailgenie.ai.nlu.control import ControlFound
from retailgenie.ai.nlu.entities import Found
from retailgenie.ai.nlu.normalise import Text, analyse
from retailgenie.ai.nlu.query import QueryReading
from retailgenie.ai.nlu.references import NUMBER_NAMES, WORDS
from retailgenie.ai.nlu.taxonomy import TOP_OF
from retailgenie.ai.nlu.vocabulary import key_of
from retailgenie.ai.types import Entity, EntityKind, IntentScore, MoneyRange, Reference, Segment, Sort

OPTION = re.compile(
    r"^(?:the |number |option |no |choose |select |pick |go with |i'll take |i choose |i'd like |i want |take |use |give me |prefer )*(?P<which>[1-9]|1[0-2]|[a-z0-9]+)(?: (?:one|option|wala|please|ok|choice|se|ko|address|store|le|lo|lena|karo|do|is fine|chalega|number|ji|works))*$"
)
SLOT_KINDS: dict[str, tuple[EntityKind, ...]] = {
    "quantity": (EntityKind.QUANTITY,),
    "price": (EntityKind.MONEY,),
    "budget": (EntityKind.MONEY,),
    "pin": (EntityKind.PIN, EntityKind.CITY),
    "place": (EntityKind.PIN, EntityKind.CITY),
    "city": (EntityKind.CITY, EntityKind.PIN),
    "order": (EntityKind.ORDER_NUMBER,),
    "coupon": (EntityKind.COUPON,),
    "payment": (EntityKind.PAYMENT_METHOD,),
    "fulfilment": (EntityKind.FULFILMENT,),
    "address": (EntityKind.PIN, EntityKind.PHONE),
    "phone": (EntityKind.PHONE,),
    "email": (EntityKind.EMAIL,),
}
FREE_SLOTS = frozenset(
    {"address", "name", "reason", "text", "feedback", "subject", "line1", "line2", "description"}
)
MOST_ANSWER_WORDS = 8
CLEARLY = 0.5  # the share of a head's scores beyond which nothing else comes near
TOLD_SLOTS = frozenset({"reason", "address"})
MOST_POLITE = 3  # words; a shorter one is read as a yes or thanks anyway
BARE_VERB = 3  # words of a verb that has its object in the clause before
SECOND = 0.15  # probability under which a second intent is noise beside a yes
ALL_THINGS = re.compile(
    r"(?<!\S)(?:things?|items?|products?|cheez|cheezen|saman|you have|milta|store|shop)(?!\S)"
)
NEARLY = 0.3  # the share of a search beside a courtesy that is none
SURELY_OUT = 0.97  # beneath it, goods that the catalogue has make a message a search
NEVER_BLOCKING = frozenset({EntityKind.DATE, EntityKind.QUANTITY})
JOINED_QUERIES = frozenset({"search_products", "refine_results", "sort_results", "browse_category"})
GOES_BACK = frozenset({"return_item", "exchange_item"})
NARRATED = frozenset(
    {
        "report_problem",
        "return_item",
        "exchange_item",
        "refund_status",
        "give_feedback",
        "chit_chat",
        "acknowledge",
        "out_of_scope",
    }
)
OF_ORDERS = frozenset(
    """track_order order_history cancel_order change_order return_item exchange_item refund_status invoice report_problem
    talk_to_human give_feedback order_again withdraw_return return_slot look_up_order""".split()
)
# What the rest of a wish about an order sounds like by itself: its goods, how the difference is paid.
MORE_OF_IT = frozenset(
    """search_products refine_results browse_category change_variant choose_option correct payment_question out_of_scope
    exchange_item return_item change_order refund_status track_order chit_chat acknowledge check_availability product_details
    gift_ideas show_offers delivery_question change_quantity checkout confirm size_help cancel_order undo
    talk_to_human report_problem""".split()
)
LOOKS = re.compile(r"(?<!\S)(?:dikhao|show|find|search|looking for|track|kahan|where|kab|when|status)(?!\S)")
NOT_IN_A_SEARCH = frozenset(
    {
        EntityKind.QUANTITY,
        EntityKind.PIN,
        EntityKind.CITY,
        EntityKind.PHONE,
        EntityKind.EMAIL,
        EntityKind.PAYMENT_METHOD,
        EntityKind.FULFILMENT,
        EntityKind.ORDER_NUMBER,
        EntityKind.COUPON,
    }
)


def leading_counts(found: ControlFound, text: Text, context: ReadContext) -> bool:
    """A leading yes counts when a yes was asked for or a second wish is joined to it; a leading no when something was asked."""
    if found.intent == "correct":
        shown = context.results_shown or context.cart_shown or context.orders_shown
        return context.awaiting not in FREE_SLOTS and (shown or bool(context.awaiting))
    if context.awaiting == "confirm":
        return True
    word = text.flat.split()[0]
    joined = re.match(r"^\S+(?: \S+)? ?(?:,|\.|!|;|-|and|aur|also) ", text.flat)
    return (
        found.intent == "confirm"
        and bool(joined)
        and word in ("yes", "yeah", "yep", "haan", "sure")
        and not context.results_shown
    )


def control_counts(intent: str, text: Text, context: ReadContext) -> bool:
    """ "ok" while a free text is awaited is still a yes; "no" likewise; "right" alone is no yes to an address.

    "ok thanks" says yes where something was asked, and only thanks where nothing was.
    """
    if context.options and any(_same(text.clean, option) for option in context.options):
        return False
    if intent == "cancel_task" and context.awaiting and text.flat.strip(" .!").endswith("home"):
        return False  # "no, home": an answer to where it goes
    if intent == "confirm" and not context.awaiting and cues.MORE_THAN_YES.search(text.flat):
        return False
    return not (context.awaiting in FREE_SLOTS and intent == "confirm" and len(text.tokens) > 3)


def control_in_context(intent: str, text: Text, context: ReadContext) -> str:
    """ "cancel" alone, with orders on the screen and nothing asked, means the order; "continue" after results means more."""
    if (
        intent == "cancel_task"
        and context.orders_shown
        and not context.awaiting
        and text.flat.startswith("cancel")
    ):
        return "cancel_order"
    if intent == "show_more" and context.awaiting == "confirm" and text.flat == "continue":
        return "confirm"
    return intent


def option_chosen(text: Text, context: ReadContext) -> int:
    """Return the 1-based position of the option a message names, or 0."""
    if not context.options:
        return 0
    said = key_of(text.clean)
    for position, option in enumerate(context.options, 1):
        if said and said == key_of(option):
            return position
    position = _numbered(text, len(context.options), context)
    if position:
        return position
    if len(text.tokens) > MOST_ANSWER_WORDS:
        return 0
    holding = [
        p
        for p, option in enumerate(context.options, 1)
        if said and len(said) > 2 and f" {said} " in f" {key_of(option)} "
    ]
    return holding[0] if len(holding) == 1 else 0


def _numbered(text: Text, count: int, context: ReadContext) -> int:
    match = OPTION.match(text.flat.strip(" .!"))
    if not match or (
        context.awaiting in ("quantity", "size", "price", "budget", "pin")
        and text.flat.strip(" .!").isdigit()
    ):
        return 0
    which = match["which"]
    if "karo" in text.flat.split() and which not in WORDS:
        return 0  # "do kar do" makes it two
    number = int(which) if which.isdigit() else WORDS.get(which) or NUMBER_NAMES.get(which) or 0
    if number < 0:
        number = count
    return number if 0 < number <= count else 0


def _same(said: str, option: str) -> bool:
    return key_of(said) == key_of(option) != ""


def answers_slot(text: Text, entities: tuple[Entity, ...], query: QueryReading, context: ReadContext) -> bool:
    """True where a message is the answer to the slot just asked for, and no other wish."""
    slot = context.awaiting
    if slot in FREE_SLOTS:
        return not _another_wish(text) and not _says_nothing(text, slot)
    if len(text.tokens) > MOST_ANSWER_WORDS or _another_wish(text):
        return False
    if any(entity.kind in SLOT_KINDS.get(slot, ()) for entity in entities):
        return True
    return (
        any(hit.meaning.attribute.startswith(slot) for hit in query.hits) if slot not in SLOT_KINDS else False
    )


def _says_nothing(text: Text, slot: str) -> bool:
    """ "Thank you so much", "yes, please go ahead with it", "my name is ...": these are no reason and no address."""
    if (
        slot in ("address", "line1")
        and len(text.tokens) > MOST_ANSWER_WORDS
        and not re.search(r"\d", text.clean)
    ):
        return True
    if slot == "reason" and asides.told_about_oneself(text, slot):
        return True
    if slot not in TOLD_SLOTS or len(text.tokens) <= MOST_POLITE:
        return False
    agreed = control.leading(text)
    return all(asides.is_aside(x) or _goes_ahead(x) for x in asides.sentences(text)) or (
        agreed is not None and agreed.intent == "confirm"
    )


def _goes_ahead(sentence: str) -> bool:
    return (
        re.match(
            r"^\W*(?:please )?(?:go ahead|proceed|that looks (?:right|correct)|initiate)\b",
            sentence,
            re.IGNORECASE,
        )
        is not None
    )


def _another_wish(text: Text) -> bool:
    return bool(
        cues.certain_intent(text.flat)
        or re.match(
            r"^(?:where|what|how|why|who|show|track|find|cancel|return|compare|remove|search|tell|can you|do you|is it|recommend|suggest|talk)(?!\S)",
            text.flat,
        )
        or re.search(r"(?<!\S)(?:dikhao|batao|kahan hai|hatao)(?!\S)", text.flat)
    )


def is_wish(text: Text) -> bool:
    """True for what begins like a request of its own."""
    return bool(segments.START.match(text.flat)) or bool(
        segments.HINDI_END.search(text.flat) and len(text.tokens) > 2
    )


def says_something(entities: tuple[Entity, ...], query: QueryReading, reference: Reference | None) -> bool:
    """True where a correction names what is meant instead."""
    pointed = reference is not None and (_points(reference) or reference.everything)
    return bool(entities) or bool(query.query.limits) or pointed


def query_blockers(text: Text, found: Found) -> frozenset[int]:
    """Return the tokens of entities that are no search words; dates and counts stay readable for the query."""
    blocked: set[int] = set()
    for entity in found.entities:
        if entity.kind not in NEVER_BLOCKING:
            blocked.update(
                i
                for i, token in enumerate(text.tokens)
                if token.start < entity.end and token.end > entity.start
            )
        elif entity.kind is EntityKind.QUANTITY:
            blocked.update(
                i
                for i, token in enumerate(text.tokens)
                if token.start < entity.end and token.end > entity.start and not token.word.isalpha()
            )
    return frozenset(blocked)


def belong_together(parts: list[Segment]) -> bool:
    """True where a cut message is one wish after all: a search with its limits, or a story of one problem."""
    names = [part.intent for part in parts]
    if names[-1] == "add_to_cart" and parts[0].reference is not None and parts[-1].reference is None:
        return len(parts[-1].text.split()) <= BARE_VERB  # "chautha wala chahiye, add kar do"
    if names[-1] in GOES_BACK and names[0] in NARRATED | {"size_help"}:
        return True  # "it is too small, I want to return it": the reason and the wish
    if all(name in JOINED_QUERIES for name in names):
        return names[-1] in ("refine_results", "sort_results") or not _both_goods(parts)
    return all(name in NARRATED for name in names)


def about_orders(scores: tuple[IntentScore, ...]) -> tuple[IntentScore, ...]:
    """Whoever gives an order's number wants something of that order, whatever goods are named beside it."""
    kept = [x for x in scores if x.name in OF_ORDERS]
    sum_ = sum(x.score for x in kept)
    return tuple(IntentScore(x.name, x.score / sum_) for x in kept) if sum_ else ()


def one_order(parts: list[Segment]) -> bool:
    """True where one part has the order's number and the others tell more of the same wish: "..., paid by PayPal"."""
    without = [x for x in parts if x.first(EntityKind.ORDER_NUMBER) is None]
    return len(without) == len(parts) - 1 and not any(_own_wish(x) for x in without)


def _own_wish(part: Segment) -> bool:
    return part.intent not in MORE_OF_IT or bool(LOOKS.search(analyse(part.text).flat))


def _both_goods(parts: list[Segment]) -> bool:
    return all(part.query is not None and (part.query.text or part.query.limit("category")) for part in parts)


def catalogue_fragment(
    text: Text, entities: tuple[Entity, ...], query: QueryReading, context: ReadContext
) -> str:
    """Return search_products or refine_results where every word is a catalogue value, a limit or a plain request, or ""."""
    asked = query.query
    priced = asked.price != MoneyRange()
    if any(entity.kind in NOT_IN_A_SEARCH for entity in entities) or not (asked.limits or priced):
        return ""
    said = {index for hit in query.hits for index in range(hit.first, hit.last + 1)}
    reasons = ("price", "sort", "exclusion", "recipient", "size", "stock")
    known = {word.lower() for word, reason in query.removed if reason in reasons}
    unexplained = [
        token.word
        for index, token in enumerate(text.tokens)
        if index not in said
        and token.raw.lower() not in known
        and not set(token.word.split()) <= cues.REQUEST_WORDS
        and any(c.isalnum() for c in token.word)
    ]
    goods = asked.limit("category") is not None
    if unexplained:
        return ""
    if context.results_shown and not goods:
        return "refine_results"
    return "search_products" if goods or asked.limits or priced else ""


def settle(
    scores: tuple[IntentScore, ...],
    text: Text,
    entities: tuple[Entity, ...],
    query: QueryReading,
    reference: Reference | None,
    context: ReadContext,
) -> tuple[IntentScore, ...]:
    """Apply the border column of the taxonomy to the head's scores: what needs results without them, and so on."""
    first = scores[0].name
    goods = query.query.limit("category") is not None or bool(query.query.text)
    wanted = first
    likely = {x.name for x in scores if x.score >= NEARLY}
    searched = ("sort_results" if _only_sorted(text, query, context) else "search_products") in likely
    if (
        first == "out_of_scope" and query.query.limit("category") is not None and scores[0].score < SURELY_OUT
    ) or (first == "refine_results" and not context.results_shown):
        wanted = "search_products"
    elif (
        first == "search_products"
        and context.results_shown
        and not goods
        and (query.query.limits or query.query.price != MoneyRange())
    ):
        wanted = "refine_results"
    elif searched and (_only_sorted(text, query, context) or (TOP_OF.get(first) == "greeting" and goods)):
        wanted = (
            "sort_results" if _only_sorted(text, query, context) else "search_products"
        )  # "phir headphones"
    elif first == "empty_cart" and reference and not reference.everything and _points(reference):
        wanted = "remove_from_cart"  # one thing is named: the others stay
    elif first in ("choose_option",) and not context.options:
        wanted = "product_details" if reference else scores[1].name if len(scores) > 1 else first
    elif first in ("confirm", "deny") and not context.awaiting and len(scores) > 1 and len(text.tokens) > 4:
        wanted = scores[1].name if scores[1].score >= SECOND else first
    return scores if wanted == first else promoted(scores, wanted)


def _only_sorted(text: Text, query: QueryReading, context: ReadContext) -> bool:
    """ "Best rated": an order of what is shown, not of all things there are ("the cheapest thing you have")."""
    asked = query.query
    if ALL_THINGS.search(text.flat):
        return False
    return context.results_shown and asked.sort is not Sort.RELEVANCE and not (asked.text or asked.limits)


def _points(reference: Reference) -> bool:
    return bool(reference.ordinals or reference.limits or reference.choose)


def courtesy_heard(scores: tuple[IntentScore, ...], context: ReadContext) -> bool:
    """True where a head hears a courtesy in what could be a yes and nothing was asked: "great, see you"."""
    unasked = not context.awaiting and not context.options
    return unasked and TOP_OF.get(scores[0].name) == "greeting" and scores[0].score > CLEARLY


def promoted(scores: tuple[IntentScore, ...], name: str) -> tuple[IntentScore, ...]:
    """Return the scores with one intent first, carrying the best score."""
    best = scores[0].score
    return (IntentScore(name, best), *(x for x in scores if x.name != name))
