"""What the first visitor needs is there before they come."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest
from asgiref.sync import async_to_sync

from apps.accounts.models import User
from apps.chat import warming
from apps.chat.warming import warm_up
from retailgenie.ai.dialogue.render.phrases import table
from retailgenie.ai.encoder import EncoderMissing
from retailgenie.ai.tools.types import Caller
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
