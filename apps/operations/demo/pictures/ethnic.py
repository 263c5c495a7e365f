"""Indian clothes: kurtas, sarees, lehengas, dupattas, gowns, sherwanis."""

from __future__ import annotations

from collections.abc import Callable

from apps.operations.demo.pictures.canvas import Canvas
from apps.operations.demo.pictures.cut import Cut, buttons, draw, stand_collar
from apps.operations.demo.pictures.look import mix


def _trim(canvas: Canvas) -> str:
    return canvas.look.gold if canvas.look.pattern in ("zari", "solid") else canvas.look.ink


def _yoke(canvas: Canvas, top: float, neck: float) -> None:
    """Stitching around the neck of a kurta."""
    look, trim = canvas.look, _trim(canvas)
    if look.neck == "mandarin-collar":
        canvas.line(
            f"M194 {top + 14}V{top + 92}M206 {top + 14}V{top + 92}M194 {top + 92}H206", width=1.8, colour=trim
        )
        buttons(canvas, top + 28, top + 84, 4, fill=trim)
    elif look.neck == "v-neck":
        canvas.line(
            f"M{200 - neck - 5} {top + 3}L200 {top + 64}L{200 + neck + 5} {top + 3}", width=5, colour=trim
        )
    else:
        canvas.line(
            f"M{200 - neck - 3} {top + 4}C{200 - neck} {top + 52} {200 + neck} {top + 52} {200 + neck + 3} {top + 4}",
            width=5,
            colour=trim,
        )
        canvas.line(f"M200 {top + 42}V{top + 88}", width=2, colour=trim)
        buttons(canvas, top + 52, top + 84, 3, fill=trim)


def kurta(canvas: Canvas) -> None:
    look = canvas.look
    waist, hip, hem = {"a-line": (54, 96, 398), "anarkali": (48, 126, 408), "asymmetric": (54, 88, 380)}.get(
        look.style, (58, 70, 402)
    )
    cut = Cut(
        top=56, hem=hem, shoulder=58, chest=56, waist=waist, hip=hip, waist_at=192, neck=25, round_hem=4
    )
    draw(canvas, cut, bands=canvas.border(hem - 24))
    _yoke(canvas, 56, 25)
    if look.style == "straight":
        canvas.line(
            f"M{200 - 66} 300L{200 - 69} {hem}M{200 + 66} 300L{200 + 69} {hem}", width=3, colour=look.deep
        )
    if look.style == "anarkali":
        canvas.line("M153 192Q200 202 247 192", width=4, colour=_trim(canvas))
        canvas.folds("M170 206L118 398", "M188 208L166 404", "M212 208L234 404", "M230 206L282 398")
    else:
        canvas.folds(f"M178 220Q172 310 168 {hem - 10}", f"M222 220Q228 310 232 {hem - 10}")


def kurtaset(canvas: Canvas) -> None:
    look = canvas.look
    lower = mix(look.base, "#ffffff", 0.55) if not look.is_light else mix(look.base, look.ink, 0.5)
    canvas.piece("M158 330H242L258 458H206L200 372L194 458H142z", fill=lower, plain=True)
    hip = {"anarkali": 108, "a-line": 86}.get(look.style, 68)
    cut = Cut(top=44, hem=366, shoulder=56, chest=54, waist=50, hip=hip, waist_at=176, neck=24, round_hem=4)
    draw(canvas, cut, bands=canvas.border(344))
    _yoke(canvas, 44, 24)
    scarf = mix(look.ink, look.base, 0.25)
    canvas.piece(
        "M144 62Q160 50 176 56Q150 150 168 420Q150 430 128 418Q116 180 144 62z",
        fill=scarf,
        plain=True,
        bands=[(396, 30, canvas.look.gold, 0.9), (386, 4, canvas.look.gold, 0.9)],
    )
    canvas.folds("M152 80Q132 220 144 400")


