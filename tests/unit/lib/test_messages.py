"""Translations are compiled with Babel, and only when they have changed."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

from retailgenie.lib.messages import messages_compile

SOURCE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Cart"
msgstr "कार्ट"
"""


def test_a_catalogue_is_compiled_once(tmp_path: Path) -> None:
    source = tmp_path / "hi" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(SOURCE, encoding="utf-8")
    os.utime(source, (1, 1))
    assert messages_compile(tmp_path) == [source.with_suffix(".mo")]
    assert messages_compile(tmp_path) == []
    assert gettext.translation("django", tmp_path, ["hi"]).gettext("Cart") == "कार्ट"
