"""Webhooks about orders: signed, sent once, tried again, dead after the last try, sent again on request."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Product
from apps.ledger.models import OutboxMessage, WebhookSubscription
from apps.ledger.outbox import FIRST_WAIT, MAX_ATTEMPTS, outbox_deliver
from apps.ledger.webhooks import webhook_signature
from retailgenie.ai.tools.types import Caller
from tests.apps.orders.shopping import add, confirm, done, place

MakeCaller = Callable[..., Caller]


class Receiver(HTTPServer):
    """Another system: keeps what it gets and answers as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def subscription(db: None, receiver: Receiver) -> WebhookSubscription:
    return WebhookSubscription.objects.create(url=f"http://127.0.0.1:{receiver.server_port}/hook")


@pytest.fixture
def order_number(subscription: WebhookSubscription, asha: User, caller: MakeCaller, shirt: Product) -> str:
    add(caller(asha), shirt.variants.get(size="M").pk)
    return place(caller(asha)).number


def hooks() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(channel="webhook").order_by("pk"))


def test_an_order_is_told_signed_and_once(
    order_number: str, receiver: Receiver, subscription: WebhookSubscription, asha: User
) -> None:
    for _round in range(2):
        outbox_deliver(now=timezone.now())
    [(headers, body)] = receiver.got
    event = json.loads(body)
    assert (event["type"], event["data"]["number"], event["data"]["status"]) == (
        "order.placed", order_number, "placed",
    )  # fmt: skip
    assert asha.email not in body.decode()
    assert "Asha" not in body.decode()
    assert headers["Webhook-Signature"] == webhook_signature(
        subscription.secret, message_id=event["id"], seconds=int(headers["Webhook-Timestamp"]), body=body
    )


def test_cancelling_tells_the_refund_too(
    order_number: str, receiver: Receiver, asha: User, caller: MakeCaller
) -> None:
    done(confirm(caller(asha), "cancel_order", number=order_number))
    outbox_deliver(now=timezone.now())
    events = {json.loads(body)["type"]: json.loads(body)["data"] for _headers, body in receiver.got}
    assert set(events) == {"order.placed", "order.refunded", "order.cancelled"}
    assert events["order.refunded"]["refund_paise"] == events["order.placed"]["total_paise"]


def test_only_asked_for_topics_and_live_subscriptions(
    subscription: WebhookSubscription, asha: User, caller: MakeCaller, shirt: Product
) -> None:
    subscription.topics = ["order.cancelled"]
    subscription.save()
    WebhookSubscription.objects.create(url="http://127.0.0.1:9/", is_active=False)
    add(caller(asha), shirt.variants.get(size="M").pk)
    number = place(caller(asha)).number
    assert not hooks()
    done(confirm(caller(asha), "cancel_order", number=number))
    assert [x.template for x in hooks()] == ["order.cancelled"]


@pytest.mark.parametrize("status", [500, 302])
def test_a_failing_receiver_is_tried_again_until_the_letter_is_dead(
    order_number: str, receiver: Receiver, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    receiver.status, now = status, timezone.now()
    for attempt in range(MAX_ATTEMPTS):
        outbox_deliver(now=now)
        assert len(receiver.got) == attempt + 1
        outbox_deliver(now=now)
        assert len(receiver.got) == attempt + 1  # not before it is due
        now += FIRST_WAIT * 2**attempt + timedelta(seconds=1)
    [message] = hooks()
    assert (message.state, message.attempts) == (OutboxMessage.State.DEAD, MAX_ATTEMPTS)
    assert str(status) in message.last_error

    receiver.status = 200
    call_command("replay_webhooks", "--topic", "order.cancelled")
    assert "0 webhooks" in capsys.readouterr().out
    call_command("replay_webhooks")
    assert "1 webhooks" in capsys.readouterr().out
    outbox_deliver(now=timezone.now())
    assert hooks()[0].state == OutboxMessage.State.SENT
    first, last = receiver.got[0], receiver.got[-1]
    assert json.loads(first[1])["id"] == json.loads(last[1])["id"]


def test_what_was_sent_can_be_sent_again_since_an_instant(order_number: str, receiver: Receiver) -> None:
    outbox_deliver(now=timezone.now())
    call_command("replay_webhooks", "--since", "2030-01-01T00:00")
    outbox_deliver(now=timezone.now())
    assert len(receiver.got) == 1
    call_command("replay_webhooks", "--since", "2020-01-01T00:00")
    outbox_deliver(now=timezone.now())
    assert len(receiver.got) == 2


def test_a_subscription_that_is_switched_off_gets_nothing(
    order_number: str, receiver: Receiver, subscription: WebhookSubscription
) -> None:
    WebhookSubscription.objects.update(is_active=False)
    outbox_deliver(now=timezone.now())
    assert receiver.got == []
    assert hooks()[0].last_error == "The subscription is gone or switched off."


def test_the_admin_sends_again(order_number: str, receiver: Receiver, admin: User, client: Client) -> None:
    outbox_deliver(now=timezone.now())
    client.force_login(admin)
    client.post(
        "/admin/ledger/outboxmessage/",
        {"action": "send_again", "_selected_action": [x.pk for x in OutboxMessage.objects.all()]},
    )
    outbox_deliver(now=timezone.now())
    assert len(receiver.got) == 2
    assert client.get("/admin/ledger/webhooksubscription/add/").status_code == 200
