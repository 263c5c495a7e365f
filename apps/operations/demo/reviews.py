"""Reviews by people who bought the thing; the words fit the stars, and the product's figures fit the reviews."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from django.db import connection

from apps.catalog.models import Review
from apps.operations.demo.bulk import copy_rows
from apps.operations.demo.chance import chance
from apps.operations.demo.order_plans import OrderPlan
from apps.operations.demo.products import ProductPlan
from apps.orders.models import OrderStatus

REVIEWS = 5_000
HALF_LIFE_DAYS = 90  # what was bought long ago says less about what is liked now

TITLES: dict[int, tuple[str, ...]] = {
    5: ("Loved it", "Worth every rupee", "Perfect", "Bahut badhiya", "Exceeded my expectations", "Go for it"),
    4: ("Very good", "Nice buy", "Good quality", "Accha hai", "Happy with it"),
    3: ("Okay for the price", "Average", "Theek hai", "Decent", "Mixed feelings"),
    2: ("Not as expected", "Could be better", "Thoda disappoint", "Below average"),
    1: ("Disappointed", "Paisa waste", "Would not buy again", "Poor quality"),
}
OPENINGS: dict[int, tuple[str, ...]] = {
    5: (
        "The {noun} is even nicer than in the picture.", "Got so many compliments on this {noun}.",
        "{noun} ekdum mast hai, photo jaisa hi mila.", "Quality dekh ke dil khush ho gaya.",
        "Bought it for my family and everyone loved it.",
    ),
    4: (
        "Good {noun}, does what it says.", "Really like this {noun}.", "Accha product hai, paise vasool.",
        "The {noun} came well packed and on time.",
    ),
    3: (
        "The {noun} is fine, nothing special.", "Theek thaak hai, price ke hisaab se.",
        "It is okay for daily use.", "Expected a little more from this {noun}.",
    ),
    2: (
        "The {noun} looks different from the photo.", "Quality utni acchi nahi hai.",
        "Not happy with the finish of this {noun}.",
    ),
    1: (
        "Very disappointed with this {noun}.", "Bilkul pasand nahi aaya, return karna pada.",
        "The {noun} did not last two weeks.",
    ),
}  # fmt: skip
GOOD = (
    "The {material} feels great.", "The {colour} is a lovely shade.", "Stitching is neat.", "Fits me well.",
    "Delivery was quick.", "Colour dhone ke baad bhi same hai.", "Will order again.", "Finishing bahut acchi hai.",
    "Perfect for {occasion}.", "Value for money.",
)  # fmt: skip
FAIR = (
    "The {colour} is a shade darker than shown.", "Size runs a little small.", "Packing could be better.",
    "Thoda tight hai, ek size bada lo.", "Delivery took a day longer than promised.", "Okay for {occasion}.",
)  # fmt: skip
BAD = (
    "The colour faded after one wash.", "Size chart is off.", "A thread was loose on arrival.",
    "Rang photo se alag hai.", "The finish looks cheap.", "Sent it back the next day.",
)  # fmt: skip


def load_reviews(orders: Sequence[OrderPlan], *, now: datetime, count: int = REVIEWS) -> int:
    """Write up to that many reviews of delivered things, one a person and product; returns how many."""
    chosen = _chosen(orders, count)
    rows = []
    for key, (plan, product_id, product, colour) in chosen.items():
        rng = chance("review", plan.key, product.key)
        stars = min(5, max(1, round(rng.gauss(product.quality + 0.15, 0.95))))
        delivered = next(when for kind, _, when in plan.events if kind == OrderStatus.DELIVERED)
        rows.append((
            product_id, key[1], plan.shopper.name, stars, rng.choice(TITLES[stars]), _text(rng, stars, product, colour),
            True, Review.State.PUBLISHED.value, min(delivered + timedelta(hours=rng.uniform(5, 200)), now),
        ))  # fmt: skip
    columns = "product_id owner_key author rating title text verified state created_at"
    return copy_rows(Review, columns, rows)


def _chosen(
    orders: Sequence[OrderPlan], count: int
) -> dict[tuple[int, str], tuple[OrderPlan, int, ProductPlan, str]]:
    found: dict[tuple[int, str], tuple[OrderPlan, int, ProductPlan, str]] = {}
    for plan in orders:
        if plan.status != OrderStatus.DELIVERED or plan.shopper.eager == 0:
            continue
        for line in plan.lines:
            loaded = line.variant
            found.setdefault(
                (loaded.product_id, plan.shopper.key),
                (plan, loaded.product_id, loaded.product, loaded.plan.colour),
            )
    keys = list(found)
    return {key: found[key] for key in chance("reviews", count).sample(keys, min(count, len(keys)))}


def _text(rng: Random, stars: int, product: ProductPlan, colour: str) -> str:
    words = {
        "noun": product.kind.noun.lower(),
        "material": product.attributes.get("material", ["finish"])[0].lower(),
        "colour": colour.lower(),
        "occasion": rng.choice(product.attributes["occasion"]).lower() + " wear",
    }
    more = GOOD if stars >= 4 else FAIR if stars == 3 else BAD
    sentences = [rng.choice(OPENINGS[stars]), *rng.sample(more, rng.choice([1, 2, 2]))]
    if stars in (3, 4) and rng.random() < 0.3:
        sentences.append(rng.choice(FAIR))
    text = " ".join(dict.fromkeys(sentences)).format_map(words)
    return text[0].upper() + text[1:]


def count_appeal(orders: Sequence[OrderPlan], *, now: datetime) -> int:
    """Give each product its rating, number of reviews and popularity (pieces sold, fading); returns the products."""
    sold: dict[int, float] = {}
    for plan in orders:
        if plan.status == OrderStatus.CANCELLED:
            continue
        weight = math.exp2(-(now - plan.placed_at).days / HALF_LIFE_DAYS)
        for line in plan.lines:
            key = line.variant.product_id
            sold[key] = sold.get(key, 0.0) + weight * line.quantity
    with connection.cursor() as cursor:
        cursor.execute(
            "update catalog_product p set popularity = round(given.sold::numeric, 3) from unnest(%s::bigint[], "
            "%s::float8[]) as given (id, sold) where p.id = given.id",
            [list(sold), list(sold.values())],
        )
        cursor.execute(
            "update catalog_product p set rating = given.mean, review_count = given.count from (select product_id, "
            "round(avg(rating), 2) as mean, count(*) as count from catalog_review where state = 'published' "
            "group by product_id) given where p.id = given.product_id"
        )
        return int(cursor.rowcount)
