"""A person is told once, in their language, by the ways they want; the rest is switched off by a link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils.translation import override

from apps.accounts.models import User
from apps.ledger.announcing import announcement_publish, announcement_tell
from apps.ledger.execution import execute_tool, undo_receipt
from apps.ledger.message_samples import SAMPLES, sample_words, template_names
from apps.ledger.models import Announcement, Notice, NoticeChoice, NoticeKind, OutboxMessage
from apps.ledger.notices import Recipient, choice_set, notify, recipient_of, unread_count
from apps.ledger.outbox import outbox_deliver
from apps.ledger.tasks import announce
from apps.ledger.unsubscribing import unsubscribe_url
from retailgenie.ai.tools.types import Caller, Done
from retailgenie.ai.types import NoticeList

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
KIND = NoticeKind.REVIEWS


def key_of(user: User) -> str:
    return f"user:{user.pk}"


def tell(user: User, key: str = "review:1", **values: Any) -> None:
    given = {"template": "review_published", "context": {"product": "Blue shirt"}, "url": "/shop/", **values}
    notify(key=key, kind=KIND, recipient=recipient_of(key_of(user)), now=NOW, **given)


def listed(caller: Caller) -> NoticeList:
    outcome = execute_tool(caller, "list_notifications", {})
    assert isinstance(outcome, Done)
    found = outcome.result.data
    assert isinstance(found, NoticeList)
    return found


def test_the_same_event_is_told_once_by_bell_and_by_mail(asha: User) -> None:
    tell(asha)
    tell(asha)
    assert Notice.objects.filter(owner_key=key_of(asha)).count() == 1
    assert outbox_deliver(now=NOW) == 1
    assert outbox_deliver(now=NOW) == 0
    assert [x.to for x in mail.outbox] == [[asha.email]]


def test_an_email_of_a_kind_carries_the_link_that_stops_it_and_stays_the_same_message(asha: User) -> None:
    tell(asha)
    outbox_deliver(now=NOW)
    headers = mail.outbox[0].extra_headers
    link = headers["List-Unsubscribe"].strip("<>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in mail.outbox[0].body
    first = headers["Message-ID"]
    OutboxMessage.objects.update(state="pending")
    outbox_deliver(now=NOW)
    assert mail.outbox[1].extra_headers["Message-ID"] == first


def test_opening_the_link_changes_nothing_and_a_mail_program_can_post_to_it(asha: User) -> None:
    page = unsubscribe_url(choice_key=key_of(asha), kind=KIND)
    client = Client(enforce_csrf_checks=True)
    assert client.get(page).status_code == 200
    assert not NoticeChoice.objects.exists()
    assert client.post(page, {"List-Unsubscribe": "One-Click"}).status_code == 200
    tell(asha)
    assert Notice.objects.count() == 1
    assert not OutboxMessage.objects.exists()
    client.post(page, {"on": "1"})
    tell(asha, key="review:2")
    assert OutboxMessage.objects.count() == 1


@pytest.mark.parametrize("token", ["nonsense", "WyJ1c2VyOjEiLCJyZXZpZXdzIl0:1:x"])
def test_a_link_that_we_never_made_is_nothing(client: Client, token: str) -> None:
    assert client.post(f"/notifications/off/{token}/").status_code == 404
    assert not NoticeChoice.objects.exists()


def test_mails_about_orders_can_not_be_switched_off_and_carry_no_such_link(asha: User) -> None:
    choice_set(choice_key=key_of(asha), kind=NoticeKind.ORDERS, by_email=False, in_shop=False, now=NOW)
    notify(
        key="o",
        kind=NoticeKind.ORDERS,
        recipient=recipient_of(key_of(asha)),
        template="order_shipped",
        context={"number": "RG1", "name": "Asha"},
        now=NOW,
    )
    assert not Notice.objects.exists()
    outbox_deliver(now=NOW)
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_a_guest_with_only_an_address_gets_mail_and_can_stop_it(client: Client) -> None:
    guest = Recipient(email="Guest@Example.com", language="hi")
    notify(
        key="g",
        kind=KIND,
        recipient=guest,
        template="review_published",
        context={"product": "Kurta"},
        now=NOW,
    )
    assert not Notice.objects.exists()
    outbox_deliver(now=NOW)
    with override("hi"):
        assert mail.outbox[0].subject == sample_subject("review_published", {"product": "Kurta"})
    page = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    client.post(page)
    assert NoticeChoice.objects.get().owner_key == "email:guest@example.com"


def sample_subject(name: str, context: dict[str, object]) -> str:
    from apps.ledger.notice_shown import message_words

    return message_words(name, context)[0]


def test_a_person_is_told_in_their_own_language(asha: User) -> None:
    asha.language = "hi"
    asha.save()
    tell(asha)
    outbox_deliver(now=NOW)
    with override("hi"):
        assert mail.outbox[0].subject == sample_subject("review_published", {"product": "Blue shirt"})
    with override("en"):
        assert mail.outbox[0].subject != sample_subject("review_published", {"product": "Blue shirt"})


def test_the_list_counts_what_is_unread_and_forgets_it_when_read(
    asha: User, ravi: User, caller: Callable[..., Caller]
) -> None:
    tell(asha)
    tell(asha, key="review:2")
    tell(ravi, key="review:3")
    assert (listed(caller(asha)).unread, listed(caller(asha)).total) == (2, 2)
    first = listed(caller(asha)).notices[0]
    execute_tool(caller(ravi), "read_notifications", {"notice_ids": [first.notice_id]})
    assert listed(caller(asha)).unread == 2
    execute_tool(caller(asha), "read_notifications", {"notice_ids": [first.notice_id]})
    assert listed(caller(asha)).unread == 1
    execute_tool(caller(asha), "read_notifications", {})
    assert unread_count(key_of(asha)) == 0
    assert unread_count(key_of(ravi)) == 1


def test_a_choice_can_be_taken_back(asha: User, caller: Callable[..., Caller]) -> None:
    outcome = execute_tool(caller(asha), "choose_notifications", {"kind": "reviews", "by_email": False})
    assert isinstance(outcome, Done)
    assert NoticeChoice.objects.get().by_email is False
    undo_receipt(caller(asha), outcome.receipt_id)
    assert NoticeChoice.objects.get().by_email is True


def test_the_pages_work_without_scripts(asha: User, client: Client) -> None:
    tell(asha)
    client.force_login(asha)
    assert b"Your review of Blue shirt is published" in client.get("/notifications/").content
    assert b'class="count">1' in client.get("/account/").content
    opened = client.post(f"/notifications/{Notice.objects.get().pk}/open/")
    assert (opened.status_code, opened.headers["Location"]) == (302, "/shop/")
    assert unread_count(key_of(asha)) == 0
    kept = {f"{kind}:email": "on" for kind in NoticeKind if kind is not KIND}
    client.post("/notifications/choices/", kept)
    assert set(NoticeChoice.objects.filter(by_email=False).values_list("kind", flat=True)) == {KIND.value}
    assert not NoticeChoice.objects.filter(in_shop=True).exists()


def test_a_strangers_notice_is_a_404_and_stays_unread(asha: User, ravi: User, client: Client) -> None:
    tell(asha)
    client.force_login(ravi)
    assert client.post(f"/notifications/{Notice.objects.get().pk}/open/").status_code == 404
    assert unread_count(key_of(asha)) == 1


def test_a_visitors_notices_come_along_at_log_in(asha: User, client: Client) -> None:
    client.get("/cart/")
    visitor = f"visitor:{client.session['visitor_id']}"
    notify(key="v", kind=KIND, recipient=Recipient(visitor), template="review_published", context={}, now=NOW)
    client.post("/account/login/", {"username": asha.email, "password": "a-long-test-password"})
    assert unread_count(key_of(asha)) == 1


def test_an_announcement_reaches_everybody_of_its_role_once(
    asha: User, ravi: User, meera: User, django_capture_on_commit_callbacks: Any
) -> None:
    row = Announcement.objects.create(title="New store", text="In Pune", role="shopper", by_email=True)
    assert announcement_tell(announcement_id=row.pk, now=NOW) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert announcement_publish(announcement_id=row.pk, now=NOW)
    assert not announcement_publish(announcement_id=row.pk, now=NOW)
    announce(row.pk)
    assert Notice.objects.count() == OutboxMessage.objects.count() == 2
    assert unread_count(key_of(meera)) == 0


def test_every_template_has_a_sample_and_reads_differently_in_hindi() -> None:
    assert sorted(SAMPLES) == template_names()
    for name in template_names():
        english, hindi = sample_words(name, "en"), sample_words(name, "hi")
        assert all(english)
        assert all(hindi)
        assert english[0] != hindi[0], name


def test_an_admin_sees_each_message_and_sends_one_to_themself(admin: User, client: Client) -> None:
    client.force_login(admin)
    assert "How each message looks" in client.get("/admin/ledger/notice/").content.decode()
    assert b"order_shipped" in client.get("/admin/ledger/notice/messages/").content
    page = "/admin/ledger/notice/messages/order_shipped/"
    assert "RG12345678" in client.get(page).content.decode()
    client.post(page, {"language": "hi"})
    outbox_deliver(now=datetime.now(UTC))
    assert [x.to for x in mail.outbox] == [[admin.email]]
    assert client.get("/admin/ledger/notice/messages/none-such/").status_code == 404


def test_staff_without_the_admin_see_no_messages(meera: User, client: Client) -> None:
    client.force_login(meera)
    assert client.get("/admin/ledger/notice/messages/").status_code == 302


@pytest.mark.parametrize(("spoken", "written"), [("en-hinglish", "en"), ("hi", "hi")])
def test_a_guest_gets_letters_in_a_language_that_letters_have(spoken: str, written: str) -> None:
    with override(spoken):
        assert recipient_of("guest:abc", email="guest@example.com").language == written
