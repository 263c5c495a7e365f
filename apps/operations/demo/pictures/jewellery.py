"""Jewellery and watches."""

from __future__ import annotations

import math
from collections.abc import Callable

from apps.operations.demo.pictures.canvas import Canvas
from apps.operations.demo.pictures.look import GOLD, Look, mix

METALS = {"gold": "#d4a23a", "silver": "#b9c0c9", "rose-gold": "#d79b86"}
GEMS = ("#c8102e", "#2f8f56", "#2d68c4", "#e66a92", "#f8f7f3", "#6d3c97")


def _metal(look: Look) -> str:
    return METALS.get(look.colour_name, GOLD)


def _gem(look: Look) -> str:
    return GEMS[look.number % len(GEMS)] if look.colour_name in METALS else look.base


def stone(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """A gem in its setting."""
    look = canvas.look
    canvas.dot(x, y, radius + radius * 0.28, _metal(look), stroke=mix(_metal(look), "#1a1020", 0.4))
    canvas.dot(x, y, radius, _gem(look))
    canvas.glow(x - radius * 0.3, y - radius * 0.35, radius * 0.38, radius * 0.24, "#ffffff", 0.65)


def earrings(canvas: Canvas) -> None:
    look, metal = canvas.look, _metal(canvas.look)
    edge = mix(metal, "#1a1020", 0.4)
    for x in (130, 270):
        if look.style != "stud":
            canvas.line(f"M{x} 112q-14-26 2-34q14 2 8 16", width=3, colour=edge)
            stone(canvas, x, 126, 15)
        match look.style:
            case "jhumka":
                canvas.line(f"M{x} 146v24", width=4, colour=edge)
                canvas.piece(
                    f"M{x - 50} 252Q{x - 48} 178 {x} 170Q{x + 48} 178 {x + 50} 252Q{x} 268 {x - 50} 252z",
                    fill=metal,
                    plain=True,
                    shade="sheen",
                )
                canvas.line(f"M{x - 48} 236Q{x} 252 {x + 48} 236", width=3, colour=edge)
                for at in range(-40, 41, 16):
                    canvas.dot(x + at, 216 - (40 - abs(at)) * 0.1, 5, _gem(look), stroke=edge)
                    canvas.dot(x + at, 272 - abs(at) * 0.16, 6.5, "#fbf6ec", stroke=edge)
            case "hoop":
                canvas.ring(x, 216, 62, metal, 13)
                canvas.ring(x, 216, 62, "#ffffff80", 3, dash="90 300")
                for at in range(5):
                    turn = math.pi * (0.2 + 0.15 * at)
                    canvas.dot(x + math.cos(turn) * 62, 216 + math.sin(turn) * 62, 6, _gem(look), stroke=edge)
            case "chandbali":
                canvas.piece(
                    (
                        f"M{x - 58} 184Q{x - 52} 284 {x} 286Q{x + 52} 284 {x + 58} 184"
                        f"Q{x + 34} 240 {x} 240Q{x - 34} 240 {x - 58} 184z"
                    ),
                    fill=metal,
                    plain=True,
                    shade="sheen",
                )
                for at in range(7):
                    turn = math.pi * (0.12 + 0.127 * at)
                    canvas.dot(x + math.cos(turn) * 50, 214 + math.sin(turn) * 52, 6, _gem(look), stroke=edge)
                    canvas.dot(x + math.cos(turn) * 66, 220 + math.sin(turn) * 76, 5, "#fbf6ec", stroke=edge)
                canvas.line(f"M{x} 146v30", width=3, colour=edge)
            case "drop":
                canvas.line(f"M{x} 146v44", width=3, colour=edge)
                canvas.piece(
                    f"M{x} 184Q{x + 42} 252 {x} 294Q{x - 42} 252 {x} 184z",
                    fill=metal,
                    plain=True,
                    shade="sheen",
                )
                stone(canvas, x, 252, 17)
            case _:
                for at in range(8):
                    turn = math.tau * at / 8
                    stone(canvas, x + math.cos(turn) * 38, 190 + math.sin(turn) * 38, 10)
                stone(canvas, x, 190, 20)


def necklace(canvas: Canvas) -> None:
    look, metal = canvas.look, _metal(canvas.look)
    edge = mix(metal, "#1a1020", 0.4)
    canvas.shape("M120 500Q110 340 176 300V196Q200 214 224 196V300Q290 340 280 500z", "#efe3da")
    canvas.oval(200, 190, 28, 12, "#e2d3c9")
    deep = {"choker": 62, "rani-haar": 176, "layered": 128}.get(look.style, 112)
    rows = (0, 30) if look.style in ("layered", "rani-haar") else (0,)
    for row in rows:
        count, low = 17, deep - row
        points = [
            (
                200 - math.cos(math.pi * at / (count - 1)) * (78 - row * 0.4),
                226 + math.sin(math.pi * at / (count - 1)) * low,
            )
            for at in range(count)
        ]
        canvas.line("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points), width=4, colour=metal)
        for index, (x, y) in enumerate(points[2:-2]):
            if look.style == "pendant":
                continue
            stone(canvas, x, y, 7 + 4 * math.sin(math.pi * (index + 1) / 14))
            if look.style == "choker":
                canvas.dot(x, y + 19, 5, "#fbf6ec", stroke=edge)
    y = 226 + deep + 22
    canvas.piece(
        f"M200 {y - 22}Q236 {y + 14} 200 {y + 36}Q164 {y + 14} 200 {y - 22}z",
        fill=metal,
        plain=True,
        shade="sheen",
    )
    stone(canvas, 200, y + 8, 11)
    for at in (-14, 0, 14):
        canvas.dot(200 + at, y + 46 - abs(at) * 0.6, 5, "#fbf6ec", stroke=edge)


def bangles(canvas: Canvas) -> None:
    look, metal = canvas.look, _metal(canvas.look)
    count = {"kada": 2, "set-of-4": 4}.get(look.style, 7)
    for index in range(count):
        y = 322 - index * (150 / count)
        tone = metal if index % 2 == 0 else (_gem(look) if count > 2 else metal)
        wide = 26 if count == 2 else 60 / count + 6
        canvas.ring(200, y, 124, mix(tone, "#1a1020", 0.4), wide + 3, down=46)
        canvas.ring(200, y, 124, tone, wide, down=46)
        canvas.gloss(f"M96 {y + 26:.0f}Q150 {y + 48:.0f} 210 {y + 46:.0f}", 4, 0.55)
        if index % 2 == 0:
            for at in range(9):
                turn = math.pi * (0.1 + 0.1 * at)
                stone(canvas, 200 + math.cos(turn) * 124, y + math.sin(turn) * 46, 5)


def ring(canvas: Canvas) -> None:
    look, metal = canvas.look, _metal(canvas.look)
    wide = 30 if look.style in ("band", "cocktail") else 16
    for tone, more in ((mix(metal, "#1a1020", 0.4), 4), (metal, 0)):
        canvas.ring(200, 300, 96, tone, wide + more)
    canvas.gloss("M118 348A96 96 0 0 1 122 246", 6, 0.6)
    match look.style:
        case "solitaire":
            canvas.piece("M156 186L176 150H224L244 186L200 236z", fill=_gem(look), plain=True, shade="sheen")
            canvas.line("M156 186H244M176 150L188 186L200 236L212 186L224 150", colour="#ffffff", opacity=0.7)
        case "cocktail":
            for at in range(10):
                turn = math.tau * at / 10
                stone(canvas, 200 + math.cos(turn) * 42, 186 + math.sin(turn) * 42, 9)
            stone(canvas, 200, 186, 28)
        case "stackable":
            canvas.ring(200, 212, 98, metal, 9, down=22)
            for at in range(7):
                stone(canvas, 134 + at * 22, 204 - 8 * math.sin(math.pi * at / 6), 7)
        case _:
            for at in range(7):
                turn = math.pi * (1.25 + 0.083 * at)
                stone(canvas, 200 + math.cos(turn) * 96, 300 + math.sin(turn) * 96, 9)


def anklet(canvas: Canvas) -> None:
    metal = _metal(canvas.look)
    for row in range(2 if canvas.look.style != "chain" else 1):
        points = [
            (
                200 + math.cos(math.tau * at / 40) * (132 - row * 6),
                260 + row * 14 + math.sin(math.tau * at / 40) * 84,
            )
            for at in range(41)
        ]
        canvas.line("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points), width=5, colour=metal, dash="6 3")
        for x, y in points[1:20:2]:
            canvas.line(f"M{x:.0f} {y:.0f}v10", width=2, colour=metal)
            if canvas.look.style == "beaded":
                canvas.dot(x, y, 7, _gem(canvas.look), stroke=mix(metal, "#1a1020", 0.4))
            else:
                canvas.dot(x, y + 16, 7, metal, stroke=mix(metal, "#1a1020", 0.4))


def watch(canvas: Canvas) -> None:
    look = canvas.look
    case = METALS.get(look.colour_name, "#b9c0c9" if look.number % 2 else "#d4a23a")
    strap = look.base if look.colour_name not in METALS else mix(case, "#1a1020", 0.12)
    face = ("#fbf9f4", "#1f2c52", "#22232a", "#f3e8cd", "#17503a")[look.pick(5)]
    hand = "#22232a" if face in ("#fbf9f4", "#f3e8cd") else "#fbf9f4"
    canvas.piece("M166 40H234L240 168H160z", fill=strap, plain=True, shade="sheen")
    canvas.piece("M160 312H240L232 456Q200 464 168 456z", fill=strap, plain=True, shade="sheen")
    if look.colour_name in METALS:
        canvas.line(
            "".join(f"M164 {y}H236" for y in (*range(52, 160, 16), *range(326, 450, 16))),
            width=2.4,
            colour=mix(case, "#1a1020", 0.4),
        )
    else:
        canvas.line(
            "M172 48V160M228 48V160M168 320L172 446M232 320L228 446",
            dash="5 4",
            colour=mix(strap, "#ffffff", 0.5),
        )
    if look.style == "square-dial":
        canvas.box(118, 156, 164, 168, 34, case)
        canvas.box(134, 172, 132, 136, 22, face)
    else:
        canvas.dot(200, 240, 92, case, stroke=mix(case, "#1a1020", 0.4))
        canvas.dot(200, 240, 76, face)
    canvas.box(288, 230, 16, 20, 4, case)
    for at in range(12):
        turn = math.tau * at / 12
        x, y = math.sin(turn), -math.cos(turn)
        inner = 54 if at % 3 else 48
        canvas.line(
            f"M{200 + x * inner:.1f} {240 + y * inner:.1f}L{200 + x * 62:.1f} {240 + y * 62:.1f}",
            width=3 if at % 3 else 5,
            colour=hand,
        )
    if look.pick(3) == 0:
        for x, y in ((176, 252), (224, 252), (200, 276)):
            canvas.ring(x, y, 13, hand, 2)
    canvas.line("M200 240L164 212", width=6, colour=hand)
    canvas.line("M200 240L232 200", width=4, colour=hand)
    canvas.line("M200 240L196 292", width=2, colour="#d9482f")
    canvas.dot(200, 240, 5, "#d9482f")
    canvas.shape("M146 200A68 68 0 0 1 200 172L170 264z", "#ffffff", opacity=0.14)


ARTS: dict[str, Callable[[Canvas], None]] = {
    "earrings": earrings,
    "necklace": necklace,
    "bangles": bangles,
    "ring": ring,
    "anklet": anklet,
    "watch": watch,
}
