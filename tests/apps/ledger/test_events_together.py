"""Events of a block are appended in one go, and never those of what was rolled back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from apps.accounts.callers import caller_for
from apps.ledger.events import event_record, events_together, pseudonym_erase, pseudonym_of
from apps.ledger.models import Event, EventName, Pseudonym
from retailgenie.ai.tools.types import Caller, Door

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[object]]
NOW = datetime(2026, 3, 2, 10, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def visitor() -> Caller:
    return caller_for(None, visitor_id="visitor-1", door=Door.CHAT, conversation_id="c1")


def note(caller: Caller, number: int) -> None:
    event_record(name=EventName.TOOL_CALLED, caller=caller, now=NOW, tool="t", number=number, said=None)


def roll_back(caller: Caller, number: int) -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        note(caller, number)
        raise ZeroDivisionError


def numbers() -> list[int]:
    return [row.properties["number"] for row in Event.objects.order_by("pk")]


def test_they_are_the_same_rows_in_the_same_order(visitor: Caller) -> None:
    note(visitor, 0)
    with transaction.atomic(), events_together():
        for number in (1, 2, 3):
            note(visitor, number)
        assert numbers() == [0]
    assert numbers() == [0, 1, 2, 3]
    first, *others = list(Event.objects.order_by("pk").values())
    for row in others:
        ids = {"id": first["id"], "properties": first["properties"]}
        assert {**row, **ids} == first
    assert first["at"] == NOW
    assert first["properties"] == {"tool": "t", "number": 0, "said": None}


def test_five_events_of_one_person_take_two_queries(
    visitor: Caller, django_assert_num_queries: Queries
) -> None:
    note(visitor, 0)
    with transaction.atomic(), django_assert_num_queries(2), events_together():
        for number in range(1, 6):
            note(visitor, number)
    assert numbers() == [0, 1, 2, 3, 4, 5]


def test_a_block_without_events_asks_nothing(django_assert_num_queries: Queries) -> None:
    with transaction.atomic(), django_assert_num_queries(0), events_together():
        pass


def test_what_is_rolled_back_within_leaves_no_event_and_takes_none_with_it(visitor: Caller) -> None:
    with transaction.atomic(), events_together():
        note(visitor, 1)
        roll_back(visitor, 2)
        with transaction.atomic():
            note(visitor, 3)
        note(visitor, 4)
    assert sorted(numbers()) == [1, 3, 4]
    assert Pseudonym.objects.count() == 1


def test_a_pseudonym_made_in_what_was_rolled_back_is_not_used(visitor: Caller) -> None:
    with transaction.atomic(), events_together():
        roll_back(visitor, 1)
        note(visitor, 2)
    assert [row.pseudonym for row in Event.objects.all()] == [Pseudonym.objects.get().pseudonym]


def test_an_error_leaves_none(visitor: Caller) -> None:
    with suppress(ZeroDivisionError), transaction.atomic(), events_together():
        note(visitor, 1)
        raise ZeroDivisionError
    assert numbers() == []
    note(visitor, 2)
    assert numbers() == [2]


def test_who_is_erased_within_a_block_is_not_known_by_the_old_name_after_it(visitor: Caller) -> None:
    with transaction.atomic(), events_together():
        note(visitor, 1)
        old = pseudonym_of(visitor.person.key, now=NOW)
        pseudonym_erase(owner_key=visitor.person.key)
        note(visitor, 2)
    names = [row.pseudonym for row in Event.objects.order_by("pk")]
    assert names[0] == old
    assert names[1] == Pseudonym.objects.get().pseudonym != old


def test_the_ledger_still_refuses_to_change_what_was_appended_together(visitor: Caller) -> None:
    with transaction.atomic(), events_together():
        note(visitor, 1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.update(door="rest")
    assert set(Event.objects.values_list("door", flat=True)) == {"chat"}
