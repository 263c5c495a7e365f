"""Finds and orders the products that fit a wish in words: BM25 and vectors, fused, within exact limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from apps.catalog.allowed import Allowed
from apps.catalog.lexicon import lexical_index
from apps.catalog.models import Product
from apps.catalog.nearest import nearest, with_ids
from apps.catalog.vocabulary import names_things
from retailgenie.ai.retrieval.evidence import Candidate, evidence
from retailgenie.ai.retrieval.fusion import dense_weight, linear_fusion, ranked
from retailgenie.ai.retrieval.lexical import query_terms
from retailgenie.ai.retrieval.text import words
from retailgenie.ai.retrieval.unwanted import divided

__all__ = ["Candidates", "Wish", "by_likeness", "candidates", "nearest"]

DEPTH = 200  # candidates of each kind; what lies deeper is hardly ever looked at
FILTERED_DEPTH = 4_000  # lexical candidates that limits may thin out (0.3 ms)
# What counts as a result at all, beside the best: a share of its BM25 score, or a cosine this close to its cosine.
# Measured: no change of nDCG@10 and MRR on both development sets, recall@50 .855 -> .850 on one, half of the length.
KEPT_LEXICAL = 0.25
KEPT_COSINE, LEAST_COSINE = 0.2, 0.3
LOOKED_AT = 300  # of the best that words and meaning find, for what titles, brands and reviews say
MEANING_MORE = 0.1  # share that meaning gains from words where limits hold most of the words already; by hand
POPULAR_SHARE = 0.4  # of sales beside likeness (0-1) where all results keep to the limits; by hand
CLOSE = 0.42  # cosine from which a product is about the same thing although no word agrees
NAME_WORDS, CLOSE_NAME = 3, 0.55  # the same for a name of few words, of which the last is in no title
KNOWN_SHARE = 0.5  # of the weight of a query's words that the catalogue must know for words alone to count


@dataclass(frozen=True, slots=True)
class Wish:
    """words: for BM25. sentence: for the encoder. unwanted: terms that titles should not name."""

    words: str
    sentence: str
    unwanted: tuple[str, ...] = ()

    @classmethod
    def of(cls, words: str, sentence: str) -> Wish:
        """Return a wish without what it excludes in words that are no value of the catalogue: "set without block"."""
        wanted, unwanted = divided(words)
        return cls(wanted, divided(sentence)[0] if unwanted else sentence, unwanted)


@dataclass(frozen=True, slots=True)
class Candidates:
    """ids: best first. close: words or meaning come near; where they don't, the ids are what is least unlike."""

    ids: list[int]
    close: bool = True


def candidates(wish: Wish, allowed: Allowed, *, limited: bool, kind_is_known: bool = True) -> Candidates:
    """Return the allowed products that fit, best first, the same order at every call.

    limited: the allowed products already keep to stated limits, so the words may only order them.
    kind_is_known: a limit says what kind of thing it is; where none does, the words say it, so that words which the
    shop has, but not within the limits, are nothing found: "brown leather loafers" are no brown leather bags.
    """
    found = lexical_index().search(wish.words, FILTERED_DEPTH if allowed.filtered else DEPTH)
    lexical = allowed.among(found)
    if limited and not kind_is_known and found and not lexical and _known_share(wish.words) >= KNOWN_SHARE:
        return Candidates([])
    dense = allowed.dense_scores(wish.sentence, limit=DEPTH, first=lexical)
    fused = _looked_at(wish, linear_fusion(lexical, dense, dense_weight(wish.words)))
    score = KEPT_LEXICAL * max(lexical.values(), default=0.0)
    cosine = max(LEAST_COSINE, max(dense.values(), default=1.0) - KEPT_COSINE)
    belongs = {key for key, found_score in lexical.items() if found_score >= score}
    belongs |= {key for key, found_cosine in dense.items() if found_cosine >= cosine}
    ids = [key for key in ranked(fused) if key in belongs]
    return Candidates(ids, limited or _close_enough(wish, lexical, dense))


def _looked_at(wish: Wish, fused: dict[int, float]) -> dict[int, float]:
    """Add to the scores of the best what their titles, brands and reviews say."""
    best = ranked(fused)[:LOOKED_AT]
    wanted = query_terms(wish.words)
    found = with_ids(Product.objects.all(), best)
    rows = found.values_list("pk", "title", "brand__name", "review_count")
    for key, title, brand, reviews in rows:
        fused[key] += evidence(Candidate(title, brand or "", reviews), wanted, wish.unwanted)
    return fused


def by_likeness(said: str, allowed: Allowed, popular: Sequence[int]) -> list[int]:
    """Order products that all keep to the limits: nearer to what was said first, then what sells.

    popular: their ids, what sells best first; where nothing has sold yet, its order says nothing.
    """
    place = {key: number for number, key in enumerate(popular)}
    found = lexical_index().search(said, FILTERED_DEPTH)
    lexical = {key: score for key, score in found.items() if key in place}
    dense = allowed.dense_scores(said, limit=DEPTH, first=lexical)
    share = POPULAR_SHARE if Product.objects.filter(pk__in=popular[:1], popularity__gt=0).exists() else 0.0
    scores = share * (1 - np.arange(len(popular)) / max(len(popular), 1))
    for key, score in linear_fusion(lexical, dense, dense_weight(said) + MEANING_MORE).items():
        if key in place:
            scores[place[key]] += score
    ids = np.asarray(popular, dtype=np.int64)
    return [int(key) for key in ids[np.lexsort((ids, -scores))]]


def _close_enough(wish: Wish, lexical: dict[int, float], dense: dict[int, float]) -> bool:
    """Say whether words or meaning come near; without a limit the last word says what kind of thing is wanted.

    One that no title holds is no thing of this shop: a value "machine wash" makes no washing machine.
    """
    head = query_terms(wish.words)[-1:]
    is_named = all(lexical_index().title_frequency(term) for term in head)
    if lexical and is_named and _known_share(wish.words) >= KNOWN_SHARE:
        return True
    close = CLOSE if is_named or len(words(wish.words)) > NAME_WORDS else CLOSE_NAME
    return max(dense.values(), default=0.0) >= close


def _known_share(text: str) -> float:
    """Return how much of a query's weight lies in words of titles or values, 0-1.

    A word that only descriptions hold is no sign of a thing: a bottle that fits a car's cup holder is no car.
    """
    return lexical_index().known_share(text, names_things)
