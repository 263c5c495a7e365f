# ruff: noqa: E501 - tables of words and patterns are easier to read in long lines
"""A plain verb and a thing that was shown: "add the cheapest one", "dusra hata do", "cancel the first one".

No model is asked what to do with a thing when the verb says it and the thing is on the screen.
"""

from __future__ import annotations

import re

from retailgenie.ai.nlu.context import ReadContext
from retailgenie.ai.nlu.normalise import Text
from retailgenie.ai.types import Entity, EntityKind, Reference

SHORT = 5  # words
_ASK = r"(?:please |can you |could you |would you |ok |okay |yes |and |then |now |just |also |i want to |i'd like to |let's |go ahead and |i like \S+ \S+ , |no , |actually )*"
_ENDS = r"(?: (?:do|karo|dena|please|ji|na|hai|yaar|bhai|lo|cart mein|abhi))*[ .!?]*$"
ADD = re.compile(
    rf"^{_ASK}(?:add|buy|put|i'll take|i will take|i'll have)(?!\S)|(?:,|\.|;|:|and) (?:add|put|buy) (?:it|that|this|the|them|both|all)(?!\S)|(?<!\S)(?:dalo|jodo|add karo|add){_ENDS}"
    r"|(?<!\S)(?:le lo|lelo|le lunga|le lungi|le lete|lena hai|leni hai)(?: (?:size|number|mein|in|hai|na|ji|please|[0-9]{1,2}|x{0,3}[sml]))*[ .!?]*$"
)
REMOVE = re.compile(
    rf"^{_ASK}(?:remove|delete|drop|take out|take .+ out of)(?!\S)|(?<!\S)(?:hatao|nikalo|nikal|remove karo|delete karo){_ENDS}"
)
CANCEL = re.compile(rf"^{_ASK}(?:cancel|call off)(?!\S)|(?<!\S)(?:cancel|radd) (?:karo|kara){_ENDS}")
SHOW = re.compile(
    rf"^{_ASK}(?:show|open|view|see)(?: me)? (?:the |number |no |option )?(?:\S+)(?: (?:one|item|product|option|result))?[ .!?]*$|(?<!\S)(?:wala|[0-9]+) (?:ko )?(?:dikhao|kholo|batao){_ENDS}"
)
TELL = re.compile(
    rf"^{_ASK}(?:tell me (?:more )?about|more about|details (?:of|on|about)|what about) (?:the|this|that)(?!\S)"
)
WHERE = re.compile(r"(?<!\S)order(?!\S).*(?<!\S)(?:kya hua|kya hai|kahan|kab|status|track)(?!\S)")
# Where the words are about something else than the things on show.
ELSEWHERE = re.compile(
    r"(?<!\S)(?:wishlist|wish list|favou?rites?|later|coupon|code|promo|voucher|review|rating do|address|to (?:my |the )?order|gift card|number to|phone|compare|instead of|replace|size chart|filter|exchange|return|undo|(?<!go )back)(?!\S)"
)


def pointed_act(
    text: Text, entities: tuple[Entity, ...], reference: Reference | None, context: ReadContext
) -> str:
    """Return what the verb does with the thing that is pointed at, "" where there is no such plain case."""
    flat = text.flat
    alone = context.cart_shown and not context.results_shown and len(text.tokens) <= SHORT
    if (
        alone
        and REMOVE.search(flat)
        and not ELSEWHERE.search(flat)
        and (reference is None or not _whole(reference))
    ):
        return "remove_from_cart"
    on_show = context.results_shown or context.product_shown
    if on_show and TELL.search(flat) and any(x.kind is EntityKind.ATTRIBUTE for x in entities):
        return "product_details"
    if reference is None or not _points(reference) or ELSEWHERE.search(flat):
        return ""
    if any(
        x.kind in (EntityKind.COUPON, EntityKind.ORDER_NUMBER, EntityKind.PAYMENT_METHOD) for x in entities
    ):
        return ""
    if context.orders_shown and not on_show and CANCEL.search(flat):
        return "cancel_order"
    if context.orders_shown and not on_show and WHERE.search(flat):
        return "track_order"
    if context.cart_shown and REMOVE.search(flat) and not _whole(reference):
        return "remove_from_cart"
    if on_show and ADD.search(flat):
        return "add_to_cart"
    return "product_details" if on_show and len(reference.ordinals) == 1 and SHOW.search(flat) else ""


def _points(reference: Reference) -> bool:
    """Whether one thing, or a plain set of them, is singled out; a bare "it" is left to the model."""
    return bool(
        reference.ordinals or reference.choose or reference.limits or reference.everything or reference.except_ordinals
        or reference.except_limits or reference.other
    )  # fmt: skip


def _whole(reference: Reference) -> bool:
    """ "Remove everything": the whole cart, no single lines."""
    return reference.everything and not (
        reference.except_ordinals or reference.except_limits or reference.limits
    )
