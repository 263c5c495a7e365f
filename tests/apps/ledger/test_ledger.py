"""The chain shows tampering, keys answer once, notifications go out once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from apps.ledger.audit import audit_append, audit_faults
from apps.ledger.events import pseudonym_erase, pseudonym_of
from apps.ledger.idempotency import KeyReused, answer_once
from apps.ledger.models import AuditEntry, AuditHead, OutboxMessage
from apps.ledger.outbox import outbox_add, outbox_deliver
from retailgenie.ai.tools.types import Door

pytestmark = pytest.mark.django_db


def chain_of_three() -> None:
    for number in range(3):
        audit_append(actor="user:1", door=Door.CHAT, action=f"act{number}", now=timezone.now())


def tamper(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("alter table ledger_auditentry disable trigger audit_append_only")
        cursor.execute(sql)
        cursor.execute("alter table ledger_auditentry enable trigger audit_append_only")


def test_a_whole_chain_has_no_faults(capsys: pytest.CaptureFixture[str]) -> None:
    chain_of_three()
    assert list(audit_faults()) == []
    call_command("verify_audit")
    assert "whole: 3 entries" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("update ledger_auditentry set actor = 'user:2' where sequence = 2", "Entry 2"),
        ("delete from ledger_auditentry where sequence = 2", "2 to 2 are missing"),
        ("delete from ledger_auditentry where sequence = 3", "should end at 3"),
        ("delete from ledger_auditentry", "should end at 3"),
    ],
)
def test_a_changed_or_deleted_row_is_found(sql: str, fault: str) -> None:
    chain_of_three()
    tamper(sql)
    assert any(fault in line for line in audit_faults())
    with pytest.raises(CommandError, match="broken"):
        call_command("verify_audit")


def test_a_cut_tail_with_a_moved_head_is_found() -> None:
    chain_of_three()
    tamper("delete from ledger_auditentry where sequence = 3")
    last = AuditEntry.objects.get(sequence=2)
    AuditHead.objects.update(sequence=2, digest=last.digest)
    assert list(audit_faults()) == ["The head of the chain was changed."]


def test_the_database_refuses_to_change_the_chain() -> None:
    chain_of_three()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.update(actor="user:2")
    assert set(AuditEntry.objects.values_list("actor", flat=True)) == {"user:1"}


def test_an_erased_pseudonym_never_comes_back() -> None:
    now = timezone.now()
    first = pseudonym_of("user:1", now=now)
    assert pseudonym_of("user:1", now=now) == first
    assert pseudonym_of("user:2", now=now) != first
    pseudonym_erase(owner_key="user:1")
    assert pseudonym_of("user:1", now=now) != first


def once(key: str, body: Any, calls: list[int]) -> tuple[Any, bool]:
    def work() -> dict[str, int]:
        calls.append(1)
        return {"n": len(calls)}

    return answer_once(owner_key="user:1", endpoint="test", key=key, body=body, now=timezone.now(), work=work)


def test_a_key_is_answered_once_and_replayed() -> None:
    calls: list[int] = []
    assert once("a", {"x": 1, "y": 2}, calls) == ({"n": 1}, False)
    assert once("a", {"y": 2, "x": 1}, calls) == ({"n": 1}, True)
    assert once("b", {"x": 1}, calls) == ({"n": 2}, False)
    with pytest.raises(KeyReused):
        once("a", {"x": 2}, calls)
    assert len(calls) == 2


def test_a_failed_answer_frees_its_key() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answer_once(owner_key="user:1", endpoint="test", key="a", body={}, now=timezone.now(), work=fail)
    assert once("a", {}, []) == ({"n": 1}, False)


def add_message(key: str = "welcome:1") -> None:
    outbox_add(
        key=key,
        channel="email",
        recipient="asha@retailgenie.example",
        template="welcome",
        context={"name": "Asha"},
        now=timezone.now(),
    )


def test_a_message_goes_out_once() -> None:
    add_message()
    add_message()
    assert outbox_deliver(now=timezone.now()) == 1
    assert outbox_deliver(now=timezone.now()) == 0
    assert [message.subject for message in mail.outbox] == ["Welcome to RetailGenie, Asha"]


def test_a_message_that_fails_waits_longer_and_is_given_up(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    add_message()
    now = timezone.now()
    for _ in range(9):
        outbox_deliver(now=now)
        now += timedelta(hours=3)
    message = OutboxMessage.objects.get()
    assert (message.state, message.attempts) == ("dead", 8)
    assert message.last_error
