"""Two sets of books about the same pieces: they agree in the end, whatever got lost, came twice or late, and until a
person has settled what they disagree on, nothing is sold that only one of them has.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command

from apps.accounts.models import User
from apps.catalog.counting import stock_count
from apps.catalog.models import (
    OutsidePush,
    OutsideSystem,
    Stock,
    StockConflict,
    StockMovement,
    Store,
    Variant,
)
from apps.catalog.outside import sync
from apps.catalog.outside.conflicts import ConflictRefused, conflict_settle
from apps.catalog.outside.http import HttpStock
from apps.catalog.outside.port import Answer, CursorExpired, OutsideStock, OutsideUnavailable
from apps.catalog.outside.sync import SyncReport, outside_sync
from apps.catalog.outside.twin import (
    ANSWER_LOST,
    EXPIRED,
    OLD_NEWS,
    OUTAGE,
    REPEAT,
    SHUFFLE,
    TwinStock,
    twin_path,
)
from apps.catalog.stock import (
    StockShortage,
    reservation_release,
    reservations_sweep,
    stock_allocate,
    stock_faults,
    stock_receive,
    stock_release,
    stock_reserve,
    stock_ship,
)
from apps.ledger.models import AuditEntry
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import PermissionMissing
from tests.apps.catalog.factories import NOW, make_product, make_store

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def twin(db: None) -> Iterator[TwinStock]:
    found = TwinStock()
    found.forget()
    yield found
    found.forget()


@pytest.fixture
def shop() -> Store:
    return make_store("Pune", name="FC Road")


@pytest.fixture
def kurta(shop: Store) -> Variant:
    """Five pieces in the shop."""
    return make_product(
        "Kurta", sizes=("M",), colours=("Red",), price=1000, pieces=5, store=shop
    ).variants.get()


@pytest.fixture
def linked(twin: TwinStock, kurta: Variant, shop: Store) -> TwinStock:
    """Both sides begin with the same five pieces."""
    twin.adopt([(kurta.sku, shop.code, 5)])
    assert run(twin).changed == 0
    return twin


def run(port: OutsideStock) -> SyncReport:
    return outside_sync(port=port, now=LATER)


def row() -> tuple[int, int, int, int]:
    """Return (on hand, allocated, reserved, missing) of the only stock row."""
    found = Stock.objects.get()
    return found.on_hand, found.allocated, found.reserved, found.missing


def sell(kurta: Variant, pieces: int, reference: str = "RG1") -> list[Any]:
    return stock_allocate(wants={kurta.pk: pieces}, reference=reference, now=NOW)


def test_what_changes_there_is_taken_over_with_its_ledger_row(
    linked: TwinStock, kurta: Variant, shop: Store
) -> None:
    linked.set_level(kurta.sku, shop.code, 9)
    report = run(linked)
    assert (report.read, report.changed, row()) == (1, 1, (9, 0, 0, 0))
    movement = StockMovement.objects.get(kind="outside")
    assert (movement.on_hand_change, movement.reference) == (4, "outside v2")
    assert run(linked) == SyncReport()
    assert not list(stock_faults())


def test_what_is_shipped_here_is_told_once_and_not_taken_for_a_difference(
    linked: TwinStock, kurta: Variant, shop: Store
) -> None:
    stock_ship(picks=sell(kurta, 2), reference="RG1", now=NOW)
    assert run(linked).pushed == 1
    assert linked.level(kurta.sku, shop.code) == 3
    assert run(linked).pushed == 0
    assert row() == (3, 0, 0, 0)
    assert not StockMovement.objects.filter(kind="outside").exists()


def test_their_number_is_compared_after_what_they_do_not_know_yet(
    linked: TwinStock, kurta: Variant, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They receive two while our sale of two is not sent: both hold."""
    stock_ship(picks=sell(kurta, 2), reference="RG1", now=NOW)
    linked.set_level(kurta.sku, shop.code, 7)
    monkeypatch.setattr(sync, "moves_push", lambda *args: 0)
    run(linked)
    assert row() == (5, 0, 0, 0)
    monkeypatch.undo()
    run(linked)
    assert (row(), linked.level(kurta.sku, shop.code)) == ((5, 0, 0, 0), 5)


