"""An outside stock system over HTTP: GET /changes?cursor=&limit= with an ETag, POST /movements with our ids.

Its answers are JSON: {"levels": [{"sku", "place", "version", "on_hand", "acknowledged"}], "cursor", "more"} and
{"answers": {"<number>": "accepted" | "duplicate" | "refused"}}.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.utils.translation import gettext as _

from apps.catalog.outside.port import Answer, ChangePage, CursorExpired, Level, Move, OutsideUnavailable

TIMEOUT_SECONDS = 20.0  # a page of a thousand levels from a slow system
MAX_ANSWER_BYTES = 5 * 2**20
NOT_MODIFIED, GONE = 304, 410


class _NoRedirects(HTTPRedirectHandler):
    """The token goes to the address that was set and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class HttpStock:
    """Speaks to one address with one token; every failure is OutsideUnavailable."""

    name = "http"

    def __init__(self, url: str, token: str) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}

    def changes(self, *, cursor: str, etag: str, limit: int) -> ChangePage:
        query = urlencode({"cursor": cursor, "limit": limit})
        headers = {**self._headers, **({"If-None-Match": etag} if etag else {})}
        request = Request(f"{self._url}/changes?{query}", headers=headers)  # noqa: S310 - set by who runs the shop
        try:
            answer, tag = _ask(request)
        except HTTPError as error:
            with error:
                if error.code == NOT_MODIFIED:
                    return ChangePage((), cursor, etag, more=False)
                if error.code == GONE:
                    raise CursorExpired(_("The stock system does not know where we were.")) from error
            raise _unavailable(error) from error
        try:
            levels = tuple(_level(row) for row in answer["levels"])
            return ChangePage(levels, str(answer["cursor"]), tag, more=bool(answer["more"]))
        except (KeyError, TypeError, ValueError) as error:
            raise _unavailable(error) from error

    def push(self, moves: Sequence[Move]) -> dict[int, Answer]:
        rows = [{"number": x.number, "sku": x.sku, "place": x.place, "change": x.change} for x in moves]
        headers = {**self._headers, "Content-Type": "application/json"}
        body = json.dumps({"movements": rows}).encode()
        request = Request(f"{self._url}/movements", body, headers, method="POST")  # noqa: S310 - as above
        try:
            answer, _tag = _ask(request)
            return {int(number): Answer(said) for number, said in answer["answers"].items()}
        except HTTPError as error:
            with error:
                raise _unavailable(error) from error
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _unavailable(error) from error


def _level(row: dict[str, Any]) -> Level:
    return Level(
        sku=str(row["sku"])[:60],
        place=str(row["place"])[:20],
        version=int(row["version"]),
        on_hand=int(row["on_hand"]),
        acknowledged=int(row["acknowledged"]),
    )


def _ask(request: Request) -> tuple[dict[str, Any], str]:
    """Return the answer and its ETag; raises HTTPError for the caller to read, else OutsideUnavailable."""
    try:
        with build_opener(_NoRedirects).open(request, timeout=TIMEOUT_SECONDS) as response:
            text = response.read(MAX_ANSWER_BYTES + 1)
            if len(text) > MAX_ANSWER_BYTES:
                raise ValueError("The answer is too long.")
            answer = json.loads(text)
            if not isinstance(answer, dict):
                raise TypeError("The answer is no object.")
            return answer, response.headers.get("ETag", "")[:80]
    except HTTPError:
        raise
    except (OSError, HTTPException, ValueError, TypeError) as error:
        raise _unavailable(error) from error


def _unavailable(error: Exception) -> OutsideUnavailable:
    return OutsideUnavailable(
        _("The stock system did not answer. What was to be sent is sent later."), cause=str(error)[:200]
    )
