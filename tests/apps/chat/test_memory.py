"""Memory in whole conversations: asked once, used in the next, gone from every turn when it is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import ToldPreference
from apps.chat.incoming import Said
from apps.chat.models import Message, Turn, TurnEvent
from apps.chat.services import Answered, conversation_close, take_turn
from apps.orders.models import CartLine
from retailgenie.ai.tools.types import Caller
from tests.apps.catalog.factories import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop() -> None:
    make_product("Blue shirt", attributes={"gender": ["Men"]})


class Talking:
    """One person who talks; a new conversation begins with `again`."""

    def __init__(self, by: Caller, user: User | None) -> None:
        self.by, self.user = by, user
        self.at, self.count = timezone.now(), 0
        self.last: Answered | None = None

    def say(self, words: str) -> str:
        self.count += 1
        self.at += timedelta(seconds=20)
        conversation = self.last.conversation_id if self.last else None
        said = Said(words, f"{id(self)}-{self.count}", conversation)
        self.last = take_turn(said=said, caller=self.by, user=self.user, now=self.at)
        return self.last.reply.text

    def again(self) -> None:
        conversation_close(caller=self.by, now=self.at)
        self.last = None


@pytest.fixture
def talking(asha: User, caller: Callable[..., Caller]) -> Talking:
    return Talking(caller(asha), asha)


def test_a_consented_size_is_used_in_the_next_conversation_and_forgotten_on_a_word(
    talking: Talking, asha: User
) -> None:
    talking.say("blue shirt")
    talking.say("add it")
    assert "Shall I remember size M for shirts" in talking.say("M")
    talking.say("yes")
    assert ToldPreference.objects.get().value == "M"
    CartLine.objects.all().delete()
    talking.again()
    talking.say("blue shirt")
    assert "your usual M" in talking.say("add it")
    assert CartLine.objects.get().variant.size == "M"
    assert "size M" not in talking.say("what do you remember about me?")
    shown = Message.objects.filter(blocks__contains=[{"kind": "memory"}])
    assert shown.count() == 1
    assert TurnEvent.objects.filter(happened__contains='"allowed":true').count() == 4  # the yes, and after
    talking.say("forget my size")
    assert not ToldPreference.objects.exists()
    assert not shown.exists()
    assert not TurnEvent.objects.exists()
    assert not Turn.objects.filter(state__has_any_keys=["told", "proposal"]).exists()


def test_a_no_is_kept_and_nothing_else(talking: Talking) -> None:
    for words in ("blue shirt", "add it", "M", "no"):
        talking.say(words)
    talking.again()
    talking.say("blue shirt")
    assert "remember" not in talking.say("add it in L")
    assert not ToldPreference.objects.exists()


def test_who_comes_after_on_the_same_device_gets_nothing_of_it(
    talking: Talking, caller: Callable[..., Caller]
) -> None:
    for words in ("blue shirt", "add it", "M", "yes"):
        talking.say(words)
    guest = Talking(caller(visitor="next-on-this-device"), None)
    guest.say("blue shirt")
    assert "usual" not in guest.say("add it")
    assert "Of guests I keep nothing" in guest.say("what do you remember about me?")
