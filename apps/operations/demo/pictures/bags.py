"""Bags, wallets and luggage."""

from __future__ import annotations

from collections.abc import Callable

from apps.operations.demo.pictures.canvas import Canvas
from apps.operations.demo.pictures.look import GOLD


def handbag(canvas: Canvas) -> None:
    look = canvas.look
    canvas.line("M140 214Q142 108 200 106Q258 108 260 214", width=13, colour=look.dark)
    canvas.line("M140 214Q142 108 200 106Q258 108 260 214", width=2, colour=look.light, opacity=0.6)
    if look.style == "hobo":
        canvas.piece("M84 210Q200 262 316 210Q346 330 312 404Q200 436 88 404Q54 330 84 210z", shade="sheen")
    elif look.style == "bucket":
        canvas.piece("M108 206H292L274 410Q200 426 126 410z", shade="sheen")
        canvas.line("M112 236Q200 250 288 236", width=4, colour=look.dark)
    else:
        canvas.piece("M86 206H314L334 400Q334 412 320 412H80Q66 412 66 400z", shade="sheen")
        canvas.line("M74 388H326", dash="5 4", colour=look.light)
    if look.style == "satchel":
        canvas.piece("M84 202H316L306 286Q200 318 94 286z", plain=True, fill=look.dark, shade="sheen")
    canvas.shape("M186 276h28v30a14 14 0 0 1-28 0z", GOLD, stroke="#8a6420")
    for x in (140, 260):
        canvas.dot(x, 214, 9, GOLD, stroke="#8a6420")
    if look.pick(2):
        canvas.line("M262 222q22 26 12 56", width=3, colour=look.accent)
        canvas.shape("M266 278h18l4 36h-26z", look.accent, stroke=look.line)


def tote(canvas: Canvas) -> None:
    look = canvas.look
    canvas.line("M148 190V118Q150 84 174 84Q196 84 196 118", width=10, colour=look.dark)
    canvas.line("M204 190V118Q206 84 228 84Q252 84 252 118V190", width=10, colour=look.dark)
    canvas.piece("M92 180H308L322 418Q200 430 78 418z", bands=canvas.border(376, 22))
    canvas.line("M93 196H307", dash="5 4", colour=look.line)
    canvas.line("M148 180v44M252 180v44", width=10, colour=look.dark)
    if look.pattern == "graphic":
        canvas.dot(200, 306, 46, look.ink)
        canvas.shape("M154 318Q200 286 246 318Q236 352 200 352Q164 352 154 318z", look.accent)


def sling(canvas: Canvas) -> None:
    look = canvas.look
    canvas.line("M112 262Q60 90 200 74Q340 90 288 262", width=7, colour=look.dark)
    if look.style == "saddle":
        canvas.piece("M102 244Q200 226 298 244Q320 396 200 402Q80 396 102 244z", shade="sheen")
        canvas.piece(
            "M98 240Q200 222 302 240Q306 330 200 340Q94 330 98 240z",
            plain=True,
            fill=look.dark,
            shade="sheen",
        )
    else:
        canvas.piece(
            "M96 246Q96 232 110 232H290Q304 232 304 246V378Q304 394 288 394H112Q96 394 96 378z", shade="sheen"
        )
        if look.style == "camera-bag":
            canvas.line("M104 256H296", width=4, colour="#c9ccd1")
            canvas.piece("M124 290H276V372H124z", plain=True, fill=look.light)
        else:
            canvas.piece("M94 236H306V300Q200 356 94 300z", plain=True, fill=look.dark, shade="sheen")
    canvas.dot(200, 322, 10, GOLD, stroke="#8a6420")
    canvas.line("M288 270l18 46", width=3, colour=look.accent)
    canvas.shape("M298 314l20 0 3 34-26 2z", look.accent, stroke=look.line)


def backpack(canvas: Canvas) -> None:
    look = canvas.look
    canvas.line("M178 92Q200 58 222 92", width=9, colour=look.deep)
    canvas.line("M112 150Q70 240 96 372M288 150Q330 240 304 372", width=16, colour=look.deep)
    canvas.piece("M116 160Q120 88 200 86Q280 88 284 160L292 396Q292 418 268 418H132Q108 418 108 396z")
    canvas.line("M122 170Q200 148 278 170", width=4, colour="#c9ccd1")
    canvas.piece(
        "M128 262Q200 244 272 262L278 376Q276 392 260 392H140Q124 392 122 376z",
        plain=look.pattern != "colour-block",
        fill=look.dark,
    )
    canvas.line("M132 280Q200 262 268 280", width=4, colour="#c9ccd1")
    canvas.shape("M180 196h40v26h-40z", look.accent, stroke=look.line)
    canvas.line("M100 300q-10 50 8 90M300 300q10 50 -8 90", width=3)
    canvas.dot(268, 280, 5, GOLD)


