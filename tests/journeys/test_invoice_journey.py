"""The invoice without JavaScript: from the order to the document, wide and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.accounts.callers import caller_for
from apps.accounts.models import Role
from apps.orders.models import Invoice
from apps.orders.services.progress import order_advance
from retailgenie.ai.tools.types import Door
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.orders.shopping import add, place
from tests.conftest import PASSWORD, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("phone", [False, True])
def test_the_invoice_is_opened_from_the_order(
    open_page: Callable[..., Page], picture: Callable[[Page, str], None], phone: bool
) -> None:
    shopper = person("asha@retailgenie.example", "Asha Rao", Role.SHOPPER)
    staff = caller_for(
        person("meera@retailgenie.example", "Meera", Role.STAFF), visitor_id="", door=Door.REST
    )
    store = make_store("Pune", kind="warehouse")
    shirt = make_product("Blue cotton shirt", price=999, store=store, gst_percent=5, hsn="6205")
    lamp = make_product("Brass lamp", price=2499, store=store, gst_percent=18, hsn="9405", sizes=("",))
    buyer = caller_for(shopper, visitor_id="", door=Door.CHAT)
    add(buyer, shirt.variants.get(size="M").pk, 2)
    add(buyer, lamp.variants.get().pk)
    order = order_advance(caller=staff, number=place(buyer).number, to="packed", now=timezone.now())

    page = open_page("/account/login/", scripts=False, phone=phone)
    page.get_by_label("E-mail address").fill("asha@retailgenie.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Log in").click()
    page.goto(f"/orders/{order.number}/")
    page.get_by_role("link", name="Tax invoice").click()
    expect(page.get_by_role("heading", name="Tax invoice")).to_be_visible()
    expect(page.get_by_text(Invoice.objects.get().number).first).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, "the page scrolls sideways"
    picture(page, f"invoice-{'phone' if phone else 'wide'}")
