"""The embedded provider's own records.

They are in a file of their own, outside the shop's database and transactions, as those of another company would be:
what was charged stays charged when the shop's transaction is rolled back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import time

from django.db import connection
from django.utils.translation import gettext as _

from apps.orders.payments.port import PaymentUnavailable, RefundRefused
from retailgenie.lib.rundir import run_dir

WAIT_SECONDS = 10.0  # for another process that writes
# In one transaction: another process that opens the file meanwhile sees both tables or none.
TABLES = """
begin immediate;
create table if not exists charge (
  reference text primary key, key text unique not null, method text not null, amount integer not null,
  state text not null, slow integer not null, at real not null);
create table if not exists refund (
  reference text primary key, charge text not null, amount integer not null, state text not null, at real not null);
commit;
"""


@dataclass(frozen=True, slots=True)
class ChargeRecord:
    """state: pending, captured, failed. slow: its refunds take time. at: seconds since 1970."""

    reference: str
    key: str
    method: str
    amount_paise: int
    state: str
    slow: bool
    at: float


@dataclass(frozen=True, slots=True)
class RefundRecord:
    reference: str
    charge: str
    amount_paise: int
    state: str  # pending or completed
    at: float


def books_path() -> Path:
    """Return the file of the database in use, so that tests and shops on one machine stay apart."""
    return run_dir() / "provider" / f"{Path(str(connection.settings_dict['NAME'])).name}.sqlite3"


def charge_add(record: ChargeRecord) -> ChargeRecord:
    """Write a charge down and return it, or the one that has its key."""
    with _open() as books:
        books.execute(
            "insert or ignore into charge values (?, ?, ?, ?, ?, ?, ?)",
            (
                record.reference,
                record.key,
                record.method,
                record.amount_paise,
                record.state,
                record.slow,
                time(),
            ),
        )
        row = books.execute("select * from charge where key = ?", (record.key,)).fetchone()
    return _charge(row)


def charge_find(reference: str) -> ChargeRecord | None:
    with _open() as books:
        row = books.execute("select * from charge where reference = ?", (reference,)).fetchone()
    return _charge(row) if row else None


def charge_close(reference: str, state: str) -> ChargeRecord | None:
    """Capture or fail a pending charge; another stays as it is. Returns what it is now."""
    with _open() as books:
        books.execute(
            "update charge set state = ? where reference = ? and state = 'pending'", (state, reference)
        )
    return charge_find(reference)


def refund_add(record: RefundRecord) -> RefundRecord:
    """Write a refund down and return it, or the one that has its reference; raises RefundRefused above the charge.

    Cash was never charged here, so a transfer that stands for it has no charge to be compared with.
    """
    with _open() as books:
        books.execute("begin immediate")  # two refunds at once can't both see the same rest
        row = books.execute("select * from refund where reference = ?", (record.reference,)).fetchone()
        if row is not None:
            return RefundRecord(*row)
        charge = books.execute("select amount from charge where reference = ?", (record.charge,)).fetchone()
        if charge is not None:
            given = books.execute(
                "select coalesce(sum(amount), 0) from refund where charge = ?", (record.charge,)
            ).fetchone()[0]
            if given + record.amount_paise > charge[0]:
                raise RefundRefused(_("More would go back than was paid. Nothing was sent."))
        at = time()
        books.execute(
            "insert into refund values (?, ?, ?, ?, ?)",
            (record.reference, record.charge, record.amount_paise, record.state, at),
        )
    return replace(record, at=at)


def refund_find(reference: str) -> RefundRecord | None:
    with _open() as books:
        row = books.execute("select * from refund where reference = ?", (reference,)).fetchone()
    return RefundRecord(*row) if row else None


def refunded(charge: str) -> int:
    """Return the paise that were given back of a charge."""
    with _open() as books:
        row = books.execute(
            "select coalesce(sum(amount), 0) from refund where charge = ?", (charge,)
        ).fetchone()
    return int(row[0])


def taken() -> int:
    """Return the paise that were captured from everybody and not given back."""
    with _open() as books:
        row = books.execute(
            """select coalesce(sum(amount), 0) - (select coalesce(sum(amount), 0) from refund
            where charge in (select reference from charge)) from charge where state = 'captured'"""
        ).fetchone()
    return int(row[0])


def refund_complete(reference: str) -> None:
    with _open() as books:
        books.execute("update refund set state = 'completed' where reference = ?", (reference,))


def charges() -> list[ChargeRecord]:
    with _open() as books:
        return [_charge(row) for row in books.execute("select * from charge order by at")]


def refunds() -> list[RefundRecord]:
    with _open() as books:
        return [RefundRecord(*row) for row in books.execute("select * from refund order by at")]


def _charge(row: tuple[str, str, str, int, str, int, float]) -> ChargeRecord:
    return ChargeRecord(row[0], row[1], row[2], row[3], row[4], bool(row[5]), row[6])


@contextmanager
def _open() -> Iterator[sqlite3.Connection]:
    path = books_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(path, timeout=WAIT_SECONDS)) as books:
            books.execute("pragma synchronous = off")  # a killed process loses nothing, a lost machine may
            if not books.execute("select count(*) from sqlite_master").fetchone()[0]:
                books.executescript(TABLES)
            with books:
                yield books
    except sqlite3.Error as error:
        raise PaymentUnavailable(
            _("The payment service did not answer in time. Nothing was ordered; try again.")
        ) from error
