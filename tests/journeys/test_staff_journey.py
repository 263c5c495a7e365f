"""A morning of staff work with JavaScript switched off: a price list, orders, and pieces for another store."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.catalog.models import Stock, Store, Variant
from apps.catalog.stock import stock_faults
from apps.catalog.transfers import transfer_faults
from apps.orders.models import Order
from retailgenie.ai.tools.types import Caller
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.orders.shopping import add, place
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Opens = Callable[..., Page]


@pytest.fixture
def pune(transactional_db: None) -> Store:
    return make_store("Pune", name="FC Road")


@pytest.fixture
def kurta(pune: Store) -> Variant:
    return make_product(
        "Kurta", sizes=("M",), colours=("Red",), price=1000, pieces=9, store=pune
    ).variants.get()


def log_in(page: Page, person: User) -> None:
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").first.fill(PASSWORD)
    page.locator("main button.button-primary").click()


def test_prices_are_loaded_orders_sent_and_pieces_moved_without_javascript(
    open_page: Opens, meera: User, asha: User, pune: Store, kurta: Variant, caller: Callable[..., Caller]
) -> None:
    delhi = make_store("Delhi", name="Connaught Place")
    for _n in range(2):
        add(caller(asha), kurta.pk, 1)
        place(caller(asha))
    page = open_page("/staff/imports/", scripts=False)
    log_in(page, meera)

    page.get_by_label("What is in it").select_option("prices")
    rows = f"sku,price\n{kurta.sku},899\n".encode()
    page.get_by_label("CSV or Parquet file").set_input_files(
        {"name": "prices.csv", "mimeType": "text/csv", "buffer": rows}
    )
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("Ready to apply")).to_be_visible()
    page.get_by_role("button", name="Apply all of it").click()
    expect(page.locator("#state")).to_contain_text("Done")
    kurta.refresh_from_db()
    assert kurta.price_paise == 89_900

    page.goto("/staff/orders/?status=placed")
    for box in page.get_by_role("checkbox").all():
        if (box.get_attribute("name") or "") == "order":
            box.check()
    page.get_by_role("button", name="Pack", exact=True).click()
    expect(page.get_by_text("2 done, 0 not.")).to_be_visible()
    page.goto("/staff/orders/?status=packed")
    number = Order.objects.order_by("pk")[0].number
    page.get_by_label(f"Choose {number}").check()
    page.get_by_label(f"Tracking number of {number}").fill("BA123")
    page.get_by_label("Courier").fill("BlueArrow")
    page.get_by_role("button", name="Ship", exact=True).click()
    expect(page.get_by_text("1 done, 0 not.")).to_be_visible()
    assert Order.objects.get(number=number).status == "shipped"

    page.goto(f"/staff/stock/transfers/new/?sku={kurta.sku}")
    page.get_by_label("From").select_option(str(pune.pk))
    page.get_by_label("To", exact=True).select_option(str(delhi.pk))
    page.get_by_label("SKU and pieces").fill(f"{kurta.sku} 3")
    page.get_by_role("button", name="Ask for it").click()
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Received")
    assert Stock.objects.get(variant=kurta, store=delhi).on_hand == 3
    assert list(stock_faults()) == list(transfer_faults()) == []
