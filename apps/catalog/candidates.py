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
from retailgenie.ai.retrieval.fusion import (
    Scores,
    added,
    dense_weight,
    in_two_depths,
    linear_fusion,
    ranked,
)
from retailgenie.ai.retrieval.lexical import query_terms
from retailgenie.ai.retrieval.text import words
from retailgenie.ai.retrieval.unwanted import divided

__all__ = ["Candidates", "Wish", "by_likeness", "candidates", "nearest"]

DEPTH = 200  # candidates of each kind; what lies deeper is hardly ever looked at
FILTERED_DEPTH = 4_000  # lexical candidates that limits may thin out (0.3 ms)
# What counts as a result at all, beside the best: a share of its BM25 score, a cosine this close to its cosine, or
# less of each where words and meaning agree. Measured on both development sets: no change of nDCG@10 and MRR,
# recall@50 at most .002 less than with everything, less than half of the length.
KEPT_LEXICAL, AGREED_LEXICAL = 0.3, 0.1
KEPT_COSINE, AGREED_COSINE, LEAST_COSINE = 0.2, 0.4, 0.3
PLACED = 36  # results, three pages, in which words weigh more; those that hold few of the words follow
DEEP_WEIGHT = 0.5  # share of meaning in the order of what follows: recall@50 +.006 on both development sets
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
    order = _ordered(wish, lexical, dense)
    belongs = _near(lexical, dense)
    ids = [key for key in order if key in belongs]
    return Candidates(ids, limited or _close_enough(wish, lexical, dense))


def _near(lexical: Scores, dense: Scores) -> set[int]:
    """Return what counts as a result beside the best by words and the best by meaning."""
    score, cosine = max(lexical.values(), default=0.0), max(dense.values(), default=1.0)
    near = {key for key, found in lexical.items() if found >= KEPT_LEXICAL * score}
    near |= {key for key, found in dense.items() if found >= max(LEAST_COSINE, cosine - KEPT_COSINE)}
    agreed = {key for key, found in dense.items() if found >= cosine - AGREED_COSINE}
    return near | {key for key in agreed & lexical.keys() if lexical[key] >= AGREED_LEXICAL * score}


def _ordered(wish: Wish, lexical: Scores, dense: Scores) -> list[int]:
    """Return all that was found, best first; from PLACED on, words and meaning count the same."""
    fused = linear_fusion(lexical, dense, dense_weight(wish.words))
    said = _said_of(wish, ranked(fused)[:LOOKED_AT])
    deep = linear_fusion(lexical, dense, DEEP_WEIGHT)
    return in_two_depths(added(fused, said), added(deep, said), PLACED)


def _said_of(wish: Wish, best: Sequence[int]) -> dict[int, float]:
    """Return what the titles, brands and reviews of the best add to their scores."""
    wanted = query_terms(wish.words)
    found = with_ids(Product.objects.all(), best)
    rows = found.values_list("pk", "title", "brand__name", "review_count")
    return {
        key: evidence(Candidate(title, brand or "", reviews), wanted, wish.unwanted)
        for key, title, brand, reviews in rows
    }


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