@pytest.mark.parametrize("kind", [SHUFFLE, REPEAT, OLD_NEWS])
def test_a_page_that_is_shuffled_doubled_or_old_changes_nothing_twice(
    linked: TwinStock, kurta: Variant, shop: Store, kind: str
) -> None:
    for pieces in (8, 2, 6):
        linked.set_level(kurta.sku, shop.code, pieces)
    linked.trouble(kind, 5)
    run(linked)
    assert row() == (6, 0, 0, 0)
    assert StockMovement.objects.filter(kind="outside").count() == 1
    assert not list(stock_faults())


def test_pages_are_read_to_their_end(twin: TwinStock, shop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "PAGE", 2)
    variants = make_product("Shirt", sizes=("S", "M", "L", "XL", "XXL"), store=shop).variants.all()
    twin.adopt([(x.sku, shop.code, 4) for x in variants])
    assert run(twin).changed == 5
    assert set(Stock.objects.values_list("on_hand", flat=True)) == {4}


def test_an_outage_is_noted_and_made_up_for(linked: TwinStock, kurta: Variant, shop: Store) -> None:
    stock_ship(picks=sell(kurta, 1), reference="RG1", now=NOW)
    linked.trouble(OUTAGE, 2)
    assert "did not answer" in run(linked).outage
    run(linked)
    system = OutsideSystem.objects.get()
    assert (system.failures, bool(system.last_error)) == (2, True)
    assert run(linked).pushed == 1
    system.refresh_from_db()
    assert (system.failures, system.last_error, system.last_ok_at) == (0, "", LATER)


def test_a_lost_answer_makes_no_second_movement_there(linked: TwinStock, kurta: Variant, shop: Store) -> None:
    stock_ship(picks=sell(kurta, 2), reference="RG1", now=NOW)
    linked.trouble(ANSWER_LOST)
    assert run(linked).outage
    assert not OutsidePush.objects.exists()
    assert run(linked).pushed == 1
    assert OutsidePush.objects.get().answer == "duplicate"
    assert (linked.level(kurta.sku, shop.code), row()) == (3, (3, 0, 0, 0))


def test_a_forgotten_cursor_is_read_again_from_the_beginning(
    linked: TwinStock, kurta: Variant, shop: Store
) -> None:
    linked.set_level(kurta.sku, shop.code, 4)
    linked.trouble(EXPIRED)
    report = run(linked)
    assert (report.outage, row()) == ("", (4, 0, 0, 0))
    assert StockMovement.objects.filter(kind="outside").count() == 1


def test_they_have_two_where_three_are_sold(linked: TwinStock, kurta: Variant, shop: Store) -> None:
    sell(kurta, 3)
    linked.set_level(kurta.sku, shop.code, 2)
    report = run(linked)
    assert report.open_conflicts == 1
    assert row() == (3, 3, 0, 1)
    conflict = StockConflict.objects.get()
    assert (conflict.kind, conflict.theirs, conflict.ours, conflict.committed) == ("short", 2, 5, 3)
    with pytest.raises(StockShortage):
        sell(kurta, 1, "RG2")
    assert not list(stock_faults())


def test_a_cancelled_order_is_what_was_missing_and_is_not_sold_again(
    linked: TwinStock, kurta: Variant, shop: Store
) -> None:
    picks = sell(kurta, 3)
    linked.set_level(kurta.sku, shop.code, 2)
    run(linked)
    stock_release(picks=picks, reference="RG1", now=NOW)
    assert row() == (2, 0, 0, 0)
    run(linked)
    assert StockConflict.objects.get().state == "gone"
    sell(kurta, 2, "RG2")
    with pytest.raises(StockShortage):
        sell(kurta, 1, "RG3")
    assert linked.level(kurta.sku, shop.code) == 2
    assert not list(stock_faults())


@pytest.mark.parametrize("ends", ["released", "expired"])
def test_a_reservation_that_ends_frees_nothing_that_is_missing(
    linked: TwinStock, kurta: Variant, shop: Store, ends: str
) -> None:
    stock_reserve(holder="cart:1", wants={kurta.pk: 3}, now=NOW)
    linked.set_level(kurta.sku, shop.code, 1)
    run(linked)
    assert row() == (3, 0, 3, 2)
    if ends == "released":
        reservation_release(holder="cart:1", now=NOW)
    else:
        reservations_sweep(now=LATER)
    assert row() == (1, 0, 0, 0)
    assert not list(stock_faults())


