"""The `shop-search` suite: written queries against the demo shop, through the search that shoppers use."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from time import perf_counter

from django.utils import timezone

from apps.catalog.models import Product, Variant
from apps.catalog.search import search
from apps.catalog.understanding import understand
from apps.operations.demo.seed import seed
from apps.operations.evaluation.report import BadInput, Report, digest_of
from apps.operations.evaluation.rows import need, read_rows
from apps.operations.evaluation.scratch import scratch_database
from apps.operations.evaluation.suites import Options
from apps.rollout.encoders import current_encoder
from retailgenie.ai.evaluation import shop_search
from retailgenie.ai.evaluation.shop_search import Answer, Look, Shown, shop_search_figures

OWN_SET = Path(shop_search.__file__).with_name("sets") / "shop_search.jsonl"


def measure_shop_search(options: Options) -> Report:
    """Measure the project's own queries, or --data of the same form, on a freshly made demo shop."""
    path = options.data or OWN_SET
    rows = [
        row for row in read_rows(path, columns=dict(options.columns)) if options.only in str(row.get("class"))
    ]
    rows = rows[: options.limit or None]
    if not rows:
        raise BadInput(f"{path.name} has no rows.")
    need(rows, ("query",), ("class",))
    with scratch_database("shop_search", encoder=options.variant):
        seed(small=False, now=timezone.now())
        ask("warm up")
        figures, per_class, wrong = shop_search_figures(rows, ask)
        encoder = current_encoder().name
    return Report(
        suite="shop-search",
        figures=figures,
        per=per_class,
        errors=[asdict(found) for found in wrong],
        context={"data": f"{path.name} {digest_of(path)}", "encoder": encoder},
    )


def ask(said: str) -> Answer:
    """Search as the page does; the time covers understanding, search, cards and facets."""
    started = perf_counter()
    results = search(understand(said))
    took = (perf_counter() - started) * 1_000
    shown = judgeable([card.product_id for card in results.cards])
    return Answer(tuple(shown), bool(results.relaxed), took, bool(results.not_carried))


def judgeable(product_ids: list[int]) -> list[Shown]:
    """Return products, in the order given, with all that a condition may ask of them."""
    looks: dict[int, list[Look]] = {key: [] for key in product_ids}
    for variant in Variant.objects.filter(product_id__in=product_ids, is_active=True):
        looks[variant.product_id].append(Look(variant.colour, variant.size, variant.price_paise))
    products = Product.objects.select_related("category").in_bulk(product_ids)
    return [_shown(products[key], looks[key]) for key in product_ids]


def _shown(product: Product, looks: list[Look]) -> Shown:
    values = [str(value) for given in product.attributes.values() for value in given]
    words = " ".join((product.title, *values, *map(str, product.tags))).lower()
    return Shown(product.category.name, words, product.attributes, tuple(looks))