def clutch(canvas: Canvas) -> None:
    look = canvas.look
    if look.style == "potli":
        canvas.line("M166 180Q150 90 200 80Q250 90 234 180", width=4, colour=look.gold)
        canvas.piece(
            "M158 176Q200 196 242 176Q316 258 304 344Q288 412 200 414Q112 412 96 344Q84 258 158 176z",
            bands=canvas.border(350, 14),
        )
        canvas.piece(
            "M142 140Q170 160 200 146Q230 160 258 140L244 184Q200 204 156 184z", plain=True, fill=look.light
        )
        canvas.line("M152 184Q200 206 248 184", width=7, colour=look.gold)
        for x in (152, 248):
            canvas.line(f"M{x} 188v40", width=3, colour=look.gold)
            canvas.dot(x, 232, 7, look.gold)
        return
    canvas.line("M96 240Q120 110 290 140", width=3, colour=look.gold, dash="7 4")
    canvas.piece(
        "M70 226Q70 214 84 214H316Q330 214 330 226V374Q330 388 316 388H84Q70 388 70 374z",
        bands=canvas.border(350, 16),
    )
    if look.style == "envelope":
        canvas.piece(
            "M70 222Q74 214 84 214H316Q326 214 330 222L200 326z", plain=True, fill=look.dark, shade="sheen"
        )
        canvas.dot(200, 316, 10, look.gold, stroke="#8a6420")
    else:
        canvas.line("M70 250H330", width=5, colour=look.gold)
        canvas.dot(192, 214, 8, look.gold, stroke="#8a6420")
        canvas.dot(208, 214, 8, look.gold, stroke="#8a6420")


def wallet(canvas: Canvas) -> None:
    look = canvas.look
    if look.style == "card-holder":
        canvas.piece("M112 160h176v30H112z", plain=True, fill=look.accent)
        canvas.piece("M106 176h188v30H106z", plain=True, fill="#e7ddca")
        canvas.piece("M96 196H304V372Q304 384 292 384H108Q96 384 96 372z", shade="sheen")
        canvas.line("M96 240Q200 262 304 240M96 286Q200 308 304 286", width=2.4)
        return
    canvas.piece(
        "M66 190Q66 178 78 178H322Q334 178 334 190V372Q334 386 320 386H80Q66 386 66 372z",
        plain=True,
        fill=look.dark,
    )
    canvas.piece("M80 170h236v24H80z", plain=True, fill="#dfe7d8")
    canvas.piece(
        "M60 200Q60 188 72 188H328Q340 188 340 200V378Q340 392 326 392H74Q60 392 60 378z", shade="sheen"
    )
    canvas.line("M200 190V390", width=2.6, opacity=0.8)
    canvas.line("M72 202H328V380H72z", dash="6 4", colour=look.light)
    canvas.shape("M292 268h50v44h-50q-12 0-12-22t12-22z", look.dark, stroke=look.line)
    canvas.dot(306, 290, 7, GOLD, stroke="#8a6420")


def trolley(canvas: Canvas) -> None:
    look = canvas.look
    canvas.line("M164 128V64H236V128", width=9, colour="#7c828c")
    canvas.piece(
        "M108 144Q108 122 130 122H270Q292 122 292 144V406Q292 426 272 426H128Q108 426 108 406z", shade="sheen"
    )
    if look.style == "hard-shell":
        for x in (138, 164, 190, 216, 242, 266):
            canvas.line(f"M{x} 134V414", width=5, colour=look.dark, opacity=0.6)
    else:
        canvas.piece("M128 250H272V404H128z", plain=True, fill=look.dark)
        canvas.line("M132 262H268", width=4, colour="#c9ccd1")
    canvas.shape("M176 118h48v14h-48z", look.deep)
    canvas.shape("M106 268h10v26h-10zM284 268h10v26h-10z", look.deep)
    for x in (132, 268):
        canvas.dot(x, 438, 13, "#34363c")
        canvas.dot(x, 438, 5, "#9aa0a8")


ARTS: dict[str, Callable[[Canvas], None]] = {
    "handbag": handbag,
    "tote": tote,
    "sling": sling,
    "backpack": backpack,
    "clutch": clutch,
    "wallet": wallet,
    "trolley": trolley,
}
