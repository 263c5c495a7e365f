"""Fabric patterns as SVG pattern tiles: each pattern has several designs, chosen by the product's number."""

from __future__ import annotations

import math
from collections.abc import Callable

from apps.operations.demo.pictures.look import Look

Tile = tuple[float, float, str, str]  # width, height, patternTransform, content


def pattern_tile(look: Look, *, scale: float = 1.0) -> str:
    """Return the <pattern id="p"> of a look; "" for patterns that are no repeat."""
    maker = PATTERN_MAKERS.get(look.pattern)
    if maker is None:
        return ""
    width, height, transform, content = maker(look)
    moves = f"{transform} scale({scale * (0.85 + 0.1 * look.pick(4, 5)):.2f})"
    return (
        f'<pattern id="p" width="{width:g}" height="{height:g}" patternUnits="userSpaceOnUse" '
        f'patternTransform="{moves}">{content}</pattern>'
    )


def circle(x: float, y: float, radius: float, fill: str, opacity: float = 1) -> str:
    shown = "" if opacity == 1 else f' opacity="{opacity:g}"'
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}"{shown}/>'


def rect(x: float, y: float, width: float, height: float, fill: str, opacity: float = 1) -> str:
    shown = "" if opacity == 1 else f' opacity="{opacity:g}"'
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}"{shown}/>'


def flower(x: float, y: float, size: float, petals: str, heart: str, count: int = 5) -> str:
    """A flower of round petals."""
    found = [
        circle(x + math.cos(turn) * size * 0.62, y + math.sin(turn) * size * 0.62, size * 0.46, petals)
        for turn in (math.tau * index / count - math.pi / 2 for index in range(count))
    ]
    return "".join(found) + circle(x, y, size * 0.34, heart)


def leaf(x: float, y: float, length: float, angle: float, fill: str) -> str:
    """A pointed leaf that starts at (x, y)."""
    bend = length * 0.32
    return (
        f'<path d="M0 0Q{bend:g} {-length / 2:g} 0 {-length:g}Q{-bend:g} {-length / 2:g} 0 0z" fill="{fill}" '
        f'transform="translate({x:g} {y:g}) rotate({angle:g})"/>'
    )


def ambi(x: float, y: float, size: float, fill: str, inner: str, angle: float = 0) -> str:
    """The mango drop that others call paisley."""
    return (
        f'<g transform="translate({x:g} {y:g}) rotate({angle:g}) scale({size / 20:g})">'
        f'<path d="M0 10C-9 10-10-1-4-7 0-11 6-12 8-17 11-8 12 10 0 10z" fill="{fill}"/>'
        f'<path d="M0 6C-5 6-6 0-2-4 2-7 4-8 5-10 7-3 6 6 0 6z" fill="{inner}"/>{circle(0, 2, 1.8, fill)}</g>'
    )


def _striped(look: Look) -> Tile:
    kind, ink = look.pick(5), look.ink
    turn = (
        "rotate(90)"
        if look.art in ("tshirt", "sweater", "polo", "towel", "socks", "mug", "rug", "vase")
        else ""
    )
    if look.art == "tie":
        turn = "rotate(35)"
    if kind == 0:
        return 14, 14, turn, rect(0, 0, 1.6, 14, ink, 0.85)
    if kind == 1:
        return 26, 26, turn, rect(0, 0, 12, 26, ink, 0.8)
    if kind == 2:
        return 30, 30, turn, rect(0, 0, 3, 30, ink, 0.9) + rect(7, 0, 1.5, 30, look.accent, 0.9)
    if kind == 3:
        return 40, 40, turn, rect(0, 0, 16, 40, ink, 0.75) + rect(18, 0, 3, 40, look.accent, 0.9)
    return 18, 18, turn, rect(0, 0, 5, 18, ink, 0.55)