def test_new_pieces_fill_what_is_missing_first(linked: TwinStock, kurta: Variant, shop: Store) -> None:
    sell(kurta, 3)
    linked.set_level(kurta.sku, shop.code, 2)
    run(linked)
    stock_receive(rows=[(kurta.pk, shop.pk, 2)], reference="van", now=NOW)
    assert row() == (4, 3, 0, 0)
    run(linked)
    assert (linked.level(kurta.sku, shop.code), row()) == (4, (4, 3, 0, 0))
    assert StockConflict.objects.get().state == "gone"
    assert not list(stock_faults())


def test_what_ships_after_all_was_there(linked: TwinStock, kurta: Variant, shop: Store) -> None:
    picks = sell(kurta, 3)
    linked.set_level(kurta.sku, shop.code, 2)
    run(linked)
    stock_ship(picks=picks, reference="RG1", now=NOW)
    assert row() == (0, 0, 0, 0)
    run(linked)
    assert linked.level(kurta.sku, shop.code) == -1
    assert {x.kind: x.state for x in StockConflict.objects.all()} == {"short": "gone", "negative": "open"}
    assert not list(stock_faults())


def settle(caller: Caller, answer: str, kind: str = "") -> StockConflict:
    rows = StockConflict.objects.filter(state="open")
    found = rows.get(kind=kind) if kind else rows.get()
    return conflict_settle(
        caller=caller, name="Meera", conflict_id=found.pk, answer=answer, note="Counted", now=LATER
    )


@pytest.fixture
def staff(meera: User, caller: Callable[..., Caller]) -> Caller:
    return caller(meera)


def test_a_person_says_that_ours_is_right_and_they_are_told(
    linked: TwinStock, kurta: Variant, shop: Store, staff: Caller
) -> None:
    sell(kurta, 3)
    linked.set_level(kurta.sku, shop.code, 2)
    run(linked)
    settle(staff, "ours")
    assert row() == (3, 3, 0, 0)
    run(linked)
    assert (linked.level(kurta.sku, shop.code), row()) == (3, (3, 3, 0, 0))
    assert StockConflict.objects.get().state == "settled"
    entry = AuditEntry.objects.get(action="stock_conflict_settled")
    assert entry.details == {"kind": "short", "answer": "ours", "theirs": 2, "ours": 5}
    assert not list(stock_faults())


def test_a_count_settles_it_too(linked: TwinStock, kurta: Variant, shop: Store) -> None:
    sell(kurta, 3)
    linked.set_level(kurta.sku, shop.code, 2)
    run(linked)
    stock_count(stock_id=Stock.objects.get().pk, counted=4, actor="user:1", now=LATER)
    assert (row(), StockConflict.objects.get().answer) == ((4, 3, 0, 0), "counted")
    run(linked)
    assert (linked.level(kurta.sku, shop.code), row()) == (4, (4, 3, 0, 0))
    assert not list(stock_faults())


@pytest.mark.parametrize(("answer", "both"), [("theirs", 900), ("ours", 5)])
def test_a_sudden_rise_waits_for_a_person(
    linked: TwinStock, kurta: Variant, shop: Store, staff: Caller, answer: str, both: int
) -> None:
    linked.set_level(kurta.sku, shop.code, 900)
    run(linked)
    assert (row(), StockConflict.objects.get().kind) == ((5, 0, 0, 0), "jump")
    settle(staff, answer)
    run(linked)
    assert (row(), linked.level(kurta.sku, shop.code)) == ((both, 0, 0, 0), both)
    assert not StockConflict.objects.filter(state="open").exists()
    assert not list(stock_faults())


def test_less_than_nothing_sells_nothing(
    linked: TwinStock, kurta: Variant, shop: Store, staff: Caller
) -> None:
    linked.set_level(kurta.sku, shop.code, -2)
    run(linked)
    assert (row(), StockConflict.objects.get().kind) == ((0, 0, 0, 0), "negative")
    settle(staff, "ours")
    run(linked)
    assert linked.level(kurta.sku, shop.code) == 0


def test_what_we_do_not_know_is_asked_once_and_taken_over_when_we_do(
    linked: TwinStock, kurta: Variant, shop: Store, staff: Caller
) -> None:
    linked.set_level("NEW-1", shop.code, 4)
    linked.set_level(kurta.sku, "mars", 4)
    run(linked)
    assert {x.kind for x in StockConflict.objects.all()} == {"unknown_sku", "unknown_place"}
    settle(staff, "ignored", "unknown_place")
    linked.set_level(kurta.sku, "mars", 5)
    run(linked)
    assert StockConflict.objects.filter(state="open").count() == 1
    variant = make_product("New", sizes=("S",), pieces=0).variants.get()
    Variant.objects.filter(pk=variant.pk).update(sku="NEW-1")
    run(linked)
    assert Stock.objects.get(variant=variant).on_hand == 4
    assert not StockConflict.objects.filter(state="open").exists()


