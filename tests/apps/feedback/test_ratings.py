"""Thumbs on answers: one's own answers only, the last one counts, and it can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from apps.accounts.models import User
from apps.chat.models import Conversation, Message
from apps.feedback.models import Rating
from apps.ledger.execution import execute_tool, undo_receipt
from retailgenie.ai.tools.types import Caller, Done, Refused

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def answer(asha: User) -> Message:
    talk = Conversation.objects.create(owner_key=f"user:{asha.pk}", started_at=NOW, updated_at=NOW)
    return Message.objects.create(
        conversation=talk, role=Message.Role.ASSISTANT, text="Here you are.", at=NOW
    )


def test_the_last_thumb_counts_and_undo_brings_back_the_one_before(
    asha: User, answer: Message, caller: Callable[..., Caller]
) -> None:
    execute_tool(caller(asha), "rate_answer", {"message_id": answer.pk, "thumb": "up"})
    second = execute_tool(
        caller(asha), "rate_answer", {"message_id": answer.pk, "thumb": "down", "reason": "wrong_price"}
    )
    assert Rating.objects.get().thumb == "down"
    assert isinstance(second, Done)
    undo_receipt(caller(asha), second.receipt_id)
    assert Rating.objects.get().thumb == "up"


def test_undoing_the_first_thumb_leaves_none(
    asha: User, answer: Message, caller: Callable[..., Caller]
) -> None:
    done = execute_tool(caller(asha), "rate_answer", {"message_id": answer.pk, "thumb": "up"})
    assert isinstance(done, Done)
    undo_receipt(caller(asha), done.receipt_id)
    assert not Rating.objects.exists()


def test_a_stranger_rates_nothing(ravi: User, answer: Message, caller: Callable[..., Caller]) -> None:
    refused = execute_tool(caller(ravi), "rate_answer", {"message_id": answer.pk, "thumb": "down"})
    assert isinstance(refused, Refused)
    assert refused.code == "not_found"
    assert not Rating.objects.exists()


def test_a_thumb_is_up_or_down(asha: User, answer: Message, caller: Callable[..., Caller]) -> None:
    refused = execute_tool(caller(asha), "rate_answer", {"message_id": answer.pk, "thumb": "sideways"})
    assert isinstance(refused, Refused)
    assert not Rating.objects.exists()
