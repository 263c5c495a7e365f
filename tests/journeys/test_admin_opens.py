"""The admin works under the policy for its door: it opens, lists and shows a form without a complaint."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from apps.accounts.models import User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser


def test_an_admin_logs_in_and_opens_a_person(
    open_page: Callable[..., Page], admin: User, asha: User, picture: Callable[[Page, str], None]
) -> None:
    page = open_page("/admin/")
    page.locator("input[name=username]").fill(admin.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.goto("/admin/accounts/user/")
    expect(page.get_by_role("link", name=asha.email)).to_be_visible()
    page.get_by_role("link", name=asha.email).click()
    expect(page.locator("input[name=email]")).to_have_value(asha.email)
    picture(page, "admin-person")
