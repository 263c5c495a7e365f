"""Accounts in the classic view: sign up, log in with what the visitor had, change, export, erase."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client

from apps.accounts.models import User
from apps.accounts.services import person_export
from apps.catalog.models import Favourite, Product
from apps.ledger.models import Event
from apps.orders.models import Cart
from tests.apps.catalog.factories import make_product, make_store
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def shirt(db: None) -> Product:
    return make_product("Blue shirt", price=500, store=make_store("Pune"))


def test_signing_up_brings_the_visitors_cart_and_favourites(client: Client, shirt: Product) -> None:
    client.post("/cart/add/", {"variant_id": shirt.variants.all()[0].pk})
    client.post("/favourite/", {"product_id": shirt.pk, "keep": "1"})
    answer = client.post(
        "/account/signup/",
        {"name": "Nila Das", "email": "Nila@Example.com", "password": "kettle-brass-9", "next": "/cart/"},
    )
    user = User.objects.get(email="nila@example.com")
    assert answer["Location"] == "/cart/"
    assert Cart.objects.get(state="open").owner_key == f"user:{user.pk}"
    assert Favourite.objects.get().owner_key == f"user:{user.pk}"
    assert len(client.get("/cart/").context["cart"].lines) == 1
    assert Event.objects.filter(name="logged_in").exists()


def test_logging_in_adds_the_visitors_cart_to_the_accounts_own(
    client: Client, asha: User, shirt: Product
) -> None:
    small, medium = shirt.variants.all()[:2]
    client.force_login(asha)
    client.post("/cart/add/", {"variant_id": small.pk})
    client.post("/account/logout/")
    client.post("/cart/add/", {"variant_id": medium.pk})
    client.post("/account/login/", {"username": "ASHA@retailgenie.example", "password": PASSWORD})
    assert {line.variant_id for line in client.get("/cart/").context["cart"].lines} == {small.pk, medium.pk}


def test_after_logging_out_the_browser_is_a_stranger(client: Client, asha: User, shirt: Product) -> None:
    client.force_login(asha)
    client.post("/cart/add/", {"variant_id": shirt.variants.all()[0].pk})
    client.post("/account/logout/")
    assert not client.get("/cart/").context["cart"].lines
    assert client.get("/account/")["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    "changes", [{"password": "12345"}, {"email": "asha@retailgenie.example"}, {"phone": "123"}, {"name": ""}]
)
def test_a_sign_up_that_breaks_a_rule_makes_no_account(
    client: Client, asha: User, changes: dict[str, str]
) -> None:
    given = {"name": "Nila", "email": "nila@example.com", "password": "kettle-brass-9", **changes}
    page = client.post("/account/signup/", given)
    assert page.status_code == 400
    assert page.context["form"].errors
    assert User.objects.count() == 1


def test_a_wrong_password_lets_nobody_in(client: Client, asha: User) -> None:
    page = client.post("/account/login/", {"username": asha.email, "password": "wrong"})
    assert page.context["form"].errors
    assert "_auth_user_id" not in client.session


def test_guessing_passwords_is_stopped(client: Client, asha: User) -> None:
    for _try in range(8):
        page = client.post("/account/login/", {"username": asha.email, "password": "wrong"})
    assert page.status_code == 429
    assert "Too many tries" in page.content.decode()
    client.post("/account/login/", {"username": asha.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_a_log_in_never_leads_to_another_site(client: Client, asha: User, target: str) -> None:
    given = {"username": asha.email, "password": PASSWORD, "next": target}
    assert client.post("/account/login/", given)["Location"] == "/"


def test_a_forgotten_password_is_replaced_by_a_mailed_link_that_works_once(
    client: Client, asha: User
) -> None:
    client.post("/account/reset/", {"email": asha.email})
    found = re.search(r"/account/reset/\S+", str(mail.outbox[0].body))
    assert found is not None
    address = found[0]
    form = client.get(address, follow=True)
    new = {"new_password1": "kettle-brass-9", "new_password2": "kettle-brass-9"}
    assert client.post(form.redirect_chain[-1][0], new).status_code == 302
    asha.refresh_from_db()
    assert asha.check_password("kettle-brass-9")
    assert "validlink" in Client().get(address, follow=True).context
    assert not Client().get(address, follow=True).context["validlink"]


def test_a_reset_tells_nobody_who_has_an_account(client: Client) -> None:
    answer = client.post("/account/reset/", {"email": "nobody@example.com"})
    assert answer["Location"] == "/account/reset/sent/"
    assert not mail.outbox


def test_details_are_changed_but_never_the_role(client: Client, asha: User) -> None:
    client.force_login(asha)
    answer = client.post(
        "/account/edit/",
        {
            "name": "Asha R",
            "phone": "+91 98200 12345",
            "pin": "411 001",
            "language": "hi",
            "role": "admin",
            "is_staff": "1",
        },
    )
    asha.refresh_from_db()
    assert (asha.name, asha.phone, asha.pin, asha.language) == ("Asha R", "9820012345", "411001", "hi")
    assert (asha.role, asha.is_staff) == ("shopper", False)
    assert answer.cookies["django_language"].value == "hi"


def test_my_data_can_be_downloaded_and_erased(client: Client, asha: User) -> None:
    client.force_login(asha)
    assert client.get("/account/export/").headers["Content-Type"] == "application/zip"
    assert client.post("/account/erase/", {"password": "wrong"}).status_code == 400
    asha.refresh_from_db()
    assert asha.is_active
    client.post("/account/erase/", {"password": PASSWORD})
    erased = User.objects.get(pk=asha.pk)
    assert (erased.is_active, erased.name) == (False, "")


def test_nothing_that_names_a_person_is_left_after_erasing(
    client: Client, asha: User, shirt: Product
) -> None:
    client.force_login(asha)
    client.post("/favourite/", {"product_id": shirt.pk, "keep": "1"})
    form = {"category": "bug", "subject": "moonflower", "text": "moonflower"}
    token = client.post("/help/tickets/new/", form).context["token"]
    client.post("/help/tickets/new/", {**form, "approval": token})
    address = {"name": "Asha", "line1": "moonflower", "city": "Pune", "pin": "411004", "phone": "98765 43210"}
    token = client.post("/account/addresses/", address).context["token"]
    client.post("/account/addresses/", {**address, "approval": token})
    exported = str(person_export(user=asha))
    assert exported.count("moonflower") >= 3
    assert shirt.title in exported
    client.post("/account/erase/", {"password": PASSWORD})
    left = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        for value in model._base_manager.values_list(field.name, flat=True)
        if "moonflower" in str(value) or "Asha" in str(value) or asha.email in str(value)
    ]
    assert left == []


@pytest.mark.parametrize(
    "path",
    ["/account/login/", "/account/signup/", "/account/reset/", "/account/reset/sent/", "/account/reset/x/y/"],
)
def test_pages_for_visitors_answer(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/account/", "/account/edit/", "/account/erase/", "/account/password/"])
def test_pages_of_the_account_answer(client: Client, asha: User, path: str) -> None:
    client.force_login(asha)
    assert client.get(path).status_code == 200
