"""Stock: reserving, selling, shipping, and the proof that the figures add up."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from apps.catalog.counting import stock_count
from apps.catalog.models import Reservation, Stock, StockMovement, Store, Variant
from apps.catalog.stock import (
    ReservationLost,
    StockCommitted,
    StockShortage,
    available_by_variant,
    reservation_allocate,
    reservation_release,
    reservations_sweep,
    stock_allocate,
    stock_faults,
    stock_receive,
    stock_release,
    stock_reserve,
    stock_restock,
    stock_ship,
)
from tests.apps.catalog.factories import NOW, make_product, make_store

LATER = NOW + timedelta(minutes=16)


@pytest.fixture
def shop(db: None) -> Store:
    return make_store("Pune")


@pytest.fixture
def warehouse(db: None) -> Store:
    return make_store("Pune", kind="warehouse")


@pytest.fixture
def kurta(shop: Store, warehouse: Store) -> Variant:
    """Three pieces in the shop, two in the warehouse."""
    variant = make_product("Kurta", sizes=("M",), colours=("Red",), pieces=3, store=shop).variants.get()
    stock_receive(rows=[(variant.pk, warehouse.pk, 2)], reference="test", now=NOW)
    return variant


def figures(variant: Variant) -> dict[str, tuple[int, int, int]]:
    """Return kind of place -> (on hand, allocated, reserved)."""
    rows = Stock.objects.filter(variant=variant).select_related("store")
    return {row.store.kind: (row.on_hand, row.allocated, row.reserved) for row in rows}


def test_what_can_be_sold_is_summed_over_places(kurta: Variant, shop: Store) -> None:
    assert available_by_variant([kurta.pk, 999]) == {kurta.pk: 5, 999: 0}
    assert available_by_variant([kurta.pk], store_id=shop.pk) == {kurta.pk: 3}


def test_a_closed_place_sells_nothing(kurta: Variant, shop: Store) -> None:
    Store.objects.filter(pk=shop.pk).update(is_active=False)
    assert available_by_variant([kurta.pk]) == {kurta.pk: 2}


def test_the_warehouse_gives_first_then_shops(kurta: Variant) -> None:
    stock_allocate(wants={kurta.pk: 2}, reference="a", now=NOW)
    assert figures(kurta) == {"store": (3, 0, 0), "warehouse": (2, 2, 0)}
    stock_allocate(wants={kurta.pk: 1}, reference="b", now=NOW)
    assert figures(kurta) == {"store": (3, 1, 0), "warehouse": (2, 2, 0)}


def test_one_place_that_has_all_is_better_than_two(kurta: Variant) -> None:
    assert len(stock_allocate(wants={kurta.pk: 3}, reference="a", now=NOW)) == 1
    assert figures(kurta) == {"store": (3, 3, 0), "warehouse": (2, 0, 0)}


def test_pieces_are_gathered_where_no_place_has_all(kurta: Variant) -> None:
    assert len(stock_allocate(wants={kurta.pk: 5}, reference="a", now=NOW)) == 2
    assert available_by_variant([kurta.pk]) == {kurta.pk: 0}


def test_a_shortage_says_what_is_left_and_changes_nothing(kurta: Variant, shop: Store) -> None:
    with pytest.raises(StockShortage) as error:
        stock_reserve(holder="cart:1", wants={kurta.pk: 4}, now=NOW, store_id=shop.pk)
    assert error.value.details == {"left": {str(kurta.pk): 3}}
    assert error.value.message == "Kurta (M, Red): only 3 left."
    assert not Reservation.objects.exists()
    assert figures(kurta) == {"store": (3, 0, 0), "warehouse": (2, 0, 0)}


def test_reserved_then_sold_then_shipped_then_back(kurta: Variant) -> None:
    stock_reserve(holder="cart:1", wants={kurta.pk: 2}, now=NOW)
    assert figures(kurta)["warehouse"] == (2, 0, 2)
    picks = reservation_allocate(holder="cart:1", reference="RG1", now=NOW)
    assert figures(kurta)["warehouse"] == (2, 2, 0)
    stock_ship(picks=picks, reference="RG1", now=NOW)
    assert figures(kurta)["warehouse"] == (0, 0, 0)
    stock_restock(picks=picks, reference="RG1", now=NOW)
    assert figures(kurta)["warehouse"] == (2, 0, 0)
    kinds = StockMovement.objects.filter(reference="RG1").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["allocate", "ship", "restock"]
    assert not list(stock_faults())


def test_a_cancelled_sale_is_sellable_again(kurta: Variant) -> None:
    picks = stock_allocate(wants={kurta.pk: 5}, reference="RG1", now=NOW)
    stock_release(picks=picks, reference="RG1", now=NOW)
    assert available_by_variant([kurta.pk]) == {kurta.pk: 5}
    assert not list(stock_faults())


def test_an_expired_reservation_is_swept_once_and_lost(kurta: Variant) -> None:
    stock_reserve(holder="cart:1", wants={kurta.pk: 2}, now=NOW)
    assert reservations_sweep(now=NOW) == 0
    assert reservations_sweep(now=LATER) == 2
    assert reservations_sweep(now=LATER) == 0
    assert available_by_variant([kurta.pk]) == {kurta.pk: 5}
    with pytest.raises(ReservationLost):
        reservation_allocate(holder="cart:1", reference="RG1", now=LATER)
    assert not list(stock_faults())


def test_a_reservation_can_be_given_back(kurta: Variant) -> None:
    stock_reserve(holder="cart:1", wants={kurta.pk: 2}, now=NOW)
    assert reservation_release(holder="cart:1", now=NOW) == 2
    assert reservation_release(holder="cart:1", now=NOW) == 0
    assert available_by_variant([kurta.pk]) == {kurta.pk: 5}


def test_receiving_adds_to_what_is_there(kurta: Variant, shop: Store) -> None:
    stock_receive(rows=[(kurta.pk, shop.pk, 2), (kurta.pk, shop.pk, 1)], reference="van", now=NOW)
    assert figures(kurta)["store"] == (6, 0, 0)
    assert StockMovement.objects.get(reference="van").on_hand_change == 3
    assert not list(stock_faults())


def test_a_count_sets_what_is_on_hand_but_never_below_what_is_sold(kurta: Variant, shop: Store) -> None:
    row = Stock.objects.get(variant=kurta, store=shop)
    stock_allocate(wants={kurta.pk: 2}, reference="RG1", now=NOW, store_id=shop.pk)
    assert stock_count(stock_id=row.pk, counted=2, actor="user:1", now=NOW) == -1
    with pytest.raises(StockCommitted):
        stock_count(stock_id=row.pk, counted=1, actor="user:1", now=NOW)
    assert figures(kurta)["store"] == (2, 2, 0)
    assert not list(stock_faults())


def test_the_database_itself_refuses_to_oversell(kurta: Variant) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Stock.objects.filter(variant=kurta).update(allocated=4)


def test_the_check_finds_a_row_that_was_changed_by_hand(kurta: Variant, shop: Store) -> None:
    call_command("check_stock", stdout=StringIO())
    row = Stock.objects.get(variant=kurta, store=shop)
    Stock.objects.filter(pk=row.pk).update(on_hand=7, allocated=1)
    out = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("check_stock", stdout=out)
    assert stop.value.code == 1
    assert f"stock {row.pk}  on_hand 7  on_hand_moved 3" in out.getvalue()
    assert "2 faults." in out.getvalue()
