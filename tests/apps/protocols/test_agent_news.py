"""What agents hear of their orders: whole, signed, each entry once, again until they say 2xx; and what is swept."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
import time_machine
import ucp_sdk.models.schemas.shopping.order as order_models
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.models import User
from apps.accounts.services import person_erase, person_export
from apps.catalog.models import Product
from apps.ledger.models import OutboxMessage
from apps.ledger.outbox import outbox_deliver
from apps.orders.models import OrderEvent
from apps.protocols.desk.sweeping import KEPT, sessions_sweep
from apps.protocols.models import Agent, AgentSession
from apps.protocols.news import order_news
from apps.protocols.ucp.fetching import AddressRefused, https_post
from apps.protocols.ucp.keys import public_jwk
from apps.protocols.ucp.signing import HttpMessage, sign, verify
from apps.protocols.ucp.words import ORDER, VERSION, SignatureInvalid
from tests.apps.protocols.test_acp import DETAILS, AcpAgent, pay, wish
from tests.apps.protocols.test_ucp import PAY, whole
from tests.apps.protocols.ucp_agent import PLATFORM, PROFILE, UcpAgent


class Receiver:
    """An agent's end of a webhook."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answer = 204
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(receiver.answer)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                return None

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/orders"
        Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.AGENTS_MAY_BE_LOCAL = True
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def tell_all() -> None:
    for pk in OrderEvent.objects.order_by("pk").values_list("pk", flat=True):
        order_news(event_id=pk, now=timezone.now())


def test_ucp_agents_hear_of_their_orders_signed(
    db: None, shirt: Product, receiver: Receiver, settings: Settings
) -> None:
    capabilities = {**PLATFORM["ucp"]["capabilities"]}
    capabilities[ORDER] = [{"version": VERSION, "config": {"webhook_url": receiver.url}}]
    settings.UCP_KNOWN_PLATFORMS = {
        PROFILE: {"ucp": {**PLATFORM["ucp"], "capabilities": capabilities}, "trusted": True}
    }
    agent = UcpAgent()
    made = agent.rest("POST", "/checkout-sessions", whole(shirt)).json()
    agent.rest("POST", f"/checkout-sessions/{made['id']}/complete", PAY)
    tell_all()
    tell_all()
    receiver.answer = 500
    outbox_deliver(now=timezone.now())
    assert OutboxMessage.objects.get(channel="ucp").state == OutboxMessage.State.PENDING
    receiver.answer = 204
    outbox_deliver(now=timezone.now() + timedelta(hours=1))
    assert OutboxMessage.objects.get(channel="ucp").state == OutboxMessage.State.SENT
    headers, body = receiver.got[-1]
    order_models.Order.model_validate(json.loads(body))
    sent_at = timezone.now() + timedelta(hours=1)
    message = HttpMessage("POST", receiver.url, headers, body)
    assert verify(message, [public_jwk()], now=sent_at) == public_jwk()["kid"]
    with pytest.raises(SignatureInvalid):
        verify(HttpMessage("POST", receiver.url, headers, body + b" "), [public_jwk()], now=sent_at)
    with pytest.raises(SignatureInvalid):
        verify(message, [public_jwk()], now=sent_at + timedelta(minutes=6))


def test_acp_agents_hear_of_their_orders(
    asha: User, token: Callable[..., str], shirt: Product, receiver: Receiver
) -> None:
    agent = AcpAgent(token(asha))
    made = agent.call("POST", "checkout_sessions", wish(shirt, fulfillment_details=DETAILS)).json()
    Agent.objects.update(webhook_url=receiver.url, webhook_secret="shared")
    agent.call("POST", f"checkout_sessions/{made['id']}/complete", pay())
    tell_all()
    outbox_deliver(now=timezone.now())
    headers, body = receiver.got[-1]
    seconds, mark = (x.split("=")[1] for x in headers["merchant-signature"].split(","))
    assert hmac.new(b"shared", f"{seconds}.".encode() + body, hashlib.sha256).hexdigest() == mark
    told = json.loads(body)
    assert (told["type"], told["data"]["status"]) == ("order_create", "confirmed")


def test_a_signed_request_proves_who_asks(db: None, shirt: Product, settings: Settings) -> None:
    settings.UCP_KNOWN_PLATFORMS = {PROFILE: {**PLATFORM, "keys": [public_jwk()]}}
    agent = UcpAgent()
    made = agent.rest("POST", "/checkout-sessions", whole(shirt)).json()
    number = agent.rest("POST", f"/checkout-sessions/{made['id']}/complete", PAY).json()["order"]["id"]
    url = f"http://testserver/ucp/v1/orders/{number}"
    signed = sign(HttpMessage("GET", url, {"ucp-agent": f'profile="{PROFILE}"'}), now=timezone.now())
    assert agent.rest("GET", f"/orders/{number}").status_code == 401
    assert agent.rest("GET", f"/orders/{number}", **signed).status_code == 200
    elsewhere = sign(HttpMessage("GET", f"{url}0", {"ucp-agent": f'profile="{PROFILE}"'}), now=timezone.now())
    forged = {**signed, "Signature": elsewhere["Signature"]}
    assert agent.rest("GET", f"/orders/{number}", **forged).status_code == 401


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/x", "https://127.0.0.1/x", "https://10.0.0.1/x", "ftp://a.in/x"]
)
def test_we_go_to_no_private_place(url: str) -> None:
    with pytest.raises(AddressRefused):
        https_post(url, b"", {})


def test_sessions_expire_and_old_ones_forget_whom_they_were_for(
    asha: User, token: Callable[..., str], shirt: Product
) -> None:
    agent = AcpAgent(token(asha))
    made = agent.call("POST", "checkout_sessions", wish(shirt, fulfillment_details=DETAILS)).json()
    other = agent.call("POST", "checkout_sessions", wish(shirt, fulfillment_details=DETAILS)).json()
    agent.call("POST", f"checkout_sessions/{made['id']}/complete", pay())
    assert sessions_sweep(now=timezone.now()) == 0
    with time_machine.travel(timezone.now() + timedelta(hours=7), tick=False):
        assert agent.call("GET", f"checkout_sessions/{other['id']}").status_code == 404
        assert sessions_sweep(now=timezone.now()) == 1
        assert AgentSession.objects.get(pk=other["id"]).cancel_reason == "expired"
    with time_machine.travel(timezone.now() + KEPT + timedelta(days=1), tick=False):
        sessions_sweep(now=timezone.now())
        assert agent.call("GET", f"checkout_sessions/{made['id']}").json()["status"] == "completed"
    for session in AgentSession.objects.all():
        assert "Lake Road" not in json.dumps([session.choices, session.given])


def test_a_persons_sessions_are_exported_and_erased(
    asha: User, token: Callable[..., str], shirt: Product
) -> None:
    agent = AcpAgent(token(asha))
    agent.call("POST", "checkout_sessions", wish(shirt, fulfillment_details=DETAILS))
    assert person_export(user=asha)["agents"][0]["chosen"]["destination"]["line1"] == "12 Lake Road"
    person_erase(user=asha)
    kept = AgentSession.objects.get()
    assert (kept.user_id, kept.choices) == (None, {})
