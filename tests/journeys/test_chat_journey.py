"""The whole journey by talking, in English and in Hinglish: landing, finding, buying, following, cancelling."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.accounts.models import User
from apps.catalog.indexing import catalog_index
from apps.catalog.stock import stock_faults
from apps.catalog.versions import catalog_version
from apps.chat.models import Conversation, Turn
from apps.orders.models import Order, OrderStatus
from retailgenie.ai.encoder import encoders_folder
from retailgenie.ai.encoder.build import build_encoder
from tests.apps.catalog.factories import make_product, make_store
from tests.conftest import PASSWORD
from tests.journeys.state import BOUGHT_AND_CANCELLED, journey_end, shop_state

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Opens = Callable[..., Page]
Keeps = Callable[[Page, str], None]

ADDRESS = "Asha Rao, 98765 43210, 12 Lake Road, Pune 411004"
ENGLISH = {
    "find": "red cotton kurtas under 1000",
    "add": "add the first one in M",
    "more": "make it two",
    "checkout": "checkout",
    "delivery": "home delivery",
    "address": ADDRESS,
    "pay": "UPI",
    "follow": "where is my order?",
    "cancel": "cancel it",
    "undo button": "Undo",
    "place button": "Place order",
    "cancel button": "Cancel order",
}
HINGLISH = {
    "find": "laal cotton kurta dikhao 1000 se kam",
    "add": "pehla wala M mein daal do",
    "more": "quantity do kar do",
    "checkout": "checkout karo",
    "delivery": "ghar par delivery",
    "address": ADDRESS,
    "pay": "upi se",
    "follow": "mera order kahan hai?",
    "cancel": "isko cancel kar do",
    "undo button": "Wapas lein",
    "place button": "Order place karein",
    "cancel button": "Order cancel karein",
}


@pytest.fixture(autouse=True)
def shop(transactional_db: None) -> Iterator[None]:
    """Kurtas at ₹899 and a shirt at ₹1,599, ten of each in Pune."""
    build_encoder(encoders_folder(), progress=lambda line: None)
    catalog_version.forget()
    store = make_store("Pune", name="FC Road", pin="411001")
    make_product("Denim shirt", category="Shirts", price=1599, pieces=10, store=store)
    make_product(
        "Neelam cotton kurta",
        category="Kurtas",
        colours=("Blue", "Red"),
        attributes={"material": ["Cotton"]},
        price=899,
        mrp=1199,
        pieces=10,
        store=store,
    )
    catalog_index()
    yield
    catalog_version.forget()


class Talk:
    """A person at the composer: says something, waits for the whole answer, looks at it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def say(self, text: str) -> Locator:
        before = self._answers()
        self.page.locator("#say").fill(text)
        self.page.keyboard.press("Enter")
        return self._answer(before)

    def tap(self, button: Locator) -> Locator:
        before = self._answers()
        button.click()
        return self._answer(before)

    def _answers(self) -> int:
        return self.page.locator(".message-assistant .message-after").count()

    def _answer(self, before: int) -> Locator:
        expect(self.page.locator(".message-assistant .message-after")).to_have_count(before + 1)
        return self.page.locator(".message-assistant").last


def buy_and_cancel(talk: Talk, words: dict[str, str], keep: Keeps, suffix: str) -> None:
    found = talk.say(words["find"])
    expect(found.get_by_role("link", name="Neelam cotton kurta")).to_be_visible()
    expect(found.get_by_text("₹899").first).to_be_visible()
    keep(talk.page, f"chat-found-{suffix}")
    expect(talk.say(words["add"]).get_by_role("button", name=words["undo button"])).to_be_visible()
    expect(talk.page.locator("#cart-count")).to_contain_text("1")
    talk.say(words["more"])
    expect(talk.page.locator("#cart-count")).to_contain_text("2")
    for step in ("checkout", "delivery", "address"):
        talk.say(words[step])
    asked = talk.say(words["pay"])
    expect(asked.get_by_text("₹1,798").first).to_be_visible()
    assert not Order.objects.exists()
    keep(talk.page, f"chat-confirm-{suffix}")
    placed = talk.tap(asked.get_by_role("button", name=words["place button"]))
    order = Order.objects.get()
    expect(placed.get_by_role("link", name=order.number)).to_be_visible()
    keep(talk.page, f"chat-placed-{suffix}")
    expect(talk.say(words["follow"]).locator(".timeline")).to_be_visible()
    asked = talk.say(words["cancel"])
    assert Order.objects.get().status == OrderStatus.PLACED
    cancelled = talk.tap(asked.get_by_role("button", name=words["cancel button"]))
    expect(cancelled.locator(".badge-bad").first).to_be_visible()
    keep(talk.page, f"chat-cancelled-{suffix}")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("words", [ENGLISH, HINGLISH], ids=["english", "hinglish"])
