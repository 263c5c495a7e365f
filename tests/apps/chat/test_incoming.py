"""What a form or a socket may send."""

from __future__ import annotations

import json
import uuid

import pytest

from apps.chat.errors import BadMessage
from apps.chat.incoming import MAX_TEXT, read_said


def test_words_are_trimmed_and_keep_their_key() -> None:
    said = read_said({"text": "  blue shirts \n", "client_key": "k1", "conversation": ""})
    assert (said.text, said.client_key, said.conversation_id, said.tap) == ("blue shirts", "k1", None, None)


def test_a_tap_carries_numbers_as_numbers_and_says_its_label() -> None:
    said = read_said(
        {"tap": "quantity", "line_id": "7", "quantity": 2, "label": "Make it two", "client_key": "k"}
    )
    assert said.text == "Make it two"
    assert said.tap is not None
    assert (said.tap.name, said.tap.values) == ("quantity", {"line_id": 7, "quantity": 2})


def test_the_yes_of_one_card_has_one_key_however_it_is_sent() -> None:
    first = read_said({"tap": "confirm", "token": "abc", "client_key": "one"})
    again = read_said({"tap": "confirm", "token": "abc", "client_key": "two"})
    other = read_said({"tap": "confirm", "token": "xyz", "client_key": "one"})
    assert first.client_key == again.client_key != other.client_key
    assert len(first.client_key) == 36


def test_what_no_database_can_hold_is_left_out() -> None:
    half = json.loads('"\\ud83d"')
    assert read_said({"text": f"blue\x00 {half}shirt", "client_key": "k"}).text == "blue shirt"
    assert read_said({"tap": "undo", "label": f"My\x00 cart{half}"}).text == "My cart"


def test_a_message_without_a_key_gets_one() -> None:
    assert uuid.UUID(read_said({"text": "hi"}).client_key).version == 4


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"text": " \n\t"},
        {"text": "x" * (MAX_TEXT + 1)},
        {"text": ["hi"]},
        {"text": "hi", "client_key": "k" * 37},
        {"text": "hi", "conversation": "not-an-id"},
        {"tap": "drop_tables"},
        {"tap": "add", "variant_id": "-1"},
        {"tap": "add", "variant_id": "1" * 30},
        {"tap": "add", "variant_id": "१२"},
        {"tap": {"name": "add"}},
    ],
)
def test_what_is_no_message_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(BadMessage):
        read_said(fields)
