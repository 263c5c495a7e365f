"""`bench checkout`: many buyers on few scarce things through the real services, beside the bare database."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np
from django.db import connection
from django.db.models import Sum
from django.utils import timezone
from rich.console import Console

from apps.accounts.callers import caller_for
from apps.catalog.models import Category, Product, Stock, StockMovement, Store, Variant
from apps.catalog.stock import stock_faults, stock_receive
from apps.operations.bench.bare import Writes, bare_rate, writes_counted
from apps.operations.bench.buyers import Load, Tally, visit
from apps.operations.bench.shop import database_url
from apps.operations.evaluation.report import BadInput, Report
from apps.operations.evaluation.scratch import scratch_database
from apps.orders.models import Order, OrderLine, Payment
from apps.orders.selectors import allocation_faults
from retailgenie.ai.tools.types import Door

ITEMS = 50
SHELF = 3  # pieces of a thing that lie there at most: scarce from the first second to the last
REFILL_SECONDS = 0.25
WORKERS = 2
POOL = 40  # connections a process; more threads than that wait for one, as requests do
BARE_SECONDS = 15.0
BARE_CONNECTIONS = 16
PATIENCE_SECONDS = 120.0


def bench_checkout(*, users: int, seconds: float) -> Report:
    """`users` buyers at once on ITEMS things for `seconds`; then every figure is counted in the database."""
    if users < WORKERS:
        raise BadInput(f"bench checkout needs at least {WORKERS} users.")
    console = Console(stderr=True)
    with scratch_database("checkout"):
        store, variants = _shop()
        address = database_url()
        writes = _one_order(variants, users)
        console.print(f"{users} buyers on {ITEMS} scarce items for {seconds:.0f} s …")
        tally = _crowd(address, store, variants, users, seconds)
        figures = _figures(tally)
        console.print("… and the bare database …")
        bare = bare_rate(address, writes, connections=BARE_CONNECTIONS, seconds=min(seconds, BARE_SECONDS))
    figures["share_of_bare"] = figures["orders_per_s"] / bare["orders_per_s"]
    return Report(
        suite="bench checkout",
        figures=figures,
        baselines={"bare database": bare},
        per={
            "errors": dict(tally.errors),
            "writes_per_order": asdict(writes),
            "load": {"users": users, "seconds": seconds, "items": ITEMS, "shelf": SHELF},
        },
        context={"workers": WORKERS, "pool": POOL, "seed": 7},
    )


def _shop() -> tuple[Store, list[int]]:
    now = timezone.now()
    store = Store.objects.create(
        code="bench", name="Bench warehouse", city="Pune", state="MH", pin="411001", kind=Store.Kind.WAREHOUSE,
        address="1 MG Road", latitude=18.52, longitude=73.85,
    )  # fmt: skip
    category = Category.objects.create(slug="bench", name="Bench")
    products = Product.objects.bulk_create(
        Product(
            external_id=f"bench-{n}", slug=f"bench-{n}", title=f"Scarce thing {n}", category=category,
            min_price_paise=49_900 + n, max_price_paise=49_900 + n, mrp_paise=49_900 + n,
            launched_at=now, updated_at=now,
        )
        for n in range(ITEMS)
    )  # fmt: skip
    variants = Variant.objects.bulk_create(
        Variant(product=x, sku=x.slug, price_paise=x.min_price_paise, mrp_paise=x.mrp_paise) for x in products
    )
    ids = [row.pk for row in variants]
    stock_receive(rows=[(pk, store.pk, SHELF) for pk in ids], reference="bench", now=now)
    return store, ids


def _one_order(variants: Sequence[int], users: int) -> Writes:
    """Place one order alone and count what it writes."""
    tally = Tally()
    number = users * 100_000
    with writes_counted() as writes:
        visit(
            caller_for(None, visitor_id="bench-alone", door=Door.CHAT),
            number,
            [variants[0]],
            random.Random(1),
            tally,
        )
    if len(tally.numbers) != 1:
        raise BadInput(f"The first order failed: {dict(tally.errors)}")
    return writes


def _crowd(address: str, store: Store, variants: Sequence[int], users: int, seconds: float) -> Tally:
    """Start the buyers' processes, refill the shelves meanwhile, and add up what they saw."""
    environment = {**os.environ, "DATABASE_URL": address, "DATABASE_POOL_SIZE": str(POOL)}
    stop = threading.Event()
    clerk = threading.Thread(target=_refill, args=(store, variants, stop))
    clerk.start()
    try:
        return _run(environment, variants, users, seconds)
    finally:
        stop.set()
        clerk.join()


def _run(environment: Mapping[str, str], variants: Sequence[int], users: int, seconds: float) -> Tally:
    processes = []
    for worker in range(WORKERS):
        threads = users // WORKERS + (worker < users % WORKERS)
        load = json.dumps(asdict(Load(worker, threads, seconds, tuple(variants))))
        command = [sys.executable, "-m", "apps.operations.bench.buyers", load]
        processes.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE))
    whole = Tally()
    for process in processes:
        output, _nothing = process.communicate(timeout=seconds + PATIENCE_SECONDS)
        if process.returncode:
            raise BadInput(f"A process of buyers ended with status {process.returncode}.")
        whole.add(Tally(**json.loads(output)))
    return whole


def _refill(store: Store, variants: Sequence[int], stop: threading.Event) -> None:
    """Put pieces on empty shelves while people buy."""
    while not stop.wait(REFILL_SECONDS):
        rows = Stock.objects.filter(variant_id__in=variants, store=store).values_list(
            "variant_id", "on_hand", "allocated", "reserved"
        )
        missing = [
            (pk, store.pk, SHELF - free) for pk, *rest in rows if (free := rest[0] - rest[1] - rest[2]) < 1
        ]
        stock_receive(rows=missing, reference="bench", now=timezone.now())
    connection.close()


def _figures(tally: Tally) -> dict[str, float]:
    """What buyers were told beside what the database holds; the order placed alone before is left out."""
    alone = Order.objects.get(owner_key__endswith="bench-alone").number
    kept = set(Order.objects.exclude(number=alone).values_list("number", flat=True))
    p50, p95, p99 = np.percentile(tally.place_ms or [0.0], [50, 95, 99])
    faults = [*stock_faults(), *allocation_faults()]
    return {
        "orders": float(len(kept)),
        "orders_per_s": len(kept) / tally.elapsed,
        "oversell": float(_oversold()),
        "double_orders": float(tally.doubled + len(kept - set(tally.numbers))),  # or nobody was told of it
        "lost_orders": float(len(set(tally.numbers) - kept)),
        "money_off_paise": float(_money_off()),
        "stock_faults": float(len(faults)),
        "errors": float(sum(tally.errors.values())),
        "sold_out": float(tally.sold_out),
        "visits": float(tally.visits),
        "double_taps": float(tally.double_taps),
        "p50_ms": float(p50),
        "p95_ms": float(p95),
        "p99_ms": float(p99),
    }


def _oversold() -> int:
    """Pieces in orders beyond the pieces that ever came in."""
    sold = OrderLine.objects.values_list("variant_id").annotate(Sum("quantity"))
    came = dict(
        StockMovement.objects.values_list("stock__variant_id").annotate(Sum("on_hand_change")).order_by()
    )
    return sum(max(0, pieces - came.get(variant_id, 0)) for variant_id, pieces in sold.order_by())


def _money_off() -> int:
    ordered = Order.objects.aggregate(paise=Sum("total_paise", default=0))["paise"]
    paid = Payment.objects.aggregate(paise=Sum("amount_paise", default=0))["paise"]
    return abs(int(ordered) - int(paid))