def _checked(look: Look) -> Tile:
    kind, ink = look.pick(4), look.ink
    if kind == 0:  # gingham
        return 24, 24, "", rect(0, 0, 12, 24, ink, 0.45) + rect(0, 0, 24, 12, ink, 0.45)
    if kind == 1:  # window pane
        return 34, 34, "", rect(0, 0, 2, 34, ink, 0.85) + rect(0, 0, 34, 2, ink, 0.85)
    if kind == 2:  # tartan
        bars = ((0, 14, ink, 0.4), (20, 3, look.accent, 0.8), (28, 6, ink, 0.35))
        across = "".join(rect(at, 0, wide, 44, fill, shown) for at, wide, fill, shown in bars)
        down = "".join(rect(0, at, 44, wide, fill, shown) for at, wide, fill, shown in bars)
        return 44, 44, "", across + down
    lines = "".join(rect(at, 0, 1.4, 28, ink, 0.8) + rect(0, at, 28, 1.4, ink, 0.8) for at in (0, 6))
    return 28, 28, "", lines + rect(14, 0, 8, 28, ink, 0.22) + rect(0, 14, 28, 8, ink, 0.22)


def _floral(look: Look) -> Tile:
    kind, ink, accent = look.pick(4), look.ink, look.accent
    green = "#5d8f5a" if look.is_light else "#a9cfa0"
    if kind == 0:
        body = flower(15, 14, 8, ink, accent) + flower(42, 40, 8, accent, ink)
        return (
            56,
            54,
            "",
            body + leaf(22, 22, 9, 120, green) + leaf(49, 48, 9, 120, green) + circle(44, 10, 2, ink),
        )
    if kind == 1:
        body = (
            flower(34, 34, 18, ink, accent, 6) + leaf(50, 50, 18, 130, green) + leaf(18, 52, 16, 220, green)
        )
        return 84, 80, "", body + flower(72, 8, 8, accent, ink) + leaf(62, 14, 10, 250, green)
    if kind == 2:
        stem = f'<path d="M18 44Q20 26 30 14" stroke="{green}" stroke-width="1.6" fill="none"/>'
        body = (
            stem + leaf(20, 34, 12, 60, green) + leaf(20, 30, 11, -60, green) + flower(31, 12, 7, ink, accent)
        )
        return 50, 52, "rotate(8)", body
    dots = "".join(flower(x, y, 4.6, ink, accent) for x, y in ((8, 8), (28, 22), (10, 34)))
    return 38, 44, "", dots + leaf(20, 8, 6, 40, green) + leaf(26, 38, 6, -30, green)


def _block(look: Look) -> Tile:
    kind, ink, accent = look.pick(4), look.ink, look.accent
    if kind == 0:
        body = ambi(14, 16, 20, ink, look.base) + ambi(40, 44, 20, ink, look.base)
        return 52, 56, "", body + circle(40, 14, 2.4, accent) + circle(14, 44, 2.4, accent)
    if kind == 1:
        buti = flower(16, 14, 8, ink, look.base, 8) + leaf(16, 34, 9, 35, ink) + leaf(16, 34, 9, -35, ink)
        return 44, 44, "", buti + circle(38, 36, 3, accent) + circle(38, 10, 1.6, ink)
    if kind == 2:  # ajrakh: a star in a grid
        star = "".join(leaf(22, 22, 15, 45 * turn, ink if turn % 2 else accent) for turn in range(8))
        frame = f'<path d="M0 0H44V44H0z" fill="none" stroke="{ink}" stroke-width="2" opacity=".7"/>'
        return 44, 44, "", frame + star + circle(22, 22, 4, look.base) + circle(22, 22, 2, ink)
    leaves = "".join(leaf(14, 26, 14, turn, ink) for turn in (-40, 0, 40))
    return (
        40,
        46,
        "",
        leaves + circle(14, 30, 2.4, accent) + circle(34, 8, 2, ink) + circle(34, 38, 2, accent),
    )


def _paisley(look: Look) -> Tile:
    if look.pick(2):
        return (
            60,
            60,
            "",
            ambi(16, 22, 26, look.ink, look.accent, -12) + ambi(46, 48, 18, look.accent, look.ink, 160),
        )
    return 46, 50, "rotate(-8)", ambi(14, 20, 22, look.ink, look.base) + circle(34, 40, 3, look.accent)


