"""The conversation as pages, without a socket and without scripts."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.chat.models import Conversation, Message, Turn
from retailgenie.ai.types import Block, BlockKind, ConfirmCard
from tests.apps.chat.conftest import ScriptedEngine

pytestmark = pytest.mark.django_db


def test_the_landing_page_asks_what_it_can_do_and_stores_nothing(client: Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "What can I help you with?" in page.content.decode()
    assert not Conversation.objects.exists()


def test_words_posted_by_a_plain_form_are_answered_on_the_next_page(
    client: Client, scripted: ScriptedEngine
) -> None:
    answer = client.post("/chat/say/", {"text": "hello", "client_key": "k1"}, follow=True)
    conversation = Conversation.objects.get()
    assert answer.redirect_chain[0][0].startswith(f"/chat/{conversation.pk}/#message-")
    page = answer.content.decode()
    assert "You said: hello" in page
    assert 'value="show more"' in page
    assert "You said: hello" in client.get("/").content.decode()


def test_a_form_sent_twice_is_one_turn(client: Client, scripted: ScriptedEngine) -> None:
    client.post("/chat/say/", {"text": "hello", "client_key": "k1"})
    fields = {"text": "add it", "client_key": "k2", "conversation": str(Conversation.objects.get().pk)}
    first, again = client.post("/chat/say/", fields), client.post("/chat/say/", fields)
    assert first["Location"] == again["Location"]
    assert Turn.objects.count() == 2


def test_a_confirm_card_posts_its_token_and_only_the_newest_card_can_be_pressed(
    client: Client, scripted: ScriptedEngine
) -> None:
    card = ConfirmCard("Place the order?", (("Pay", "UPI"),), 129900, "Place order")
    scripted.blocks = (Block(BlockKind.CONFIRM, "Please check.", card, token="tok-1"),)
    page = client.post("/chat/say/", {"text": "buy", "client_key": "k1"}, follow=True).content.decode()
    assert "₹1,299" in page and "Place order" in page
    form = next(form for form in re.findall(r"<form.*?</form>", page, re.S) if 'value="tok-1"' in form)
    assert 'name="csrfmiddlewaretoken"' in form
    client.post(
        "/chat/say/", {"tap": "confirm", "token": "tok-1", "label": "Place order", "client_key": "k2"}
    )
    tap = scripted.calls[-1]
    assert (tap.name, tap.values) == ("confirm", {"token": "tok-1"})


def test_a_form_of_another_site_is_refused(scripted: ScriptedEngine) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/chat/say/", {"text": "hello", "client_key": "k1"}).status_code == 403
    assert scripted.calls == []


def test_a_strangers_conversation_is_a_404(client: Client, scripted: ScriptedEngine, ravi: User) -> None:
    client.post("/chat/say/", {"text": "hello", "client_key": "k1"})
    conversation = Conversation.objects.get()
    stranger = Client()
    stranger.force_login(ravi)
    assert stranger.get(f"/chat/{conversation.pk}/").status_code == 404
    fields = {"text": "hi", "client_key": "k2", "conversation": str(conversation.pk)}
    assert stranger.post("/chat/say/", fields).status_code == 404
    assert Turn.objects.count() == 1


def test_a_new_conversation_begins_empty(client: Client, scripted: ScriptedEngine) -> None:
    client.post("/chat/say/", {"text": "hello", "client_key": "k1"})
    page = client.post("/chat/new/", follow=True).content.decode()
    assert "What can I help you with?" in page
    assert "You said" not in page


def test_nothing_on_the_page_is_inline(client: Client) -> None:
    answer = client.get("/")
    page = answer.content.decode()
    assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>", page)
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style", page)
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy


@pytest.mark.parametrize(("phase", "words"), [(1, "Search products"), (2, "Try: cotton kurta under 1500")])
def test_before_the_third_phase_the_landing_page_is_the_classic_shop(
    client: Client, settings: object, phase: int, words: str
) -> None:
    settings.SHOP_PHASE = phase  # type: ignore[attr-defined]
    page = client.get("/").content.decode()
    assert "data-launcher" in page
    assert words in page
    assert "What can I help you with?" not in page
    assert "What can I help you with?" in client.get("/chat/").content.decode()


def test_the_page_speaks_hindi_when_asked(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "hi", "next": "/"})
    assert '<html lang="hi">' in client.get("/").content.decode()


def test_a_thumb_down_asks_for_the_reason_once(client: Client, scripted: ScriptedEngine) -> None:
    client.post("/chat/say/", {"text": "hello", "client_key": "k1"})
    answer = Message.objects.get(role=Message.Role.ASSISTANT)
    fields = {"message_id": answer.pk, "thumb": "down"}
    asked = client.post("/chat/rate/", fields, headers={"HX-Request": "true"}).content.decode()
    told = client.post(
        "/chat/rate/", {**fields, "reason": "wrong"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert 'name="reason"' in asked
    assert 'name="reason"' not in told and "Thank you for telling us." in told
