"""Order webhooks of ACP: Merchant-Signature "t=<seconds>,v1=<hex>", HMAC-SHA256 over "<t>.<exact body>"."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime

from apps.ledger.models import OutboxMessage
from apps.orders.models import Order, OrderStatus
from apps.protocols.acp.shown import order_body
from apps.protocols.models import AgentSession
from apps.protocols.ucp.fetching import AddressRefused, Unreachable, https_post


def acp_send(message: OutboxMessage, order: Order, session: AgentSession, now: datetime) -> None:
    """Post the whole order to the agent; raises Unreachable for what is tried again."""
    kind = "order_create" if message.template == OrderStatus.PLACED else "order_update"
    body = json.dumps({"type": kind, "data": order_body(order, session)}, ensure_ascii=False).encode()
    seconds = int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "Request-Id": str(message.pk),
        "Merchant-Signature": merchant_signature(session.agent.webhook_secret, seconds=seconds, body=body),
    }
    try:
        https_post(message.recipient, body, headers)
    except AddressRefused as error:
        raise Unreachable(str(error)) from error


def merchant_signature(secret: str, *, seconds: int, body: bytes) -> str:
    """Return the header that proves a message is ours; receivers allow 300 seconds."""
    signed = f"{seconds}.".encode() + body
    return f"t={seconds},v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"
