"""What nobody should ask a search, through both doors: how long a clear answer or a clear refusal takes."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from time import perf_counter

import numpy as np
from django.test import Client
from django.urls import reverse

BAD: Mapping[str, Mapping[str, str | list[str]]] = {
    "10 kB of words": {"q": "blue cotton kurta under 900 " * 360},
    "10 kB in one word": {"q": "a" * 10_240},
    "emoji": {"q": "👗👠 red 🔥 kurta 👍🏽"},
    "SQL": {"q": "kurta'; drop table catalog_product; -- or 1=1"},
    "right to left": {"q": "قميص أزرق تحت ٥٠٠ \u202eatruk der"},
    "marks upon marks": {"q": "k" + "\u0301" * 500 + "urta"},
    "control characters": {"q": "red\x00\x01\x1b[31m kurta"},
    "numbers": {"q": "9" * 300},
    "200 filters": {"q": "kurta", "text": "kurta", **{f"f.attribute{n}": "x" for n in range(200)}},
    "200 values of one filter": {"q": "kurta", "text": "kurta", "f.colour": [f"c{n}" for n in range(200)]},
    "page 10,000": {"q": "red kurta", "page": "10000"},
    "page of a million digits": {"q": "red kurta", "page": "9" * 10_000},
    "unknown sort": {"q": "red kurta", "sort": "sideways"},
    "prices from nowhere": {"q": "red kurta", "min": "1e309", "max": "NaN"},
    "nothing": {"q": ""},
    "only small words": {"q": "the of and to in for with"},
}
REPEATS = 3
CLEAR = frozenset({200, 302, 400, 422})


def bad_input() -> tuple[dict[str, float], list[dict[str, object]]]:
    """Return bad_p95_ms and bad_unclear (answers that are neither results nor a refusal), and which were unclear."""
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    logging.getLogger("django.request").setLevel(logging.ERROR)  # refusals are what is asked for here
    times, unclear = [], []
    for address in (reverse("catalog:search"), "/api/v1/search", "/api/v1/search/legacy"):
        for name, query in BAD.items():
            for _ in range(REPEATS):
                started = perf_counter()
                status = client.get(address, query).status_code
                times.append((perf_counter() - started) * 1000)
                if status not in CLEAR:
                    unclear.append({"input": name, "address": address, "status": status})
    return {"bad_p95_ms": float(np.percentile(times, 95)), "bad_unclear": float(len(unclear))}, unclear
