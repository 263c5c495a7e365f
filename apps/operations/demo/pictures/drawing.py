"""A whole picture: a quiet background, a shadow, and the thing."""

from __future__ import annotations

from functools import lru_cache

from apps.operations.demo.pictures import (
    bags,
    beauty,
    bottoms,
    ethnic,
    footwear,
    home,
    jewellery,
    tops,
    wearing,
)
from apps.operations.demo.pictures.canvas import Canvas
from apps.operations.demo.pictures.look import Look, NoSuchPicture, luminance, mix, read_name
from apps.operations.demo.pictures.patterns import pattern_tile

ARTS = {
    **tops.ARTS, **ethnic.ARTS, **bottoms.ARTS, **footwear.ARTS, **bags.ARTS, **jewellery.ARTS, **home.ARTS,
    **beauty.ARTS, **wearing.ARTS,
}  # fmt: skip
GROUNDS = ("#f4e9df", "#eaf0ee", "#f3e6ea", "#eee9f3", "#f5efdc", "#e6eef5", "#f0e9e1", "#e9f1e4")
SHADES = (
    '<linearGradient id="fold" x1="0" x2="1"><stop offset="0" stop-color="#180d1c" stop-opacity=".2"/>'
    '<stop offset=".34" stop-color="#fff" stop-opacity=".1"/><stop offset=".62" stop-color="#fff" stop-opacity="0"/>'
    '<stop offset="1" stop-color="#180d1c" stop-opacity=".2"/></linearGradient>'
    '<linearGradient id="drop" x1="0" x2="0" y1="0" y2="1"><stop offset=".1" stop-color="#fff" stop-opacity=".2"/>'
    '<stop offset=".55" stop-color="#fff" stop-opacity="0"/>'
    '<stop offset="1" stop-color="#180d1c" stop-opacity=".24"/></linearGradient>'
    '<linearGradient id="sheen" x1="0" x2="1" y1="0" y2=".6"><stop offset=".1" stop-color="#fff" stop-opacity=".5"/>'
    '<stop offset=".38" stop-color="#fff" stop-opacity=".04"/>'
    '<stop offset=".6" stop-color="#180d1c" stop-opacity=".12"/>'
    '<stop offset=".85" stop-color="#fff" stop-opacity=".22"/><stop offset="1" stop-color="#180d1c" stop-opacity=".2"/>'
    "</linearGradient>"
    '<radialGradient id="floor"><stop offset="0" stop-color="#2a1826" stop-opacity=".3"/>'
    '<stop offset="1" stop-color="#2a1826" stop-opacity="0"/></radialGradient>'
)
# How much larger than drawn a thing is shown, and the height on its sheet that comes to the middle.
SIZES: dict[str, tuple[float, float]] = {
    **dict.fromkeys(("tshirt", "polo", "shirt", "sweater"), (1.42, 214)),
    **dict.fromkeys(("top", "blazer", "nehru", "hoodie", "jacket"), (1.32, 222)),
    **dict.fromkeys(("camisole", "vest", "frock", "shorts", "skirt"), (1.25, 240)),
    **dict.fromkeys(("jeans", "trousers", "trackpants", "leggings"), (1.08, 258)),
    **dict.fromkeys(("cap", "sunglasses"), (1.12, 250)),
    **dict.fromkeys(("kurta", "kurtamen", "dress", "dupatta", "saree", "bottle"), (1.1, 250)),
    **dict.fromkeys(("sneakers", "runner", "formal", "heels"), (1.0, 290)),
    "ring": (1.1, 250),
    "necklace": (1.25, 310),
    "earrings": (1.3, 196),
}
# Where things that stand touch the ground, on their sheet.
GROUND_AT = {
    **dict.fromkeys(("sneakers", "runner", "formal"), 388),
    **dict.fromkeys(("handbag", "tote", "backpack"), 416),
    **dict.fromkeys(("sling", "clutch", "wallet", "belt", "pan", "cushion", "towel"), 396),
    **dict.fromkeys(("candle", "mug", "jar", "plate", "oilbottle", "vase", "perfume", "lipstick"), 434),
    "heels": 404,
    "sunglasses": 310,
    "cap": 348,
    "ring": 400,
    "bangles": 370,
    "anklet": 360,
}
LONG_SLEEVED = 1.28  # a larger one would lose its cuffs
HANGING = frozenset({"earrings", "necklace", "curtain", "frame"})


@lru_cache(maxsize=512)
def picture(name: str) -> str:
    """Return the SVG document of a picture; raises NoSuchPicture."""
    look = read_name(name)
    if look.art not in ARTS:
        raise NoSuchPicture(name)
    canvas = Canvas(look)
    ARTS[look.art](canvas)
    scale, middle = SIZES.get(look.art, (1.0, 250))
    if look.sleeve == "long-sleeve" or look.art == "sweater":
        scale = min(scale, LONG_SLEEVED)
    floor = 250 + (GROUND_AT.get(look.art, 446) - middle) * scale
    if look.art not in GROUND_AT:
        floor = 454
    moved = f'<g transform="translate(200 250) scale({scale}) translate(-200 {-middle})">{canvas.svg()}</g>'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 500" width="800" height="1000">'
        f"<defs>{SHADES}{pattern_tile(look)}</defs>{_background(look, floor)}{moved}</svg>"
    )


def _background(look: Look, floor: float) -> str:
    ground = GROUNDS[look.pick(len(GROUNDS), 3)]
    if luminance(look.base) > 0.85:
        ground = mix(ground, "#8d7486", 0.22)
    lighter, darker = mix(ground, "#ffffff", 0.55), mix(ground, "#7a5c6c", 0.1)
    shape = (
        f'<path d="M70 500V210C70 110 150 96 200 40C250 96 330 110 330 210V500z" fill="{lighter}"/>',
        f'<circle cx="200" cy="236" r="168" fill="{lighter}"/>',
        f'<path d="M0 400H400V500H0z" fill="{darker}"/><circle cx="200" cy="220" r="150" fill="{lighter}"/>',
        f'<path d="M60 500V200a140 140 0 0 1 280 0V500z" fill="{lighter}"/>',
        f'<path d="M0 0H400L0 330z" fill="{lighter}"/>',
    )[look.pick(5, 2)]
    shadow = (
        ""
        if look.art in HANGING
        else f'<ellipse cx="200" cy="{floor:.0f}" rx="128" ry="17" fill="url(#floor)"/>'
    )
    return f'<rect width="400" height="500" fill="{ground}"/>{shape}{shadow}'
