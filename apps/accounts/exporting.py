"""A person's data as one file to take along: JSON in a zip, with a page that says what is what."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.personal import kept
from apps.accounts.services import person_export


def export_zip(*, user: User, now: datetime) -> bytes:
    """Return a zip with one JSON file for each part of the shop and a README in the person's language."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme(now))
        for name, data in person_export(user=user).items():
            archive.writestr(f"{name}.json", json.dumps(data, indent=2, ensure_ascii=False, default=str))
    return target.getvalue()


def _readme(now: datetime) -> str:
    lines = [
        _("What this shop keeps of you, as of %(day)s.") % {"day": f"{now:%Y-%m-%d %H:%M %Z}"},
        _("Amounts ending in _paise are hundredths of a rupee."),
        "",
    ]
    for entry in kept():
        where = (
            f"{entry.part}.json" if entry.part else _("not in a file: it holds nothing but that it happened")
        )
        lines += [
            f"- {entry.what}",
            f"  {where}",
            "  " + _("When you erase your account:") + f" {entry.erased}",
            "",
        ]
    return "\n".join(lines)
