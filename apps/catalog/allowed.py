"""The products that the limits of a search allow: read once, however often the search asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from apps.catalog.indexing import HNSW_FROM
from apps.catalog.models import Product
from apps.catalog.nearest import is_large, nearest, nearest_anywhere, nearest_of, with_ids
from apps.rollout.encoders import current_encoder

FEW = 5_000  # allowed products that are read for one search of a large catalogue; as many as results are counted
FOUND_ENOUGH = 50  # of the nearest anywhere, that the limits must leave
LOOKED_AT = 4_000  # vectors that are compared one by one: 15 ms
DEEP = 1_000  # of the nearest anywhere, that an unselective filter thins out


@dataclass(frozen=True)
class Allowed:
    """rows: active products within all limits, in the order asked for. ids: the same, where they were few enough.

    filtered: whether any limit was stated.
    """

    rows: QuerySet[Product]
    filtered: bool
    ids: list[int] | None

    @classmethod
    def of(cls, rows: QuerySet[Product], *, filtered: bool) -> Allowed:
        """Read the ids where a limit may have left few."""
        if not filtered:
            return cls(rows, filtered, None)
        most = FEW if is_large() else HNSW_FROM
        ids = list(rows.values_list("pk", flat=True)[: most + 1])
        return cls(rows, filtered, ids if len(ids) <= most else None)

    def among(self, scores: Mapping[int, float]) -> dict[int, float]:
        """Return the scores of allowed products."""
        known = set(self.ids) if self.ids is not None else self._active(scores)
        return {key: score for key, score in scores.items() if key in known}

    def dense_scores(self, sentence: str, *, limit: int, first: Iterable[int] = ()) -> dict[int, float]:
        """Return product id -> cosine (-1 to 1) of the nearest allowed products, best first.

        Of many allowed products only LOOKED_AT are compared: `first` (what the words found), then the first in order.
        """
        encoder = current_encoder()
        vector: Sequence[float] = encoder.encode([sentence])[0].tolist()
        if self.ids is not None:
            ids = self.ids
            if len(ids) > LOOKED_AT:
                ids = list(dict.fromkeys([*first, *ids[:LOOKED_AT]]))[:LOOKED_AT]
            return nearest_of(vector, encoder.name, ids, limit=limit)
        if not is_large():
            return nearest(vector, encoder.name, self.rows, limit=limit)
        found = nearest_anywhere(vector, encoder.name, limit=DEEP if self.filtered else limit)
        near = dict(list(self.among(found).items())[:limit])
        if self.filtered and len(near) < FOUND_ENOUGH:
            ids = list(dict.fromkeys([*first, *self.rows.values_list("pk", flat=True)[:LOOKED_AT]]))
            near = nearest_of(vector, encoder.name, ids[:LOOKED_AT], limit=limit)
        return near

    def _active(self, keys: Iterable[int]) -> set[int]:
        return set(with_ids(self.rows.order_by(), list(keys)).values_list("pk", flat=True))
