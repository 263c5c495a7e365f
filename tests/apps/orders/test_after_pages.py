"""After the purchase in the classic view: plain forms, the same confirm cards, the same end as in chat."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.catalog.models import Product
from apps.orders.models import Order, Return
from tests.apps.orders.after import MakeCaller, buy, deliver, sound
from tests.apps.orders.shopping import ADDRESS


@pytest.fixture
def shirt(shirt: Product) -> Product:
    shirt.return_days = 30
    shirt.save()
    return shirt


def approve(client: Client, path: str, form: dict[str, Any]) -> Any:
    asked = client.post(path, form)
    assert asked.context["card"].lines, asked.content
    return client.post(path, {**form, "approval": asked.context["token"]})


def body(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_part_is_cancelled_on_its_page(
    client: Client, asha: User, caller: MakeCaller, shirt: Product
) -> None:
    client.force_login(asha)
    order = buy(caller(asha), shirt, "M", quantity=2)
    line = order.lines.get()
    path = f"/orders/{order.number}/cancel-part/"
    assert path in body(client, f"/orders/{order.number}/")
    form = {f"pieces_{line.pk}": "1", "reason": "changed my mind"}
    assert client.post(path, {"reason": "changed my mind"}).status_code == 400
    assert approve(client, path, form)["Location"] == f"/orders/{order.number}/"
    line.refresh_from_db()
    assert line.cancelled == 1
    assert sound()


def test_items_and_address_change_on_their_pages(
    client: Client, asha: User, caller: MakeCaller, shirt: Product
) -> None:
    client.force_login(asha)
    order = buy(caller(asha), shirt, "M")
    line, large = order.lines.get(), shirt.variants.get(size="L")
    path = f"/orders/{order.number}/items/"
    assert "L, Blue" in body(client, path)
    approve(client, path, {f"variant_{line.pk}": str(large.pk), "way": "original"})
    assert order.lines.get().size == "L"
    path = f"/orders/{order.number}/address/"
    assert "Send the order to another address" in body(client, path)
    assert client.post(path, {**ADDRESS, "pin": "000000"}).status_code == 400
    approve(client, path, {**ADDRESS, "line1": "9 Hill Road"})
    order.refresh_from_db()
    assert order.ship_to["line1"] == "9 Hill Road"


def test_a_return_and_an_exchange_from_request_to_refund(
    client: Client, asha: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    order = deliver(caller(meera), buy(caller(asha), shirt, "M", quantity=2, payment_detail="asha@upi"))
    line, large = order.lines.get(), shirt.variants.get(size="L")
    client.force_login(asha)
    page = body(client, f"/orders/{order.number}/")
    assert f"/orders/{order.number}/return/" in page
    form = {f"pieces_{line.pk}": "1", "reason": "too small", "way": "original"}
    approve(client, f"/orders/{order.number}/return/", form)
    form = {f"variant_{line.pk}": str(large.pk), "reason": "too small", "way": "original"}
    approve(client, f"/orders/{order.number}/exchange/", form)
    assert [x.kind for x in Return.objects.order_by("pk")] == ["return", "exchange"]
    assert "on its way" in body(client, f"/orders/{order.number}/return/")

    assert client.get("/staff/returns/").status_code == 403
    client.force_login(meera)
    assert f"{order.number}-R1" in body(client, "/staff/returns/")
    for found in Return.objects.order_by("pk"):
        step = f"/staff/returns/{found.number}/"
        off = [str(x.pk) for x in found.lines.all()] if found.kind == "return" else []
        client.post(step, {"do": "settle"})
        found.refresh_from_db()
        assert found.status == "approved"
        client.post(step, {"do": "receive", "written_off": off})
        client.post(step, {"do": "settle"})
    assert {x.status for x in Return.objects.all()} == {"done"}
    assert {x.fate for y in Return.objects.all() for x in y.lines.all()} == {"written_off", "restocked"}
    assert client.post("/staff/returns/RG1-R1/", {"do": "approve"}).status_code == 404
    assert client.post(step, {"do": "dance"}).status_code == 404
    assert "Done" in body(client, "/staff/returns/?status=done")
    assert sound()


def test_pages_say_why_not(
    client: Client, asha: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    client.force_login(asha)
    placed = buy(caller(asha), shirt, "M")
    page = body(client, f"/orders/{placed.number}/return/")
    assert "Only what was delivered can come back; this order is: Placed." in page
    late = deliver(caller(meera), buy(caller(asha), shirt, "S"), days_ago=34)
    assert "delivered 34 days ago; the window is 30 days" in body(client, f"/orders/{late.number}/return/")
    assert Order.objects.count() == 2
