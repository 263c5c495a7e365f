"""The `search` suite: a foreign catalogue goes through import, indexing and the search that shoppers use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray
from rich.progress import Progress

from apps.catalog import understanding
from apps.catalog.import_rows import FileUnreadable, ImportRow
from apps.catalog.import_rows import read_rows as read_catalogue
from apps.catalog.importing import catalog_import
from apps.catalog.indexing import catalog_index
from apps.catalog.models import Product, ProductEmbedding
from apps.catalog.search import find
from apps.catalog.texts import active_products, lexical_text
from apps.operations.evaluation.ablation import ablations
from apps.operations.evaluation.report import BadInput, Report, digest_of
from apps.operations.evaluation.rows import Row, first, need, read_rows
from apps.operations.evaluation.scratch import run_encoder, scratch_database
from apps.operations.evaluation.search_pool import OURS, pooled
from apps.operations.evaluation.suites import Options
from apps.rollout.encoders import current_encoder
from retailgenie.ai.encoder import DEFAULT_NAME
from retailgenie.ai.evaluation.search import Judged, Judgement, QueryFigures, System, compare
from retailgenie.ai.evaluation.search_systems import SearchEvaluation, SearchProduct, evaluate_search

RELEVANT_GAIN = 1.0
RELEVANT_RATING = 2 / 3  # of the highest rating in the file
WORST = 50  # queries that a result names
DEPTH = 100  # results of one query that any figure looks at
FIGURES: dict[str, Callable[[QueryFigures], float | None]] = {
    "ndcg10": lambda x: x.ndcg10,
    "recall50": lambda x: x.recall50,
    "mrr": lambda x: x.mrr,
}
FOREIGN_NAMES = {"price_usd": "price", "price_cents": "price_paise", "docid": "product_id"}


def measure_search(options: Options) -> Report:
    """Measure --products with --judgements, or --pool earlier results; raises BadInput."""
    if options.pool:
        return pooled(options.pool)
    if options.products is None or options.judgements is None:
        raise BadInput("The search suite needs --products and --judgements.")
    judged = judgements(options.judgements, options)
    with scratch_database("search", encoder=DEFAULT_NAME if options.variant else ""):
        load(options.products, options)
        before = _measured(judged) if options.variant else None
        if options.variant:
            run_encoder(options.variant)
            catalog_index()
        found = _measured(judged)
        without = ablations(_shop_search, judged, found.per_query["hybrid"]) if options.ablate else {}
        report = _report(found, options)
    if before is not None:
        report.baselines |= {
            f"{name} of {DEFAULT_NAME}": figures for name, figures in _beside(before).items()
        }
        report.per["variant_minus_base"] = _variant_differences(found, before)
    return replace(report, per={**report.per, "without": without}) if without else report


def _measured(judged: Judged) -> SearchEvaluation:
    return evaluate_search(
        _products(), judged, current_encoder(), measured=_shop_search(), vectors=_vectors()
    )


def _beside(before: SearchEvaluation) -> dict[str, dict[str, float]]:
    return {OURS: before.figures, "dense": before.baselines["dense"]}


def _variant_differences(
    found: SearchEvaluation, before: SearchEvaluation
) -> dict[str, dict[str, dict[str, float]]]:
    """Return system -> figure -> the variant minus the base encoder, with intervals, of the whole search and dense."""
    systems = {OURS: "hybrid", "dense": "dense"}
    return {
        name: {
            figure: asdict(compare(found.per_query[key], before.per_query[key], value=value))
            for figure, value in FIGURES.items()
        }
        for name, key in systems.items()
    }


def judgements(path: Path, options: Options) -> Judged:
    """Return the judged documents of every query; gains and ratings are scaled as docs/measures.md says."""
    rows = read_rows(path, columns=dict(options.columns))
    need(rows, ("query",), ("product_id", "docid"), ("gain", "rating"))
    highest = max((float(row["rating"]) for row in rows if row.get("rating") is not None), default=1.0) or 1.0
    judged: dict[str, list[Judgement]] = {}
    for row in rows:
        judged.setdefault(str(row["query"]), []).append(_judgement(row, highest))
    kept = list(judged.items())[: options.limit or None]
    return dict(kept)


def _judgement(row: Row, highest: float) -> Judgement:
    key = str(first(row, "product_id", "docid"))
    if row.get("gain") is not None:
        gain = float(row["gain"])
        return Judgement(key, gain, float(first(row, "grade") or 0), gain >= RELEVANT_GAIN)
    rating = float(row["rating"])
    return Judgement(key, rating / highest, rating, rating / highest >= RELEVANT_RATING)


def load(path: Path, options: Options) -> None:
    """Import and index the catalogue; raises BadInput for a file or a row that can't be read."""
    ours = {ours: theirs for theirs, ours in options.columns.items()}
    try:
        parsed = list(read_catalogue(path, _catalogue_columns(path, ours)))
    except FileUnreadable as error:
        raise BadInput(str(error)) from error
    rows = [row for row in parsed if isinstance(row, ImportRow)]
    if not rows:
        raise BadInput(
            f"{path.name} has no row that can be loaded: {parsed[0] if parsed else 'it is empty'}."
        )
    with Progress(transient=True) as progress:
        loading = progress.add_task("Loading", total=None)
        catalog_import(
            rows=rows,
            now=timezone.now(),
            progress=lambda done, total: progress.update(loading, completed=done, total=total),
        )
        embedding = progress.add_task("Embedding", total=None)
        catalog_index(progress=lambda done, total: progress.update(embedding, completed=done, total=total))


