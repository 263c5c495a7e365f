"""Things for the home."""

from __future__ import annotations

from collections.abc import Callable

from apps.operations.demo.pictures.canvas import Canvas
from apps.operations.demo.pictures.look import GOLD, mix
from apps.operations.demo.pictures.patterns import ambi, flower, leaf

WOOD = "#9a6b43"


def bedsheet(canvas: Canvas) -> None:
    look = canvas.look
    canvas.piece("M76 120H324V250H76z", fill=WOOD, plain=True, shade="drop")
    canvas.piece("M56 250L84 210H316L344 250V404Q200 420 56 404z", bands=canvas.border(372, 18), shade="drop")
    canvas.line("M56 252Q200 264 344 252", width=2)
    for x in (96, 212):
        canvas.piece(
            f"M{x} 226Q{x - 6} 184 {x + 10} 180H{x + 84}Q{x + 98} 184 {x + 92} 226Q{x + 46} 240 {x} 226z",
            shade="drop",
        )
    canvas.piece("M56 300Q150 322 344 296V352Q200 372 56 352z", plain=True, fill=look.light, shade="drop")
    canvas.folds("M120 262L104 400", "M280 262L300 400")
    canvas.shape("M64 404h14v40H64zM322 404h14v40h-14z", WOOD)


def cushion(canvas: Canvas) -> None:
    look = canvas.look
    if look.pick(2):
        canvas.add('<g transform="translate(42 -52) rotate(10 200 270)">')
        canvas.piece(
            "M84 154Q200 128 316 154Q342 270 316 386Q200 412 84 386Q58 270 84 154z",
            plain=True,
            fill=look.dark,
        )
        canvas.add("</g>")
    canvas.piece("M84 154Q200 128 316 154Q342 270 316 386Q200 412 84 386Q58 270 84 154z", shade="sheen")
    canvas.line(
        "M92 162Q200 138 308 162Q332 270 308 378Q200 402 92 378Q68 270 92 162z", colour=look.light, dash="6 5"
    )
    if look.pattern == "solid":
        canvas.line("M150 270H250M200 220V320", width=2, opacity=0.4)
        canvas.dot(200, 270, 9, look.dark, stroke=look.line)
    for x, y in ((84, 154), (316, 154), (84, 386), (316, 386)):
        canvas.dot(x, y, 9, look.ink, stroke=look.line)


def curtain(canvas: Canvas) -> None:
    look = canvas.look
    canvas.shape("M120 100H280V440H120z", "#dceaf4")
    canvas.line("M200 100V440M120 260H280", width=5, colour="#ffffff")
    canvas.line("M34 66H366", width=11, colour="#6b4a33")
    canvas.dot(32, 66, 12, "#6b4a33")
    canvas.dot(368, 66, 12, "#6b4a33")
    canvas.piece("M52 70H178Q172 210 128 290Q150 370 146 452Q96 462 50 452z", both=True)
    for x in (66, 90, 114, 138, 160):
        canvas.folds(
            f"M{x} 76Q{x - 4} 260 {60 + (x - 60) * 0.75:.0f} 448",
            f"M{400 - x} 76Q{404 - x} 260 {340 - (x - 60) * 0.75:.0f} 448",
        )
        canvas.dot(x, 68, 6, "#c9ccd1", stroke="#7c828c")
        canvas.dot(400 - x, 68, 6, "#c9ccd1", stroke="#7c828c")
    canvas.line("M52 292Q100 312 130 288M348 292Q300 312 270 288", width=9, colour=look.accent)


def towel(canvas: Canvas) -> None:
    look = canvas.look
    tones = (look.base, look.light, look.dark)
    for index in range(3):
        y = 338 - index * 92
        canvas.piece(
            f"M84 {y}Q84 {y - 20} 104 {y - 20}H300"
            f"Q326 {y - 20} 326 {y + 26}Q326 {y + 72} 300 {y + 72}H104"
            f"Q84 {y + 72} 84 {y + 52}z",
            fill=tones[index],
            shade="drop",
        )
        canvas.line(
            f"M296 {y - 18}Q276 {y + 26} 296 {y + 70}M306 {y - 14}Q290 {y + 26} 306 {y + 66}", opacity=0.6
        )
        canvas.line(f"M112 {y - 18}V{y + 70}M120 {y - 18}V{y + 70}", width=4, colour=look.ink, opacity=0.8)


