"""Talk about the talk: greetings, thanks, abilities, language, the classic view, and what we can't do."""

from __future__ import annotations

from dataclasses import replace

from retailgenie.ai.dialogue.flow import Call, Do, Flow, Need
from retailgenie.ai.dialogue.picking import by_tail, number_said
from retailgenie.ai.dialogue.remarks import GLAD, NOTED, SORRY, bare_digits, tone_of
from retailgenie.ai.dialogue.router import open_route
from retailgenie.ai.dialogue.state import Frame, Option
from retailgenie.ai.dialogue.turn import Several, Turn
from retailgenie.ai.dialogue.words import count_in, mentions
from retailgenie.ai.types import BlockKind, IntentScore, Language, OrderList, Segment

ASKED_AFTER = 2  # turns; one question and its answer is no talk to ask about
ASIDE_AND_TASK = 2  # open tasks when something is said in the middle of one
BEST = 5  # of the survey's scale
SHORT = 2  # words: "5", "five stars"
STARTERS = ("search_products", "trending", "show_offers", "track_order")


def _greet(turn: Turn, frame: Frame) -> None:
    turn.say("greet_name" if turn.context.name else "greet", name=turn.context.name)
    turn.offer(*STARTERS)


def _says(key: str, *chips: str) -> Do:
    def act(turn: Turn, frame: Frame) -> None:
        turn.say(key)
        turn.offer(*chips)

    return Do(act)


def _switch(turn: Turn, frame: Frame) -> None:
    """The language named; replies stay in it until another is named."""
    named = {
        Language.HINGLISH: ("hinglish", "roman"),
        Language.HINDI: ("hindi", "हिंदी", "हिन्दी"),
        Language.MARATHI: ("marathi", "मराठी"),
        Language.ENGLISH: ("english", "angrezi", "अंग्रेज़ी", "अंग्रेजी"),
    }
    said = next((Language(x.value) for x in frame.said.entities if x.attribute == "language"), None)
    wanted = said or next(
        (language for language, words in named.items() if mentions(frame.said, *words)), None
    )
    if wanted is None:
        turn.say("which_language")
        for label in ("English", "हिन्दी", "Hinglish", "मराठी"):
            turn.offer_words(label, label)
        return
    turn.language = wanted
    turn.put(chosen_language=wanted, language=wanted)
    turn.say("language_switched")


def _account(turn: Turn, frame: Frame) -> None:
    if turn.context.logged_in:
        turn.show(BlockKind.CLASSIC, turn.context.pages.account, text=turn.text("account_page"))
    else:
        turn.show(BlockKind.LOGIN, turn.context.pages.login, text=turn.text("account_login"))
    answer = turn.read("search_policies", question=frame.said.text)
    if answer is not None and answer.answer:
        turn.show(BlockKind.POLICY, answer, text=answer.answer)
    turn.offer(*(("own_address",) if turn.context.logged_in else ()), "talk_to_human")


def _talked(turn: Turn, frame: Frame) -> bool:
    """Ask how it was only after a talk, and not once more when something else came in between."""
    return turn.state.turns >= ASKED_AFTER and not turn.resuming


def _hear_score(turn: Turn, frame: Frame, segment: Segment) -> int | None:
    alone = frame.asked == "score" and len(segment.text.split()) <= SHORT  # "two red kurtas" is no score
    said = count_in(segment) if alone else None
    return int(said) if said and said.isdigit() and 1 <= int(said) <= BEST else None


def _scores(turn: Turn, frame: Frame) -> tuple[Option, ...]:
    return tuple(Option(str(number), number) for number in range(BEST, 0, -1))


def _thanks(turn: Turn, frame: Frame) -> None:
    if "score" in frame.slots:
        turn.say("survey_thanks")


def _goodbye(turn: Turn, frame: Frame) -> None:
    if "said_goodbye" not in frame.slots:
        turn.set_slots(said_goodbye=True)
        turn.say("goodbye")


GOODBYE = Flow(
    ("goodbye",),
    (
        Do(_goodbye),
        Need("score", ask="ask_survey", hear=_hear_score, options=_scores, when=_talked, expects="quantity"),
        Call(
            "rate_conversation",
            lambda turn, frame: {"score": frame.slots["score"]},
            when=lambda turn, frame: "score" in frame.slots,
        ),
        Do(_thanks),
    ),
)


