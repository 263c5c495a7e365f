"""Collect the texts of code and templates into locale/<language>/LC_MESSAGES/django.po, or compile them.

python scripts/messages.py extract    new texts come in empty, gone ones leave, translations stay
python scripts/messages.py compile    .po -> .mo where a .po is newer
python scripts/messages.py check      exit 1 when a text is missing or has no translation
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django
from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from retailgenie.lib.messages import messages_compile  # noqa: E402 - the checkout is no installed package

LOCALE = ROOT / "locale"
LANGUAGES = ("hi", "en_Hinglish")
# What is said in a conversation. Its name begins with the language that stands in for a text it lacks.
SPOKEN_ONLY = ("en_Hinglish",)
NAMES = {"hi": "Hindi", "en_Hinglish": "Hinglish"}
FIRST_COLLECTED = datetime(2026, 11, 20, tzinfo=UTC)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Found = tuple[str, int, str | tuple[str, ...], str | None]


def main(command: str) -> int:
    if command == "compile":
        messages_compile(LOCALE)
        return 0
    settings.configure(USE_I18N=True)
    django.setup()
    collected = collect()
    problems = 0
    for language in LANGUAGES:
        path = LOCALE / language / "LC_MESSAGES" / "django.po"
        catalogue = merged(path, language, collected)
        empty = [message.id for message in catalogue if message.id and not filled(message.string)]
        if language in SPOKEN_ONLY:
            for text in empty:
                catalogue.delete(text)
        else:
            problems += len(empty) + (command == "check" and not same_texts(path, language, collected))
        wrong = unlike(catalogue)
        problems += len(wrong)
        for text in wrong:
            print(f"{language}: other places to fill in than the original: {text}")
        if command == "extract":
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write_po(
                    file, catalogue, width=100, sort_by_file=True, ignore_obsolete=True, no_location=False
                )
        left = "left in English" if language in SPOKEN_ONLY else "without a translation"
        print(f"{language}: {len(catalogue)} texts, {len(empty)} {left}")
    return int(command == "check" and problems > 0)


def collect() -> list[Found]:
    """Return every text of the project: file, line, text (or the pair of a plural), context."""
    found: list[Found] = []
    for folder in ("apps", "retailgenie"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            found.extend(texts_of(path, path.read_text()))
    for path in sorted((ROOT / "templates").rglob("*.*")):  # .html, and .txt for messages
        found.extend(texts_of(path, template_code(path)))
    return found


def template_code(path: Path) -> str:
    """Return a template as Python calls of gettext, one logical line for each line of the template."""
    code = templatize(path.read_text(), origin=str(path))
    lines = []
    for line in code.split("\n"):
        calls = re.findall(r"(?:n?p?gettext|_)\((?:[^()\"']|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')*\)", line)
        lines.append("; ".join(calls))
    return "\n".join(lines)


def texts_of(path: Path, code: str) -> Iterator[Found]:
    name = str(path.relative_to(ROOT))
    for line, message, _, context in extract("python", io.BytesIO(code.encode()), keywords=KEYWORDS):
        yield name, line, message, context


def merged(path: Path, language: str, collected: list[Found]) -> Catalog:
    """Return the catalogue of what the project says now, with the translations that exist."""
    old = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as file:
            old = read_po(file, locale=language)
    new = Catalog(
        locale=language,
        project="RetailGenie",
        version="1",
        msgid_bugs_address="the issue tracker",
        last_translator="RetailGenie",
        language_team=language,
        creation_date=FIRST_COLLECTED,  # a date of today would change the file without a change of its texts
        revision_date=FIRST_COLLECTED,
        fuzzy=False,
    )
    new.header_comment = f"# {NAMES[language]} texts of RetailGenie."
    for name, line, message, context in collected:
        key = message[0] if isinstance(message, tuple) else message
        if not key:
            continue
        known = old.get(key, context)
        python = "python-format" if re.search(r"%\(\w+\)[sd]", str(message)) else None
        new.add(
            message,
            known.string if known else None,
            locations=[(name, line)],
            flags=[python] if python else [],
            context=context,
        )
    return new


def same_texts(path: Path, language: str, collected: list[Found]) -> bool:
    """Say whether the stored catalogue holds every text of the project."""
    if not path.exists():
        return False
    with path.open("rb") as file:
        old = read_po(file, locale=language)
    return all(
        old.get(message[0] if isinstance(message, tuple) else message, context)
        for _, _, message, context in collected
    )


def unlike(catalogue: Catalog) -> list[str]:
    """Return the texts whose translation has other places to fill in than they have."""
    found = []
    for message in catalogue:
        texts = message.string if isinstance(message.string, tuple | list) else [message.string]
        wanted = places(" ".join(message.id) if isinstance(message.id, tuple | list) else message.id)
        if message.id and any(places(text) != wanted for text in texts if text):
            found.append(str(message.id))
    return found


def places(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)", text))


def filled(text: str | tuple[str, ...] | list[str] | None) -> bool:
    return all(text) if isinstance(text, tuple | list) and text else bool(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
