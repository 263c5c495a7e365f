"""Puts the first results of a search into the order that the ranker expects people to like, and says why.

Only the first LOOKED_AT results change places, so nothing comes in or falls out: limits, stock and the number of
results stay as the search found them. Where nothing ever happened to the products, the order stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext_lazy

from apps.catalog.lexicon import lexical_index
from apps.catalog.nearest import nearest_of
from apps.catalog.ranker import Ranker, ranker
from apps.catalog.ranking_goods import SECONDS_A_DAY, goods_of, recent_facts, season_of
from apps.catalog.suggestions import region_of_lines
from apps.ledger.purchases import purchases
from apps.rollout.encoders import current_encoder
from retailgenie.ai.ranking.features import (
    FEATURES,
    PLACES,
    WORTH,
    Act,
    Asked,
    Memory,
    Tastes,
    feature_rows,
)
from retailgenie.ai.types import SearchQuery

LOOKED_AT = 48
TOLD = 0.15  # log-odds that a reason must have brought before it is told
NEW_BELOW = 20.0  # showings up to which a product counts as new to people
NEW_PLACE, NEW_FROM = 9, 30  # one new product of the first NEW_FROM comes to this place (from 0)
HISTORY = 200  # of a person's purchases that are read

REASONS = {
    "person_brand": gettext_lazy("From a brand you choose"),
    "person_product": gettext_lazy("You chose this before"),
    "person_kind": gettext_lazy("A kind of thing you choose"),
    "price_beside_person": gettext_lazy("In your price range"),
    "bought_lately": gettext_lazy("Many people buy this now"),
    "bought_ever": gettext_lazy("Many people have bought this"),
    "click_rate": gettext_lazy("Often opened by others"),
    "cart_rate": gettext_lazy("Often bought once opened"),
    "rating": gettext_lazy("Well rated"),
    "discount": gettext_lazy("Reduced in price"),
    "nearby": gettext_lazy("In a store in your state"),
    "season": gettext_lazy("Right for the season"),
    "words": gettext_lazy("Fits your words"),
    "similarity": gettext_lazy("Close to what you asked for"),
}
_PLACE = {name: number for number, name in enumerate(FEATURES)}


@dataclass(frozen=True, slots=True)
class Reranked:
    """ids: all of them, the first ones in their new order. why: product id -> reason."""

    ids: list[int]
    why: dict[int, str] = field(default_factory=dict)


def reranked(
    query: SearchQuery, ids: Sequence[int], *, owner_key: str = "", now: datetime | None = None
) -> Reranked:
    """Return results in the ranker's order, with reasons on the asked page.

    Unchanged without a ranker, and where nothing is known of what people did with any of the first.
    """
    running, first = ranker(), list(ids[:LOOKED_AT])
    if running is None or len(first) < 2:
        return Reranked(list(ids))
    facts = recent_facts.of(first)
    first = [key for key in first if key in facts]
    if not running.knows([facts[key].external_id for key in first]):
        return Reranked(list(ids))
    now = now or timezone.now()
    features, memory = _features(running, query, first, owner_key, now)
    scores = running.trees.scores(features) - PLACES * np.log2(np.arange(len(first)) + 1.0)
    order = [int(x) for x in np.argsort(-scores, kind="stable")]
    order = with_a_new_one(order, memory.shown, f"{now.date()}:{query.text or query.said}")
    start = (query.page - 1) * query.page_size
    why = _reasons(running, features, order[start : start + query.page_size])
    told = {first[row]: text for row, text in why.items()}
    return Reranked([first[row] for row in order] + list(ids[LOOKED_AT:]), told)


def _reasons(running: Ranker, features: Any, rows: Sequence[int]) -> dict[int, str]:
    """Return row -> reason of the rows on a page; the contributions are Shapley values (Lundberg 2018)."""
    if not rows:
        return {}
    gains = running.trees.contributions(features[rows])
    found = {row: _why(gains[number], features[row]) for number, row in enumerate(rows)}
    return {row: text for row, text in found.items() if text}


def _features(
    running: Ranker, query: SearchQuery, first: list[int], owner_key: str, now: datetime
) -> tuple[Any, Memory]:
    history = purchases(owner_key)[-HISTORY:] if owner_key else []
    facts = recent_facts.of([*first, *(row.product_id for row in history)])
    keys = list(facts)
    goods = goods_of(list(facts.values()), running.medians)
    memory = running.memory([row.external_id for row in facts.values()])
    if history:
        place = {key: number for number, key in enumerate(keys)}
        tastes = Tastes(at=history[0].at.timestamp() / SECONDS_A_DAY)
        for row in history:
            if row.product_id in place:
                tastes.add(goods, place[row.product_id], WORTH[Act.ORDER], row.at.timestamp() / SECONDS_A_DAY)
        memory.people[owner_key] = tastes
    asked = Asked(
        rows=np.arange(len(first)),
        similarity=_cosines(query.text or query.said, first),
        words=_words(query.text or query.said, first),
        at=now.timestamp() / SECONDS_A_DAY,
        season=season_of(timezone.localtime(now)),
        state=region_of_lines(history, owner_key) if owner_key else "",
    )
    return feature_rows(goods, memory, owner_key, asked), memory


def _cosines(text: str, keys: list[int]) -> Any:
    encoder = current_encoder()
    found = nearest_of(encoder.encode([text])[0].tolist(), encoder.name, keys, limit=len(keys))
    return np.array([found.get(key, 0.0) for key in keys])


def _words(text: str, keys: list[int]) -> Any:
    scores = lexical_index().search(text, 400)
    best = max(scores.values(), default=1.0)
    return np.array([scores.get(key, 0.0) / best for key in keys])


def with_a_new_one(order: list[int], shown: Any, seed: str) -> list[int]:
    """Move one product that people have hardly seen to NEW_PLACE, another one each day; the rest keep their order."""
    new = [row for row in order[NEW_PLACE:NEW_FROM] if shown[row] < NEW_BELOW]
    seen = [row for row in order if shown[row] >= NEW_BELOW]
    if not new or not seen:  # where all are new, none needs help
        return order
    chosen = min(new, key=lambda row: sha256(f"{seed}:{row}".encode()).digest())
    rest = [row for row in order if row != chosen]
    return [*rest[:NEW_PLACE], chosen, *rest[NEW_PLACE:]]


def _why(gains: Any, features: Any) -> str:
    """Return what speaks most for a result in words a person can check, "" where nothing stands out.

    That it fits the words is true of most results, so it is told only where nothing else is.
    """
    told = sorted(((gains[_PLACE[name]], name) for name in REASONS), reverse=True)
    held = [name for gain, name in told if gain >= TOLD and _holds(name, float(features[_PLACE[name]]))]
    special = [name for name in held if name not in ("words", "similarity")]
    return str(REASONS[(special or held)[0]]) if held else ""


def _holds(name: str, value: float) -> bool:
    """A reason must be true on its face: a low discount can raise a score too, but nobody is told so."""
    least = {"discount": 0.1, "rating": 4.2, "season": 0.5, "nearby": 0.5, "words": 0.5, "similarity": 0.4}
    if name == "price_beside_person":
        return 0.0 < value < 0.3
    if name in ("click_rate", "cart_rate"):
        return value > (-2.0 if name == "click_rate" else 0.3)
    return value >= least.get(name, 0.05)
