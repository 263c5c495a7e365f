"""The same agreement over HTTP, and what an answer in another language is taken for."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from apps.catalog.models import (
    Store,
    Variant,
)
from apps.catalog.outside.http import HttpStock
from apps.catalog.outside.port import CursorExpired, OutsideUnavailable
from apps.catalog.outside.sync import SyncReport
from apps.catalog.outside.twin import (
    ANSWER_LOST,
    EXPIRED,
    OUTAGE,
    TwinStock,
    twin_path,
)
from apps.catalog.stock import (
    stock_ship,
)
from tests.apps.catalog.factories import NOW
from tests.apps.catalog.outside.books import row, run, sell

pytestmark = pytest.mark.django_db


class _Door(BaseHTTPRequestHandler):
    """The twin behind HTTP, as another company would serve it."""

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        tag = self.headers.get("If-None-Match", "")
        try:
            page = TwinStock().changes(cursor=query["cursor"][0], etag=tag, limit=int(query["limit"][0]))
        except CursorExpired:
            return self.reply(410, {})
        except OutsideUnavailable:
            return self.reply(503, {})
        if tag and not page.levels and page.etag == tag:
            return self.reply(304, None)
        levels = [{name: getattr(x, name) for name in x.__slots__} for x in page.levels]
        return self.reply(200, {"levels": levels, "cursor": page.cursor, "more": page.more}, page.etag)

    def do_POST(self) -> None:
        from apps.catalog.outside.port import Move

        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers["Authorization"] != "Bearer secret":
            return self.reply(401, {})
        try:
            answers = TwinStock().push([Move(**x) for x in given["movements"]])
        except OutsideUnavailable:
            return self.reply(503, {})
        return self.reply(200, {"answers": {str(key): str(value) for key, value in answers.items()}})

    def reply(self, status: int, body: Any, tag: str = "") -> None:
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        if tag:
            self.send_header("ETag", tag)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        return None


@pytest.fixture
def http(twin: TwinStock, monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpStock]:
    path = twin_path()
    monkeypatch.setattr("apps.catalog.outside.twin.twin_path", lambda: path)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield HttpStock(f"http://127.0.0.1:{server.server_port}/", "secret")
    server.shutdown()
    server.server_close()
    thread.join(10)


def test_the_same_goes_over_http(http: HttpStock, twin: TwinStock, kurta: Variant, shop: Store) -> None:
    twin.adopt([(kurta.sku, shop.code, 5)])
    assert run(http) == SyncReport(read=1)
    assert run(http) == SyncReport()
    stock_ship(picks=sell(kurta, 2), reference="RG1", now=NOW)
    twin.trouble(ANSWER_LOST)
    assert run(http).outage
    twin.trouble(EXPIRED)
    assert (run(http).pushed, twin.level(kurta.sku, shop.code), row()) == (1, 3, (3, 0, 0, 0))
    twin.trouble(OUTAGE)
    assert "did not answer" in run(http).outage


def test_an_answer_in_another_language_is_an_outage(kurta: Variant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "apps.catalog.outside.http._ask", lambda request: ({"levels": [{"sku": "x"}], "cursor": 1}, "")
    )
    assert run(HttpStock("http://stock.example", "secret")).outage
    monkeypatch.setattr("apps.catalog.outside.http._ask", lambda request: ({"answers": {"1": "what"}}, ""))
    with pytest.raises(OutsideUnavailable):
        HttpStock("http://stock.example", "secret").push([])
