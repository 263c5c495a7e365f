"""What every door relies on: permission, approval, one execution, receipt and undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import ClassVar

import pytest
import time_machine
from django.utils import timezone

from apps.accounts.models import User
from apps.ledger.approvals import approval_decline
from apps.ledger.execution import execute_tool, undo_receipt
from apps.ledger.models import Approval, AuditEntry, Event, Receipt
from retailgenie.ai.tools.registry import registry
from retailgenie.ai.tools.types import (
    Arguments,
    Caller,
    Done,
    NeedsApproval,
    Refused,
    Risk,
    Tool,
    ToolResult,
    UndoStep,
)
from retailgenie.ai.types import ConfirmCard, TicketView
from retailgenie.lib.errors import ShopError

pytestmark = pytest.mark.django_db
Build = Callable[..., Caller]


class Jar(Arguments):
    amount: int


class JarFull(ShopError):
    code: ClassVar[str] = "jar_full"


class Honey:
    """A jar with two tools: add (WRITE) and smash (HIGH)."""

    def __init__(self) -> None:
        self.level = 0
        self.smashed = 0

    def add(self, caller: Caller, arguments: Jar) -> ToolResult:
        if self.level + arguments.amount > 10:
            raise JarFull("The jar is full.", room=10 - self.level)
        self.level += arguments.amount
        return ToolResult(None, "added", UndoStep("test_add", {"amount": -arguments.amount}))

    def smash(self, caller: Caller, arguments: Jar) -> ToolResult:
        self.smashed += 1
        return ToolResult(TicketView(str(self.smashed), "smashed", "new", "/"), "smashed")

    def preview(self, caller: Caller, arguments: Jar) -> ConfirmCard:
        return ConfirmCard("Smash the jar", (("Pieces", str(arguments.amount)),))


@pytest.fixture
def honey(monkeypatch: pytest.MonkeyPatch) -> Honey:
    jar = Honey()
    tools = {
        "test_add": Tool("test_add", "", Jar, jar.add, Risk.WRITE),
        "test_smash": Tool("test_smash", "", Jar, jar.smash, Risk.HIGH, preview=jar.preview),
        "test_staff": Tool("test_staff", "", Jar, jar.add, Risk.WRITE, frozenset({"orders.manage"})),
        "test_login": Tool("test_login", "", Jar, jar.add, Risk.WRITE, needs_login=True),
    }
    monkeypatch.setattr(registry, "_tools", tools)
    return jar


def asked(outcome: object) -> str:
    assert isinstance(outcome, NeedsApproval)
    return outcome.token


def test_a_write_leaves_a_receipt_that_undoes_it_once(honey: Honey, caller: Build) -> None:
    me = caller()
    done = execute_tool(me, "test_add", {"amount": 3})
    assert isinstance(done, Done) and honey.level == 3
    assert isinstance(undo_receipt(me, done.receipt_id), Done)
    assert honey.level == 0
    again = undo_receipt(me, done.receipt_id)
    assert isinstance(again, Refused) and again.code == "already_undone"
    assert honey.level == 0


def test_a_stranger_cannot_undo(honey: Honey, caller: Build) -> None:
    done = execute_tool(caller(visitor="one"), "test_add", {"amount": 3})
    assert isinstance(done, Done)
    for receipt in (done.receipt_id, "no-uuid"):
        refused = undo_receipt(caller(visitor="two"), receipt)
        assert isinstance(refused, Refused) and refused.code == "not_found"
    assert honey.level == 3


def test_undo_ends_after_a_day(honey: Honey, caller: Build) -> None:
    done = execute_tool(caller(), "test_add", {"amount": 3})
    assert isinstance(done, Done)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        late = undo_receipt(caller(), done.receipt_id)
    assert isinstance(late, Refused) and late.code == "not_undoable"
    assert honey.level == 3


def test_high_risk_needs_a_separate_yes(honey: Honey, caller: Build) -> None:
    token = asked(execute_tool(caller(), "test_smash", {"amount": 5}))
    assert honey.smashed == 0 and not Receipt.objects.exists()
    done = execute_tool(caller(), "test_smash", {"amount": 5}, token)
    assert isinstance(done, Done) and honey.smashed == 1
    assert AuditEntry.objects.get().action == "test_smash"


def test_the_same_yes_twice_gives_the_first_result(honey: Honey, caller: Build) -> None:
    token = asked(execute_tool(caller(), "test_smash", {"amount": 5}))
    first = execute_tool(caller(), "test_smash", {"amount": 5}, token)
    second = execute_tool(caller(), "test_smash", {"amount": 5}, token)
    assert isinstance(first, Done) and isinstance(second, Done)
    assert first.result.data == second.result.data
    assert first.receipt_id == second.receipt_id
    assert honey.smashed == 1


@pytest.mark.parametrize("case", ["argument", "person", "junk", "declined", "late"])
def test_a_yes_counts_only_for_its_own_card(honey: Honey, caller: Build, case: str) -> None:
    me = caller(visitor="one")
    token = asked(execute_tool(me, "test_smash", {"amount": 5}))
    who, amount, when = me, 5, timezone.now()
    if case == "argument":
        amount = 6
    elif case == "person":
        who = caller(visitor="two")
    elif case == "junk":
        token = "junk"
    elif case == "declined":
        assert approval_decline(caller=me, token=token, now=when)
    else:
        when += timedelta(minutes=11)
    with time_machine.travel(when):
        refused = execute_tool(who, "test_smash", {"amount": amount}, token)
    assert isinstance(refused, Refused) and refused.code == "approval_invalid"
    assert honey.smashed == 0 and not Approval.objects.filter(used_at__isnull=False).exists()


def test_a_refusal_of_the_shop_is_told_and_changes_nothing(honey: Honey, caller: Build) -> None:
    refused = execute_tool(caller(), "test_add", {"amount": 11})
    assert refused == Refused("jar_full", "The jar is full.", {"room": 10})
    assert honey.level == 0 and not Receipt.objects.exists()


def test_guests_and_missing_permissions_are_refused(
    honey: Honey, caller: Build, asha: User, meera: User
) -> None:
    assert execute_tool(caller(), "test_login", {"amount": 1}).code == "login_required"  # type: ignore[union-attr]
    assert execute_tool(caller(asha), "test_staff", {"amount": 1}).code == "permission_missing"  # type: ignore[union-attr]
    assert honey.level == 0
    assert isinstance(execute_tool(caller(meera), "test_staff", {"amount": 1}), Done)


def test_bad_arguments_name_the_field(honey: Honey, caller: Build) -> None:
    refused = execute_tool(caller(), "test_add", {"amount": "many", "extra": 1})
    assert isinstance(refused, Refused) and refused.code == "invalid_arguments"
    assert {row["field"] for row in refused.details["errors"]} == {"amount", "extra"}
    assert execute_tool(caller(), "nothing", {}).code == "unknown_tool"  # type: ignore[union-attr]


def test_calls_leave_events_under_a_pseudonym(honey: Honey, caller: Build) -> None:
    execute_tool(caller(visitor="one"), "test_add", {"amount": 1})
    event = Event.objects.get()
    assert event.name == "tool_called" and event.properties["tool"] == "test_add"
    assert "one" not in event.pseudonym and event.modality == "conversation"