def tablecloth(canvas: Canvas) -> None:
    canvas.shape("M88 400h12v52H88zM300 400h12v52h-12z", WOOD)
    canvas.piece(
        "M60 210Q200 176 340 210L356 330"
        "Q330 404 312 412Q290 360 256 404"
        "Q228 362 200 408Q172 362 144 404"
        "Q110 360 88 412Q70 404 44 330z",
        bands=canvas.border(352, 14),
    )
    canvas.oval(200, 214, 140, 36, mix(canvas.look.light, "#ffffff", 0.2), stroke=canvas.look.line)
    canvas.oval(200, 206, 46, 13, "#faf6ef", stroke="#b8ab9b")
    canvas.piece("M182 196Q176 150 200 132Q224 150 218 196z", fill="#b1502b", plain=True, shade="sheen")
    canvas.add(leaf(200, 138, 40, -20, "#6f9e6a"), leaf(200, 138, 44, 18, "#82b27c"))


def lamp(canvas: Canvas) -> None:
    look = canvas.look
    if look.style == "lantern":
        canvas.line("M200 60Q150 60 150 120M200 60Q250 60 250 120", width=5, colour=look.dark)
        canvas.piece("M146 118H254L272 160H128z", plain=True, fill=look.dark)
        canvas.piece(
            "M136 160H264V390H136z",
            plain=True,
            fill="#fff1c9",
            inside='<circle cx="200" cy="300" r="80" fill="#ffd56b" opacity=".7"/>',
        )
        canvas.line("M136 160V390M264 160V390M200 160V390M136 274H264", width=7, colour=look.base)
        canvas.piece("M122 390H278V430H122z", plain=True, fill=look.base)
        return
    tall = look.style == "floor-lamp"
    top = 60 if tall else 110
    canvas.glow(200, top + 110, 150, 110, "#fff2c4", 0.55)
    shade = mix("#f6ead2", look.accent, 0.25) if look.pick(2) else "#f6ead2"
    canvas.piece(
        f"M148 {top}H252L294 {top + 122}Q200 {top + 140} 106 {top + 122}z",
        fill=shade,
        plain=True,
        shade="sheen",
    )
    canvas.line(f"M110 {top + 114}Q200 {top + 132} 290 {top + 114}", width=5, colour=look.base)
    if tall:
        canvas.line(f"M200 {top + 132}V430", width=9, colour=look.base)
        canvas.line("M200 300L140 440M200 300L260 440", width=8, colour=look.dark)
    else:
        body = (
            "M182 242H218Q282 300 272 372Q264 420 232 426H168Q136 420 128 372Q118 300 182 242z",
            "M188 242H212L236 424H164z",
            "M180 242H220Q232 280 206 300Q250 330 236 424H164Q150 330 194 300Q168 280 180 242z",
        )[look.pick(3)]
        canvas.piece(body, plain=True, shade="sheen")
        canvas.piece("M150 420H250V438H150z", plain=True, fill=look.dark)
    canvas.line(f"M236 {top + 130}v52", width=2, colour=GOLD)
    canvas.dot(236, top + 186, 5, GOLD)


def vase(canvas: Canvas) -> None:
    look = canvas.look
    green = "#6f9e6a"
    for x, y, turn in ((196, 190, -18), (204, 190, 16), (200, 190, 0)):
        canvas.line(
            f"M{x} 210Q{x + turn} 150 {x + turn * 2.4:.0f} {y - 96 + abs(turn)}", width=4, colour=green
        )
    canvas.add(leaf(186, 150, 46, -52, green), leaf(216, 156, 44, 50, "#82b27c"))
    tone = look.accent if look.accent not in ("#ffffff", "#22232a") else "#e66a92"
    for x, y, size in ((157, 104, 24), (200, 88, 28), (242, 108, 22)):
        canvas.add(flower(x, y, size, tone, GOLD, 7))
    body = {
        "bottle": "M176 196H224V244Q288 280 280 372Q272 432 200 434Q128 432 120 372Q112 280 176 244z",
        "cylinder": "M146 200H254V424Q200 440 146 424z",
        "pitcher": "M160 196H240Q236 236 262 286Q290 360 252 428Q200 442 148 428Q110 360 138 286Q164 236 160 196z",
    }.get(
        look.style,
        "M170 198H230Q222 226 270 270Q320 340 262 426Q200 444 138 426Q80 340 130 270Q178 226 170 198z",
    )
    canvas.piece(body, shade="sheen")
    if look.style == "pitcher":
        canvas.line("M246 220Q318 226 300 300Q290 330 268 330", width=11, colour=look.dark)
    if look.pattern == "solid":
        canvas.line(
            "M150 330Q200 344 250 330M146 344Q200 358 254 344", width=3, colour=look.light, opacity=0.8
        )


