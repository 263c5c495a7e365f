"""The shops and warehouses of the demo shop, and the pieces that lie there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.utils.text import slugify

from apps.catalog.models import Stock, StockMovement, Store
from apps.operations.demo.bulk import copy_rows, reserve_ids
from apps.operations.demo.catalogue import LoadedVariant
from apps.operations.demo.chance import chance
from apps.operations.demo.kinds import read_table

SMALL_CITIES = ("Mumbai", "Delhi", "Bengaluru", "Pune")
WAREHOUSES = (
    (
        "wh-bhiwandi",
        "Bhiwandi Warehouse",
        "Plot 18, Sonale Logistics Park",
        "Bhiwandi",
        "MH",
        "421302",
        19.281,
        73.048,
    ),
    (
        "wh-gurugram",
        "Gurugram Warehouse",
        "Shed 4, Tauru Freight Road",
        "Gurugram",
        "HR",
        "122105",
        28.213,
        76.950,
    ),
    (
        "wh-hosakote",
        "Hosakote Warehouse",
        "Survey 91, Malur Cross",
        "Bengaluru",
        "KA",
        "562114",
        13.070,
        77.798,
    ),
)
RECEIVED_DAYS_AGO = 30
SHOPS_PER_VARIANT = (3, 6)  # at least and at most
AISLES, RACKS, BOARDS = "ABCDEFGHJKLM", 24, 5
SOLD_OUT = 0.03  # share of variants that are sold out everywhere


@dataclass(frozen=True, slots=True)
class LoadedStock:
    id: int
    store_id: int
    on_hand: int
    warehouse: bool


def cities() -> dict[str, list[Any]]:
    """Return city -> [state, PIN, latitude, longitude, areas with a shop]."""
    found: dict[str, list[Any]] = read_table("stores")
    return found


def load_stores(*, small: bool) -> list[Store]:
    """Write the warehouses and the shops; the small shop has one of them and four of the shops."""
    stores = [
        Store(
            code=code, kind=Store.Kind.WAREHOUSE, name=name, address=address, city=city, state=state, pin=pin,
            latitude=latitude, longitude=longitude, phone="1800 200 7788", hours="Not open to visitors",
        )
        for code, name, address, city, state, pin, latitude, longitude in WAREHOUSES[: 1 if small else None]
    ]  # fmt: skip
    for city, (state, pin, latitude, longitude, areas) in cities().items():
        if small and city not in SMALL_CITIES:
            continue
        for number, area in enumerate(areas[: 1 if small else None]):
            stores.append(_shop(city, area, number, (state, pin, latitude, longitude)))
    return Store.objects.bulk_create(stores)


def _shop(city: str, area: str, number: int, place: tuple[str, str, float, float]) -> Store:
    rng = chance("store", city, number)
    state, pin, latitude, longitude = place
    return Store(
        code=slugify(f"{city[:12]}-{number + 1}"),
        name=f"RetailGenie {area}",
        address=f"{rng.randint(3, 140)}, {area}, {city}",
        city=city,
        state=state,
        pin=f"{int(pin) + number * 3}",
        latitude=round(latitude + number * 0.031, 4),
        longitude=round(longitude - number * 0.024, 4),
        phone=f"1800 200 {rng.randint(1000, 9999)}",
        hours=rng.choice(["10:00-21:00 daily", "10:30-21:30 daily", "11:00-21:00, closed Tuesday"]),
    )


def load_stock(
    loaded: Sequence[LoadedVariant], stores: Sequence[Store], *, now: datetime
) -> dict[int, list[LoadedStock]]:
    """Write what lies where, with the delivery note of each row; returns the stock rows by variant id."""
    places = [(x.id, entry) for x in loaded for entry in _places(x, stores)]
    ids = reserve_ids(Stock, len(places))
    found: dict[int, list[LoadedStock]] = {x.id: [] for x in loaded}
    for stock_id, (variant_id, (store, pieces)) in zip(ids, places, strict=True):
        found[variant_id].append(
            LoadedStock(stock_id, store.pk, pieces, store.kind == Store.Kind.WAREHOUSE.value)
        )
    pairs = [(variant_id, stock) for variant_id, stocks in found.items() for stock in stocks]
    copy_rows(
        Stock,
        "id variant_id store_id on_hand location",
        (
            (stock.id, variant_id, stock.store_id, stock.on_hand, _shelf(variant_id))
            for variant_id, stock in pairs
        ),
    )
    received = now - timedelta(days=RECEIVED_DAYS_AGO)
    copy_rows(
        StockMovement,
        "stock_id kind on_hand_change reference at",
        ((stock.id, "receive", stock.on_hand, "delivery note", received) for _, stock in pairs),
    )
    return found


def _shelf(variant_id: int) -> str:
    """Name aisle, rack and board: neighbours in the catalogue lie beside each other."""
    rack, board = divmod(variant_id, BOARDS)
    aisle, number = divmod(rack, RACKS)
    return f"{AISLES[aisle % len(AISLES)]}-{number + 1:02}-{board + 1}"


def _places(loaded: LoadedVariant, stores: Sequence[Store]) -> list[tuple[Store, int]]:
    rng = chance("stock", loaded.plan.sku)
    warehouses = [store for store in stores if store.kind == Store.Kind.WAREHOUSE.value]
    shops = [store for store in stores if store.kind != Store.Kind.WAREHOUSE.value]
    if loaded.product.anchor:
        near = [store for store in shops if store.city in SMALL_CITIES]
        return [(store, _pieces(rng, 40, 90)) for store in warehouses[:1]] + [
            (x, rng.randint(3, 12)) for x in near
        ]
    if rng.random() < SOLD_OUT:
        return [(rng.choice(warehouses), 0)]
    chosen = rng.sample(warehouses, min(rng.choice([1, 1, 2]), len(warehouses)))
    places = [(store, _pieces(rng, 8, 60)) for store in chosen]
    count = min(rng.randint(*SHOPS_PER_VARIANT), len(shops))
    return places + [(store, _pieces(rng, 0, 9)) for store in rng.sample(shops, count)]


def _pieces(rng: Random, low: int, high: int) -> int:
    return low + int(rng.betavariate(1.2, 2.4) * (high - low + 1))
