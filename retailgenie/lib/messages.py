"""Compiles translations with Babel, so that no machine needs msgfmt."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def messages_compile(locale: Path) -> list[Path]:
    """Write a .mo beside every .po that is newer than it; returns those that were written."""
    written: list[Path] = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        part = target.with_suffix(".part")
        with part.open("wb") as out:
            write_mo(out, catalogue)
        part.replace(target)
        written.append(target)
    return written
