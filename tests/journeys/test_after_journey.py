"""After the purchase in the browser: a payment that comes while the talk is open, and a photo for a return."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, expect
from pytest_django import Settings

from apps.accounts.callers import caller_for
from apps.accounts.models import Role
from apps.catalog.models import Product
from apps.chat.models import Conversation
from apps.chat.services import agent_message_add
from apps.orders.models import Order, OrderStatus, Return, ReturnPhoto
from retailgenie.ai.tools.types import Door
from tests.apps.orders.after import a_picture, deliver, with_policy
from tests.apps.orders.shopping import add, place
from tests.conftest import PASSWORD, person
from tests.journeys.test_chat_journey import ADDRESS, Keeps, Opens, Talk, shop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["shop"]


def test_a_payment_that_comes_is_told_at_once_and_an_agent_is_heard(
    open_page: Opens, picture: Keeps, shop: None
) -> None:
    talk = Talk(open_page("/"))
    for words in (
        "red cotton kurtas under 1000",
        "add the first one in M",
        "checkout",
        "home delivery",
        ADDRESS,
    ):
        talk.say(words)
    asked = talk.say("later@upi")
    waits = talk.tap(asked.get_by_role("button", name="Place order"))
    expect(waits.get_by_text("Waiting for payment")).to_be_visible()
    order = Order.objects.get()
    assert order.status == OrderStatus.AWAITING_PAYMENT
    bank = talk.page.context.new_page()
    bank.goto(str(waits.get_by_role("link", name="Finish the payment").get_attribute("href")))
    bank.get_by_role("button", name="Agree and pay").click()
    expect(bank).to_have_url(talk.page.url)  # it leads back to the talk
    expect(talk.page.get_by_text(f"Your payment has come: order {order.number} is placed.")).to_be_visible()
    agent_message_add(
        conversation_id=Conversation.objects.get().pk, text="Kabir here: all is well.", now=timezone.now()
    )
    expect(talk.page.get_by_text("Kabir here: all is well.")).to_be_visible()
    picture(talk.page, "chat-news")


def test_a_photo_is_added_without_javascript_and_goes_with_the_return(
    open_page: Opens, picture: Keeps, shop: None, settings: Settings, tmp_path: Path
) -> None:
    settings.PRIVATE_ROOT = tmp_path
    asha = person("asha@retailgenie.example", "Asha Rao", Role.SHOPPER)
    buyer = caller_for(asha, visitor_id="", door=Door.CLASSIC)
    kurta = Product.objects.get(title="Neelam cotton kurta")
    Product.objects.filter(pk=kurta.pk).update(return_days=30)
    add(buyer, kurta.variants.filter(size="M")[0].pk)
    staff = caller_for(person("s@retailgenie.example", "S", Role.STAFF), visitor_id="", door=Door.CLASSIC)
    order = deliver(staff, Order.objects.get(number=place(buyer).number))
    with_policy(order, photo_reasons=["damaged"])
    page = open_page(f"/account/login/?next=/orders/{order.number}/", phone=True, scripts=False)
    page.get_by_label("E-mail").fill(asha.email)
    page.get_by_label("Password").first.fill(PASSWORD)
    page.locator("main button.button-primary").click()
    page.get_by_role("link", name="Add photos of what is wrong").click()
    photo: FilePayload = {"name": "tear.jpg", "mimeType": "image/jpeg", "buffer": a_picture()}
    page.locator("input[type=file]").set_input_files(files=[photo])
    page.get_by_role("button", name="Add photos").click()
    expect(page.locator(".photo img")).to_have_js_property("naturalWidth", 400)
    picture(page, "return-photos")
    page.get_by_role("link", name="Done, go on").click()
    page.get_by_label("Why?").select_option("damaged")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Photos")).to_be_visible()
    page.get_by_role("button", name="Return", exact=True).click()
    assert Return.objects.get().pictures.get() == ReturnPhoto.objects.get()
    expect(page.get_by_role("link", name="Label to print")).to_be_visible()
