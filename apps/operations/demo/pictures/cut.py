"""The cut of everything that is worn above the waist: a body with neckline, sleeves and collar, by its measures."""

from __future__ import annotations

import math
from dataclasses import dataclass

from apps.operations.demo.pictures.canvas import Band, Canvas

SLEEVES = {
    "short-sleeve": (62, 40.0, 42.0), "three-quarter-sleeve": (136, 22.0, 34.0), "long-sleeve": (196, 17.0, 29.0),
    "puff-sleeve": (58, 46.0, 34.0), "sleeveless": (0, 0.0, 0.0),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cut:
    """Measures in units of the sheet: half widths, and heights from the top."""

    top: float = 82
    hem: float = 350
    shoulder: float = 66
    chest: float = 62
    waist: float = 58
    hip: float = 64
    neck: float = 24
    waist_at: float = 210
    round_hem: float = 6
    sleeve: str = ""
    neckline: str = ""


def draw(
    canvas: Canvas, cut: Cut, *, bands: list[Band] | None = None, fill: str = "", shade: str = "fold"
) -> None:
    """Draw sleeves, the inside of the back, and the body with its neckline."""
    sleeve = cut.sleeve or canvas.look.sleeve
    sleeves(canvas, cut, sleeve if sleeve in SLEEVES else "short-sleeve", fill)
    _inside(canvas, cut)
    canvas.piece(_body(cut, _neckline(cut, canvas.look.neck)), bands=bands or [], fill=fill, shade=shade)


def _neckline(cut: Cut, neck: str) -> str:
    """Return the path from the right end of the neckline to the left one."""
    right, left, top = 200 + cut.neck, 200 - cut.neck, cut.top
    match cut.neckline or neck:
        case "v-neck" | "wrap":
            return f"L200 {top + 52}L{left} {top}"
        case "square-neck":
            return f"L{right - 2} {top + 36}H{left + 2}L{left} {top}"
        case "boat-neck":
            return f"Q200 {top + 15} {left} {top}"
        case "sweetheart-neck":
            return f"L{right} {top + 26}Q{212} {top + 16} 200 {top + 36}Q188 {top + 16} {left} {top + 26}L{left} {top}"
        case (
            "mandarin-collar"
            | "classic-collar"
            | "button-down-collar"
            | "polo-collar"
            | "henley-neck"
            | "turtle-neck"
        ):
            return f"Q200 {top + 24} {left} {top}"
    return f"C{right - 4} {top + 40} {left + 4} {top + 40} {left} {top}"


def _body(cut: Cut, neckline: str) -> str:
    s, c, w, h, top = cut.shoulder, cut.chest, cut.waist, cut.hip, cut.top
    arm = top + 82
    return (
        f"M{200 - cut.neck} {top}L{200 - s} {top + 15}Q{200 - s + 7} {top + 50} {200 - c} {arm}"
        f"Q{200 - w + 2} {(arm + cut.waist_at) / 2} {200 - w} {cut.waist_at}"
        f"Q{200 - w - 4} {(cut.waist_at + cut.hem) / 2} {200 - h} {cut.hem}"
        f"Q200 {cut.hem + cut.round_hem * 2} {200 + h} {cut.hem}"
        f"Q{200 + w + 4} {(cut.waist_at + cut.hem) / 2} {200 + w} {cut.waist_at}"
        f"Q{200 + w - 2} {(arm + cut.waist_at) / 2} {200 + c} {arm}"
        f"Q{200 + s - 7} {top + 50} {200 + s} {top + 15}L{200 + cut.neck} {top}{neckline}z"
    )


def _inside(canvas: Canvas, cut: Cut) -> None:
    left, right, top = 200 - cut.neck, 200 + cut.neck, cut.top
    deep = top + (58 if (cut.neckline or canvas.look.neck) in ("v-neck", "wrap") else 36)
    path = f"M{left} {top}Q200 {top - 12} {right} {top}L{right - 2} {top + 20}L206 {deep}H194L{left + 2} {top + 20}z"
    canvas.shape(path, canvas.look.deep)


def sleeves(canvas: Canvas, cut: Cut, kind: str, fill: str) -> None:
    length, angle, cuff = SLEEVES[kind]
    if not length:
        return
    lean = math.radians(angle)
    x0, y0 = 200 - cut.shoulder, cut.top + 15
    x1, y1 = x0 - math.sin(lean) * length, y0 + math.cos(lean) * length
    x2, y2 = x1 + math.cos(lean) * cuff, y1 + math.sin(lean) * cuff
    arm_x, arm_y = 200 - cut.chest + 3, cut.top + 84
    if kind == "puff-sleeve":
        path = f"M{x0 + 6} {y0 - 2}C{x0 - 46} {y0 - 4} {x0 - 50} {y0 + 50} {x1 - 2} {y1 + 8}"
        path += f"L{x2} {y2 + 8}L{arm_x} {arm_y}z"
    else:
        path = f"M{x0 + 2} {y0}Q{x0 - 13} {y0 + 12} {x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}L{arm_x} {arm_y}z"
    canvas.piece(path, both=True, fill=fill)
    if kind == "long-sleeve":
        near = f"M{x1 + 3:.1f} {y1 - 12:.1f}L{x2 + 3:.1f} {y2 - 12:.1f}"
        canvas.line(near)
        canvas.line(
            near.replace(f"M{x1 + 3:.1f}", f"M{397 - x1:.1f}").replace(f"L{x2 + 3:.1f}", f"L{397 - x2:.1f}")
        )


def buttons(canvas: Canvas, start: float, end: float, count: int, *, x: float = 200, fill: str = "") -> None:
    for index in range(count):
        canvas.dot(
            x,
            start + (end - start) * index / max(count - 1, 1),
            3,
            fill or canvas.look.pale,
            stroke=canvas.look.line,
        )


def collar(canvas: Canvas, cut: Cut, *, fill: str = "") -> None:
    """The two points of a shirt collar."""
    top, wing = cut.top, cut.neck + 6
    left = f"M200 {top + 20}L{200 - wing} {top - 8}Q{200 - cut.neck - 9} {top + 6} {200 - cut.neck - 2} {top + 36}z"
    canvas.piece(left, both=True, fill=fill or canvas.look.light, plain=True)


def stand_collar(canvas: Canvas, cut: Cut) -> None:
    """A band that stands around the neck."""
    top, n = cut.top, cut.neck
    upper = f"M{200 - n} {top + 2}L{200 - n + 4} {top - 13}Q200 {top} {200 + n - 4} {top - 13}"
    path = f"{upper}L{200 + n} {top + 2}Q200 {top + 26} {200 - n} {top + 2}z"
    canvas.piece(path, plain=True, fill=canvas.look.dark)


def rib(canvas: Canvas, cut: Cut) -> None:
    """The ribbed edge of a knitted neckline."""
    for by, width in ((0.0, 6.0), (3.4, 1.2)):
        path = f"M{200 - cut.neck} {cut.top + by}" + _mirror_neck(cut, canvas.look.neck, by)
        canvas.line(path, width=width, colour=canvas.look.dark if by == 0 else canvas.look.light)


def _mirror_neck(cut: Cut, neck: str, by: float) -> str:
    if (cut.neckline or neck) == "v-neck":
        return f"L200 {cut.top + 54 + by}L{200 + cut.neck} {cut.top + by}"
    deep = cut.top + 40 + by
    return f"C{200 - cut.neck + 4} {deep} {200 + cut.neck - 4} {deep} {200 + cut.neck} {cut.top + by}"
