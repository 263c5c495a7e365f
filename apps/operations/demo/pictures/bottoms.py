"""Things worn below the waist."""

from __future__ import annotations

from collections.abc import Callable

from apps.operations.demo.pictures.canvas import Canvas


def _legs(waist: float, hip: float, knee: float, hem: float, *, end: float = 446, apart: float = 8) -> str:
    """Return the outline of two legs; half widths at the waist and hip, widths of a leg at knee and hem."""
    return (
        f"M{200 - waist} 70L{200 - hip} 160"
        f"L{200 - apart - knee * 1.06:.1f} 300"
        f"L{200 - apart - hem:.1f} {end}H{200 - apart:.1f}"
        f"L200 182L{200 + apart:.1f} {end}H{200 + apart + hem:.1f}L{200 + apart + knee * 1.06:.1f} 300"
        f"L{200 + hip} 160L{200 + waist} 70z"
    )


def _waistband(canvas: Canvas, waist: float, *, fill: str = "") -> None:
    canvas.piece(
        f"M{200 - waist - 1} 66H{200 + waist + 1}L{200 + waist + 3} 88H{200 - waist - 3}z",
        plain=True,
        fill=fill or canvas.look.dark,
    )


def jeans(canvas: Canvas) -> None:
    look = canvas.look
    knee, hem = {
        "skinny-fit": (42, 30),
        "slim-fit": (47, 38),
        "wide-leg": (62, 74),
        "bootcut": (46, 60),
        "tapered-fit": (54, 38),
        "relaxed-fit": (60, 60),
    }.get(look.style, (53, 50))
    canvas.piece(_legs(56, 76, knee, hem))
    fade = 0.35 if look.pick(2) else 0.18
    for x in (156, 244):
        canvas.glow(x, 240, 16, 70, look.pale, fade)
    _waistband(canvas, 56, fill=look.base)
    stitch = "#d99a4b"
    canvas.line("M142 90Q150 128 124 136M258 90Q250 128 276 136", width=1.8, colour=stitch)
    canvas.line("M200 90V168M204 90Q214 150 200 170", width=1.6, colour=stitch)
    canvas.line(
        f"M{200 - 8 - hem + 4} 436H190M210 436H{200 + 8 + hem - 4}", width=1.8, colour=stitch, dash="4 3"
    )
    canvas.dot(200, 77, 5, "#c9a15a", stroke="#7a5a2a")
    for x in (158, 242):
        canvas.shape(f"M{x - 3} 64h6v28h-6z", look.base, stroke=look.line)
    if look.pick(4) == 1:
        for x, y in ((158, 300), (240, 270)):
            canvas.line(
                f"M{x - 14} {y}h26M{x - 12} {y + 6}h24M{x - 14} {y + 12}h22", width=1.6, colour=look.pale
            )


def trousers(canvas: Canvas) -> None:
    look = canvas.look
    knee, hem = {
        "wide-leg": (64, 74),
        "tapered-fit": (52, 36),
        "cargo-trousers": (58, 48),
        "chinos": (52, 42),
    }.get(look.style, (54, 48))
    canvas.piece(_legs(54, 74, knee, hem))
    _waistband(canvas, 54)
    canvas.line("M158 168L148 440M242 168L252 440", width=2, opacity=0.75)
    canvas.line("M140 92L126 132M260 92L274 132", width=2.2)
    canvas.line("M200 90V176", width=1.8)
    canvas.dot(200, 77, 4, look.pale, stroke=look.line)
    if look.style == "cargo-trousers":
        for x in (122, 244):
            canvas.piece(f"M{x} 238h34v48h-34z")
            canvas.line(f"M{x} 252h34", width=2)


