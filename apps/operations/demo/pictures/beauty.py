"""Cosmetics: what stands on a dressing table."""

from __future__ import annotations

from collections.abc import Callable

from apps.operations.demo.pictures.canvas import Canvas
from apps.operations.demo.pictures.look import GOLD, mix


def lipstick(canvas: Canvas) -> None:
    look = canvas.look
    case = ("#22232a", GOLD, "#f3e8e2", "#5e1f3d")[look.pick(4)]
    canvas.piece("M168 216V120Q186 84 232 84V216z", plain=True, shade="sheen")
    canvas.piece("M164 214H236V262H164z", fill=GOLD if case != GOLD else "#e9d8b0", plain=True, shade="sheen")
    canvas.piece(
        "M152 260H248V430Q248 440 238 440H162Q152 440 152 430z", fill=case, plain=True, shade="sheen"
    )
    canvas.line("M152 286H248", width=4, colour=GOLD)
    canvas.piece(
        "M276 300Q276 286 290 286H332V440H290Q276 440 276 428z", fill=case, plain=True, shade="sheen"
    )
    canvas.shape("M66 424Q70 396 118 402Q142 408 134 432Q100 448 66 424z", look.base, opacity=0.9)


def kajal(canvas: Canvas) -> None:
    look = canvas.look
    canvas.add('<g transform="rotate(28 200 250)">')
    canvas.piece("M186 80L200 44L214 80z", fill="#22232a", plain=True)
    canvas.piece(
        "M182 80H218V330H182z", plain=True, fill=look.base if not look.is_light else "#35408e", shade="sheen"
    )
    canvas.piece("M180 320H220V420Q200 430 180 420z", fill=GOLD, plain=True, shade="sheen")
    canvas.add("</g>")
    canvas.line("M70 372Q130 330 196 366Q150 352 96 384", width=7, colour="#22232a", opacity=0.85)


def perfume(canvas: Canvas) -> None:
    look = canvas.look
    glass = mix(look.base, "#ffffff", 0.35)
    shapes = (
        "M112 220Q112 200 132 200H268Q288 200 288 220V412Q288 432 268 432H132Q112 432 112 412z",
        "M200 196Q308 220 300 330Q292 430 200 432Q108 430 100 330Q92 220 200 196z",
        "M128 200H272L300 432H100z",
        "M160 196H240L290 300Q300 432 200 432Q100 432 110 300z",
    )
    canvas.piece("M176 150H224V202H176z", fill=GOLD, plain=True, shade="sheen")
    canvas.piece(
        "M164 92Q164 80 176 80H224Q236 80 236 92V152H164z", fill=look.dark, plain=True, shade="sheen"
    )
    canvas.piece(
        shapes[look.pick(4)],
        fill=glass,
        plain=True,
        shade="sheen",
        inside=f'<rect y="268" width="400" height="200" fill="{look.base}" opacity=".75"/>',
    )
    canvas.shape("M150 300H250V366H150z", "#fffaf2", stroke=GOLD)
    canvas.line("M166 324H234M178 342H222", width=3, colour=look.deep)


def jar(canvas: Canvas) -> None:
    look = canvas.look
    body = "#faf6ef" if look.pick(2) else look.pale
    canvas.piece("M98 276H302V404Q302 432 270 432H130Q98 432 98 404z", fill=body, plain=True, shade="sheen")
    canvas.piece(
        "M88 196Q88 182 102 182H298Q312 182 312 196V278H88z",
        fill=mix(look.base, "#b8d0b0", 0.3) if look.is_light else look.base,
        plain=True,
        shade="sheen",
    )
    canvas.shape("M132 310H268V396H132z", look.light, stroke=look.line)
    canvas.line("M152 334H248M164 352H236M176 370H224", width=4, colour="#5c4a56")
    canvas.shape("M300 150Q344 96 352 60Q300 74 284 138z", "#7fae7b", stroke="#4d7a4c")
    canvas.line("M292 146Q320 108 346 70", width=2, colour="#4d7a4c")


def oilbottle(canvas: Canvas) -> None:
    look = canvas.look
    canvas.piece("M176 96H224V150H176z", fill="#2f4a38", plain=True, shade="sheen")
    canvas.piece(
        "M178 148H222Q226 176 258 198"
        "Q272 210 272 232V412Q272 432 252 432"
        "H148Q128 432 128 412V232"
        "Q128 210 142 198Q174 176 178 148z",
        fill="#d9a94e",
        plain=True,
        shade="sheen",
    )
    canvas.shape("M128 254H272V378H128z", "#fbf5e6", stroke="#b9a27a")
    tone = mix(look.base, "#2f6b45", 0.55)
    canvas.shape("M200 272Q236 300 200 340Q164 300 200 272z", tone)
    canvas.line("M200 276V348M156 360H244", width=3, colour=tone)


ARTS: dict[str, Callable[[Canvas], None]] = {
    "lipstick": lipstick,
    "kajal": kajal,
    "perfume": perfume,
    "jar": jar,
    "oilbottle": oilbottle,
}
