"""Until a person has settled what two sets of books disagree on, nothing is sold that only one of them has."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from apps.accounts.models import User
from apps.catalog.counting import stock_count
from apps.catalog.models import (
    Stock,
    StockConflict,
    Store,
    Variant,
)
from apps.catalog.outside.conflicts import ConflictRefused, conflict_settle
from apps.catalog.outside.port import Answer
from apps.catalog.outside.twin import (
    TwinStock,
)
from apps.catalog.stock import (
    StockShortage,
    reservation_release,
    reservations_sweep,
    stock_faults,
    stock_receive,
    stock_release,
    stock_reserve,
    stock_ship,
)
from apps.ledger.models import AuditEntry
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import PermissionMissing
from tests.apps.catalog.factories import NOW, make_product
from tests.apps.catalog.outside.books import LATER, row, run, sell, settle

pytestmark = pytest.mark.django_db


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
