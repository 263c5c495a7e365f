"""All that suggestions need, in one folder: tables of a moment, the learned blend, and what they were made from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retailgenie.ai.ranking.blend import SLICES, Blend, Ranked, learn_blend, rank_for
from retailgenie.ai.ranking.itemlinks import ItemLinks
from retailgenie.ai.ranking.order import Order
from retailgenie.ai.ranking.purchases import Purchases
from retailgenie.ai.ranking.taste import FEATURES, History, Tables, tables_of

COMPANIONS = 40  # of an item that are kept
LEARNED_DAYS = 30.0  # of each stretch whose baskets the blend is learned from
LEAST_PURCHASES = 500  # below it nothing is learned; the hand-set blend serves
# For shops too young to learn from: habit first, then what goes with it, then what sells.
BY_HAND = {"bought": 3.0, "times": 2.5, "linked": 4.0, "alike": 1.0, "sold_7": 0.3, "sold_30": 0.3}
TABLES_FILE, META_FILE = "tables.npz", "meta.json"


@dataclass(frozen=True)
class Recommender:
    """names: the item behind each row number. together: (items, items) scores above 0; shared: baskets with both.

    regions: (regions, items) sales to a region, each halved every 30 days, under region_names.
    """

    names: list[int]
    tables: Tables
    blend: Blend
    together: ItemLinks
    shared: ItemLinks
    regions: NDArray[np.float32]
    region_names: list[str]
    rows: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows.update({name: row for row, name in enumerate(self.names)})

    def goes_with(self, item: int) -> list[tuple[int, int]]:
        """Return (item, baskets with both), best first; empty for an item that is not known."""
        row = self.rows.get(item)
        if row is None:
            return []
        (others, worth), counts = self.together.row(row), self.shared.filled(row)
        order = np.argsort(-worth, kind="stable")
        return [(self.names[k], int(counts[k])) for k in others[order]]

    def suggest(
        self, lines: Sequence[tuple[int, str, float]], *, only_new: bool
    ) -> list[tuple[int, dict[str, float]]]:
        """Return (item, features by name), best first, for (item, basket, days before now) lines, oldest first."""
        known = [line for line in lines if line[0] in self.rows]
        baskets: dict[str, int] = {}
        history = History(
            np.array([self.rows[item] for item, _, _ in known], dtype=np.int64),
            np.array([baskets.setdefault(basket, len(baskets)) for _, basket, _ in known], dtype=np.int64),
            np.array([max(0.0, age) for _, _, age in known], dtype=np.float64),
        )
        found: Ranked = rank_for(history, self.tables, self.blend, only_new=only_new)
        return [
            (self.names[row], dict(zip(FEATURES, map(float, values), strict=True)))
            for row, values in zip(found.items, found.features, strict=True)
        ]

    def because_of(self, item: int, owned: Sequence[int]) -> int | None:
        """Return the owned item that speaks most for another one, or None where none does."""
        row = self.rows.get(item)
        known = [x for x in dict.fromkeys(owned) if x in self.rows and x != item]
        if row is None or not known:
            return None
        worth = [float(self.tables.linked.filled(self.rows[x])[row]) for x in known]
        return known[int(np.argmax(worth))] if max(worth) > 0 else None

    def selling(self, region: str = "") -> list[tuple[int, float]]:
        """Return (item, sales of late), most first; of a region where it is known, else of everywhere."""
        if region in self.region_names:
            values = self.regions[self.region_names.index(region)]
        else:
            values = np.expm1(self.tables.sold[:, FEATURES_SOLD])
        order = np.argsort(-values, kind="stable")
        return [(self.names[row], float(values[row])) for row in order if values[row] > 0]


FEATURES_SOLD = 0  # the column of `Tables.sold` that is halved every 7 days


def learn_recommender(
    purchases: Purchases, names: Sequence[int], at: float, *, regions: Sequence[str]
) -> Recommender:
    """Learn from purchases up to an instant. names: of the items. regions: one a line of the purchases."""
    span = at - float(purchases.at.min())
    enough = len(purchases) >= LEAST_PURCHASES and span > LEARNED_DAYS * (SLICES + 1)
    by_hand = Order(np.array([BY_HAND.get(name, 0.0) for name in FEATURES]))
    blend = learn_blend(purchases, at, LEARNED_DAYS) if enough else Blend(by_hand, by_hand)
    together, shared = _companions(purchases, at)
    region_names = sorted({x for x in regions if x})
    return Recommender(
        names=list(names),
        tables=tables_of(purchases, at),
        blend=blend,
        together=together,
        shared=shared,
        regions=_regions(purchases, at, regions, region_names),
        region_names=region_names,
    )


def _companions(purchases: Purchases, at: float) -> tuple[ItemLinks, ItemLinks]:
    from scipy.sparse import csr_matrix  # learning alone needs it, and what is imported with it

    from retailgenie.ai.ranking.companions import companions, pair_tables, together_count

    tables = pair_tables(purchases, at)
    baskets = purchases.before(at).baskets()
    shared = (baskets.T @ baskets).tocsr()
    rows, columns, worth, counts = [], [], [], []
    for item in range(purchases.items):
        if not together_count(tables, item).any():
            continue
        both = shared[item].toarray().ravel()
        found, scores = companions(tables, item)
        for other, score in zip(found[:COMPANIONS], scores, strict=False):
            if both[other] > 0:
                rows.append(item)
                columns.append(int(other))
                worth.append(float(np.exp(score)))
                counts.append(float(both[other]))
    shape = (purchases.items, purchases.items)
    return (
        ItemLinks.of(csr_matrix((worth, (rows, columns)), shape=shape)),
        ItemLinks.of(csr_matrix((counts, (rows, columns)), shape=shape)),
    )


def _regions(
    purchases: Purchases, at: float, regions: Sequence[str], names: Sequence[str]
) -> NDArray[np.float32]:
    found = np.zeros((len(names), purchases.items), dtype=np.float32)
    places = {name: row for row, name in enumerate(names)}
    for region, item, when in zip(regions, purchases.item, purchases.at, strict=True):
        if region in places:
            found[places[region], item] += 0.5 ** ((at - when) / 30.0)
    return found


def save_recommender(folder: Path, found: Recommender, meta: dict[str, Any]) -> None:
    """Write two files to an existing folder."""
    arrays: dict[str, Any] = {
        "names": np.array(found.names, dtype=np.int64),
        "sold": found.tables.sold,
        "repeats": found.tables.repeats,
        "at": np.array(found.tables.at),
        "anything": found.blend.anything.weights,
        "new": found.blend.new.weights,
        "regions": found.regions,
    }
    tables = {
        "linked": found.tables.linked, "alike": found.tables.alike, "together": found.together, "shared": found.shared,
    }  # fmt: skip
    for name, table in tables.items():
        arrays |= {
            f"{name}_data": table.data,
            f"{name}_at": table.others,
            f"{name}_to": table.starts,
        }
    np.savez_compressed(folder / TABLES_FILE, **arrays)
    trees = {"anything": found.blend.anything.trees, "new": found.blend.new.trees}
    text = json.dumps({**meta, "regions": found.region_names, "trees": trees})
    (folder / META_FILE).write_text(text, encoding="utf-8")


def load_recommender(folder: Path) -> Recommender:
    """Read what save_recommender wrote; raises FileNotFoundError."""
    meta = json.loads((folder / META_FILE).read_text(encoding="utf-8"))
    with np.load(folder / TABLES_FILE) as arrays:

        def table(name: str) -> ItemLinks:
            return ItemLinks(arrays[f"{name}_data"], arrays[f"{name}_at"], arrays[f"{name}_to"])

        return Recommender(
            names=[int(x) for x in arrays["names"]],
            tables=Tables(
                table("linked"), table("alike"), arrays["sold"], arrays["repeats"], float(arrays["at"])
            ),
            blend=Blend(
                Order(arrays["anything"], meta["trees"]["anything"]),
                Order(arrays["new"], meta["trees"]["new"]),
            ),
            together=table("together"),
            shared=table("shared"),
            regions=arrays["regions"],
            region_names=list(meta["regions"]),
        )
