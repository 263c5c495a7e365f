"""A process that dies around sending: nothing is lost, nothing is sent twice unless it died in that very moment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from apps.ledger import outbox
from apps.ledger.models import OutboxMessage
from apps.ledger.outbox import LEASE, outbox_add, outbox_deliver

NOW = timezone.now()


@pytest.fixture
def message(db: None) -> OutboxMessage:
    outbox_add(
        key="order_placed:RG1:email",
        channel="email",
        recipient="asha@example.com",
        template="order_placed",
        context={"number": "RG1", "name": "Asha", "total_paise": 54_900},
        now=NOW,
    )
    return OutboxMessage.objects.get()


class Killed(BaseException):
    """What no `except` of the shop's catches, as a dead process."""


def dies_after_sending(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    send = outbox.email_send

    def last_words(row: OutboxMessage) -> None:
        send(row)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "email_send", last_words)
        with pytest.raises(Killed):
            outbox_deliver(now=now)


def test_a_copy_after_a_crash_bears_the_same_id(
    message: OutboxMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    dies_after_sending(monkeypatch, NOW)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.due_at) == ("pending", 1, NOW + LEASE)
    assert outbox_deliver(now=NOW + timedelta(seconds=1)) == 0  # it may still be on its way
    assert outbox_deliver(now=NOW + LEASE) == 1
    assert outbox_deliver(now=NOW + 2 * LEASE) == 0
    first, copy = mail.outbox
    assert first.extra_headers["Message-ID"] == copy.extra_headers["Message-ID"]


def test_no_transaction_is_open_while_a_mail_server_is_waited_for(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox_add(
        key="k", channel="email", recipient="a@example.com", template="order_placed",
        context={"number": "RG1", "name": "Asha", "total_paise": 1}, now=NOW,
    )  # fmt: skip
    seen = []
    monkeypatch.setattr(outbox, "email_send", lambda _row: seen.append(connection.in_atomic_block))
    assert outbox_deliver(now=NOW) == 1
    assert seen == [False]


def test_two_jobs_never_take_the_same_message(
    message: OutboxMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second job runs while the first is sending."""
    counts = []
    send = outbox.email_send

    def meanwhile(row: OutboxMessage) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(outbox, "email_send", send)
            counts.append(outbox_deliver(now=NOW))
        send(row)

    monkeypatch.setattr(outbox, "email_send", meanwhile)
    assert outbox_deliver(now=NOW) == 1
    assert (counts, len(mail.outbox)) == ([0], 1)
