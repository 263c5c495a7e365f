"""In a browser: the size is asked for, remembered with a yes, used in the next talk, seen on the page, forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from apps.catalog.indexing import catalog_index
from apps.catalog.models import ToldPreference
from apps.catalog.versions import catalog_version
from apps.orders.models import CartLine
from retailgenie.ai.encoder import encoders_folder
from retailgenie.ai.encoder.build import build_encoder
from tests.apps.catalog.factories import make_product, make_store
from tests.conftest import PASSWORD
from tests.journeys.test_chat_journey import Talk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Opens = Callable[..., Page]
Keeps = Callable[[Page, str], None]
LOG_IN = re.compile("Log in|लॉग इन")


@pytest.fixture(autouse=True)
def shop(transactional_db: None) -> Iterator[None]:
    """Four shirts in three sizes, ten of each in Pune."""
    build_encoder(encoders_folder(), progress=lambda line: None)
    catalog_version.forget()
    store = make_store("Pune", name="FC Road", pin="411001")
    for name in ("Denim shirt", "Linen shirt", "Oxford shirt", "Checked shirt"):
        make_product(name, attributes={"gender": ["Men"]}, price=1599, pieces=10, store=store)
    catalog_index()
    yield
    catalog_version.forget()


def logged_in(open_page: Opens, asha: User, *, phone: bool, language: str = "en-IN") -> Talk:
    page = open_page("/account/login/", phone=phone, language=language)
    page.locator("input[name=username]").fill(asha.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name=LOG_IN).click()
    page.goto("/")
    return Talk(page)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_size_is_remembered_with_a_yes_used_next_time_and_forgotten(
    open_page: Opens, picture: Keeps, asha: User, phone: bool
) -> None:
    suffix = "phone" if phone else "desktop"
    talk = logged_in(open_page, asha, phone=phone)
    talk.say("denim shirt")
    talk.say("add the first one")
    asked = talk.say("M")
    expect(asked.get_by_text("Shall I remember size M for shirts")).to_be_visible()
    picture(talk.page, f"memory-asked-{suffix}")
    assert not ToldPreference.objects.exists()
    talk.tap(asked.get_by_role("button", name="Yes, remember"))
    assert ToldPreference.objects.get().value == "M"
    talk.page.goto("/")
    talk.page.get_by_role("button", name="New conversation").click()
    CartLine.objects.all().delete()
    talk.say("linen shirt")
    taken = talk.say("add the first one")
    expect(taken.get_by_text("I took your usual M")).to_be_visible()
    expect(taken.get_by_role("button", name="Undo")).to_be_visible()
    assert CartLine.objects.get().variant.size == "M"
    picture(talk.page, f"memory-used-{suffix}")
    shown = talk.say("what do you remember about me?")
    expect(shown.locator("strong", has_text="Size M for shirts")).to_be_visible()
    picture(talk.page, f"memory-shown-{suffix}")
    talk.page.goto("/account/memory/")
    expect(talk.page.get_by_text("you told us on")).to_be_visible()
    picture(talk.page, f"memory-page-{suffix}")
    talk.page.get_by_role("button", name=re.compile("Forget.*Size M for shirts")).click()
    expect(talk.page.get_by_text("Nothing yet.")).to_be_visible()
    assert not ToldPreference.objects.exists()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_page_works_in_hindi_without_a_script(
    open_page: Opens, picture: Keeps, asha: User, phone: bool
) -> None:
    User.objects.update(language="hi")
    suffix = f"hindi-{'phone' if phone else 'desktop'}"
    page = open_page("/account/login/", phone=phone, scripts=False, language="hi")
    page.locator("input[name=username]").fill(asha.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name=LOG_IN).click()
    page.goto("/account/memory/")
    page.get_by_role("button", name="मुझे याद रखिए").click()
    picture(page, f"memory-allow-{suffix}")
    page.get_by_role("button", name="हाँ, याद रखिए").click()
    page.goto("/")
    page.locator("#say").fill("याद रखो कि शर्ट में मेरा साइज़ M है")
    page.locator("[data-composer] button[type=submit]").click()
    picture(page, f"memory-told-{suffix}")
    page.goto("/account/memory/")
    expect(page.locator("strong", has_text="साइज़ M")).to_be_visible()
    picture(page, f"memory-page-{suffix}")
    page.get_by_role("button", name="मुझे याद रखना बंद कीजिए").click()
    assert not ToldPreference.objects.exists()


def test_a_comparison_is_offered_on_its_page_and_what_was_done_there_is_said(
    open_page: Opens, picture: Keeps, asha: User
) -> None:
    talk = logged_in(open_page, asha, phone=False)
    talk.say("shirts")
    offered = talk.say("compare all of them")
    expect(offered.get_by_text("side by side are easier to judge")).to_be_visible()
    picture(talk.page, "route-offered-desktop")
    offered.get_by_role("link", name="Open it there").click()
    talk.page.wait_for_url("**/compare/?p=**")
    picture(talk.page, "route-compare-desktop")


def test_asking_for_the_classic_view_opens_it_at_once(open_page: Opens, asha: User) -> None:
    talk = logged_in(open_page, asha, phone=True)
    talk.say("shirts under 2000")
    talk.page.locator("#say").fill("show me the classic view")
    talk.page.keyboard.press("Enter")
    talk.page.wait_for_url("**/search?**")
    assert "max=2000" in talk.page.url
