"""What the first visitor needs is there before they come."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.sessions.models import Session
from django.template import engines
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.versions import catalog_changed
from apps.chat import rehearsal, warming
from apps.chat.incoming import Said
from apps.chat.models import Conversation, Message, Turn, TurnEvent
from apps.chat.render import answer_fragments
from apps.chat.services import Answered, take_turn
from apps.chat.warming import warm_up
from apps.ledger.models import Event, Pseudonym, Receipt
from apps.orders.models import Cart, CartLine
from retailgenie.ai.dialogue.render.phrases import table
from retailgenie.ai.encoder import EncoderMissing
from retailgenie.ai.tools.types import Caller
from retailgenie.ai.types import BlockKind
from tests.apps.catalog.factories import make_product
from tests.apps.chat.test_around_the_purchase import Talk

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_first_words_in_any_language_read_no_file(asha: User, caller: Callable[..., Caller]) -> None:
    table.cache_clear()
    async_to_sync(warm_up)()
    read = table.cache_info().misses
    for words in ("hello", "नमस्ते", "namaste bhai", "नमस्कार, मला शर्ट दाखवा"):
        Talk(caller(asha), asha).say(words)
    assert read >= 6
    assert table.cache_info().misses == read


def kept() -> list[int]:
    tables = (Conversation, Turn, TurnEvent, Message, Event, Pseudonym, Receipt, Cart, CartLine, Session)
    return [table._base_manager.count() for table in tables]


@pytest.fixture
def shirts() -> None:
    for colour in ("Black", "Blue", "White"):
        make_product(f"{colour} cotton kurta", category="Kurtas", colours=(colour,))
    catalog_changed(now=timezone.now())


def test_talks_are_rehearsed_before_the_first_visitor_and_leave_nothing_behind(
    shirts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Answered] = []

    def take(**values: Any) -> Answered:
        taken.append(take_turn(**values))
        return taken[-1]

    monkeypatch.setattr(rehearsal, "take_turn", take)
    before = kept()
    async_to_sync(warm_up)()
    assert kept() == before
    assert len(taken) == sum(map(len, rehearsal.TALKS.values()))
    kinds = {block.kind for answered in taken for block in answered.reply.blocks}
    assert {BlockKind.TEXT, BlockKind.PRODUCTS, BlockKind.PRODUCT, BlockKind.CART} <= kinds
    assert any(answered.reply.language == "hi" for answered in taken)


def test_a_first_turn_after_the_start_compiles_no_template(
    shirts: None, asha: User, caller: Callable[..., Caller]
) -> None:
    templates().reset()
    async_to_sync(warm_up)()
    before = set(compiled())
    talk = Talk(caller(asha), asha)
    for words in ("show me white kurtas", "the first one", "my cart"):
        said = Said(words, words, talk.conversation)
        answered = take_turn(said=said, caller=talk.caller, user=asha, now=timezone.now())
        talk.conversation = answered.conversation_id
        assert answer_fragments(answered, talk.caller.person, interface="en")
    assert "chat/fragments/opening.html" in before
    assert set(compiled()) == before


def templates() -> Any:
    """Return the loader that keeps compiled templates; the one of partials stands before it."""
    return engines["django"].engine.template_loaders[0].loaders[0]  # type: ignore[attr-defined]


def compiled() -> list[str]:
    return list(templates().get_template_cache)


def test_a_rehearsal_that_fails_is_told_and_the_shop_opens(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**values: Any) -> Answered:
        raise ValueError("a broken turn")

    monkeypatch.setattr(rehearsal, "take_turn", fail)
    async_to_sync(warm_up)()
    assert "The rehearsal failed." in caplog.text
    assert Conversation.objects.count() == 0


def test_the_collector_never_looks_through_what_was_loaded_at_the_start() -> None:
    gc.unfreeze()
    async_to_sync(warm_up)()
    frozen = gc.get_freeze_count()
    gc.unfreeze()
    assert frozen > 100_000


def test_a_shop_without_an_encoder_starts_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing() -> None:
        raise EncoderMissing("There is no encoder.")

    monkeypatch.setattr(warming, "library", missing)
    async_to_sync(warm_up)()
    assert "The first message will be slow: There is no encoder." in caplog.text
