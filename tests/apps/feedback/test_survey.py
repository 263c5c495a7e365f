"""One question at the end of a conversation, once a conversation, into the ledger."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.chat.incoming import Said
from apps.chat.models import Conversation
from apps.chat.services import take_turn
from apps.feedback.models import Survey
from apps.ledger.execution import execute_tool, undo_receipt
from apps.ledger.models import Event
from retailgenie.ai.tools.types import Caller, Done
from tests.apps.orders.shopping import done, refused

MakeCaller = Callable[..., Caller]
pytestmark = pytest.mark.django_db


def talk(caller: Caller, user: User | None, *words: str) -> tuple[Conversation, list[str]]:
    conversation: uuid.UUID | None = None
    chips: list[str] = []
    for text in words:
        said = Said(text, str(uuid.uuid4()), conversation)
        answered = take_turn(said=said, caller=caller, user=user, now=timezone.now())
        conversation, chips = answered.conversation_id, [x.label for x in answered.reply.chips]
    assert conversation is not None
    return Conversation.objects.get(pk=conversation), chips


def test_a_goodbye_after_a_talk_asks_and_keeps_the_answer(asha: User, caller: MakeCaller) -> None:
    found, chips = talk(caller(asha), asha, "hello", "what can you do?", "bye")
    assert chips == ["5", "4", "3", "2", "1"]
    assert not Survey.objects.exists()
    said = Said("4", "k", found.pk)
    take_turn(said=said, caller=caller(asha), user=asha, now=timezone.now())
    row = Survey.objects.get()
    assert (row.score, row.owner_key, row.conversation_id) == (4, f"user:{asha.pk}", str(found.pk))
    event = Event.objects.get(name="conversation_rated")
    assert (event.properties["score"], event.conversation_id) == (4, str(found.pk))


def test_a_goodbye_at_once_asks_nothing_and_other_words_are_not_pressed(
    asha: User, caller: MakeCaller
) -> None:
    assert talk(caller(asha), asha, "hello", "bye")[1] == []
    found, _chips = talk(caller(asha), asha, "hello", "what can you do?", "bye")
    answered = take_turn(
        said=Said("what is your return policy?", "k", found.pk),
        caller=caller(asha),
        user=asha,
        now=timezone.now(),
    )
    assert "from one to five" not in answered.reply.text
    assert not Survey.objects.exists()


def test_only_ones_own_conversation_can_be_rated_and_the_last_answer_counts(
    asha: User, ravi: User, caller: MakeCaller
) -> None:
    found, _chips = talk(caller(asha), asha, "hello")
    given = {"conversation_id": str(found.pk), "score": 2, "text": "slow"}
    assert refused(execute_tool(caller(ravi), "rate_conversation", given)) == "not_found"
    assert refused(execute_tool(caller(ravi), "rate_conversation", {"score": 2})) == "not_found"
    assert (
        refused(execute_tool(caller(asha), "rate_conversation", {**given, "score": 6})) == "invalid_arguments"
    )
    assert not Survey.objects.exists()
    done(execute_tool(caller(asha), "rate_conversation", given))
    second = execute_tool(caller(asha), "rate_conversation", {**given, "score": 5, "text": ""})
    assert isinstance(second, Done)
    assert Survey.objects.get().score == 5
    undo_receipt(caller(asha), second.receipt_id)
    assert (Survey.objects.get().score, Survey.objects.get().text) == (2, "slow")


def test_the_page_asks_when_a_conversation_is_closed_and_works_without_scripts(client: Client) -> None:
    for text in ("hello", "what can you do?"):
        begun = Conversation.objects.first()
        conversation = str(begun.pk) if begun else ""
        client.post("/chat/say/", {"text": text, "conversation": conversation})
    asked = client.post("/chat/new/", follow=True)
    found = Conversation.objects.get()
    assert f'name="ended" value="{found.pk}"' in asked.content.decode()
    wrong = client.post("/chat/survey/", {"ended": str(found.pk), "score": "9"}, follow=True)
    assert "choose a number" in wrong.content.decode()
    assert not Survey.objects.exists()
    client.post("/chat/survey/", {"ended": str(found.pk), "score": "5", "text": "Nice"})
    assert (Survey.objects.get().score, Survey.objects.get().text) == (5, "Nice")
    assert Client().post("/chat/survey/", {"ended": str(found.pk), "score": "1"}).status_code == 404
    assert Survey.objects.get().score == 5


def test_a_conversation_of_one_turn_is_not_asked_about(client: Client) -> None:
    client.post("/chat/say/", {"text": "hello"})
    assert client.post("/chat/new/").headers["Location"] == "/chat/"


@pytest.mark.parametrize("ended", ["x", str(uuid.UUID(int=1))])
def test_an_unknown_conversation_in_the_address_asks_nothing(client: Client, ended: str) -> None:
    page = client.get("/chat/", {"ended": ended})
    assert page.status_code == 200
    assert 'name="score"' not in page.content.decode()
