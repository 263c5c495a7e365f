"""What a picture shows, read from its name: art_colour_pattern_neck_sleeve_style_number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from django.utils.text import slugify

from apps.operations.demo.chance import chance
from apps.operations.demo.colours import COLOURS
from apps.operations.demo.vocabulary import PATTERNS

NAME = re.compile(r"([a-z]+)_([a-z-]+)_([a-z-]+)_([a-z0-9-]+)_([a-z-]+)_([a-z0-9-]+)_([0-9]{1,4})")
BY_SLUG = {slugify(name): colour for name, colour in COLOURS.items()}
PATTERN_SLUGS = frozenset(slugify(name) for name in PATTERNS)
INKS_ON_LIGHT = ("#35408e", "#b1502b", "#17503a", "#7b1e2b", "#137b80", "#6d3c97", "#22232a", "#d9772a")
INKS_ON_DARK = ("#f6e9cf", "#f2c14e", "#f7d6d0", "#cfe8e2", "#ffffff", "#f3b27a")
GOLD = "#d8a63c"
LIGHT_FROM = 0.56  # luminance


class NoSuchPicture(LookupError):
    """The name is not one that a picture can have."""


def mix(first: str, second: str, share: float) -> str:
    """Return a colour between two "#rrggbb" colours; share 0 is the first."""
    one, two = (tuple(int(text[at : at + 2], 16) for at in (1, 3, 5)) for text in (first, second))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(one, two, strict=True))


def luminance(colour: str) -> float:
    """Return how bright a colour looks, 0-1 (ITU-R BT.709 weights, without gamma)."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@dataclass(frozen=True, slots=True)
class Look:
    """One picture's facts and the colours that follow from them."""

    art: str
    colour_name: str
    base: str
    pattern: str
    neck: str
    sleeve: str
    style: str
    number: int
    ink: str
    accent: str

    @property
    def dark(self) -> str:
        return mix(self.base, "#1a1020", 0.32)

    @property
    def deep(self) -> str:
        return mix(self.base, "#1a1020", 0.55)

    @property
    def light(self) -> str:
        return mix(self.base, "#ffffff", 0.3)

    @property
    def pale(self) -> str:
        return mix(self.base, "#ffffff", 0.7)

    @property
    def gold(self) -> str:
        """Gold thread and fittings; a deep red where the cloth itself is golden."""
        return "#8a2140" if self.colour_name in ("gold", "mustard", "yellow") else GOLD

    @property
    def line(self) -> str:
        """Outlines and seams."""
        return mix(self.base, "#1a1020", 0.28 if self.is_light else 0.5)

    @property
    def is_light(self) -> bool:
        return luminance(self.base) > LIGHT_FROM

    def rng(self) -> Random:
        """Chance for this product: the same for all its colours."""
        return chance("picture", self.art, self.pattern, self.style, self.number)

    def pick(self, count: int, salt: int = 0) -> int:
        """Return a number below count that differs from product to product."""
        return (self.number * 7 + salt * 13 + len(self.style) * 3 + len(self.neck)) % count


def read_name(name: str) -> Look:
    """Return what a picture shows; raises NoSuchPicture."""
    found = NAME.fullmatch(name)
    if not found:
        raise NoSuchPicture(name)
    art, colour, pattern, neck, sleeve, style, number = found.groups()
    if colour not in BY_SLUG or pattern not in PATTERN_SLUGS:
        raise NoSuchPicture(name)
    base = BY_SLUG[colour]
    inks = INKS_ON_LIGHT if luminance(base) > LIGHT_FROM else INKS_ON_DARK
    index = int(number)
    return Look(
        art=art,
        colour_name=colour,
        base=base,
        pattern=pattern,
        neck=neck,
        sleeve=sleeve,
        style=style,
        number=index,
        ink=inks[index % len(inks)],
        accent=inks[(index * 3 + 1) % len(inks)],
    )
