"""Searches that simulated shoppers make: sentences of the catalogue's own kinds, colours, materials and occasions."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from apps.catalog.lexicon import lexical_index
from apps.catalog.models import Category, Product, ProductEmbedding, Variant
from apps.rollout.encoders import current_encoder
from retailgenie.ai.ranking.features import Goods
from retailgenie.ai.training.simulator import Wish

ATTRIBUTES = ("colour", "material", "occasion", "pattern")  # what a sentence may ask for beside the kind
A_KIND = 5  # sentences a category: one of its name alone, the rest with something more
DEPTH = 60  # candidates of a sentence
SEED = 19


def wishes_of(keys: Sequence[int], goods: Goods, *, most: int) -> list[Wish]:
    """Return up to `most` searches over the products of these ids, which must be in the order of `goods`."""
    values = _values(keys)
    names = dict(Category.objects.values_list("pk", "name"))
    rng = random.Random(SEED)
    asked: list[tuple[str, int, str]] = []
    for kind in sorted({int(x) for x in goods.category}):
        rows = [number for number in range(len(keys)) if int(goods.category[number]) == kind]
        found = sorted({value for number in rows for value in values[number]})
        more = rng.sample(found, min(A_KIND - 1, len(found)))
        asked += [(names[kind], kind, ""), *((f"{value} {names[kind]}", kind, value) for value in more)]
    rng.shuffle(asked)
    return _found(asked[:most], keys, goods, values)


def _values(keys: Sequence[int]) -> list[set[str]]:
    colours: dict[int, set[str]] = {}
    for key, colour in Variant.objects.filter(product_id__in=keys, is_active=True).values_list(
        "product_id", "colour"
    ):
        colours.setdefault(key, set()).add(colour.lower())
    attributes = dict(Product.objects.filter(pk__in=keys).values_list("pk", "attributes"))
    return [
        colours.get(key, set()) - {""}
        | {str(v).lower() for name in ATTRIBUTES for v in attributes[key].get(name, ())}
        for key in keys
    ]


def _found(
    asked: Sequence[tuple[str, int, str]], keys: Sequence[int], goods: Goods, values: Sequence[set[str]]
) -> list[Wish]:
    encoder, index = current_encoder(), lexical_index()
    place = {key: number for number, key in enumerate(keys)}
    vectors = np.zeros((len(keys), 384), dtype=np.float32)
    rows = ProductEmbedding.objects.filter(encoder=encoder.name, product_id__in=keys)
    for key, vector in rows.values_list("product_id", "embedding"):
        vectors[place[key]] = np.asarray(vector, dtype=np.float32)
    wishes = []
    for text, kind, value in asked:
        cosine = (vectors @ encoder.encode([text])[0]).astype(np.float64)
        lexical = np.zeros(len(keys))
        for key, score in index.search(text, DEPTH * 4).items():
            if key in place:
                lexical[place[key]] = score
        near = np.argsort(-(cosine + 0.001 * lexical), kind="stable")[:DEPTH]
        words = lexical[near] / max(float(lexical.max()), 1e-9)
        wanted = (goods.category[near] == kind).astype(np.float64)
        detail = np.array([float(value in values[int(row)]) if value else 1.0 for row in near])
        wishes.append(Wish(text, kind, near, cosine[near], words, wanted, detail))
    return wishes
