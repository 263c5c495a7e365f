"""Order webhooks of UCP, signed per RFC 9421 with the key of our profile."""

from __future__ import annotations

import json
from datetime import datetime

from django.conf import settings

from apps.ledger.models import OutboxMessage
from apps.orders.models import Order
from apps.protocols.models import Agent, AgentSession
from apps.protocols.ucp.fetching import AddressRefused, Unreachable, https_post
from apps.protocols.ucp.orders import order_body
from apps.protocols.ucp.platforms import platform_of
from apps.protocols.ucp.signing import HttpMessage, sign
from apps.protocols.ucp.words import UcpError


def ucp_address(agent: Agent) -> str:
    """Return where an agent's profile says that it wants to hear of orders; "" for none or an unreachable profile."""
    try:
        return platform_of(agent.key.removeprefix("ucp:")).webhook_url
    except UcpError:
        return ""


def ucp_send(message: OutboxMessage, order: Order, session: AgentSession, now: datetime) -> None:
    """Post the order; raises Unreachable for what is tried again."""
    body = json.dumps(order_body(order, session), ensure_ascii=False).encode()
    fields = {
        "content-type": "application/json",
        "ucp-agent": f'profile="{settings.SITE_URL}/.well-known/ucp"',
        "webhook-id": str(message.pk),
        "webhook-timestamp": str(int(now.timestamp())),
    }
    signed = sign(HttpMessage("POST", message.recipient, fields, body), now=now)
    try:
        https_post(message.recipient, body, {**{k.title(): v for k, v in fields.items()}, **signed})
    except AddressRefused as error:
        raise Unreachable(str(error)) from error