def frame(canvas: Canvas) -> None:
    look = canvas.look
    wood = ("#6b4a33", "#22232a", "#b98a58", "#f4efe6")[look.pick(4)]
    canvas.line("M200 44L140 84M200 44L260 84", width=3, colour="#8d7f86")
    canvas.piece("M84 80H316V424H84z", fill=wood, plain=True, shade="drop")
    canvas.shape("M102 98H298V406H102z", "#fbf7ef", stroke="#cfc3b2")
    canvas.shape("M122 120H278V384H122z", mix(look.base, "#ffffff", 0.55))
    ink = look.base if not look.is_light else look.ink
    match look.style:
        case "warli":
            for x, y in ((160, 200), (200, 176), (240, 200), (168, 290), (232, 290)):
                canvas.shape(
                    f"M{x - 14} {y}H{x + 14}L{x} {y + 22}zM{x - 14} {y + 44}H{x + 14}L{x} {y + 22}z", ink
                )
                canvas.dot(x, y - 10, 7, ink)
                canvas.line(
                    f"M{x - 12} {y + 2}l-12 20M{x + 12} {y + 2}l12 20M{x - 8} {y + 44}l-6 22M{x + 8} {y + 44}l6 22",
                    width=2.6,
                    colour=ink,
                )
        case "madhubani":
            canvas.add(ambi(180, 270, 110, ink, look.accent, -10), flower(236, 180, 30, look.accent, ink, 8))
            canvas.add(leaf(230, 340, 60, 30, "#6f9e6a"), leaf(160, 170, 40, -40, "#6f9e6a"))
        case "botanical":
            canvas.line("M200 372Q196 250 204 150", width=4, colour="#5d8f5a")
            for at in range(6):
                canvas.add(
                    leaf(200, 350 - at * 34, 54 - at * 4, 58 if at % 2 else -58, "#6f9e6a" if at % 2 else ink)
                )
        case "mughal":
            canvas.shape("M146 372V230Q146 170 200 140Q254 170 254 230V372z", ink, opacity=0.85)
            canvas.shape("M162 372V240Q164 194 200 168Q236 194 238 240V372z", "#fbf3df")
            canvas.add(
                flower(200, 270, 26, look.accent, GOLD, 8),
                leaf(196, 360, 60, -14, "#6f9e6a"),
                leaf(204, 360, 60, 14, "#6f9e6a"),
            )
        case _:
            canvas.dot(220, 200, 44, look.accent)
            canvas.shape("M122 330Q170 250 214 308Q250 270 278 300V384H122z", ink)
            canvas.line("M140 170Q190 140 250 190", width=8, colour=ink)


def candle(canvas: Canvas) -> None:
    look = canvas.look
    canvas.glow(200, 150, 70, 90, "#ffe9a8", 0.6)
    canvas.shape("M200 92Q226 134 216 160Q208 176 200 176Q192 176 184 160Q174 134 200 92z", "#ffb52e")
    canvas.shape("M200 124Q212 146 206 162Q200 170 194 162Q188 146 200 124z", "#fff3c4")
    canvas.line("M200 172V204", width=4, colour="#4a3843")
    canvas.piece(
        "M116 214Q200 196 284 214V408Q280 434 200 436Q120 434 116 408z",
        plain=True,
        fill=mix(look.base, "#ffffff", 0.25),
        shade="sheen",
    )
    canvas.oval(200, 214, 84, 17, "#fff6e3", stroke=look.line)
    canvas.shape("M140 284H260V372H140z", "#fffaf0", stroke=GOLD)
    canvas.add(flower(200, 318, 18, look.base if not look.is_light else look.ink, GOLD, 6))
    canvas.line("M164 354H236", width=3, colour="#6d5a64")


def mug(canvas: Canvas) -> None:
    look = canvas.look
    canvas.line("M286 236Q358 232 350 312Q340 372 276 362", width=22, colour=look.dark)
    canvas.line("M286 236Q358 232 350 312Q340 372 276 362", width=18, colour=look.base)
    canvas.piece("M92 190H292L282 410Q280 430 256 432H128Q104 430 102 410z", shade="sheen")
    canvas.oval(192, 192, 100, 18, mix(look.base, "#ffffff", 0.35), stroke=look.line)
    canvas.oval(192, 196, 86, 12, "#6b4327")
    if look.pattern == "graphic":
        canvas.add(flower(192, 310, 44, look.ink, look.accent, 8))
    for x in (160, 196, 230):
        canvas.line(f"M{x} 164q-14-18 0-36t0-36", width=4, colour="#ffffff", opacity=0.75)