def _catalogue_columns(path: Path, ours: dict[str, str]) -> dict[str, str]:
    """Keep the mappings that concern the catalogue: the same option also names columns of the judgements."""
    theirs = set(read_rows(path, limit=1)[0])
    named = {name: column for name, column in ours.items() if column in theirs}
    known = {FOREIGN_NAMES[name]: name for name in theirs & FOREIGN_NAMES.keys()}
    return {name: column for name, column in known.items() if name not in theirs} | named


def _products() -> list[SearchProduct]:
    return [
        SearchProduct(product.external_id, product.title, lexical_text(product))
        for product in active_products()
    ]


def _vectors() -> NDArray[np.float32]:
    rows = ProductEmbedding.objects.filter(encoder=current_encoder().name, product__is_active=True)
    vectors = rows.order_by("product_id").values_list("embedding", flat=True)
    return np.asarray(list(vectors), dtype=np.float32)


def _shop_search() -> System:
    """Return what a shopper's search finds: understanding, exact limits and hybrid ranking together."""
    names = dict(Product.objects.values_list("pk", "external_id"))

    def run(query: str) -> Sequence[str]:
        return [names[key] for key in find(understanding.understand(query)).ids[:DEPTH]]

    run("warm up")
    return run


def query_id(query: str) -> str:
    """Return what stands for a foreign query in a result that is committed."""
    return sha256(query.encode()).hexdigest()[:8]


def _differences(found: SearchEvaluation) -> dict[str, dict[str, dict[str, float]]]:
    own = found.per_query["hybrid"]
    return {
        f"difference_of_{figure}": {
            name: asdict(compare(own, found.per_query[name], value=value)) for name in found.baselines
        }
        for figure, value in FIGURES.items()
    }


def _queries(found: SearchEvaluation) -> list[dict[str, Any]]:
    """Return every query's figures by every system, so that results can be pooled."""
    names = {"hybrid": OURS}
    return [
        {
            "query": query_id(query),
            "figures": {
                names.get(name, name): {key: _rounded(value) for key, value in asdict(rows[query]).items()}
                for name, rows in found.per_query.items()
            },
        }
        for query in found.per_query["hybrid"]
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _report(found: SearchEvaluation, options: Options) -> Report:
    worst = sorted(found.per_query["hybrid"].items(), key=lambda item: item[1].ndcg10)
    return Report(
        suite="search",
        figures={**found.figures, "queries": float(found.queries)},
        baselines=found.baselines,
        per={**_differences(found), "queries": _queries(found)},
        errors=[{"query": query_id(query), "ndcg10": row.ndcg10} for query, row in worst[:WORST]],
        context={
            "products": f"{options.products.name} {digest_of(options.products)}" if options.products else "",
            "judgements": f"{options.judgements.name} {digest_of(options.judgements)}"
            if options.judgements
            else "",
            "encoder": current_encoder().name,
        },
    )
