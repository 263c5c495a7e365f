"""Shoes: one from the side, or a pair from above."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from apps.operations.demo.pictures.canvas import Canvas, mirrored
from apps.operations.demo.pictures.look import GOLD, mix

SOLE = "#f4f1ea"


def _pair(canvas: Canvas, draw: Callable[[Canvas], None]) -> None:
    """Draw a shoe from the side with the other one of the pair behind it."""
    one = Canvas(canvas.look)
    draw(one)
    canvas.add('<use href="#one" transform="translate(52 -74) scale(.9)"/>', f'<g id="one">{one.svg()}</g>')


def sneakers(canvas: Canvas) -> None:
    look = canvas.look
    high = look.pick(3) == 0
    top = 200 if high else 236
    upper = (
        f"M74 {top + 14}Q92 {top - 10} 132 {top + 2}Q150 {top + 34} 190 {top + 20}Q244 262 300 300"
        f"Q346 314 352 352H64Q58 300 74 {top + 14}z"
    )
    canvas.piece(upper, shade="drop")
    canvas.piece(
        "M270 286Q340 306 352 352H236Q240 306 270 286z",
        plain=True,
        fill=look.light if not look.is_light else look.dark,
    )
    canvas.piece(
        f"M66 {top + 70}Q72 {top + 20} 96 {top - 2}L130 {top + 6}Q128 320 132 352H64Q62 330 66 {top + 70}z",
        plain=True,
        fill=look.ink if look.pattern == "colour-block" else look.dark,
    )
    for step in range(5):
        x, y = 168 + step * 22, top + 30 + step * 14
        canvas.line(f"M{x} {y}l26 -14", width=5, colour="#fffdf8")
        canvas.dot(x, y, 2.6, look.deep)
    canvas.shape(f"M146 {top + 18}Q164 {top - 22} 204 {top + 6}L188 {top + 34}z", look.pale, stroke=look.line)
    if look.pick(2):
        canvas.line("M142 336Q196 330 232 290", width=9, colour=look.ink)
    canvas.piece("M58 350H356Q364 384 338 388H76Q54 386 58 350z", plain=True, fill=SOLE, shade="drop")
    canvas.line("M62 366H354", width=2, colour="#cfc6b8")


def runner(canvas: Canvas) -> None:
    look = canvas.look
    upper = "M70 250Q88 218 126 236Q150 266 190 252Q250 262 306 304Q350 320 360 350H60Q56 290 70 250z"
    canvas.piece(upper, shade="drop")
    canvas.add('<g opacity=".35">')
    for x in range(150, 330, 12):
        canvas.line(f"M{x} {262 + (x - 150) * 0.28:.0f}V348", width=1.2, colour=look.pale)
    canvas.add("</g>")
    canvas.shape("M118 348L168 268L194 262L156 348zM166 348L210 272L230 280L200 348z", look.ink, opacity=0.95)
    for step in range(4):
        canvas.line(f"M{170 + step * 22} {264 + step * 11}l24 -12", width=4.5, colour="#fffdf8")
    canvas.shape("M140 252Q158 216 198 242L184 262z", look.pale, stroke=look.line)
    canvas.piece(
        "M46 342Q80 352 120 346H364Q372 372 352 382Q200 396 74 388Q44 378 46 342z",
        plain=True,
        fill=SOLE,
        shade="drop",
    )
    canvas.shape("M60 372Q200 384 356 372Q352 384 340 386Q200 396 78 388Q64 384 60 372z", look.ink)
    canvas.line("M60 250Q52 236 62 226", width=5, colour=look.dark)


def formal(canvas: Canvas) -> None:
    look = canvas.look
    upper = "M76 262Q96 246 138 256Q160 286 200 284Q268 288 330 322Q356 336 358 358H70Q64 300 76 262z"
    canvas.piece(upper, shade="sheen")
    canvas.line("M252 292Q236 326 240 358", width=2.4)
    canvas.line("M262 296Q330 306 350 350", width=1.6, dash="1 5", colour=look.light)
    canvas.shape("M136 256Q160 286 200 284L190 300Q150 300 126 262z", look.deep)
    if look.style == "loafer":
        canvas.shape("M176 284Q210 270 240 294L232 316Q204 302 176 308z", look.dark, stroke=look.line)
    elif look.style == "monk-strap":
        canvas.shape("M150 282L250 306L246 322L146 300z", look.dark, stroke=look.line)
        canvas.buckle(236, 308, 20, GOLD, 4, 12)
    else:
        for step in range(4):
            canvas.line(f"M{164 + step * 19} {288 + step * 5}l20 -8", width=3.4, colour=look.pale)
    canvas.piece(
        "M66 356H362V368Q362 374 352 374H128V386H72Q64 380 66 356z", plain=True, fill="#3a2a22", shade="drop"
    )


def heels(canvas: Canvas) -> None:
    look = canvas.look
    heel = {
        "block-heel": "M72 256H124V402H84z",
        "wedge": "M66 252L150 286L246 362V402H74z",
        "kitten-heel": "M78 262L112 268L98 402H88z",
    }
    path = heel.get(look.style, "M72 250L112 262L92 402H84z")
    upper = (
        "M66 216Q92 206 120 242Q176 300 232 336Q270 322 312 340"
        "Q356 360 360 392H250Q190 372 140 308Q108 276 74 270Q60 240 66 216z"
    )
    canvas.piece(path, plain=True, fill=look.dark, shade="sheen")
    canvas.piece(upper, shade="sheen")
    canvas.shape(
        "M240 396H362Q362 406 352 406H236Q170 392 118 300L126 296Q176 384 240 396z",
        mix(look.base, "#1a1020", 0.65),
    )
    canvas.line("M74 222Q110 168 164 182Q176 196 160 206Q116 212 78 236", width=6, colour=look.base)
    canvas.line("M74 222Q110 168 164 182Q176 196 160 206Q116 212 78 236", width=1.4, opacity=0.6)
    canvas.dot(166, 193, 5, GOLD, stroke="#8a6420")
    if look.pattern == "embroidered":
        for x, y in ((262, 352), (288, 352), (312, 364), (336, 378)):
            canvas.dot(x, y, 4, look.ink, stroke=look.line)


def flats(canvas: Canvas) -> None:
    look = canvas.look
    for side in (False, True):
        body = Canvas(look)
        body.piece(
            "M128 88Q176 74 182 152Q188 236 186 320Q186 408 140 410Q92 408 94 320Q92 230 84 158Q82 98 128 88z",
            plain=True,
            fill=mix(look.base, "#e9d9c0", 0.75),
            shade="drop",
        )
        point = "L140 70" if look.pick(2) else "Q136 78 134 82"
        body.piece(f"M134 82{point}Q176 84 184 160Q160 190 138 190Q108 190 86 168Q84 96 134 82z")
        body.piece("M94 306Q92 408 140 412Q188 408 187 306Q180 380 140 382Q102 380 94 306z")
        body.shape("M138 168l-24-10v20zM138 168l24-10v20z", look.dark, stroke=look.line)
        body.dot(138, 168, 5, GOLD)
        canvas.add(
            mirrored(body.svg()) if side else body.svg().replace('id="c', 'id="l').replace("url(#c", "url(#l")
        )


def sandals(canvas: Canvas) -> None:
    look = canvas.look
    foot = mix(look.base, "#e8d3b0", 0.62)
    for side in (False, True):
        body = Canvas(look)
        body.piece(
            "M134 74Q186 82 186 168Q178 226 186 300Q194 408 142 414Q92 408 98 306Q106 236 92 176Q82 86 134 74z",
            plain=True,
            fill=foot,
            shade="drop",
        )
        body.line(
            "M134 84Q176 92 177 168Q170 226 177 300Q184 396 142 404Q102 398 108 306Q116 236 102 176Q92 96 134 84z",
            width=1.4,
            dash="4 4",
            colour="#9a7a4f",
        )
        _straps(body)
        canvas.add(
            mirrored(body.svg()) if side else body.svg().replace('id="c', 'id="l').replace("url(#c", "url(#l")
        )


def _straps(body: Canvas) -> None:
    look = body.look
    if look.style in ("slide", "fisherman"):
        body.piece("M86 150Q136 112 190 150L186 214Q138 184 96 216z", plain=True)
        if look.style == "fisherman":
            body.line("M112 136V200M138 128V192M164 134V200", width=5, colour=look.dark)
    elif look.style in ("flip-flop", "t-strap"):
        body.line("M138 120Q104 168 94 236M138 120Q170 168 184 232", width=14, colour=look.base)
        body.line("M138 120Q104 168 94 236M138 120Q170 168 184 232", width=1.4)
        if look.style == "t-strap":
            body.line("M138 120V236M96 238Q138 218 184 236", width=10, colour=look.base)
    elif look.style == "gladiator":
        for y in (140, 176, 212, 248):
            body.line(f"M92 {y + 16}Q138 {y - 12} 188 {y + 14}", width=9, colour=look.base)
        body.line("M138 124V244", width=7, colour=look.dark)
    else:  # kolhapuri
        body.line("M94 196Q138 160 186 192", width=18, colour=look.base)
        body.line("M92 236Q138 200 188 232", width=10, colour=look.base)
        body.line("M138 128V214", width=8, colour=look.dark)
        body.line("M100 194Q138 166 180 192", width=2, colour=GOLD, dash="3 4")
    body.dot(138, 122, 6, GOLD if look.pick(2) else look.dark)


def jutti(canvas: Canvas) -> None:
    look = canvas.look
    for side in (False, True):
        body = Canvas(look)
        body.piece(
            "M130 96Q176 110 182 190Q186 250 184 318Q184 408 140 412Q96 408 96 318Q94 250 90 190Q92 116 130 96z",
            plain=True,
            fill="#b98a58",
            shade="drop",
        )
        body.piece(
            "M134 60Q126 78 122 96Q86 120 88 206Q112 240 138 242Q166 240 184 206Q184 120 148 96Q138 84 134 60z"
        )
        body.piece("M94 296Q92 410 140 416Q188 410 186 296Q180 376 140 380Q102 376 94 296z")
        edge = look.gold if look.pattern != "solid" else look.dark
        body.line("M90 208Q112 240 138 242Q166 240 183 208", width=5, colour=edge)
        body.line("M97 310Q102 378 140 382Q180 378 184 310", width=4, colour=edge)
        if look.pattern != "solid":
            for x, y, size in ((138, 150, 9), (138, 192, 6), (112, 182, 5), (164, 182, 5), (138, 118, 5)):
                body.dot(x, y, size, look.ink, stroke=edge)
                body.dot(x, y, size * 0.4, edge)
        body.dot(135, 64, 5, edge)
        canvas.add(
            mirrored(body.svg()) if side else body.svg().replace('id="c', 'id="l').replace("url(#c", "url(#l")
        )


ARTS: dict[str, Callable[[Canvas], None]] = {
    "sneakers": partial(_pair, draw=sneakers),
    "runner": partial(_pair, draw=runner),
    "formal": partial(_pair, draw=formal),
    "heels": partial(_pair, draw=heels),
    "flats": flats,
    "sandals": sandals,
    "jutti": jutti,
}
