"""What agents read, the console in the admin, and a webhook that is tried out."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.catalog.models import Product
from apps.ledger.models import OutboxMessage, WebhookSubscription
from apps.protocols.mcp.inprocess import mcp_request
from apps.protocols.models import Agent
from apps.rollout.models import Flag
from apps.rollout.selectors import forget
from retailgenie.ai.tools.registry import registry
from tests.apps.orders.shopping import BY_UPI

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[bytes]]]:
    """Another system, on a port of its own."""
    got: list[bytes] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", got
    server.shutdown()
    thread.join()
    server.server_close()


def test_agents_are_told_where_everything_is(client: Client) -> None:
    llms = client.get("/llms.txt")
    assert llms["Content-Type"].startswith("text/plain")
    for link in re.findall(r"\(http://testserver(/[^)]*)\)", llms.content.decode()):
        if link != "/mcp":
            assert client.get(link).status_code == 200, link
    told = client.get("/agents.md").content.decode()
    assert all(tool.name in told for tool in registry if tool.public)


def test_the_documentation_page_shows_every_operation_and_fetches_nothing(client: Client) -> None:
    page = client.get("/api/docs").content.decode()
    assert "/api/v1/orders/{number}/cancel" in page
    assert "WELCOME10" in page
    assert re.findall(r'(?:src|href)="https?://', page) == []


def test_a_product_page_says_what_it_is_to_machines(client: Client, shirt: Product) -> None:
    Product.objects.update(description="</script><b>Soft & light")
    page = client.get(shirt.get_absolute_url()).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert (data["@type"], data["name"], data["description"]) == (
        "Product",
        "Blue shirt",
        "</script><b>Soft & light",
    )
    assert data["brand"]["name"] == "Neelam"
    assert {offer["price"] for offer in data["offers"]} == {"500.00"}
    assert {offer["availability"] for offer in data["offers"]} == {"https://schema.org/InStock"}
    assert 'toolname="add_to_cart"' in page
    assert 'toolname="search_products"' in page


def test_the_console_counts_what_an_agent_did_and_stops_it(
    desk: Client, asha: User, shirt: Product, token: Callable[..., str]
) -> None:
    mine = token(asha)

    def call(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        answer = mcp_request("tools/call", {"name": name, "arguments": arguments}, token=mine)
        told: dict[str, Any] = answer.result["structuredContent"]
        return told

    call("add_to_cart", {"variant_id": shirt.variants.all()[0].pk})
    asked = call("place_order", BY_UPI)
    call("place_order", {**BY_UPI, "approval": asked["approval"]})
    call("get_order", {"number": "RG0"})
    page = desk.get("/admin/protocols/agent/")
    row = page.context["cl"].queryset.get()
    assert (row.requests_made, row.orders_placed, row.refusals_got) == (4, 1, 1)
    desk.post("/admin/protocols/agent/", {"action": "stop", "_selected_action": [row.pk]})
    assert Agent.objects.get().is_stopped
    assert mcp_request("tools/list", token=mine).status == 403
    desk.post("/admin/protocols/agent/", {"action": "let_in", "_selected_action": [row.pk]})
    assert mcp_request("tools/list", token=mine).status == 200


def test_the_console_closes_and_opens_all_doors(desk: Client, asha: User, token: Callable[..., str]) -> None:
    mine = token(asha)
    mcp_request("tools/list", token=mine)
    agent = Agent.objects.get()
    for action, status in (("close_doors", 503), ("open_doors", 200)):
        desk.post("/admin/protocols/agent/", {"action": action, "_selected_action": [agent.pk]})
        forget()
        assert mcp_request("tools/list", token=mine).status == status
    assert Flag.objects.get(name="agents-stopped").enabled is False


def test_a_webhook_is_tried_out_from_the_admin(desk: Client, receiver: tuple[str, list[bytes]]) -> None:
    url, got = receiver
    row = WebhookSubscription.objects.create(url=url, topics=["order.placed"])
    desk.post("/admin/ledger/webhooksubscription/", {"action": "send_test", "_selected_action": [row.pk]})
    assert json.loads(got[0])["type"] == "test"
    assert OutboxMessage.objects.get().state == OutboxMessage.State.SENT


def test_a_failed_try_is_a_dead_letter_that_says_why_and_can_be_sent_again(
    desk: Client, receiver: tuple[str, list[bytes]]
) -> None:
    row = WebhookSubscription.objects.create(url="http://127.0.0.1:9/none")
    path = "/admin/ledger/webhooksubscription/"
    answer = desk.post(path, {"action": "send_test", "_selected_action": [row.pk]}, follow=True)
    message = OutboxMessage.objects.get()
    assert (message.state, bool(message.last_error)) == (OutboxMessage.State.DEAD, True)
    assert "Connection refused" in answer.content.decode()
    desk.post("/admin/ledger/outboxmessage/", {"action": "send_again", "_selected_action": [message.pk]})
    message.refresh_from_db()
    assert message.state == OutboxMessage.State.PENDING
