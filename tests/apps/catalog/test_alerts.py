"""Stock alerts: told once when stock rises, whoever runs the job; guests say yes first; nobody is written to twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from apps.accounts.models import User
from apps.catalog.alerts import MAX_OPEN, alerts_fire, alerts_tidy
from apps.catalog.models import Product, StockAlert, Variant
from apps.catalog.stock import (
    reservation_release,
    stock_allocate,
    stock_receive,
    stock_release,
    stock_reserve,
)
from apps.catalog.tasks import fire_stock_alerts, sweep_stock_alerts
from apps.ledger.execution import execute_tool, undo_receipt
from apps.ledger.models import Notice, NoticeChoice, OutboxMessage
from apps.ledger.outbox import outbox_deliver
from retailgenie.ai.tools.types import Caller, Done
from tests.apps.catalog.factories import NOW, make_product, make_store
from tests.apps.orders.shopping import done, refused

MakeCaller = Callable[..., Caller]
pytestmark = pytest.mark.django_db


@pytest.fixture
def gone() -> Variant:
    """A variant of which there is none."""
    return make_product("Red kurta", pieces=0, sizes=("M",)).variants.get()


def wait(caller: Caller, variant: Variant, **more: Any) -> Any:
    return execute_tool(caller, "add_stock_alert", {"variant_id": variant.pk, **more})


def receive(variant: Variant, pieces: int = 1) -> None:
    store = make_store("Pune")
    stock_receive(rows=[(variant.pk, store.pk, pieces)], reference="test", now=NOW)


def test_a_person_is_told_once_by_bell_and_mail_when_stock_rises(
    asha: User, caller: MakeCaller, gone: Variant, django_capture_on_commit_callbacks: Any
) -> None:
    assert done(wait(caller(asha), gone)).state == "active"
    with django_capture_on_commit_callbacks(execute=True):
        receive(gone)
    fire_stock_alerts([gone.pk])
    sweep_stock_alerts()
    assert StockAlert.objects.get().state == "told"
    assert Notice.objects.get(owner_key=f"user:{asha.pk}").url == gone.product.get_absolute_url()
    outbox_deliver(now=NOW + timedelta(days=999))
    assert [(x.to, "Red kurta" in x.subject) for x in mail.outbox] == [([asha.email], True)]


def test_rising_again_tells_nothing_more(
    asha: User, caller: MakeCaller, gone: Variant, django_capture_on_commit_callbacks: Any
) -> None:
    wait(caller(asha), gone)
    for _number in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            receive(gone)
    assert OutboxMessage.objects.count() == 1


@pytest.mark.parametrize("way", ["release", "reservation"])
def test_a_cancelled_order_and_a_given_up_reservation_are_stock_that_rises(
    asha: User, caller: MakeCaller, django_capture_on_commit_callbacks: Any, way: str
) -> None:
    variant = make_product(pieces=1, sizes=("M",)).variants.get()
    if way == "release":
        picks = stock_allocate(wants={variant.pk: 1}, reference="o", now=NOW)
    else:
        stock_reserve(holder="h", wants={variant.pk: 1}, now=NOW)
    done(wait(caller(asha), variant))
    with django_capture_on_commit_callbacks(execute=True):
        if way == "release":
            stock_release(picks=picks, reference="o", now=NOW)
        else:
            reservation_release(holder="h", now=NOW)
    assert StockAlert.objects.get().state == "told"


def test_what_comes_in_and_is_gone_at_once_tells_nobody(
    asha: User, caller: MakeCaller, gone: Variant
) -> None:
    wait(caller(asha), gone)
    receive(gone)
    stock_allocate(wants={gone.pk: 1}, reference="o", now=NOW)
    assert alerts_fire(now=NOW, variant_ids=[gone.pk]) == 0
    assert StockAlert.objects.get().state == "active"


@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_tell_each_person_once() -> None:
    variant = make_product("Red kurta", pieces=0, sizes=("M",)).variants.get()
    people = [User.objects.create_user(f"p{number}@shop.example", None, name="P") for number in range(12)]
    StockAlert.objects.bulk_create(
        StockAlert(variant=variant, owner_key=f"user:{x.pk}", state="active", created_at=NOW) for x in people
    )
    receive(variant)
    StockAlert.objects.update(state="active", told_at=None)
    OutboxMessage.objects.all().delete()
    Notice.objects.all().delete()
    told: list[int] = []

    def job() -> None:
        told.append(alerts_fire(now=NOW))
        connection.close()

    threads = [threading.Thread(target=job) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(told) == 12
    assert OutboxMessage.objects.count() == Notice.objects.count() == 12


def test_a_guest_is_asked_by_mail_and_told_only_after_a_yes(
    caller: MakeCaller, client: Client, gone: Variant, django_capture_on_commit_callbacks: Any
) -> None:
    assert refused(wait(caller(), gone)) == "email_needed"
    assert refused(wait(caller(), gone, email="no address")) == "email_needed"
    assert done(wait(caller(), gone, email="Guest@Example.com")).state == "unconfirmed"
    later = NOW + timedelta(days=999)
    outbox_deliver(now=later)
    link = next(line for line in mail.outbox[0].body.splitlines() if "/alerts/confirm/" in line)
    page = link.removeprefix("http://localhost:8000")
    assert client.get(page).status_code == 200
    receive(gone)
    assert alerts_fire(now=NOW) == 0
    assert StockAlert.objects.get().state == "unconfirmed"
    client.post(page)
    client.post(page)
    outbox_deliver(now=later)
    assert [x.to for x in mail.outbox] == [["guest@example.com"]] * 2
    assert "List-Unsubscribe" in mail.outbox[1].extra_headers


def test_a_guest_who_stopped_such_mails_gets_them_again_only_after_a_new_yes(
    caller: MakeCaller, client: Client, gone: Variant
) -> None:
    NoticeChoice.objects.create(
        owner_key="email:g@example.com", kind="stock_alerts", by_email=False, changed_at=NOW
    )
    done(wait(caller(), gone, email="g@example.com"))
    page = OutboxMessage.objects.get().context["page"]
    client.post(page)
    receive(gone)
    assert alerts_fire(now=NOW) == 1
    assert OutboxMessage.objects.filter(template="stock_back").count() == 1


def test_what_nobody_confirms_ends_without_the_address(caller: MakeCaller, gone: Variant) -> None:
    done(wait(caller(), gone, email="g@example.com"))
    StockAlert.objects.update(created_at=NOW)
    assert alerts_tidy(now=NOW + timedelta(days=6)) == 0
    assert alerts_tidy(now=NOW + timedelta(days=8)) == 1
    assert StockAlert.objects.get().email == ""


def test_what_is_there_needs_no_alert(asha: User, caller: MakeCaller) -> None:
    variant = make_product(pieces=2, sizes=("M",)).variants.get()
    assert refused(wait(caller(asha), variant)) == "alert_refused"
    assert not StockAlert.objects.exists()


def test_asking_twice_is_one_wish_and_the_list_has_an_end(
    asha: User, caller: MakeCaller, gone: Variant
) -> None:
    first, second = done(wait(caller(asha), gone)), done(wait(caller(asha), gone))
    assert first.alert_id == second.alert_id
    others = make_product(pieces=0, sizes=[str(x) for x in range(MAX_OPEN)]).variants.all()
    for variant in others[: MAX_OPEN - 1]:
        done(wait(caller(asha), variant))
    assert refused(wait(caller(asha), others[MAX_OPEN - 1])) == "alert_refused"
    assert StockAlert.objects.count() == MAX_OPEN


def test_a_wish_can_be_undone_and_a_strangers_can_not_be_touched(
    asha: User, ravi: User, caller: MakeCaller, gone: Variant
) -> None:
    outcome = wait(caller(asha), gone)
    assert isinstance(outcome, Done)
    alert = outcome.result.data.alert_id
    assert refused(execute_tool(caller(ravi), "remove_stock_alert", {"alert_id": alert})) == "not_found"
    assert StockAlert.objects.get().state == "active"
    undo_receipt(caller(asha), outcome.receipt_id)
    assert StockAlert.objects.get().state == "ended"
    assert done(execute_tool(caller(asha), "list_stock_alerts", {})).alerts == ()


def test_at_log_in_the_wish_follows_and_is_kept_once(client: Client, asha: User, gone: Variant) -> None:
    client.post("/alerts/add/", {"variant_id": gone.pk, "email": asha.email})
    assert StockAlert.objects.get().state == "unconfirmed"
    client.post("/account/login/", {"username": asha.email, "password": "a-long-test-password"})
    alert = StockAlert.objects.get()
    assert (alert.owner_key, alert.email, alert.state) == (f"user:{asha.pk}", "", "active")


@pytest.mark.parametrize("sent", ["", "x", "9" * 30, "0"])
def test_a_broken_form_is_a_404(client: Client, sent: str, gone: Variant) -> None:
    assert client.post("/alerts/add/", {"variant_id": sent}).status_code == 404


def test_the_product_page_offers_it_only_where_something_is_sold_out(
    client: Client, asha: User, gone: Variant
) -> None:
    there: Product = make_product(pieces=2, sizes=("M",))
    assert "/alerts/add/" not in client.get(there.get_absolute_url()).content.decode()
    assert 'name="email"' in client.get(gone.product.get_absolute_url()).content.decode()
    client.force_login(asha)
    page = client.get(gone.product.get_absolute_url()).content.decode()
    assert "/alerts/add/" in page
    assert 'name="email"' not in page
    sent = client.post("/alerts/add/", {"variant_id": gone.pk}, follow=True)
    assert "We tell you when Red kurta (M, Blue) is back." in sent.content.decode()
    assert "Red kurta" in client.get("/account/alerts/").content.decode()
    client.post(f"/alerts/{StockAlert.objects.get().pk}/remove/")
    assert StockAlert.objects.get().state == "ended"


def test_by_rest(client: Client, asha: User, gone: Variant) -> None:
    client.force_login(asha)
    body = {"variant_id": gone.pk}
    made = client.post("/api/v1/stock-alerts", body, content_type="application/json").json()["data"]
    assert client.get("/api/v1/stock-alerts").json()["data"]["alerts"][0]["title"] == "Red kurta (M, Blue)"
    assert client.delete(f"/api/v1/stock-alerts/{made['alert_id']}").status_code == 200
    assert StockAlert.objects.get().state == "ended"
