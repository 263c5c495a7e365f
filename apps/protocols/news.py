"""Tells agents what happened to the orders they have made: the whole order each time, signed, until they say 2xx."""

from __future__ import annotations

from datetime import datetime

from apps.ledger.models import OutboxMessage
from apps.ledger.outbox import on_channel, outbox_add
from apps.orders.models import OrderEvent
from apps.orders.selectors import orders_with_parts
from apps.protocols.acp.news import acp_send
from apps.protocols.models import AgentSession
from apps.protocols.ucp.news import ucp_address, ucp_send
from retailgenie.ai.tools.types import Door

SENDERS = {Door.UCP: ucp_send, Door.ACP: acp_send}


def order_news(*, event_id: int, now: datetime) -> bool:
    """Queue one message about an entry of an order's timeline; False when its agent doesn't want to hear of it."""
    event = OrderEvent.objects.select_related("order").filter(pk=event_id).first()
    if event is None:
        return False
    session = AgentSession.objects.select_related("agent").filter(order_number=event.order.number).first()
    if session is None:
        return False
    url = ucp_address(session.agent) if session.door == Door.UCP else session.agent.webhook_url
    if not url:
        return False
    outbox_add(
        key=f"{session.door}:order:{event.pk}",
        channel=session.door,
        recipient=url,
        template=event.kind,
        context={"session": session.pk, "event": event.pk},
        now=now,
    )
    return True


def _send(message: OutboxMessage, now: datetime) -> None:
    session = AgentSession.objects.select_related("agent").get(pk=message.context["session"])
    order = orders_with_parts().get(number=session.order_number)
    SENDERS[Door(message.channel)](message, order, session, now)


for door in SENDERS:
    on_channel(door.value, _send)
