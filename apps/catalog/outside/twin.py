"""The stock system of a shop without one: keeps books of its own in a file, and behaves badly on request.

Like a real one it hands out its log in pages, forgets old cursors, answers twice, late or not at all, and counts a
movement once however often it is sent. `trouble` sets what goes wrong and how often.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from apps.catalog.outside.port import Answer, ChangePage, CursorExpired, Level, Move, OutsideUnavailable
from retailgenie.lib.rundir import run_dir

WAIT_SECONDS = 10.0  # for another process that writes
OUTAGE, ANSWER_LOST, SHUFFLE, REPEAT, OLD_NEWS, EXPIRED = (
    "outage",  # no answer, nothing done
    "answer_lost",  # a push is done and its answer lost
    "shuffle",  # a page comes back to front
    "repeat",  # a page holds everything twice
    "old_news",  # a page begins with the state before the last
    "expired",  # the cursor is not known any more
)
# In one transaction: another process that opens the file meanwhile sees all tables or none.
TABLES = """
begin immediate;
create table if not exists item (
  sku text not null, place text not null, on_hand integer not null, version integer not null,
  acknowledged integer not null default 0, primary key (sku, place));
create table if not exists log (
  seq integer primary key autoincrement, sku text not null, place text not null, version integer not null,
  on_hand integer not null, acknowledged integer not null);
create table if not exists moved (number integer primary key);
create table if not exists trouble (kind text primary key, times integer not null);
commit;
"""


def twin_path() -> Path:
    """Return the file of the database in use, so that tests and shops on one machine stay apart."""
    return run_dir() / "outside" / f"{Path(str(connection.settings_dict['NAME'])).name}.sqlite3"


class TwinStock:
    """The port of the twin; the methods after `push` are what people of the other company do."""

    name = "embedded"

    def changes(self, *, cursor: str, etag: str, limit: int) -> ChangePage:
        with _open() as books:
            _suffer(books, OUTAGE)
            if _happens(books, EXPIRED) and cursor:
                raise CursorExpired(_("The stock system does not know where we were."))
            since = int(cursor or 0)
            head = books.execute("select coalesce(max(seq), 0) from log").fetchone()[0]
            if etag == f"w{head}" and since == head:
                return ChangePage((), cursor, etag, more=False)
            rows = books.execute(
                "select seq, sku, place, version, on_hand, acknowledged from log where seq > ? order by seq limit ?",
                (since, limit),
            ).fetchall()
            levels = _distorted(books, [Level(*row[1:]) for row in rows])
        last = rows[-1][0] if rows else head
        return ChangePage(tuple(levels), str(last), f"w{head}", more=last < head)

    def push(self, moves: Sequence[Move]) -> dict[int, Answer]:
        with _open() as books:
            _suffer(books, OUTAGE)
            answers = {move.number: _take(books, move) for move in moves}
            lost = _happens(books, ANSWER_LOST)
        if lost:
            raise _unavailable()
        return answers

    def set_level(self, sku: str, place: str, on_hand: int) -> None:
        """Somebody there counts, receives or breaks something."""
        with _open() as books:
            books.execute(
                "insert into item values (?, ?, ?, 1, 0) on conflict (sku, place) do update "
                "set on_hand = excluded.on_hand, version = version + 1",
                (sku, place, on_hand),
            )
            _log(books, sku, place)

    def adopt(self, levels: Iterable[tuple[str, str, int]]) -> int:
        """Take over (SKU, place, pieces) as the first state of the books; returns how many."""
        rows = list(levels)
        with _open() as books:
            books.executemany("insert or ignore into item values (?, ?, ?, 1, 0)", rows)
            books.execute(
                "insert into log (sku, place, version, on_hand, acknowledged) "
                "select sku, place, version, on_hand, acknowledged from item"
            )
        return len(rows)

    def level(self, sku: str, place: str) -> int | None:
        """Return what the books there say."""
        with _open() as books:
            row = books.execute(
                "select on_hand from item where sku = ? and place = ?", (sku, place)
            ).fetchone()
        return int(row[0]) if row else None

    def trouble(self, kind: str, times: int = 1) -> None:
        """Let something go wrong the next times."""
        with _open() as books:
            books.execute("insert or replace into trouble values (?, ?)", (kind, times))

    def forget(self) -> None:
        """Throw the books away."""
        twin_path().unlink(missing_ok=True)


def _take(books: sqlite3.Connection, move: Move) -> Answer:
    known = books.execute("select 1 from item where sku = ? and place = ?", (move.sku, move.place)).fetchone()
    if known is None:
        return Answer.REFUSED
    done = books.execute("insert or ignore into moved values (?)", (move.number,)).rowcount
    if not done:
        return Answer.DUPLICATE
    books.execute(
        "update item set on_hand = on_hand + ?, version = version + 1, acknowledged = max(acknowledged, ?) "
        "where sku = ? and place = ?",
        (move.change, move.number, move.sku, move.place),
    )
    _log(books, move.sku, move.place)
    return Answer.ACCEPTED


def _log(books: sqlite3.Connection, sku: str, place: str) -> None:
    books.execute(
        "insert into log (sku, place, version, on_hand, acknowledged) "
        "select sku, place, version, on_hand, acknowledged from item where sku = ? and place = ?",
        (sku, place),
    )


def _distorted(books: sqlite3.Connection, levels: list[Level]) -> list[Level]:
    if _happens(books, SHUFFLE):
        levels = levels[::-1]
    if _happens(books, REPEAT):
        levels = [*levels, *levels]
    if _happens(books, OLD_NEWS):
        old = [Level(x.sku, x.place, x.version - 1, x.on_hand + 7, 0) for x in levels]
        levels = [*levels, *old]
    return levels


def _happens(books: sqlite3.Connection, kind: str) -> bool:
    found = books.execute("update trouble set times = times - 1 where kind = ? and times > 0", (kind,))
    return bool(found.rowcount)


def _suffer(books: sqlite3.Connection, kind: str) -> None:
    if _happens(books, kind):
        books.commit()
        raise _unavailable()


def _unavailable() -> OutsideUnavailable:
    return OutsideUnavailable(_("The stock system did not answer. What was to be sent is sent later."))


@contextmanager
def _open() -> Iterator[sqlite3.Connection]:
    path = twin_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(path, timeout=WAIT_SECONDS)) as books:
            books.execute("pragma synchronous = off")  # a killed process loses nothing, a lost machine may
            if not books.execute("select count(*) from sqlite_master").fetchone()[0]:
                books.executescript(TABLES)
            with books:
                yield books
    except sqlite3.Error as error:
        raise _unavailable() from error
