"""Two sets of books about the same pieces agree in the end, whatever got lost, came twice or late."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from apps.catalog.models import (
    OutsidePush,
    OutsideSystem,
    Stock,
    StockMovement,
    Store,
    Variant,
)
from apps.catalog.outside import sync
from apps.catalog.outside.sync import SyncReport
from apps.catalog.outside.twin import (
    ANSWER_LOST,
    EXPIRED,
    OLD_NEWS,
    OUTAGE,
    REPEAT,
    SHUFFLE,
    TwinStock,
)
from apps.catalog.stock import (
    stock_faults,
    stock_receive,
    stock_release,
    stock_ship,
)
from tests.apps.catalog.factories import NOW, make_product
from tests.apps.catalog.outside.books import LATER, row, run, sell

pytestmark = pytest.mark.django_db


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


def test_a_product_that_is_loaded_with_pieces_is_not_counted_twice(twin: TwinStock, shop: Store) -> None:
    twin.set_level("NEW-1", shop.code, 4)
    run(twin)
    variant = make_product("New", sizes=("S",), pieces=4, store=shop).variants.get()
    Variant.objects.filter(pk=variant.pk).update(sku="NEW-1")
    run(twin)
    run(twin)
    assert (row()[0], twin.level("NEW-1", shop.code)) == (4, 4)


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