def kurtamen(canvas: Canvas) -> None:
    look = canvas.look
    lower = "#f3ecdd" if not look.is_light else mix(look.base, "#b9a88f", 0.35)
    canvas.piece("M152 330H248L240 458H208L200 380L192 458H160z", fill=lower, plain=True)
    cut = Cut(
        top=48,
        hem=372,
        shoulder=70,
        chest=64,
        waist=62,
        hip=74,
        waist_at=196,
        neck=24,
        round_hem=8,
        sleeve="long-sleeve",
        neckline="mandarin-collar",
    )
    draw(canvas, cut, bands=canvas.border(350, 16) if look.pattern != "embroidered" else None)
    trim = _trim(canvas)
    canvas.line("M192 70V176H208V70", width=1.8)
    buttons(canvas, 86, 164, 5, fill=trim)
    stand_collar(canvas, cut)
    if look.pattern in ("embroidered", "zari"):
        canvas.line("M184 66V188M216 66V188", width=3, colour=trim, dash="1 6")
    canvas.line("M130 300L126 370M270 300L274 370", width=2.6, colour=look.deep)
    canvas.folds("M168 230Q164 300 160 360", "M232 230Q236 300 240 360")


def saree(canvas: Canvas) -> None:
    look = canvas.look
    edge = canvas.look.gold if look.pattern in ("zari", "solid") else look.ink
    blouse = mix(look.base, "#1a1020", 0.35)
    canvas.piece(
        "M158 74Q150 92 150 110L164 150H240L250 104Q246 84 236 74L220 70Q200 96 180 70z",
        fill=blouse,
        plain=True,
    )
    canvas.piece("M156 84Q132 100 134 146L160 142L164 100z", fill=blouse, plain=True)
    canvas.piece("M244 84Q268 100 266 146L240 142L236 100z", fill=blouse, plain=True)
    canvas.piece(
        "M164 196Q200 204 238 196Q262 320 278 446Q200 470 122 446Q140 320 164 196z",
        bands=[(424, 14, edge, 1), (441, 4, edge, 1)],
    )
    for x, bend in ((176, -12), (190, -6), (204, 0), (218, 6)):
        canvas.folds(f"M{x} 210Q{x + bend} 330 {x + bend * 2} 452")
    canvas.piece("M236 72Q254 78 254 92Q226 160 172 214Q156 206 160 190Q214 132 236 72z")
    canvas.line("M232 78Q214 136 161 192M253 94Q226 160 174 212", width=5, colour=edge)
    canvas.piece(
        "M238 72Q258 76 262 100Q292 240 296 382Q270 394 248 384Q252 220 238 72z",
        bands=[(318, 8, edge, 1), (334, 34, edge, 0.85), (374, 5, edge, 1)],
    )
    canvas.line("M240 84Q256 220 250 384", width=4, colour=edge)
    for x in range(254, 296, 8):
        canvas.line(f"M{x} 386v14", width=2, colour=edge)


def lehenga(canvas: Canvas) -> None:
    look = canvas.look
    edge = canvas.look.gold if look.pattern in ("zari", "embroidered") else look.ink
    cut = Cut(
        top=60,
        hem=150,
        shoulder=54,
        chest=52,
        waist=46,
        hip=46,
        waist_at=140,
        neck=26,
        round_hem=2,
        sleeve=look.sleeve,
    )
    draw(canvas, cut, fill=look.dark)
    canvas.line("M154 149Q200 156 246 149", width=5, colour=edge)
    canvas.piece(
        "M160 186Q200 194 240 186Q300 320 332 440Q200 476 68 440Q100 320 160 186z",
        bands=[(398, 8, edge, 1), (412, 24, edge, 0.9), (442, 6, edge, 1)],
    )
    for x, to in ((170, 108), (184, 156), (200, 200), (216, 244), (230, 292)):
        canvas.folds(f"M{x} 196Q{(x + to) / 2} 320 {to} 450")
    canvas.shape("M158 182Q200 191 242 182V196Q200 205 158 196z", edge, stroke=look.line)
    canvas.line("M232 198q10 22 4 44M236 198q18 18 18 40", width=2, colour=edge)
    canvas.dot(236, 246, 6, look.accent, stroke=look.line)
    canvas.dot(255, 242, 6, look.accent, stroke=look.line)
    scarf = mix(look.ink, look.base, 0.35)
    canvas.piece(
        "M148 70Q162 60 172 68Q128 190 104 400Q84 402 70 390Q90 180 148 70z",
        fill=scarf,
        plain=True,
        bands=[(372, 34, edge, 0.9)],
    )


