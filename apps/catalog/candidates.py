"""Finds and orders the products that fit a wish in words: BM25 and vectors, fused, within exact limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from pgvector import HalfVector

from apps.catalog.indexing import HNSW_FROM
from apps.catalog.lexicon import lexical_index
from apps.catalog.models import Product
from apps.catalog.vocabulary import names_things
from apps.rollout.encoders import current_encoder
from retailgenie.ai.retrieval.evidence import Candidate, evidence
from retailgenie.ai.retrieval.fusion import dense_weight, linear_fusion, ranked
from retailgenie.ai.retrieval.lexical import query_terms
from retailgenie.ai.retrieval.text import words
from retailgenie.ai.retrieval.unwanted import divided

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
EF_SEARCH = 100


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


def candidates(
    wish: Wish, allowed: QuerySet[Product], *, limited: bool, filtered: bool, kind_is_known: bool = True
) -> Candidates:
    """Return the allowed products that fit, best first, the same order at every call.

    limited: the allowed products already keep to stated limits, so the words may only order them. filtered: not every
    product is allowed.
    kind_is_known: a limit says what kind of thing it is; where none does, the words say it, so that words which the
    shop has, but not within the limits, are nothing found: "brown leather loafers" are no brown leather bags.
    """
    found = lexical_index().search(wish.words, FILTERED_DEPTH if filtered else DEPTH)
    lexical = _among(found, _allowed_of(found, allowed))
    if limited and not kind_is_known and found and not lexical and _known_share(wish.words) >= KNOWN_SHARE:
        return Candidates([])
    dense = dense_scores(wish.sentence, allowed)
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
    rows = Product.objects.filter(pk__in=best).values_list("pk", "title", "brand__name", "review_count")
    for key, title, brand, reviews in rows:
        fused[key] += evidence(Candidate(title, brand or "", reviews), wanted, wish.unwanted)
    return fused


def by_likeness(said: str, allowed: QuerySet[Product], popular: Sequence[int]) -> list[int]:
    """Order products that all keep to the limits: nearer to what was said first, then what sells.

    popular: their ids, what sells best first; where nothing has sold yet, its order says nothing.
    """
    known = set(popular)
    lexical = _among(lexical_index().search(said, FILTERED_DEPTH), known)
    scores = linear_fusion(lexical, dense_scores(said, allowed), dense_weight(said) + MEANING_MORE)
    share = POPULAR_SHARE if Product.objects.filter(pk__in=popular[:1], popularity__gt=0).exists() else 0.0
    for place, key in enumerate(popular):
        scores[key] = scores.get(key, 0.0) + share * (1 - place / len(popular))
    return [key for key in ranked(scores) if key in known]


def _among(scores: dict[int, float], known: set[int]) -> dict[int, float]:
    return {key: score for key, score in scores.items() if key in known}


def _allowed_of(found: Iterable[int], allowed: QuerySet[Product]) -> set[int]:
    """A long list of ids costs PostgreSQL more than all that is allowed, unless that is too much to fetch."""
    keys = list(found)
    rows = allowed.order_by() if len(keys) > DEPTH and not _is_large() else allowed.filter(pk__in=keys)
    return set(rows.values_list("pk", flat=True))


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


def dense_scores(sentence: str, allowed: QuerySet[Product], *, limit: int = DEPTH) -> dict[int, float]:
    """Return product id -> cosine (-1 to 1) of the nearest allowed products, best first.

    Up to HNSW_FROM allowed products the scan is exact: an HNSW index loses most results of a selective filter.
    """
    encoder = current_encoder()
    return nearest(encoder.encode([sentence])[0].tolist(), encoder.name, allowed, limit=limit)


def nearest(
    vector: Sequence[float], encoder: str, allowed: QuerySet[Product], *, limit: int = DEPTH
) -> dict[int, float]:
    """Return product id -> cosine of the allowed products nearest to a unit vector of the named encoder."""
    try:
        rows, parameters = allowed.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # Django knows without asking that nothing can be allowed
        return {}
    exact = allowed.order_by()[: HNSW_FROM + 1].count() <= HNSW_FROM if _is_large() else True
    # "+ 0" keeps the planner from walking the HNSW index, which would miss rows that the filter allows
    order = "(embedding <#> %s) + 0" if exact else "embedding <#> %s"
    query = HalfVector(list(vector)).to_text()
    with connection.cursor() as cursor:
        if not exact:
            cursor.execute(f"set hnsw.ef_search = {EF_SEARCH}; set hnsw.iterative_scan = relaxed_order")
        cursor.execute(
            "select product_id, -(embedding <#> %s) from catalog_productembedding "  # noqa: S608 - no text of people
            f"where encoder = %s and product_id in ({rows}) order by {order}, product_id limit %s",
            [query, encoder, *parameters, query, limit],
        )
        return {int(key): float(score) for key, score in cursor.fetchall()}


def _is_large() -> bool:
    return len(lexical_index()) > HNSW_FROM
