"""Plans of products: what each one is, decided by chance that repeats; no database here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.utils.text import slugify

from apps.operations.demo.anchors import ANCHORS, Anchor
from apps.operations.demo.brands import BRANDS
from apps.operations.demo.chance import chance, some, weighted
from apps.operations.demo.colours import PALETTES
from apps.operations.demo.kinds import Kind, all_kinds
from apps.operations.demo.policy import RETURN_DAYS, gst_percent
from apps.operations.demo.prices import ending, list_price
from apps.operations.demo.vocabulary import MATERIAL_COLOURS, MATERIALS, PATTERNS, SIZES
from apps.operations.demo.words import describe, title_words

FULL_SHARE = 0.87  # of the counts in the tables: about 2,500 products
SMALL_COUNT = 1  # products of a kind in the small shop, where it has no more anchors
WHOLE_RUNS = 4  # scales up to this length are always complete
REGIONAL = {"Wool": ["DL", "HR", "PB", "UP", "RJ", "MP", "BR", "WB", "MH", "KA", "TS", "GJ"]}


@dataclass(frozen=True, slots=True)
class VariantPlan:
    sku: str
    colour: str
    size: str
    size_position: int
    price_paise: int
    mrp_paise: int
    picture: str


@dataclass(frozen=True, slots=True)
class ProductPlan:
    """quality (1-5) is what people will think of it; draw (above 0) how many will buy it."""

    kind: Kind
    key: str
    slug: str
    title: str
    description: str
    brand: str
    attributes: dict[str, list[str]]
    tags: list[str]
    regions: list[str]
    gst_percent: Decimal
    return_days: int | None
    variants: tuple[VariantPlan, ...]
    launched: date
    quality: float
    draw: float
    anchor: bool


def product_plans(*, small: bool, today: date) -> Iterator[ProductPlan]:
    """Yield every product of the shop; those of the small shop are the first of each kind in the full one."""
    for kind in all_kinds():
        anchors = ANCHORS.get(kind.slug, ())
        count = max(len(anchors), SMALL_COUNT) if small else max(round(kind.count * FULL_SHARE), len(anchors))
        for number in range(count):
            yield _plan(kind, number, anchors[number] if number < len(anchors) else None, today)


def _plan(kind: Kind, number: int, anchor: Anchor | None, today: date) -> ProductPlan:
    key = f"{kind.slug}-{number + 1:03d}"
    rng = chance("product", key)
    material = (anchor and anchor.material) or (weighted(rng, kind.materials) if kind.materials else "")
    pattern = (anchor and anchor.pattern) or (weighted(rng, kind.patterns) if kind.patterns else "")
    chosen = {name: rng.choice(options) for name, options in kind.attributes.items()}
    chosen.update(anchor.attributes if anchor else {})
    occasions = (anchor and list(anchor.occasions)) or some(rng, kind.occasions, rng.choice([1, 2, 2, 3]))
    colours = list(anchor.colours) if anchor else _colours(rng, kind, material)
    price = anchor.price if anchor else _price(rng, kind, material)
    word = rng.choice(PATTERNS[pattern]) if pattern else ""
    title = title_words(kind, colours, word, material, chosen)
    brand = rng.choice(BRANDS[rng.choice(kind.brands)])
    variants = _variants(rng, kind, key, colours, price, (pattern, chosen, number))
    attributes = _attributes(kind, material, pattern, occasions, chosen)
    age_days = 20 + int(rng.betavariate(1.1, 1.6) * 900) if anchor is None else 740 + number
    return ProductPlan(
        kind=kind,
        key=key,
        slug=slugify(f"{title}-{brand}-{number + 1}")[:160],
        title=title,
        description=describe(rng, kind, brand, attributes, colours),
        brand=brand,
        attributes=attributes,
        tags=sorted({*kind.tags, *([word.lower()] if word else [])}),
        regions=REGIONAL.get(material, []) if anchor is None else [],
        gst_percent=gst_percent(kind.gst, max(variant.price_paise for variant in variants)),
        return_days=RETURN_DAYS[kind.returns],
        variants=variants,
        launched=today - timedelta(days=age_days),
        quality=min(4.8, max(2.4, rng.gauss(4.0, 0.45))),
        draw=min(rng.paretovariate(1.3), 25.0) * (1.6 if anchor else 1.0),
        anchor=anchor is not None,
    )


def _attributes(
    kind: Kind, material: str, pattern: str, occasions: list[str], chosen: dict[str, str]
) -> dict[str, list[str]]:
    found = {
        "gender": list(kind.gender),
        "age_group": [kind.age_group] if kind.age_group else [],
        "material": [material] if material else [],
        "pattern": [pattern] if pattern else [],
        "occasion": occasions,
        **{name: [value] for name, value in chosen.items()},
    }
    return {name: values for name, values in found.items() if values}


def _colours(rng: Random, kind: Kind, material: str) -> list[str]:
    palette = PALETTES[kind.palette]
    possible = [name for name in palette if name in MATERIAL_COLOURS.get(material, palette)] or list(palette)
    count = kind.colours or weighted(rng, {1: 66, 2: 24, 3: 10})
    # Earlier colours of a palette are the commoner ones.
    first = possible[min(int(rng.expovariate(1.0) * len(possible) / 2.2), len(possible) - 1)]
    others = [name for name in possible if name != first]
    return [first, *some(rng, others, count - 1)]


def _price(rng: Random, kind: Kind, material: str) -> int:
    low, high = kind.price
    factor = MATERIALS[material].price_factor if material else 1.0
    return ending(min(max((low + (high - low) * rng.betavariate(1.5, 3.2)) * factor**0.6, low), high))


def _sizes(rng: Random, kind: Kind) -> list[tuple[int, str]]:
    sizes = list(enumerate(SIZES[kind.sizes][0]))
    if len(sizes) <= WHOLE_RUNS:
        return sizes
    return sizes[rng.choice([0, 1]) : len(sizes) - rng.choice([0, 0, 1])]


def _variants(
    rng: Random, kind: Kind, key: str, colours: list[str], price: int, look: tuple[str, dict[str, str], int]
) -> tuple[VariantPlan, ...]:
    sizes, mrp = _sizes(rng, kind), list_price(rng, price)
    step = SIZES[kind.sizes][1]
    made = []
    for colour in colours:
        picture = picture_name(kind.art, colour, *look)
        for index, (position, size) in enumerate(sizes):
            own = price if not step else ending(price * (1 + step * index))
            words = "-".join(part for part in (slugify(colour), slugify(size)) if part)
            made.append(
                VariantPlan(
                    sku=f"{key}-{words}".upper(),
                    colour=colour,
                    size=size,
                    size_position=position,
                    price_paise=own * 100,
                    mrp_paise=max(own, mrp if not step else ending(mrp * (1 + step * index))) * 100,
                    picture=picture,
                )
            )
    return tuple(made)


def picture_name(art: str, colour: str, pattern: str, chosen: dict[str, str], number: int) -> str:
    """Return the name that tells the drawing everything: art_colour_pattern_neck_sleeve_style_number."""
    parts = (pattern or "Solid", *(chosen.get(name, "any") for name in ("neck", "sleeve")))
    style = next((chosen[name] for name in ("style", "dial", "fit", "shape") if name in chosen), "any")
    return "_".join([art, slugify(colour), *(slugify(part) for part in parts), slugify(style), str(number)])