def gown(canvas: Canvas) -> None:
    look = canvas.look
    edge = canvas.look.gold if look.pattern in ("zari", "embroidered", "solid") else look.ink
    cut = Cut(top=46, hem=446, shoulder=54, chest=50, waist=44, hip=130, waist_at=172, neck=26, round_hem=9)
    draw(canvas, cut, bands=[(420, 8, edge, 0.95), (432, 20, edge, 0.8)])
    canvas.shape("M156 164Q200 174 244 164V178Q200 188 156 178z", edge, stroke=look.line)
    canvas.line("M172 48C176 96 224 96 228 48", width=6, colour=edge)
    canvas.folds(
        "M170 190L104 436", "M186 192L156 444", "M200 192V448", "M214 192L244 444", "M230 190L296 436"
    )
    if look.style == "tiered":
        canvas.line("M148 270Q200 284 252 270M122 350Q200 372 278 350", width=3)


def nehru(canvas: Canvas) -> None:
    look = canvas.look
    cut = Cut(
        top=72,
        hem=352,
        shoulder=66,
        chest=62,
        waist=58,
        hip=62,
        neck=24,
        round_hem=4,
        sleeve="sleeveless",
        neckline="mandarin-collar",
    )
    draw(canvas, cut)
    canvas.line("M200 94V358", width=2.4)
    buttons(canvas, 112, 330, 6, fill=canvas.look.gold)
    stand_collar(canvas, cut)
    canvas.shape("M224 166l28-4v11l-28 4z", look.accent, stroke=look.line)
    canvas.line("M148 284h34M218 284h34", width=3)
    canvas.folds("M164 190q-4 60 -2 140", "M236 190q4 60 2 140")


def sherwani(canvas: Canvas) -> None:
    look = canvas.look
    canvas.piece("M158 340H242L232 462H206L200 390L194 462H168z", fill="#efe3c8", plain=True)
    cut = Cut(
        top=46,
        hem=390,
        shoulder=74,
        chest=66,
        waist=58,
        hip=78,
        waist_at=190,
        neck=24,
        round_hem=5,
        sleeve="long-sleeve",
        neckline="mandarin-collar",
    )
    draw(canvas, cut, bands=[(366, 6, canvas.look.gold, 0.95), (378, 14, canvas.look.gold, 0.75)])
    canvas.line("M200 70V392", width=2.6, colour=look.deep)
    canvas.line("M188 66V388M212 66V388", width=4, colour=canvas.look.gold, dash="2 6")
    buttons(canvas, 84, 300, 8, fill=canvas.look.gold)
    stand_collar(canvas, cut)
    canvas.piece(
        "M258 62Q276 60 280 80Q296 230 292 410Q274 420 256 412Q262 220 258 62z",
        fill=mix(look.accent, look.base, 0.3),
        plain=True,
        bands=[(380, 34, canvas.look.gold, 0.9)],
    )


def dupatta(canvas: Canvas) -> None:
    edge = canvas.look.gold if canvas.look.pattern in ("zari", "solid") else canvas.look.ink
    canvas.piece(
        "M112 88Q200 60 288 88Q276 130 250 150"
        "L270 408Q246 420 222 410"
        "L204 168L178 168L162 410"
        "Q138 420 116 408L148 150Q120 128 112 88z",
        bands=[(352, 6, edge, 1), (366, 34, edge, 0.85), (404, 5, edge, 1)],
    )
    canvas.line("M114 96Q200 70 286 96", width=6, colour=edge)
    canvas.folds(
        "M140 112Q190 130 196 164", "M260 112Q212 130 204 166", "M160 180L142 400", "M236 180L248 400"
    )
    for x in (*range(120, 162, 7), *range(226, 270, 7)):
        canvas.line(f"M{x} 413v15", width=2, colour=edge)


ARTS: dict[str, Callable[[Canvas], None]] = {
    "kurta": kurta,
    "kurtaset": kurtaset,
    "kurtamen": kurtamen,
    "saree": saree,
    "lehenga": lehenga,
    "gown": gown,
    "nehru": nehru,
    "sherwani": sherwani,
    "dupatta": dupatta,
}
