"""The twenty features of a search result, each known at the instant of the search.

`Memory` holds what has happened so far: events are added in time order, and a row of features reads only what was
added before. So a feature can't know what happened later, in training as in serving.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

FEATURES = (
    "similarity",  # cosine of query and product
    "words",  # BM25 as a share of the best candidate's, 0-1
    "kind",  # share of the closeness of all candidates that lies in this category, 0-1
    "bought_lately",  # log(1 + orders by anybody, halved every 30 days)
    "bought_ever",  # log(1 + orders by anybody, halved every 180 days)
    "click_rate",  # log-odds of clicks per showing, with PRIOR_SHOWN showings at the usual rate added
    "cart_rate",  # carts and orders per click, with PRIOR_CLICKS clicks at the usual rate added
    "price",  # log of rupees
    "price_beside_kind",  # log of the price over the median of its category
    "price_beside_person",  # distance of that from what the person usually chooses; 0 where nothing is known
    "discount",  # share off the MRP, 0-1
    "rating",  # mean of reviews with PRIOR_REVIEWS of USUAL_RATING added
    "reviews",  # log(1 + reviews)
    "days_on_sale",  # log(1 + days since it was launched)
    "season",  # 1 in its season, -1 out of it, 0 without one
    "stock",  # log(1 + pieces available)
    "nearby",  # 1 where a store in the person's state has it
    "person_kind",  # share of what the person chose before that lies in this category
    "person_brand",  # the same of this brand
    "person_product",  # log(1 + times the person chose this product, halved every 30 days)
)
SHORT_DAYS, LONG_DAYS, TASTE_DAYS = 30.0, 180.0, 60.0  # half-lives
PRIOR_SHOWN, PRIOR_CLICKS, PRIOR_REVIEWS, PRIOR_CHOSEN = 20.0, 10.0, 5.0, 2.0
USUAL_CLICKS, USUAL_CARTS, USUAL_RATING = 0.08, 0.3, 4.0  # where nothing was counted yet

# Log-odds that a result keeps for each halving of its place in the search's own order. Below 2 the shop's 300 judged
# queries lose (success@5 .983 at 0.5 and 1, .990 at 2 as without a ranker): what the words say stays the main thing.
PLACES = 2.0

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rows = NDArray[np.float32]


class Act(IntEnum):
    """What happened to a shown result; each counts as the ones before it too."""

    SHOWN = 0
    CLICK = 1
    CART = 2
    ORDER = 3


WORTH = {Act.CLICK: 1.0, Act.CART: 2.0, Act.ORDER: 3.0}  # of a choice among the person's tastes


@dataclass(frozen=True, slots=True)
class Goods:
    """Facts of the catalogue, one row a product, as they are at the instant. season: 0 none, else 1-4.

    level: log(price / median of the category). nearby: (states, products) bool under state_names.
    """

    category: Ints
    brand: Ints
    price: Floats
    level: Floats
    discount: Floats
    rating: Floats
    reviews: Floats
    launched: Floats
    season: Ints
    stock: Floats
    nearby: NDArray[np.bool_]
    state_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A search to be ranked. rows: candidates. at: days. season: the running one, 1-4. state: of the person, or ""."""

    rows: Ints
    similarity: Floats
    words: Floats
    at: float
    season: int
    state: str = ""


@dataclass(slots=True)
class Tastes:
    """What one person chose, decayed to `at`: worth by category, brand and product, and the mean price level."""

    at: float = 0.0
    total: float = 0.0
    level: float = 0.0
    kinds: dict[int, float] = field(default_factory=dict)
    brands: dict[int, float] = field(default_factory=dict)
    products: dict[int, list[float]] = field(default_factory=dict)

    def add(self, goods: Goods, row: int, worth: float, at: float) -> None:
        """Count a choice at an instant that is not before the last one."""
        fade = 0.5 ** ((at - self.at) / TASTE_DAYS)
        for table in (self.kinds, self.brands):
            for key in table:
                table[key] *= fade
        kind, brand = int(goods.category[row]), int(goods.brand[row])
        self.kinds[kind] = self.kinds.get(kind, 0.0) + worth
        self.brands[brand] = self.brands.get(brand, 0.0) + worth
        self.level = self.level * fade + worth * float(goods.level[row])
        self.total = self.total * fade + worth
        self.at = at
        self.products.setdefault(row, []).append(at)