def _geometric(look: Look) -> Tile:
    kind, ink, accent = look.pick(4), look.ink, look.accent
    if kind == 0:
        return 32, 22, "", f'<path d="M0 16L16 4L32 16" fill="none" stroke="{ink}" stroke-width="4"/>'
    if kind == 1:
        steps = f'<path d="M20 2l6 8h6l-6 10 6 10h-6l-6 8-6-8H8l6-10-6-10h6z" fill="{ink}"/>'
        return 40, 40, "", steps + f'<path d="M20 12l5 8-5 8-5-8z" fill="{accent}"/>'
    if kind == 2:
        return (
            36,
            36,
            "",
            f'<path d="M0 36L18 0L36 36z" fill="{ink}" opacity=".8"/>{circle(18, 26, 4, accent)}',
        )
    ring = f'<circle cx="20" cy="20" r="15" fill="none" stroke="{ink}" stroke-width="4"/>'
    return 40, 40, "", ring + circle(20, 20, 5, accent) + circle(0, 0, 4, ink) + circle(40, 40, 4, ink)


def _dots(look: Look) -> Tile:
    radius = (2.2, 4, 6)[look.pick(3)]
    step = radius * 5
    return (
        step,
        step,
        "",
        circle(step / 4, step / 4, radius, look.ink) + circle(step * 0.75, step * 0.75, radius, look.ink),
    )


def _embroidered(look: Look) -> Tile:
    kind, thread = look.pick(3), look.ink
    if kind == 0:
        return 58, 58, "", flower(14, 14, 6, thread, look.accent) + leaf(14, 26, 8, 180, thread)
    if kind == 1:
        star = "".join(leaf(16, 16, 9, 90 * turn, thread) for turn in range(4))
        return 54, 54, "rotate(45)", star + circle(16, 16, 2.4, look.accent)
    mirror = circle(15, 15, 5.5, thread) + circle(15, 15, 3.6, "#e9eef2") + circle(14, 14, 1.2, "#ffffff")
    return (
        50,
        50,
        "",
        mirror + circle(40, 40, 2, look.accent) + circle(40, 15, 1.4, thread) + circle(15, 40, 1.4, thread),
    )


def _zari(look: Look) -> Tile:
    if look.pick(2):
        return 44, 44, "", ambi(14, 16, 15, look.gold, look.base) + circle(36, 36, 1.8, look.gold)
    return 36, 36, "", f'<path d="M10 2l5 8-5 8-5-8z" fill="{look.gold}"/>{circle(28, 28, 2, look.gold)}'


def _bandhani(look: Look) -> Tile:
    if look.pick(2):
        wave = "".join(
            f'<path d="M0 {at}L16 {at - 10}L32 {at}" fill="none" stroke="{fill}" stroke-width="3.4"/>'
            for at, fill in ((14, look.ink), (28, look.accent))
        )
        return 32, 30, "", wave
    ring = [(math.cos(math.tau * i / 8) * 13 + 20, math.sin(math.tau * i / 8) * 13 + 20) for i in range(8)]
    dots = "".join(circle(x, y, 2.3, look.ink) + circle(x, y, 0.9, look.deep) for x, y in [*ring, (20, 20)])
    return 44, 44, "", dots + circle(42, 42, 1.8, look.ink) + circle(2, 42, 1.8, look.ink)


def _tie_dye(look: Look) -> Tile:
    rings = "".join(
        f'<circle cx="70" cy="70" r="{radius}" fill="none" stroke="{fill}" stroke-width="9" opacity="{shown}"/>'
        for radius, fill, shown in (
            (14, look.pale, 0.9),
            (32, look.accent, 0.5),
            (50, look.pale, 0.75),
            (68, look.deep, 0.35),
            (86, look.pale, 0.5),
        )
    )
    return 150, 150, f"rotate({look.pick(6) * 20})", rings


def _textured(look: Look) -> Tile:
    if look.pick(2):
        return 9, 9, "", rect(0, 0, 3.4, 9, look.dark, 0.4)
    knit = f'<path d="M0 4l6 6 6-6" fill="none" stroke="{look.dark}" stroke-width="2" opacity=".45"/>'
    return 12, 10, "", knit


PATTERN_MAKERS: dict[str, Callable[[Look], Tile]] = {
    "striped": _striped,
    "checked": _checked,
    "floral": _floral,
    "block-print": _block,
    "paisley": _paisley,
    "geometric": _geometric,
    "polka-dots": _dots,
    "embroidered": _embroidered,
    "zari": _zari,
    "bandhani": _bandhani,
    "tie-dye": _tie_dye,
    "textured": _textured,
}