def test_a_guest_buys_and_cancels_by_talking(
    open_page: Opens, picture: Keeps, words: dict[str, str], phone: bool
) -> None:
    suffix = f"{'hinglish' if words is HINGLISH else 'english'}-{'phone' if phone else 'desktop'}"
    page = open_page("/", phone=phone)
    expect(page.get_by_role("heading", name="What can I help you with?")).to_be_visible()
    picture(page, f"chat-landing-{suffix}")
    buy_and_cancel(Talk(page), words, picture, suffix)
    assert journey_end() == BOUGHT_AND_CANCELLED
    assert {row[2] for row in shop_state()["stock"]} == {10}
    assert list(stock_faults()) == []


def test_the_thread_survives_a_reload_and_the_classic_view_is_one_tap_away(open_page: Opens) -> None:
    page = open_page("/")
    talk = Talk(page)
    talk.say("red cotton kurtas under 1000")
    page.reload()
    expect(page.locator(".message-assistant")).to_have_count(1)
    talk.say("add the first one in M")
    page.get_by_role("link", name="Classic", exact=True).click()
    expect(page.get_by_role("link", name="Neelam cotton kurta")).to_be_visible()
    assert "/search" in page.url
    expect(page.locator("#cart-count")).to_contain_text("1")
    page.get_by_role("link", name="Ask me").click()
    expect(page.locator("dialog .message-assistant")).to_have_count(2)


def test_a_broken_connection_comes_back_and_nothing_is_lost_or_doubled(open_page: Opens) -> None:
    page = open_page("/")
    page.add_init_script(
        "window.sockets = []; const Real = WebSocket;"
        "window.WebSocket = class extends Real { constructor(...a) { super(...a); window.sockets.push(this); } };"
    )
    page.reload()
    talk = Talk(page)
    talk.say("hello")
    # The message leaves and the connection breaks before the answer can arrive.
    page.evaluate("window.sockets.at(-1).onclose = null")
    page.locator("#say").fill("red cotton kurtas under 1000")
    page.evaluate(
        """() => {
          const socket = window.sockets.at(-1);
          document.querySelector("[data-composer]").requestSubmit();
          socket.close(4000);
          document.querySelector("#chat").dispatchEvent(new CustomEvent("htmx:wsClose", { bubbles: true }));
        }"""
    )
    page.reload()
    expect(page.locator(".message-assistant .message-after")).to_have_count(2)
    talk.say("thanks")
    assert Turn.objects.count() == 3


def test_buttons_do_what_words_do(open_page: Opens) -> None:
    page = open_page("/")
    talk = Talk(page)
    found = talk.say("red cotton kurtas under 1000")
    found.get_by_text("Add", exact=False).first.click()
    added = talk.tap(found.get_by_role("button", name="Add Neelam cotton kurta, Red M"))
    expect(page.locator("#cart-count")).to_contain_text("1")
    talk.tap(added.get_by_role("button", name="Undo"))
    expect(page.locator("#cart-count")).to_have_text("")
    page.locator(".thumb").last.click()
    expect(page.get_by_text("What was wrong?")).to_be_visible()


def test_logging_in_on_the_way_goes_on_with_the_same_conversation(open_page: Opens, asha: User) -> None:
    page = open_page("/")
    talk = Talk(page)
    talk.say("red cotton kurtas under 1000")
    talk.say("add the first one in M")
    conversation = Conversation.objects.get()
    page.goto(f"/account/login/?next=/chat/{conversation.pk}/%3Fafter%3Dlogin")
    page.get_by_label("E-mail address").fill(asha.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".message-assistant .message-after")).to_have_count(3)
    conversation.refresh_from_db()
    assert conversation.owner_key == f"user:{asha.pk}"
    expect(page.locator("#cart-count")).to_contain_text("1")


def test_the_whole_conversation_works_without_scripts(open_page: Opens) -> None:
    page = open_page("/", scripts=False)
    page.locator("#say").fill("red cotton kurtas under 1000")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("link", name="Neelam cotton kurta")).to_be_visible()
    page.locator("summary", has_text="Add").first.click()
    page.get_by_role("button", name="Add Neelam cotton kurta, Red M").click()
    expect(page.locator("#cart-count")).to_contain_text("1")


def test_the_assistant_answers_on_a_classic_page(open_page: Opens) -> None:
    page = open_page("/shop/")
    page.get_by_role("link", name="Ask me").click()
    talk = Talk(page)
    found = talk.say("red cotton kurtas under 1000")
    expect(found.get_by_role("link", name="Neelam cotton kurta")).to_be_visible()
    found.get_by_role("button", name="Keep Neelam cotton kurta as a favourite").click()
    expect(found.locator('.favourite[aria-pressed="true"]')).to_be_visible()
    talk.say("add the first one in M")
    expect(page.locator("#cart-count")).to_contain_text("1")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.url.endswith("/shop/")