def _known(turn: Turn, frame: Frame) -> None:
    """Whoever is logged in has said who they are; whoever isn't proves it by logging in, never by telling."""
    turn.aside = True
    if turn.context.logged_in:
        turn.say("known_already", name=turn.context.name)
    else:
        turn.show(BlockKind.LOGIN, turn.context.pages.login, text=turn.text("login_needed"))


def _remark(turn: Turn, frame: Frame) -> None:
    """A word in return; what was open stays open."""
    turn.aside = True
    tone = tone_of(frame.said.text) or NOTED
    if tone == GLAD and len(turn.state.stack) >= ASIDE_AND_TASK:
        tone = NOTED  # the open task is the rest
    turn.say("acknowledged" if tone == NOTED else f"remark_{tone}")
    if len(turn.state.stack) < ASIDE_AND_TASK:
        turn.offer(*(("talk_to_human", "show_offers") if tone == SORRY else STARTERS))


def _numbered(turn: Turn, frame: Frame) -> bool:
    """A number alone: of the order spoken of, of another one, or of none of the person's."""
    orders: OrderList | None = turn.read("list_orders") if turn.context.logged_in else None
    number: str | Several | None = number_said(
        frame.said.text, [x.number for x in orders.orders] if orders else []
    )
    number = number or by_tail(turn, frame.said.text, bare=True)
    if isinstance(number, Several):
        turn.taken_over = replace(
            frame.said,
            text=f"order #{bare_digits(frame.said.text)}",
            intents=(IntentScore("track_order", 1.0),),
        )
        return False
    if number:
        if any(x.slots.get("number") == number for x in turn.state.stack):
            turn.aside = True
            turn.say("number_meant", number=number)
            return False
        turn.taken_over = replace(
            frame.said, text=f"order {number}", intents=(IntentScore("track_order", 1.0),)
        )
        return False
    turn.aside = True
    if not turn.context.logged_in:
        turn.show(BlockKind.LOGIN, turn.context.pages.login, text=turn.text("login_for_orders"))
        return False
    turn.evidence.add_text(bare_digits(frame.said.text))
    turn.say("number_unknown", number=bare_digits(frame.said.text))
    turn.offer("order_history", "talk_to_human")
    return False


def _own_orders(turn: Turn, frame: Frame) -> bool:
    """No number is needed; an open question shows its choices again, and without one the orders are shown."""
    if not turn.context.logged_in:
        turn.show(BlockKind.LOGIN, turn.context.pages.login, text=turn.text("login_for_orders"))
        turn.offer("look_up_order")
        return False
    turn.aside = True
    turn.say("no_number_needed")
    return len(turn.state.stack) < ASIDE_AND_TASK


def _list_them(turn: Turn, frame: Frame) -> None:
    orders: OrderList = turn.results["list_orders"]
    focus = turn.state.shown.order_number
    turn.remember_orders(orders.orders)
    turn.look_at_order(focus)
    if orders.orders:
        turn.show(BlockKind.ORDERS, orders)
    else:
        turn.say("no_orders")


FLOWS = (
    Flow(("tell_identity",), (Do(_known),)),
    Flow(
        ("take_back_cancellation",),
        (_says("stays_cancelled", "order_again", "talk_to_human", "order_history"),),
    ),
    Flow(("split_payment",), (_says("no_split", "talk_to_human", "payment_question"),)),
    Flow(("acknowledge", "remark"), (Do(_remark),)),
    Flow(("told_number",), (Do(_numbered),)),
    Flow(("without_number",), (Do(_own_orders), Call("list_orders"), Do(_list_them))),
    Flow(("greet",), (Do(_greet),)),
    GOODBYE,
    Flow(("thanks",), (_says("welcome", "search_products", "track_order"),)),
    Flow(("chit_chat",), (_says("chit_chat", *STARTERS),)),
    Flow(("how_to_use",), (_says("how_to_use", *STARTERS, "talk_to_human"),)),
    Flow(("out_of_scope",), (_says("out_of_scope", *STARTERS),)),
    Flow(("switch_language",), (Do(_switch),)),
    Flow(("open_classic",), (Do(lambda turn, frame: open_route(turn, frame.said)),)),
    Flow(("account_help",), (Do(_account),)),
)
