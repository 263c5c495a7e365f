"""Tables that leave the shop as files."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from django.http import HttpResponse

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def csv_cell(value: object) -> object:
    """Return text that a spreadsheet takes as text, also where it looks like a formula (OWASP: CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_SIGNS) else value


def csv_response(name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """Return rows as a file for a spreadsheet."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response.write("\ufeff")  # a spreadsheet reads Hindi only with it
    csv.writer(response).writerows([[csv_cell(value) for value in row] for row in rows])
    return response
