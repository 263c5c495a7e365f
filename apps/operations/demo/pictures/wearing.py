"""Accessories: sunglasses, belts, scarves, caps, ties, socks."""

from __future__ import annotations

from collections.abc import Callable

from apps.operations.demo.pictures.canvas import Canvas
from apps.operations.demo.pictures.look import GOLD, mix


def sunglasses(canvas: Canvas) -> None:
    look = canvas.look
    lens = ("#3b2f2f", "#274059", "#3d4a2c", "#59324d", "#6b4420")[look.pick(5)]
    shape = {
        "aviator": "M92 222Q142 208 186 224Q192 300 142 306Q84 304 92 222z",
        "round": "M140 206a52 52 0 1 1-.1 0z",
        "cat-eye": "M66 208Q130 214 188 232Q188 296 138 298Q88 296 66 208z",
    }.get(look.style, "M84 214H190Q194 292 152 298H118Q84 294 84 214z")
    canvas.line("M88 226Q60 210 52 180M312 226Q340 210 348 180", width=9, colour=look.base)
    canvas.line("M186 232Q200 216 214 232", width=8, colour=look.base)
    if look.style == "aviator":
        canvas.line("M150 218H250", width=5, colour=look.base)
    frame = f'<path d="{shape}" fill="{lens}" stroke="{look.base}" stroke-width="9" stroke-linejoin="round"/>'
    shine = f'<path d="{shape}" fill="url(#sheen)"/>'
    canvas.add(frame, shine, f'<g transform="translate(400 0) scale(-1 1)">{frame}{shine}</g>')
    for x in (92, 308):
        canvas.dot(x, 228, 3, GOLD)


def belt(canvas: Canvas) -> None:
    look = canvas.look
    ring = "M200 150a118 118 0 1 0 .1 0zM200 190a78 78 0 1 1-.1 0z"
    canvas.add(
        f'<path d="{ring}" fill="{look.base}" fill-rule="evenodd" stroke="{look.line}" stroke-width="2"/>'
    )
    canvas.add(f'<path d="{ring}" fill="url(#sheen)" fill-rule="evenodd"/>')
    canvas.ring(200, 268, 110, look.light, 1.6, dash="5 4")
    canvas.piece("M188 116L330 84L338 122L196 156z", plain=True, shade="sheen")
    for at in range(4):
        canvas.dot(232 + at * 24, 128 - at * 5.6, 3.4, look.deep)
    if look.style == "braided":
        canvas.ring(200, 268, 98, look.dark, 30, dash="5 7")
    metal = "#c3c8cf" if look.number % 2 else GOLD
    canvas.buckle(185, 141, 60, metal, 9, -12)
    canvas.line("M170 146L218 134", width=6, colour=metal)


def scarf(canvas: Canvas) -> None:
    look = canvas.look
    canvas.piece("M132 92Q200 60 268 92Q286 140 250 168Q200 190 150 168Q114 140 132 92z")
    canvas.shape("M156 106Q200 88 244 106Q236 136 200 140Q164 136 156 106z", look.deep)
    canvas.piece("M206 150Q250 150 262 170L292 402Q262 414 232 404z", bands=canvas.border(372, 16))
    canvas.piece("M150 150Q186 146 212 166L190 428Q158 436 126 422z", bands=canvas.border(392, 16))
    canvas.folds("M162 170L146 420", "M186 174L172 424", "M232 170L256 398")
    for x in range(130, 190, 7):
        canvas.line(f"M{x} 424v20", width=2.2)
    for x in range(236, 292, 7):
        canvas.line(f"M{x} 404v20", width=2.2)


def cap(canvas: Canvas) -> None:
    look = canvas.look
    canvas.piece("M92 300Q84 152 208 150Q318 156 316 296Q200 270 92 300z")
    canvas.line("M206 152Q196 220 200 282M140 172Q150 230 152 288M268 176Q256 226 256 282", width=1.8)
    canvas.piece(
        "M92 296Q200 264 316 292Q372 318 380 352Q280 320 186 330Q120 336 92 296z", plain=True, fill=look.dark
    )
    canvas.line("M110 312Q220 290 350 330M122 322Q220 302 336 334", colour=look.light, dash="5 4")
    canvas.dot(207, 150, 7, look.dark, stroke=look.line)
    if look.pattern != "solid":
        canvas.dot(196, 222, 26, look.ink, stroke=look.line)
        canvas.shape("M196 204l6 12 13 2-9 10 2 13-12-6-12 6 2-13-9-10 13-2z", look.base)
    if look.style == "trucker":
        canvas.shape("M256 170Q318 190 314 288Q286 284 256 282z", "#f4f1ea", opacity=0.85, stroke=look.line)


def tie(canvas: Canvas) -> None:
    wide = 26 if canvas.look.style == "slim" else 36
    canvas.piece(f"M182 108H218L{200 + wide} 400L200 444L{200 - wide} 400z")
    canvas.piece("M172 64H228L218 112H182z")
    canvas.line("M182 110H218", width=2.4)
    canvas.line(f"M200 118L{200 + wide * 0.4:.0f} 398", opacity=0.5)


def socks(canvas: Canvas) -> None:
    look = canvas.look
    top = {0: 96, 1: 170}.get(look.pick(2), 96)
    path = (
        f"M146 {top}H216V286Q220 314 250 330L312 362Q336 380 320 410Q306 426 276 418L186 384Q150 366 146 320z"
    )
    canvas.add('<g transform="translate(-44 -18)">')
    canvas.piece(path, fill=mix(look.base, look.accent, 0.35))
    canvas.add("</g>")
    canvas.piece(path)
    canvas.piece(f"M144 {top - 8}H218V{top + 26}H144z", plain=True, fill=look.dark)
    canvas.line("".join(f"M{x} {top - 4}v26" for x in range(150, 216, 7)), opacity=0.5)
    canvas.piece("M276 344L312 362Q336 380 320 410Q306 426 272 416z", plain=True, fill=look.dark)
    canvas.piece("M147 300Q178 318 172 372Q148 356 147 300z", plain=True, fill=look.dark)


ARTS: dict[str, Callable[[Canvas], None]] = {
    "sunglasses": sunglasses,
    "belt": belt,
    "scarf": scarf,
    "cap": cap,
    "tie": tie,
    "socks": socks,
}
