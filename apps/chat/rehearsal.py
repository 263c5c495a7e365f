"""Talks that nobody has: a web process takes them before it opens and rolls them back, so that no first turn is slow.

What a turn needs is made when it is first needed: templates, patterns, statements, what a connection of the database
knows of its tables. A first search took three times as long as the next ones.
"""

from __future__ import annotations

import uuid
from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from apps.chat.incoming import read_said
from apps.chat.render import answer_fragments, said_fragment
from apps.chat.services import LIMIT_WINDOW, take_turn
from apps.chat.visitors import passing_visitor, socket_caller
from retailgenie.ai.types import Language

# One of each kind that many people say early; each talk in an interface, by somebody new.
TALKS: dict[str, tuple[str, ...]] = {
    "en": (
        "hi there",
        "black cotton kurtas below 2500",
        "in size M please",
        "tell me more about the first one",
        "is it available in Delhi?",
        "add this in M",
        "make that three",
        "show my cart",
        "cheapest first",
        "compare the first two",
        "how do refunds work?",
        "which offers do you have?",
        "kurti dikhao 300 se 900 tak",
        "aur kuch dikhao",
        "kya yeh Mumbai mein hai?",
        "which stores are near 110001?",
        "where is my parcel?",
        "ok thank you",
    ),
    "hi": (
        "नमस्ते",
        "2000 से कम की साड़ी दिखाओ",
        "वापसी के नियम क्या हैं?",
        "मेरा पार्सल कहाँ है?",
        "मला निळा शर्ट दाखवा",
    ),
}


def rehearse() -> None:
    """Take the TALKS as visitors would, through everything but the socket; nothing of them is kept."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    with transaction.atomic():
        for interface, words in TALKS.items():
            language = Language.HINDI if interface == "hi" else Language.ENGLISH
            visitor, conversation_id = passing_visitor(), None
            for number, text in enumerate(words):
                key = str(uuid.uuid4())
                said = read_said(
                    {"text": text, "client_key": key, "conversation": str(conversation_id or "")}
                )
                with translation.override(interface):
                    said_fragment(key, text)
                    caller, user = socket_caller(store(key), passing_id=visitor, language=language)
                    at = timezone.now() - LIMIT_WINDOW * (len(words) - number)  # nobody talks too fast here
                    answered = take_turn(said=said, caller=caller, user=user, now=at)
                    answer_fragments(answered, caller.person, interface=interface)
                conversation_id = answered.conversation_id
        transaction.set_rollback(True)
