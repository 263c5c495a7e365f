"""The ranker's life: learned, registered under a version with its figures, found by alias, and the shop's own counts.

A shop that has no log yet learns from simulated shoppers over its own catalogue; what its products did (shown, opened,
bought) is always counted from the shop's own ledger and orders, never from simulated ones.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from apps.catalog.models import Product
from apps.catalog.ranking_goods import SECONDS_A_DAY, category_medians, goods_of, recent_facts, season_of
from apps.catalog.ranking_wishes import wishes_of
from apps.ledger.models import Event, EventName
from apps.ledger.purchases import purchases
from apps.rollout.models import Kind
from apps.rollout.selectors import model_running
from apps.rollout.services import model_version_register
from retailgenie.ai.ranking.features import FEATURES, Act, Goods, Memory
from retailgenie.ai.ranking.trees import Trees
from retailgenie.ai.training.ranker import Trained, replayed, train_ranker
from retailgenie.ai.training.simulator import World, simulate
from retailgenie.lib.rundir import run_dir

FOLDER = Path("models/ranker")
MODEL_FILE, MEMORY_FILE, META_FILE = "model.txt", "memory.npz", "meta.json"
MAX_BYTES = 5_000_000
PEOPLE, DAYS, WISHES, PRODUCTS = 400, 150, 240, 4_000  # of the simulation
SEED = 23
KEPT = 3
COLUMNS = ("shown", "clicks", "carts", "lately", "ever", "bought_at")


@dataclass(frozen=True)
class Ranker:
    """A loaded version. counts: external id -> what happened to the product, in the order of COLUMNS."""

    version: str
    text: str
    medians: dict[str, float]
    counts: dict[str, NDArray[np.float64]]
    totals: NDArray[np.float64]

    @cached_property
    def trees(self) -> Trees:
        return Trees(self.text)

    def memory(self, external_ids: list[str]) -> Memory:
        """Return the counts of a few products, one row each; what is not known has none."""
        found = Memory(len(external_ids))
        none = np.zeros(len(COLUMNS))
        table = np.array([self.counts.get(key, none) for key in external_ids]).reshape(-1, len(COLUMNS)).T
        found.shown, found.clicks, found.carts = table[0].copy(), table[1].copy(), table[2].copy()
        found.bought, found.bought_at = table[3:5].copy(), table[5].copy()
        found.totals = self.totals.copy()
        return found

    def knows(self, external_ids: list[str]) -> bool:
        """Say whether anything ever happened to any of these products."""
        return any(key in self.counts for key in external_ids)


def ranker_learn(*, now: datetime, simulated_people: int = PEOPLE) -> Trained | None:
    """Learn, count, register and let run; None where the shop has no products. Same day and shop, same model."""
    rows = Product.objects.filter(is_active=True, min_price_paise__gt=0, embeddings__isnull=False).distinct()
    keys = list(rows.order_by("-popularity", "pk").values_list("pk", flat=True)[:PRODUCTS])
    if not keys:
        return None
    medians = category_medians()
    known = recent_facts.of(keys)
    goods = goods_of([known[key] for key in keys], medians)
    trained = _from_simulation(keys, goods, now, simulated_people)
    Trees(trained.text)  # what can't be read here must not be what runs
    version = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S")
    folder = run_dir() / FOLDER / version
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MODEL_FILE).write_text(trained.text, encoding="utf-8")
    counts_store(folder, now=now)
    meta = {"features": FEATURES, "medians": medians, "figures": trained.figures, "gains": trained.gains}
    (folder / META_FILE).write_text(json.dumps(meta), encoding="utf-8")
    model_version_register(
        kind=Kind.RANKER,
        version=version,
        path=str(FOLDER / version),
        metrics=trained.figures,
        now=now,
        note="learned from simulated shoppers over this catalogue",
    )
    _prune()
    return trained


def _from_simulation(keys: list[int], goods: Goods, now: datetime, people: int) -> Trained:
    start = now.timestamp() / SECONDS_A_DAY - DAYS
    launched = goods.launched - start
    if np.median(launched) > 0:  # a shop younger than the simulated time: as if it had opened before
        launched = launched - DAYS
    since = replace(goods, launched=launched)
    categories, kinds = np.unique(goods.category, return_inverse=True)
    brands = np.unique(goods.brand, return_inverse=True)[1]
    place = {int(category): number for number, category in enumerate(categories)}
    wishes = [
        type(wish)(
            wish.text, place[wish.kind], wish.rows, wish.similarity, wish.lexical, wish.wanted, wish.detail
        )
        for wish in wishes_of(keys, goods, most=WISHES)
    ]
    world = World(
        kinds, brands, goods.price, goods.rating, goods.season, goods.stock, since.launched, goods.nearby
    )
    seasons = [season_of(datetime.fromtimestamp((start + day) * SECONDS_A_DAY, UTC)) for day in range(DAYS)]
    visits = simulate(world, wishes, people=people, days=DAYS, seasons=seasons, seed=SEED)
    return train_ranker(list(replayed(since, wishes, visits, seasons, Memory(len(keys)))))


def counts_store(folder: Path, *, now: datetime) -> None:
    """Write what happened to every product up to an instant, from the ledger's events and from orders."""
    keys, memory = shop_memory(now=now)
    table = np.vstack([memory.shown, memory.clicks, memory.carts, memory.bought, memory.bought_at])
    some = (table[:5] > 0).any(axis=0)
    names = np.array([keys[row] for row in np.flatnonzero(some)], dtype="U80")
    np.savez_compressed(folder / MEMORY_FILE, names=names, table=table[:, some], totals=memory.totals)


