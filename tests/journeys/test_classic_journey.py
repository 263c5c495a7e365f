"""The classic view with JavaScript switched off, from the landing page to an order and its cancellation."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.catalog.models import Product
from apps.catalog.stock import stock_faults
from apps.catalog.versions import catalog_version
from apps.orders.models import Order, OrderStatus, Payment
from retailgenie.ai.encoder import encoders_folder
from retailgenie.ai.encoder.build import build_encoder
from tests.apps.catalog.factories import make_product, make_store
from tests.conftest import PASSWORD
from tests.journeys.state import BOUGHT_AND_CANCELLED, journey_end, shop_state

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Opens = Callable[..., Page]
Keeps = Callable[[Page, str], None]


@pytest.fixture(autouse=True)
def encoder() -> None:
    build_encoder(encoders_folder(), progress=lambda line: None)


@pytest.fixture
def shop(transactional_db: None) -> Iterator[Product]:
    """A shop with a kurta at ₹899 and a shirt at ₹1,599, ten of each in Pune."""
    catalog_version.forget()
    store = make_store("Pune", name="FC Road", pin="411001")
    make_product("Denim shirt", category="Shirts", price=1599, pieces=10, store=store)
    yield make_product(
        "Neelam cotton kurta",
        category="Kurtas",
        colours=("Blue", "Red"),
        attributes={"material": ["Cotton"]},
        price=899,
        mrp=1199,
        pieces=10,
        store=store,
    )
    catalog_version.forget()


def find_and_add(page: Page, keep: Keeps, suffix: str) -> None:
    """From the landing page to the cart: search with a sentence, pick a colour and a size, add two."""
    page.get_by_role("link", name="Classic", exact=True).click()
    keep(page, f"classic-home-{suffix}")
    page.get_by_role("searchbox").fill("red kurta under 1000")
    page.get_by_role("search").get_by_role("button").click()
    expect(page.get_by_text("up to ₹1,000")).to_be_visible()
    keep(page, f"classic-search-{suffix}")
    page.get_by_role("link", name="Neelam cotton kurta").click()
    page.get_by_label("PIN code or city").fill("411004")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("FC Road")).to_be_visible()
    page.get_by_role("link", name="Red", exact=True).click()
    page.get_by_role("radio", name="M").check(force=True)
    page.get_by_label("Quantity").select_option("2")
    keep(page, f"classic-product-{suffix}")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("heading", name="Cart", exact=True)).to_be_visible()
    keep(page, f"classic-cart-{suffix}")
    page.get_by_role("link", name="To the checkout").click()


def fill_address(page: Page) -> None:
    for label, value in {
        "Name": "Asha Rao",
        "Mobile number": "98765 43210",
        "E-mail address (for the invoice)": "asha@retailgenie.example",
        "Flat, house, street": "12 Lake Road",
        "City": "Pune",
        "PIN code": "411004",
    }.items():
        page.get_by_label(label, exact=True).fill(value)


def order_and_cancel(page: Page, keep: Keeps, suffix: str) -> None:
    """From the filled checkout to the placed order and its cancellation, each after a confirm page."""
    page.get_by_role("radio", name="UPI").check(force=True)
    keep(page, f"classic-checkout-{suffix}")
    page.get_by_role("button", name="Check the order").click()
    expect(page.get_by_role("heading", name="Place this order?")).to_be_visible()
    assert not Order.objects.exists()
    keep(page, f"classic-confirm-{suffix}")
    page.get_by_role("button", name="Place order").click()
    expect(page.get_by_role("heading", name="Thank you, your order is placed")).to_be_visible()
    keep(page, f"classic-thanks-{suffix}")
    page.get_by_role("link", name="Follow the order").click()
    page.get_by_label("Why? (optional)").fill("Wrong size")
    keep(page, f"classic-order-{suffix}")
    page.get_by_role("button", name="Cancel this order").click()
    assert Order.objects.get().status == OrderStatus.PLACED
    page.get_by_role("button", name="Cancel order").click()
    expect(page.get_by_text("The order was cancelled.")).to_be_visible()
    keep(page, f"classic-cancelled-{suffix}")


def check_the_end(owner_key: str) -> None:
    order = Order.objects.get()
    assert order.owner_key == owner_key
    assert (order.status, order.total_paise) == (OrderStatus.CANCELLED, 2 * 899_00)
    assert order.payments.get().state == Payment.State.REFUNDED
    assert list(stock_faults()) == []
    assert {row[2] for row in shop_state()["stock"]} == {10}


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_guest_buys_and_cancels_without_a_script(
    open_page: Opens, picture: Keeps, shop: Product, phone: bool
) -> None:
    suffix = "phone" if phone else "desktop"
    page = open_page("/", phone=phone, scripts=False)
    find_and_add(page, picture, suffix)
    fill_address(page)
    order_and_cancel(page, picture, suffix)
    assert Order.objects.get().owner_key.startswith("visitor:")
    assert journey_end() == BOUGHT_AND_CANCELLED
    check_the_end(Order.objects.get().owner_key)


def test_asha_logs_in_on_the_way_and_the_cart_comes_along(
    open_page: Opens, picture: Keeps, shop: Product, asha: User
) -> None:
    page = open_page("/", scripts=False)
    find_and_add(page, picture, "asha")
    page.goto("/account/login/?next=/checkout/")
    page.get_by_label("E-mail address").fill(asha.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    fill_address(page)
    order_and_cancel(page, picture, "asha")
    check_the_end(f"user:{asha.pk}")
    page.goto("/orders/")
    expect(page.get_by_text(Order.objects.get().number)).to_be_visible()


def test_with_scripts_the_filters_change_the_results_in_place(open_page: Opens, shop: Product) -> None:
    page = open_page("/search?q=")
    expect(page.get_by_text("2 products")).to_be_visible()
    page.get_by_role("checkbox", name="Kurtas").check()
    expect(page.get_by_text("1 product", exact=True)).to_be_visible()
    assert "f.category=Kurtas" in page.url
    page.get_by_role("button", name="Keep Neelam cotton kurta as a favourite").click()
    expect(page.locator('.favourite[aria-pressed="true"]')).to_be_visible()
    page.go_back()
    expect(page.get_by_text("2 products")).to_be_visible()


def test_with_scripts_stock_near_a_place_is_asked_without_leaving_the_page(
    open_page: Opens, shop: Product
) -> None:
    page = open_page(shop.get_absolute_url())
    page.get_by_role("radio", name="M").check(force=True)
    page.get_by_label("PIN code or city").fill("Pune")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("FC Road")).to_be_visible()
    expect(page.get_by_role("radio", name="M")).to_be_checked()
    assert "place=Pune" in page.url


def test_the_shop_can_be_used_with_the_keyboard_alone(open_page: Opens, shop: Product) -> None:
    page = open_page(shop.get_absolute_url())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    for _step in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "variant_id":
            break
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Cart", exact=True)).to_be_visible()


def test_a_page_in_hindi_speaks_hindi(open_page: Opens, picture: Keeps, shop: Product) -> None:
    page = open_page("/shop/", language="hi-IN")
    expect(page.locator("html")).to_have_attribute("lang", "hi")
    page.goto("/search?q=लाल कुर्ता")
    expect(page.get_by_role("link", name="Neelam cotton kurta")).to_be_visible()
    picture(page, "classic-search-hindi")
