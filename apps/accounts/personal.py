"""The list of what the shop keeps of people: what it is, and what erasing does to it, in plain words.

Each app declares its tables in its `claims.py`. People read the list on the page of their data; a test fails for a
table with a person, an e-mail address or a phone in it that nobody declared.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of thing. tables: labels of models. part: the file of the export that holds it, "" where none does."""

    tables: tuple[str, ...]
    what: Words
    erased: Words
    part: str = ""


_list: list[Kept] = []


def keeps(*tables: str, what: Words, erased: Words, part: str = "") -> None:
    """Declare tables that hold something of a person."""
    _list.append(Kept(tables, what, erased, part))


def kept() -> tuple[Kept, ...]:
    """Return everything that was declared."""
    return tuple(_list)


keeps(
    "accounts.User",
    "accounts.Consent",
    "accounts.ServiceToken",
    what=_(
        "Your account: name, e-mail address, phone, PIN code, language, what you agreed to, keys of programs"
    ),
    erased=_("Removed. An empty row with a number stays, so that nobody gets your number."),
    part="account",
)
keeps(
    "axes.AccessAttempt",
    "axes.AccessFailureLog",
    "axes.AccessLog",
    "sessions.Session",
    what=_("Log-ins: when, from which network address, in which browser"),
    erased=_("Removed. Where you are logged in, you are logged out."),
)
keeps(
    "admin.LogEntry",
    what=_("What people who work here changed by hand in the admin"),
    erased=_("Stays: it says who of the staff did what."),
)
