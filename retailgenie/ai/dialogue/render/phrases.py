"""The wordings: one YAML file a language, several variants a phrase, picked by the number of the turn.

A phrase holds no digits of its own: all values come in through its {fields}.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

import yaml

from retailgenie.ai.types import Language

FOLDER = Path(__file__).parent
FALLBACKS = {
    Language.ENGLISH: (Language.ENGLISH,),
    Language.HINGLISH: (Language.HINGLISH, Language.ENGLISH),
    Language.HINDI: (Language.HINDI, Language.ENGLISH),
    Language.MARATHI: (Language.MARATHI, Language.HINDI, Language.ENGLISH),
}


@cache
def table(name: str, language: Language) -> dict[str, tuple[str, ...]]:
    """Return the phrases ("phrases") or chips ("chips") of exactly one language."""
    path = FOLDER / f"{name}.{language.value}.yaml"
    rows = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {key: tuple(value) if isinstance(value, list) else (str(value),) for key, value in rows.items()}


def variants(name: str, key: str, language: Language) -> tuple[str, ...]:
    """Return the wordings of a key in the first language that has it; raises KeyError when none has."""
    for each in FALLBACKS[language]:
        found = table(name, each).get(key)
        if found:
            return found
    raise KeyError(f"No wording for {key!r} in {name}.")


def phrase(key: str, language: Language, seed: int, values: dict[str, Any]) -> str:
    """Return one filled wording; the same seed gives the same one."""
    choices = variants("phrases", key, language)
    return choices[(crc32(key.encode()) + seed) % len(choices)].format_map(values)


def chip_label(key: str, language: Language) -> str:
    return variants("chips", key, language)[0]


@lru_cache(maxsize=1)
def chip_intents() -> dict[str, tuple[str, Language]]:
    """Return every chip label (casefolded) with the intent that it means and its language."""
    found: dict[str, tuple[str, Language]] = {}
    for language in Language:
        for key, labels in table("chips", language).items():
            for label in labels:
                found.setdefault(label.casefold(), (key, language))
    return found