def trackpants(canvas: Canvas) -> None:
    look = canvas.look
    canvas.piece(_legs(52, 72, 52, 34, end=436))
    for sign in (-1, 1):
        canvas.line(
            f"M{200 + sign * 54} 92L{200 + sign * 69} 160L{200 + sign * 60} 300L{200 + sign * 39} 430",
            width=6,
            colour=look.ink,
        )
    canvas.piece("M158 430h34v16h-34zM208 430h34v16h-34z", plain=True, fill=look.dark)
    _waistband(canvas, 52)
    canvas.line("M192 88Q188 116 194 134M208 88Q214 112 208 130", width=3, colour=look.pale)


def shorts(canvas: Canvas) -> None:
    look = canvas.look
    canvas.piece("M140 130L116 330Q156 344 194 334L200 236L206 334Q244 344 284 330L260 130z")
    canvas.piece("M139 124H261L263 148H137z", plain=True, fill=look.dark)
    canvas.line("M200 150V232M134 152Q140 190 122 204M266 152Q260 190 278 204", width=2)
    canvas.line("M118 318Q156 332 194 322M206 322Q244 332 282 318", dash="4 3")
    canvas.line("M194 148q-4 24 -2 40M206 148q6 22 4 36", width=3, colour=look.pale)


def skirt(canvas: Canvas) -> None:
    look = canvas.look
    length = {"mini": 300, "midi": 370, "maxi": 440}.get(("mini", "midi", "maxi")[look.pick(3)], 370)
    wide = {"pencil": 62, "wrap": 84}.get(look.style, 112)
    canvas.piece(
        "M152 100Q200 108 248 100"
        f"Q{248 + wide * 0.45:.0f} 200 {200 + wide} {length}Q200 {length + 26} {200 - wide} {length}"
        f"Q{152 - wide * 0.45:.0f} 200 152 100z",
        bands=canvas.border(length - 20, 14),
    )
    canvas.piece("M151 88Q200 98 249 88V108Q200 118 151 108z", plain=True, fill=look.dark)
    if look.style == "pleated":
        for step in range(-4, 5):
            canvas.folds(f"M{200 + step * 10} 112L{200 + step * wide / 4.6:.0f} {length + 6}")
    elif look.style == "wrap":
        canvas.line(f"M220 108Q250 220 232 {length + 12}", width=2.4)
    else:
        canvas.folds(f"M176 112L{200 - wide * 0.5:.0f} {length}", f"M224 112L{200 + wide * 0.5:.0f} {length}")


def palazzo(canvas: Canvas) -> None:
    look = canvas.look
    canvas.piece(
        "M150 84Q118 250 92 436Q146 452 192 440L200 210L208 440Q254 452 308 436Q282 250 250 84z",
        bands=canvas.border(412, 14),
    )
    canvas.piece("M149 74H251L253 98H147z", plain=True, fill=look.dark)
    canvas.line("".join(f"M{x} 78v16" for x in range(154, 250, 6)), opacity=0.5)
    canvas.folds("M168 104L136 436", "M184 106L170 440", "M216 106L230 440", "M232 104L264 436")
    canvas.line("M196 98q-8 30 -2 48M204 98q10 28 6 44", width=3, colour=look.pale)


def leggings(canvas: Canvas) -> None:
    look = canvas.look
    end = 410 if look.pick(3) == 0 else 446
    canvas.piece(_legs(48, 64, 38, 22, end=end, apart=10))
    canvas.piece("M150 62H250L253 104Q200 114 147 104z", plain=True, fill=look.dark)
    for y in range(end - 60, end - 8, 11):
        canvas.line(f"M167 {y}q12 5 24 0M209 {y}q12 5 24 0", opacity=0.5)
    canvas.folds("M170 180Q164 260 172 340", "M230 180Q236 260 228 340")


ARTS: dict[str, Callable[[Canvas], None]] = {
    "jeans": jeans,
    "trousers": trousers,
    "trackpants": trackpants,
    "shorts": shorts,
    "skirt": skirt,
    "palazzo": palazzo,
    "leggings": leggings,
}
