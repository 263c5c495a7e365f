"""The returns desk in the staff view: photos, where things go, what it costs."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from apps.accounts.models import User
from apps.catalog.models import Product, Stock
from apps.ledger.models import AuditEntry
from apps.orders.models import Order, Refund, Return
from apps.orders.services.photos import photo_add
from retailgenie.ai.tools.types import Caller
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.orders.after import buy, deliver, sound, with_policy
from tests.apps.orders.shopping import confirm, done

pytestmark = pytest.mark.django_db


@pytest.fixture
def shirt(db: None) -> Product:
    return make_product("Blue shirt", price=500, pieces=5, store=make_store("Pune"), return_days=30)


@pytest.fixture
def found(asha: User, meera: User, shirt: Product, caller: Callable[..., Caller]) -> Return:
    """A shirt on its way back, with a photo and a fee of ₹60."""
    order = buy(caller(asha), shirt, "S", "M")
    with_policy(order, return_days=30, pickup_fee_paise=6_000)
    order = deliver(caller(meera), order)
    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
    photo_add(caller=caller(asha), number=order.number, data=picture.getvalue(), now=timezone.now())
    line = order.lines.get(size="S")
    done(
        confirm(
            caller(asha),
            "return_items",
            number=order.number,
            lines=[{"line_id": line.pk, "quantity": 1}],
            reason="too small",
        )
    )
    return Return.objects.get()


def test_the_desk_shows_the_photo_and_the_fee(client: Client, meera: User, ravi: User, found: Return) -> None:
    client.force_login(meera)
    page = client.get("/staff/returns/").content.decode()
    address = found.pictures.get().get_absolute_url()
    assert address in page
    assert "₹60" in page
    assert client.get(address)["Content-Type"] == "image/jpeg"
    client.force_login(ravi)
    assert client.get(address).status_code == 404


def test_a_fee_is_waived_with_a_reason_and_a_trace(
    client: Client, meera: User, asha: User, found: Return
) -> None:
    address = f"/staff/returns/{found.number}/fee/"
    client.force_login(asha)
    assert client.post(address, {"fee": "0", "why": "x"}).status_code == 403
    client.force_login(meera)
    client.post(address, {"fee": "0"})
    client.post(address, {"fee": "5000", "why": "too much"})
    found.refresh_from_db()
    assert (found.fee_paise, found.amount_paise) == (6_000, 44_000)
    client.post(address, {"fee": "0", "why": "Our mistake"})
    found.refresh_from_db()
    assert (found.fee_paise, found.amount_paise) == (0, 50_000)
    details = AuditEntry.objects.get(action="return_fee").details
    assert details == {"before": 6_000, "fee": 0, "why": "Our mistake"}
    for step in ("approve", "receive", "settle"):
        client.post(f"/staff/returns/{found.number}/", {"do": step})
    assert Refund.objects.get().amount_paise == 50_000
    client.post(address, {"fee": "10", "why": "Late"})
    found.refresh_from_db()
    assert found.fee_paise == 0
    assert client.post("/staff/returns/RG1-R9/fee/", {"fee": "0", "why": "x"}).status_code == 404
    assert sound()


def test_staff_say_on_whose_shelf_things_go(
    client: Client, meera: User, found: Return, shirt: Product
) -> None:
    delhi = make_store("Delhi")
    client.force_login(meera)
    address = f"/staff/returns/{found.number}/"
    client.post(address, {"do": "approve"})
    client.post(address, {"do": "receive", "restock_at": "999999"})
    found.refresh_from_db()
    assert found.status in ("approved", "waiting")
    client.post(address, {"do": "receive", "restock_at": str(delhi.pk)})
    assert Stock.objects.get(store=delhi).on_hand == 1
    assert Stock.objects.get(variant__size="S", variant__product=shirt, store__city="Pune").on_hand == 4
    details = AuditEntry.objects.get(action="return_receive").details
    assert details == {"written_off": [], "restock_at": delhi.pk}
    assert Order.objects.get().status == "delivered"
    assert sound()
