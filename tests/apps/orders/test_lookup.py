"""Number and phone open one order, for a while, for a few things; wrong ones learn nothing and are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from apps.accounts.models import User
from apps.catalog.models import Product
from apps.ledger.execution import execute_tool
from apps.ledger.models import AuditEntry
from apps.orders.models import Order, Return
from apps.orders.services.lookup import TOOLS, order_access
from apps.orders.services.progress import order_advance
from retailgenie.ai.tools.registry import registry
from retailgenie.ai.tools.types import Caller, NeedsApproval, Refused
from retailgenie.lib import limits
from tests.apps.orders.shopping import add, done, place, refused

MakeCaller = Callable[..., Caller]
PHONE = "9876543210"


@pytest.fixture
def order(caller: MakeCaller, shirt: Product) -> Order:
    """What a guest ordered in another browser."""
    Product.objects.filter(pk=shirt.pk).update(return_days=30)
    by = caller(visitor="another-browser")
    add(by, shirt.variants.all()[0].pk, 2)
    return Order.objects.get(number=place(by).number)


def look_up(caller: Caller, number: str, phone: str = PHONE) -> Any:
    return execute_tool(caller, "look_up_order", {"number": number, "phone": phone})


@pytest.fixture
def counted(settings: Settings) -> Iterator[None]:
    settings.RATE_LIMITS = True
    limits.limits_forget()
    yield
    limits.limits_forget()


@pytest.mark.parametrize("phone", ["9876543210", "+91 98765 43210", "098765-43210", "९८७६५४३२१०"])
def test_number_and_phone_find_the_order(caller: MakeCaller, order: Order, phone: str) -> None:
    view = done(look_up(caller(), order.number.lower(), phone))
    assert view.number == order.number
    access = order_access(view.url.rstrip("/").rpartition("/")[2])
    assert access is not None
    assert access.number == order.number
    assert AuditEntry.objects.get(action="order.looked_up").target == order.number


@pytest.mark.parametrize(
    ("number", "phone"), [("", "9876500000"), ("RG00000000", PHONE), ("", "0"), ("", "----------")]
)
def test_a_wrong_phone_and_no_such_order_get_the_same_answer(
    caller: MakeCaller, order: Order, number: str, phone: str
) -> None:
    wrong = look_up(caller(), number or order.number, phone)
    none = look_up(caller(), "RG99999999", "9000000000")
    assert isinstance(wrong, Refused)
    assert isinstance(none, Refused)
    assert (wrong.code, wrong.message, wrong.details) == (none.code, none.message, none.details)
    assert not AuditEntry.objects.filter(action="order.looked_up").exists()


def test_tries_are_counted_for_a_number_whoever_asks_and_whether_it_exists(
    counted: None, caller: MakeCaller, order: Order
) -> None:
    for number in (order.number, "RG99999999"):
        codes = [refused(look_up(caller(visitor=f"v{x}"), number, f"90000000{x:02}")) for x in range(8)]
        assert codes == ["order_not_found"] * 6 + ["too_many_requests"] * 2
    assert refused(look_up(caller(), order.number)) == "too_many_requests"


def test_tries_are_counted_for_an_address(counted: None, client: Client, order: Order) -> None:
    pages = [client.post("/track/", {"number": f"RG{x:08}", "phone": PHONE}) for x in range(21)]
    assert {x.status_code for x in pages[:20]} == {400}
    assert pages[20].status_code == 429
    assert int(pages[20].headers["Retry-After"]) > 0
    elsewhere = Client().post("/track/", {"number": order.number, "phone": PHONE}, REMOTE_ADDR="10.1.1.1")
    assert elsewhere.status_code == 302


def test_the_page_opens_the_order_to_follow_and_cancel_it(client: Client, order: Order) -> None:
    assert client.get(f"/orders/{order.number}/").status_code == 404
    found = client.post("/track/", {"number": order.number, "phone": PHONE}, follow=True)
    assert found.redirect_chain[-1][0] == f"/orders/{order.number}/"
    card = client.post(f"/orders/{order.number}/cancel/", {"reason": "changed my mind"})
    token = card.context["token"]
    client.post(f"/orders/{order.number}/cancel/", {"reason": "changed my mind", "approval": token})
    order.refresh_from_db()
    assert order.status == "cancelled"


def test_what_is_not_meant_for_a_key_stays_closed(
    client: Client, caller: MakeCaller, order: Order, shirt: Product
) -> None:
    other = caller(visitor="another-browser")
    add(other, shirt.variants.all()[1].pk)
    second = place(other).number
    client.post("/track/", {"number": order.number, "phone": PHONE}, follow=True)
    for path in ("address", "items", "exchange", "pay"):
        assert client.get(f"/orders/{order.number}/{path}/").status_code == 404, path
    assert client.get(f"/orders/{second}/").status_code == 404
    assert order.number not in client.get("/orders/").content.decode()
    assert second not in client.get("/orders/").content.decode()
    page = client.get(f"/orders/{order.number}/").content.decode()
    assert "/address/" not in page


def test_a_key_is_good_for_half_an_hour_and_can_not_be_made_up(client: Client, order: Order) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        client.post("/track/", {"number": order.number, "phone": PHONE}, follow=True)
        assert client.get(f"/orders/{order.number}/").status_code == 200
    with time_machine.travel(now + timedelta(minutes=31), tick=False):
        assert client.get(f"/orders/{order.number}/").status_code == 404
    for key in ("nonsense", signing.dumps(order.number, salt="another")):
        assert order_access(key) is None
        assert client.get(f"/track/{key}/").headers["Location"] == "/track/"


def test_a_return_by_key_gives_money_back_only_the_way_it_came(
    caller: MakeCaller, meera: User, client: Client, order: Order
) -> None:
    for step in ("packed", "shipped", "out_for_delivery", "delivered"):
        order_advance(number=order.number, to=step, caller=caller(meera), now=timezone.now())
    access = order_access(done(look_up(caller(), order.number)).url.rstrip("/").rpartition("/")[2])
    assert access is not None
    lines = [{"line_id": order.lines.get().pk, "quantity": 1}]
    given = {
        "number": "RG00000000",
        "lines": lines,
        "reason": "Too small",
        "refund_to": "upi",
        "refund_detail": "thief@upi",
    }
    asked = access.execute(caller(), "return_items", given)
    assert isinstance(asked, NeedsApproval)
    done(access.execute(caller(), "return_items", given, asked.token))
    made = Return.objects.get()
    assert made.order == order
    assert (made.settle_by, made.settle_detail) == ("original", "")


def test_a_key_runs_no_other_tool(caller: MakeCaller, order: Order) -> None:
    access = order_access(done(look_up(caller(), order.number)).url.rstrip("/").rpartition("/")[2])
    assert access is not None
    for tool in {x.name for x in registry} - TOOLS:
        assert isinstance(access.execute(caller(), tool, {"number": order.number}), Refused), tool


def test_ones_own_order_keeps_all_its_rights(
    client: Client, asha: User, caller: MakeCaller, shirt: Product
) -> None:
    add(caller(asha), shirt.variants.all()[0].pk)
    number = place(caller(asha)).number
    client.force_login(asha)
    client.post("/track/", {"number": number, "phone": PHONE}, follow=True)
    assert client.get(f"/orders/{number}/items/").status_code == 200


def test_by_rest_the_key_goes_in_a_header(client: Client, order: Order) -> None:
    wrong = client.post(
        "/api/v1/order-access",
        {"number": order.number, "phone": "9000000000"},
        content_type="application/json",
    )
    assert (wrong.status_code, wrong.json()["code"]) == (404, "order_not_found")
    found = client.post(
        "/api/v1/order-access", {"number": order.number, "phone": PHONE}, content_type="application/json"
    ).json()
    key = {"X-Order-Access": found["access"]}
    assert client.get(f"/api/v1/orders/{order.number}").status_code == 404
    assert client.get(f"/api/v1/orders/{order.number}", headers=key).json()["data"]["number"] == order.number
    assert client.get(f"/api/v1/orders/{order.number}/invoice", headers=key).status_code == 404
    path = f"/api/v1/orders/{order.number}/cancel"
    asked = client.post(path, {}, content_type="application/json", headers=key)
    assert asked.status_code == 202
    yes = {"approval": asked.json()["approval"]}
    assert client.post(path, yes, content_type="application/json", headers=key).status_code == 200
    order.refresh_from_db()
    assert order.status == "cancelled"