def plate(canvas: Canvas) -> None:
    look = canvas.look
    canvas.oval(200, 276, 158, 150, mix(look.base, "#1a1020", 0.2))
    canvas.piece("M200 112a156 150 0 1 0 .1 0z", shade="sheen")
    inner = mix(look.base, "#ffffff", 0.3)
    canvas.oval(200, 262, 108, 103, inner, stroke=look.line, width=2)
    if look.style == "rimmed":
        canvas.oval(200, 262, 146, 140, "none", stroke=GOLD, width=4)
    if look.pattern == "floral":
        canvas.add(flower(200, 262, 40, look.ink, look.accent, 8))
    canvas.gloss("M124 200Q160 158 220 160", 9, 0.45)


def pan(canvas: Canvas) -> None:
    look = canvas.look
    body = "#2f3238" if look.colour_name == "black" else "#c3c9d1"
    edge = mix(body, "#1a1020", 0.4)
    if look.style == "kadhai":
        canvas.line("M66 246q-34 10 -18 44M334 246q34 10 18 44", width=11, colour=edge)
        canvas.piece("M62 250H338Q330 408 200 410Q70 408 62 250z", fill=body, plain=True, shade="sheen")
    elif look.style == "saucepan":
        canvas.line("M262 290H386", width=19, colour="#3a2a22")
        canvas.piece(
            "M70 240H270V380Q268 402 240 402H100Q72 402 70 380z", fill=body, plain=True, shade="sheen"
        )
        canvas.oval(170, 242, 100, 20, mix(body, "#ffffff", 0.25), stroke=edge)
        return
    else:
        canvas.line("M262 330L372 428", width=21, colour="#3a2a22")
        canvas.piece("M176 150a118 112 0 1 0 .1 0z", fill=body, plain=True, shade="sheen")
        canvas.oval(
            176, 260, 94 if look.style == "tawa" else 88, 86, mix(body, "#1a1020", 0.25), stroke=edge, width=2
        )
        canvas.gloss("M112 226Q132 186 178 182", 8, 0.35)
        return
    canvas.oval(200, 250, 138, 30, mix(body, "#1a1020", 0.2), stroke=edge, width=3)
    canvas.oval(200, 254, 118, 21, "#d98b2b")
    for x, y, tone in (
        (160, 250, "#6f9e6a"),
        (214, 258, "#c8412e"),
        (248, 250, "#6f9e6a"),
        (188, 262, "#f1d9a0"),
    ):
        canvas.dot(x, y, 8, tone)


def rug(canvas: Canvas) -> None:
    look = canvas.look
    canvas.piece(
        "M104 76H296V432H104z",
        bands=[
            (92, 12, look.ink, 0.9),
            (404, 12, look.ink, 0.9),
            (112, 4, look.accent, 0.9),
            (392, 4, look.accent, 0.9),
        ],
    )
    for x in range(108, 296, 8):
        canvas.line(f"M{x} 74v-20M{x} 434v20", width=2.2, colour="#e6d9c3")
    canvas.line("M112 84H288V424H112z", colour=look.ink, width=2.4)


def bottle(canvas: Canvas) -> None:
    look = canvas.look
    canvas.piece("M170 74H230V132H170z", plain=True, fill="#34363c", shade="sheen")
    canvas.line("M180 74Q200 44 220 74", width=8, colour="#34363c")
    canvas.piece(
        "M172 130H228Q232 156 252 172"
        "Q262 182 262 200V416Q262 436 242 436"
        "H158Q138 436 138 416V200"
        "Q138 182 148 172Q168 156 172 130z",
        plain=True,
        shade="sheen",
    )
    canvas.line("M138 212H262M138 404H262", width=4, colour="#c9ccd1")
    match look.pick(3):
        case 0:
            canvas.shape("M138 330L200 260L232 300L262 268V390H138z", look.ink, opacity=0.8)
        case 1:
            canvas.add(flower(200, 308, 34, look.ink, look.accent, 6))
        case _:
            canvas.line("M160 250V380M160 250h0", width=8, colour=look.ink)


ARTS: dict[str, Callable[[Canvas], None]] = {
    "bedsheet": bedsheet,
    "cushion": cushion,
    "curtain": curtain,
    "towel": towel,
    "tablecloth": tablecloth,
    "lamp": lamp,
    "vase": vase,
    "frame": frame,
    "candle": candle,
    "mug": mug,
    "plate": plate,
    "pan": pan,
    "rug": rug,
    "bottle": bottle,
}
