"""News of an order, said in the conversation that its owner has open: it is paid, it left, money is back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from apps.chat.live import message_announce
from apps.chat.models import Conversation, Message
from apps.chat.selectors import GOES_ON, interface_language
from apps.orders.models import Order, OrderEvent, OrderStatus
from apps.orders.selectors import order_get
from apps.orders.shown import event_text, order_view
from retailgenie.ai.codec import to_json
from retailgenie.ai.dialogue.render.phrases import chip_label
from retailgenie.ai.types import Block, BlockKind, Language

S = OrderStatus
STEPS = frozenset({S.PLACED, S.SHIPPED, S.OUT_FOR_DELIVERY, S.READY_FOR_PICKUP, S.DELIVERED, S.CANCELLED})
PARTS = frozenset({"part_sent", "part_arrived", "undelivered"})
CHANGES = frozenset(
    {"payment_changed", "items_changed", "payment_not_made"}
)  # those that waited for a payment
RETURNS = frozenset(
    {"return_approved", "return_rejected", "return_received", "exchange_sent", "exchange_refunded"}
)
TOLD = STEPS | PARTS | CHANGES | RETURNS | {"refunded"}
NEXT: dict[str, tuple[str, ...]] = {
    S.PLACED: ("track_order",),
    S.DELIVERED: ("return_item", "exchange_item"),
    S.CANCELLED: ("order_again", "talk_to_human"),
    "return_rejected": ("talk_to_human",),
}


@transaction.atomic
def order_news(*, event_id: int, now: datetime) -> Message | None:
    """Say what happened to an order, once, in its owner's open conversation; None where there is nothing to say.

    What somebody did by themselves is no news to them, neither is what followed from it at the same moment.
    """
    event = OrderEvent.objects.select_related("order").filter(pk=event_id).first()
    if event is None or event.kind not in TOLD or _own_doing(event):
        return None
    conversation = _open_conversation(event.order.owner_key, now)
    if conversation is None or conversation.messages.filter(about=_about(event)).exists():
        return None
    with translation.override(interface_language(conversation.language)):
        text, blocks = _text(event), [_order_block(event.order)] if event.kind in STEPS else []
    language = Language(conversation.language)
    chips = [chip_label(key, language) for key in NEXT.get(event.kind, ())]
    said = Message.objects.create(
        conversation=conversation,
        role=Message.Role.ASSISTANT,
        text=text,
        blocks=[to_json(block) for block in (Block(BlockKind.TEXT, text), *blocks)],
        chips=[{"label": label, "say": label} for label in chips],
        about=_about(event),
        at=now,
    )
    message_announce(said)
    return said


def _about(event: OrderEvent) -> str:
    return f"event:{event.pk}"


def _own_doing(event: OrderEvent) -> bool:
    own = event.order.owner_key
    return event.actor == own or event.order.events.filter(at=event.at, actor=own).exists()


def _open_conversation(owner_key: str, now: datetime) -> Conversation | None:
    rows = Conversation.objects.select_for_update().filter(
        owner_key=owner_key, closed_at=None, updated_at__gte=now - GOES_ON
    )
    return rows.order_by("-updated_at").first()


def _order_block(order: Order) -> Block:
    shown = order_get(owner_key=order.owner_key, number=order.number)
    return Block(BlockKind.ORDER, data=order_view(shown))


def _text(event: OrderEvent) -> str:
    order = event.order
    awaited = order.events.filter(kind=S.AWAITING_PAYMENT).exists()
    placed = order.events.filter(kind=S.PLACED, at__lt=event.at).exists()
    if event.kind == S.PLACED:
        return _("Your payment has come: order %(number)s is placed.") % {"number": order.number}
    if event.kind == S.CANCELLED and awaited and not placed:
        return _("The payment for order %(number)s was not made, so I let it go. Nothing was taken.") % {
            "number": order.number
        }
    return _("Order %(number)s: %(news)s") % {"number": order.number, "news": event_text(event)}
