"""Conversations in the admin: readable, never editable."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.chat.incoming import Said
from apps.chat.models import Conversation, Turn
from apps.chat.services import take_turn
from retailgenie.ai.tools.types import Caller
from tests.apps.chat.conftest import NOW, ScriptedEngine

pytestmark = pytest.mark.django_db


def test_an_admin_reads_a_conversation_and_cannot_change_it(
    client: Client, scripted: ScriptedEngine, asha: User, admin: User, caller: Callable[..., Caller]
) -> None:
    take_turn(said=Said("hello there", "k1"), caller=caller(asha), user=asha, now=NOW)
    client.force_login(admin)
    address = f"/admin/chat/conversation/{Conversation.objects.get().pk}/change/"
    assert "hello there" in client.get(address).content.decode()
    assert client.post(address, {"language": "hi"}).status_code == 403
    assert client.get("/admin/chat/conversation/?q=user").status_code == 200
    turn = Turn.objects.get()
    assert "hello there" in client.get(f"/admin/chat/turn/{turn.pk}/change/").content.decode()