def shop_memory(*, now: datetime) -> tuple[list[str], Memory]:
    """Return external ids and the counts of all products; tastes of persons are read per search, not here."""
    rows = list(Product.objects.order_by("pk").values_list("pk", "external_id"))
    place = {key: number for number, (key, _) in enumerate(rows)}
    memory = Memory(len(rows))
    nothing = np.zeros(len(rows))
    ints = np.zeros(len(rows), dtype=np.int64)
    goods = Goods(
        category=ints, brand=ints, price=nothing, level=nothing, discount=nothing, rating=nothing, reviews=nothing,
        launched=nothing, season=ints, stock=nothing, nearby=np.zeros((0, len(rows)), dtype=bool),
    )  # fmt: skip
    for at, act, product in sorted(_happened(now), key=lambda row: row[0]):
        if product in place:
            memory.add(goods, "", place[product], act, at)
    return [name for _, name in rows], memory


def _happened(now: datetime) -> Iterator[tuple[float, Act, int]]:
    """Yield (days, act, product) of everybody before an instant."""
    names = (EventName.RESULT_SHOWN, EventName.PRODUCT_VIEWED, EventName.CART_CHANGED)
    events = Event.objects.filter(name__in=names, at__lt=now).order_by("at")
    for name, at, properties in events.values_list("name", "at", "properties").iterator():
        days = at.timestamp() / SECONDS_A_DAY
        if name == EventName.RESULT_SHOWN:
            yield from ((days, Act.SHOWN, int(key)) for key in properties.get("products", ()))
        elif name == EventName.PRODUCT_VIEWED and "product" in properties:
            yield days, Act.CLICK, int(properties["product"])
        elif name == EventName.CART_CHANGED and properties.get("added"):
            yield days, Act.CART, int(properties["added"])
    for row in purchases():
        if row.at < now:
            yield row.at.timestamp() / SECONDS_A_DAY, Act.ORDER, row.product_id


_loaded: dict[Path, Ranker] = {}
_lock = Lock()


def ranker() -> Ranker | None:
    """Return the running version, or None where there is none or its files are not on this machine."""
    running = model_running(Kind.RANKER)
    if running is None:
        return None
    with _lock:
        if running.path not in _loaded:
            try:
                found = _load(running.path, running.version)
            except FileNotFoundError:
                return None
            _loaded.clear()
            _loaded[running.path] = found
        return _loaded[running.path]


def _load(folder: Path, version: str) -> Ranker:
    meta = json.loads((folder / META_FILE).read_text(encoding="utf-8"))
    with np.load(folder / MEMORY_FILE) as arrays:
        names, table, totals = arrays["names"], arrays["table"], arrays["totals"]
    counts = {str(name): table[:, number] for number, name in enumerate(names)}
    text = (folder / MODEL_FILE).read_text(encoding="utf-8")
    return Ranker(version, text, meta["medians"], counts, totals)


def forget_ranker() -> None:
    """Drop what is loaded (the process that has just learned, and tests)."""
    with _lock:
        _loaded.clear()
    recent_facts.forget()


def _prune() -> None:
    forget_ranker()
    made = (path for path in (run_dir() / FOLDER).iterdir() if path.is_dir())
    folders = sorted(made, key=lambda path: path.stat().st_mtime)
    for folder in folders[:-KEPT]:
        shutil.rmtree(folder, ignore_errors=True)
