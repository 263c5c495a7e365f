"""Measures a tuned encoder against its base, chooses how much of the tuning to keep, and says whether it may run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from retailgenie.ai.training.embeddings import Settings
from retailgenie.ai.training.grammar import generate
from retailgenie.ai.training.phrasings import Goods, Phrasing

DEPTH = 10
RESAMPLES = 10_000
MOST_DRIFT = 0.15  # beyond it the general sense of words was given away
SENTENCES = 300  # of the intents' grammars: what people say to a shop that is no wish for goods
LEAST_GAIN = 0.0  # of the lower end of the interval of MRR over the base
ALIKE = (("winter jacket", "warm coat"), ("office shoes", "formal shoes"))
UNLIKE = ("party dress", "phone case")

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Weighed:
    """One share of the tuned weights: MRR of the validation phrasings, drift of the general sentences."""

    share: float
    mrr: float
    drift: float
    ordered: bool


def reciprocal_ranks(encode: Encode, wishes: Sequence[Phrasing], goods: Sequence[Goods]) -> Floats:
    """Return 1 / rank of the first right product of each wish among all goods, 0 beyond DEPTH."""
    keys = np.array([row.key for row in goods])
    vectors = encode([row.text for row in goods])
    found = np.zeros(len(wishes))
    for number, wish in enumerate(wishes):
        scores = vectors @ encode([wish.text])[0]
        best = keys[np.argsort(-scores, kind="stable")[:DEPTH]]
        found[number] = next((1 / rank for rank, key in enumerate(best, 1) if int(key) in wish.right), 0.0)
    return found


def ordering(encode: Encode) -> Figures:
    """Return the cosines of two pairs of things that are alike and of one that is not."""
    found = {}
    for first, second in (*ALIKE, UNLIKE):
        vectors = encode([first, second])
        found[f"{first} ~ {second}"] = float(vectors[0] @ vectors[1])
    return found


def is_ordered(cosines: Mapping[str, float]) -> bool:
    """Say whether what is alike is nearer than what is not."""
    *alike, unlike = cosines.values()
    return min(alike) > unlike


def drift(before: Vectors, after: Vectors) -> float:
    """Return how differently two encoders see texts: 1 - correlation of the cosines of all pairs of them."""
    upper = np.triu_indices(len(before), 1)
    return float(1 - np.corrcoef((before @ before.T)[upper], (after @ after.T)[upper])[0, 1])


@cache
def general_sentences(most: int = SENTENCES) -> tuple[str, ...]:
    """Return sentences of our own grammars, the same at every call."""
    examples = generate(per_intent=20, out_of_scope=200, seed=3)
    return tuple(row.text for row in examples[:: max(1, len(examples) // most)])[:most]


def weighed(
    share: float,
    encode: Encode,
    base: Encode,
    wishes: Sequence[Phrasing],
    goods: Sequence[Goods],
    sentences: Sequence[str],
) -> Weighed:
    """Measure one share on the validation part."""
    return Weighed(
        share,
        float(reciprocal_ranks(encode, wishes, goods).mean()),
        drift(base(sentences), encode(sentences)),
        is_ordered(ordering(encode)),
    )


def chosen(tried: Sequence[Weighed]) -> float:
    """Return the share with the best MRR among those that keep general English; 0 where none does."""
    kept = [row for row in tried if row.ordered and row.drift <= MOST_DRIFT]
    return max(kept, key=lambda row: row.mrr).share if kept else 0.0


def figures_of(
    encode: Encode,
    base: Encode,
    wishes: Sequence[Phrasing],
    goods: Sequence[Goods],
    sentences: Sequence[str],
) -> Figures:
    """Return MRR of both encoders by language and for words never seen, the gain's interval, drift and cosines."""
    own, before = reciprocal_ranks(encode, wishes, goods), reciprocal_ranks(base, wishes, goods)
    low, high = interval(own - before)
    parts = {
        "": np.ones(len(wishes), dtype=bool),
        "_english": np.array([wish.language == "english" for wish in wishes]),
        "_hinglish": np.array([wish.language == "hinglish" for wish in wishes]),
        "_new_words": np.array([wish.new_words for wish in wishes]),
    }
    found: Figures = {"wishes": float(len(wishes))}
    for name, rows in parts.items():
        if rows.any():
            found |= {f"mrr{name}": float(own[rows].mean()), f"base_mrr{name}": float(before[rows].mean())}
    gap = 1 - found["base_mrr"]
    found |= {
        "gain": found["mrr"] - found["base_mrr"],
        "gain_low": low,
        "gain_high": high,
        "gap_closed": (found["mrr"] - found["base_mrr"]) / gap if gap else 0.0,
        "drift": drift(base(sentences), encode(sentences)),
    }
    return found | ordering(encode) | {"ordered": float(is_ordered(ordering(encode)))}


def interval(differences: Floats, *, seed: int = 7) -> tuple[float, float]:
    """Return the 95 % interval of a mean difference (paired bootstrap over the wishes, Sakai 2006)."""
    draws = np.random.default_rng(seed).integers(0, len(differences), (RESAMPLES, len(differences)))
    low, high = np.percentile(differences[draws].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def passes(found: Mapping[str, float]) -> bool:
    """Say whether an encoder may run: provably better for this shop's wishes, general English kept, things in order."""
    return found["gain_low"] > LEAST_GAIN and found["drift"] <= MOST_DRIFT and found["ordered"] == 1.0


def card(version: str, found: Mapping[str, float], settings: Settings, tried: Sequence[Weighed]) -> str:
    """Return the model card: what it is, what it was made of, how it was measured, what it is not for."""
    lines = [
        f"# {version}",
        "",
        "all-MiniLM-L6-v2, tuned on wishes made from this shop's catalogue and mixed with the weights it came from.",
        "For finding this shop's products. Messages and policies are read by the encoder that comes with the shop.",
        "No data of people and no public data set was used. The wishes are made by templates: what real shoppers say",
        "differs, so look at the shop's own search figures too.",
        "",
        f"Settings: {json.dumps(asdict(settings))}",
        "",
        "Measured on products and templates that training never saw, among all products of the shop:",
        *(f"- {name}: {value:.4f}" for name, value in found.items()),
        "",
        "Shares of the tuned weights tried on the validation part:",
        *(f"- {row.share:.0%}: MRR {row.mrr:.4f}, drift {row.drift:.4f}" for row in tried),
    ]
    return "\n".join(lines) + "\n"