class Memory:
    """Counts of everything that happened up to now, exact at any later instant."""

    def __init__(self, products: int) -> None:
        self.shown = np.zeros(products)
        self.clicks = np.zeros(products)
        self.carts = np.zeros(products)
        self.bought = np.zeros((2, products))
        self.bought_at = np.zeros(products)
        self.totals = np.zeros(3)  # showings, clicks, carts and orders of the whole shop
        self.people: dict[str, Tastes] = {}

    def add(self, goods: Goods, person: str, row: int, act: Act, at: float) -> None:
        """Count one event; events come in time order."""
        if act is Act.SHOWN:
            self.shown[row] += 1.0
            self.totals[0] += 1.0
            return
        counts = self.clicks if act is Act.CLICK else self.carts
        counts[row] += 1.0
        self.totals[1 if act is Act.CLICK else 2] += 1.0
        if act is Act.ORDER:
            passed = max(0.0, at - self.bought_at[row])
            self.bought[:, row] *= (0.5 ** (passed / SHORT_DAYS), 0.5 ** (passed / LONG_DAYS))
            self.bought[:, row] += 1.0
            self.bought_at[row] = at
        self.people.setdefault(person, Tastes(at=at)).add(goods, row, WORTH[act], at)

    def rates(self, rows: Ints) -> tuple[Floats, Floats]:
        """Return log-odds of a click and carts per click of products, smoothed towards the usual rates."""
        shown, clicks, further = self.totals
        usual = (clicks + USUAL_CLICKS) / (shown + 1.0)
        usual_carts = (further + USUAL_CARTS) / (clicks + 1.0)
        share = (self.clicks[rows] + PRIOR_SHOWN * usual) / (self.shown[rows] + PRIOR_SHOWN)
        share = np.clip(share, 1e-4, 1 - 1e-4)
        carts = (self.carts[rows] + PRIOR_CLICKS * usual_carts) / (self.clicks[rows] + PRIOR_CLICKS)
        return np.log(share / (1.0 - share)), carts


def feature_rows(goods: Goods, memory: Memory, person: str, asked: Asked) -> Rows:
    """Return (candidates, FEATURES) float32 from what the memory holds."""
    rows = asked.rows
    faded = 0.5 ** (
        np.maximum(0.0, asked.at - memory.bought_at[rows]) / np.array([[SHORT_DAYS], [LONG_DAYS]])
    )
    lately, ever = np.log1p(memory.bought[:, rows] * faded)
    clicks, carts = memory.rates(rows)
    reviews = goods.reviews[rows]
    rating = (goods.rating[rows] * reviews + USUAL_RATING * PRIOR_REVIEWS) / (reviews + PRIOR_REVIEWS)
    season = goods.season[rows]
    columns = [
        asked.similarity,
        asked.words,
        _kind_share(goods.category[rows], asked.similarity),
        lately,
        ever,
        clicks,
        carts,
        np.log(np.maximum(goods.price[rows], 1.0)),
        goods.level[rows],
        *_personal_price(goods, memory, person, rows),
        goods.discount[rows],
        rating,
        np.log1p(reviews),
        np.log1p(np.maximum(0.0, asked.at - goods.launched[rows])),
        np.where(season == 0, 0.0, np.where(season == asked.season, 1.0, -1.0)),
        np.log1p(np.maximum(0.0, goods.stock[rows])),
        _nearby(goods, asked),
        *_personal(goods, memory, person, asked),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _kind_share(categories: Ints, similarity: Floats) -> Floats:
    """Candidates close to the query vote for their category; the votes fall off fast with the distance."""
    votes = np.exp(20.0 * (similarity - similarity.max(initial=-1.0)))
    totals = np.bincount(categories, votes) if len(categories) else np.zeros(1)
    return np.asarray(totals[categories] / max(float(votes.sum()), 1e-9))


def _personal_price(goods: Goods, memory: Memory, person: str, rows: Ints) -> list[Floats]:
    tastes = memory.people.get(person)
    if tastes is None or tastes.total <= 0:
        return [np.zeros(len(rows))]
    usual = tastes.level / (tastes.total + PRIOR_CHOSEN)
    return [np.abs(goods.level[rows] - usual)]


def _personal(goods: Goods, memory: Memory, person: str, asked: Asked) -> list[Floats]:
    tastes, rows = memory.people.get(person), asked.rows
    if tastes is None:
        return [np.zeros(len(rows))] * 3
    whole = tastes.total + PRIOR_CHOSEN
    kinds = np.array([tastes.kinds.get(int(x), 0.0) for x in goods.category[rows]]) / whole
    brands = np.array([tastes.brands.get(int(x), 0.0) for x in goods.brand[rows]]) / whole
    times = [
        sum(0.5 ** ((asked.at - at) / SHORT_DAYS) for at in tastes.products.get(int(row), ())) for row in rows
    ]
    return [kinds, brands, np.log1p(np.array(times, dtype=np.float64))]


def _nearby(goods: Goods, asked: Asked) -> Floats:
    if asked.state not in goods.state_names:
        return np.zeros(len(asked.rows))
    return np.asarray(goods.nearby[goods.state_names.index(asked.state), asked.rows], dtype=np.float64)