def test_a_product_that_is_loaded_with_pieces_is_not_counted_twice(twin: TwinStock, shop: Store) -> None:
    twin.set_level("NEW-1", shop.code, 4)
    run(twin)
    variant = make_product("New", sizes=("S",), pieces=4, store=shop).variants.get()
    Variant.objects.filter(pk=variant.pk).update(sku="NEW-1")
    run(twin)
    run(twin)
    assert (row()[0], twin.level("NEW-1", shop.code)) == (4, 4)


def test_what_they_refuse_is_sent_again_when_a_person_says_so(
    linked: TwinStock, kurta: Variant, shop: Store, staff: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock_ship(picks=sell(kurta, 1), reference="RG1", now=NOW)
    from apps.catalog.outside import twin as module

    monkeypatch.setattr(module, "_take", lambda books, move: Answer.REFUSED)
    assert run(linked).pushed == 1
    monkeypatch.undo()
    run(linked)
    assert (linked.level(kurta.sku, shop.code), StockConflict.objects.get().kind) == (5, "refused")
    settle(staff, "again")
    assert run(linked).pushed == 1
    assert linked.level(kurta.sku, shop.code) == 4


def test_a_stranger_settles_nothing_and_nothing_is_settled_twice(
    linked: TwinStock, kurta: Variant, shop: Store, staff: Caller, asha: User, caller: Callable[..., Caller]
) -> None:
    linked.set_level(kurta.sku, shop.code, 900)
    run(linked)
    with pytest.raises(PermissionMissing):
        settle(caller(asha), "theirs")
    with pytest.raises(ConflictRefused):
        settle(staff, "ignored")
    found = settle(staff, "ours")
    with pytest.raises(ConflictRefused):
        conflict_settle(caller=staff, name="Meera", conflict_id=found.pk, answer="theirs", note="", now=LATER)
    assert row() == (5, 0, 0, 0)


def test_the_command_makes_a_round_and_says_when_nobody_answers(
    twin: TwinStock, kurta: Variant, shop: Store
) -> None:
    out, err = StringIO(), StringIO()
    call_command("sync_stock", adopt=shop.code, stdout=out)
    assert "The twin keeps 1 rows." in out.getvalue()
    assert "1 levels read, 0 stock rows changed, 0 disagreements open." in out.getvalue()
    twin.trouble(OUTAGE)
    with pytest.raises(SystemExit) as ended:
        call_command("sync_stock", stdout=out, stderr=err)
    assert ended.value.code == 2
    assert "did not answer" in err.getvalue()


def test_chance_in_what_happens_where_ends_in_agreement(
    linked: TwinStock, kurta: Variant, shop: Store
) -> None:
    """Two hundred steps on both sides with every kind of trouble; afterwards both sides say the same."""
    import random

    chance = random.Random(7)
    held: list[list[Any]] = []
    for number in range(200):
        match chance.choice(["sell", "ship", "cancel", "theirs", "sync", "sync", "receive", "trouble"]):
            case "sell" if row()[0] - row()[1] > 0:
                held.append(sell(kurta, 1, f"RG{number}"))
            case "ship" if held:
                stock_ship(picks=held.pop(), reference="x", now=NOW)
            case "cancel" if held:
                stock_release(picks=held.pop(), reference="x", now=NOW)
            case "theirs":
                linked.set_level(
                    kurta.sku,
                    shop.code,
                    max((linked.level(kurta.sku, shop.code) or 0) + chance.choice([-1, 1]), 0),
                )
            case "receive":
                stock_receive(rows=[(kurta.pk, shop.pk, 1)], reference="van", now=NOW)
            case "trouble":
                linked.trouble(chance.choice([OUTAGE, ANSWER_LOST, SHUFFLE, REPEAT, OLD_NEWS, EXPIRED]))
            case _:
                run(linked)
        found = row()
        assert found[0] >= found[1] + found[2]
        assert not list(stock_faults())
    while held:
        stock_release(picks=held.pop(), reference="x", now=NOW)
    for _n in range(8):  # the troubles that are left
        run(linked)
    assert row()[0] == max(linked.level(kurta.sku, shop.code) or 0, 0)


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
