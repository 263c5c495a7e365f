"""Shirts, sweaters, jackets, dresses: what is cut like a top."""

from __future__ import annotations

from collections.abc import Callable

from apps.operations.demo.pictures.canvas import Canvas
from apps.operations.demo.pictures.cut import Cut, buttons, collar, draw, rib, sleeves, stand_collar
from apps.operations.demo.pictures.patterns import flower, leaf


def print_on_chest(canvas: Canvas) -> None:
    """One of six large prints."""
    look, x, y = canvas.look, 200, 205
    ink, accent = look.ink, look.accent
    match look.pick(6):
        case 0:
            canvas.dot(x, y, 36, ink)
            for at in (12, 20, 28):
                canvas.shape(f"M{x - 40} {y + at - 4}h80v3h-80z", look.base)
        case 1:
            canvas.shape(
                f"M{x - 46} {y + 30}L{x - 12} {y - 32}L{x + 8} {y}L{x + 20} {y - 16}L{x + 48} {y + 30}z", ink
            )
            canvas.dot(x + 26, y - 36, 10, accent)
        case 2:
            for row, wide in enumerate((76, 60, 82)):
                canvas.shape(
                    f"M{x - wide / 2} {y - 26 + row * 22}h{wide}v13h-{wide}z", ink if row != 1 else accent
                )
        case 3:
            canvas.add(flower(x, y, 34, ink, accent, 8), leaf(x + 22, y + 46, 28, 130, accent))
        case 4:
            canvas.shape(f"M{x} {y - 40}l11 26 28 3-21 19 6 28-24-15-24 15 6-28-21-19 28-3z", ink)
        case _:
            for at in range(3):
                canvas.line(
                    f"M{x - 44} {y - 18 + at * 18}q11-16 22 0t22 0 22 0 22 0",
                    width=6,
                    colour=accent if at == 1 else ink,
                )


def tshirt(canvas: Canvas) -> None:
    loose = 8 if "oversized" in canvas.look.style else 0
    cut = Cut(hem=326, shoulder=76 + loose, chest=71 + loose, waist=69 + loose, hip=71 + loose, neck=27)
    draw(canvas, cut)
    rib(canvas, cut)
    if canvas.look.neck == "henley-neck":
        buttons(canvas, 118, 150, 3)
    if canvas.look.pattern == "graphic":
        print_on_chest(canvas)
    canvas.line("M132 319Q200 331 268 319", dash="3 3", opacity=0.7)


def polo(canvas: Canvas) -> None:
    cut = Cut(hem=328, shoulder=75, chest=70, waist=68, hip=70, sleeve="short-sleeve")
    draw(canvas, cut)
    canvas.piece("M190 104H210V166H190z", plain=True, fill=canvas.look.dark)
    buttons(canvas, 118, 156, 3)
    collar(canvas, cut, fill=canvas.look.dark)


def shirt(canvas: Canvas) -> None:
    loose = 6 if "relaxed" in canvas.look.style else 0
    cut = Cut(hem=336, shoulder=74 + loose, chest=69 + loose, waist=64 + loose, hip=69 + loose, round_hem=14)
    draw(canvas, cut)
    canvas.line(f"M193 {cut.top + 20}V350M207 {cut.top + 20}V350")
    buttons(canvas, 128, 330, 7)
    if canvas.look.pick(3):
        canvas.piece("M224 168h32v30l-16 9-16-9z")
    if canvas.look.neck == "mandarin-collar":
        stand_collar(canvas, cut)
    else:
        collar(canvas, cut, fill=canvas.look.light if canvas.look.pattern == "solid" else canvas.look.base)
    canvas.folds("M150 250q8 40 0 84", "M250 250q-8 40 0 84")


def top(canvas: Canvas) -> None:
    look = canvas.look
    hem, hip, waist = {"crop": (262, 62, 58), "peplum": (320, 88, 48), "tunic": (392, 78, 58)}.get(
        look.style, (330, 68, 54)
    )
    cut = Cut(hem=hem, hip=hip, waist=waist, waist_at=228, neck=30, shoulder=62, chest=56, round_hem=5)
    draw(canvas, cut, bands=canvas.border(hem - 16, 12))
    if look.style == "peplum":
        canvas.line("M152 228Q200 236 248 228", width=2)
        canvas.folds("M170 240L158 316", "M200 242V322", "M230 240L242 316")
    if look.style == "wrap":
        canvas.line("M176 84L244 228M244 228l20 14M244 228l14 24", width=2)
    if look.neck == "tie-neck":
        canvas.piece("M200 108l-24 44 10 6 16-40 16 40 10-6z", plain=True)


def camisole(canvas: Canvas) -> None:
    canvas.line("M172 128L180 74M228 128L220 74", width=5, colour=canvas.look.dark)
    canvas.piece("M156 140Q172 108 182 128Q200 150 218 128Q228 108 244 140L250 350Q200 362 150 350z")
    canvas.line("M156 140Q172 110 182 130Q200 152 218 130Q228 110 244 140", width=3, colour=canvas.look.light)
    canvas.folds("M172 230q6 50 0 100", "M228 230q-6 50 0 100")


def vest(canvas: Canvas) -> None:
    for shift, tone in ((26, canvas.look.dark), (0, canvas.look.base)):
        canvas.piece(
            f"M{166 + shift} 84h16Q{200 + shift} 160 {218 + shift} 84h16Q{228 + shift} 150 {256 + shift} 176V{356}"
            f"Q{200 + shift} 366 {144 + shift} 356V176Q{172 + shift} 150 {166 + shift} 84z",
            fill=tone,
        )
    canvas.line("M182 86Q200 162 218 86", width=2.5, colour=canvas.look.light)


def sweater(canvas: Canvas) -> None:
    look = canvas.look
    cut = Cut(
        hem=326,
        shoulder=75,
        chest=71,
        waist=70,
        hip=70,
        neck=27,
        round_hem=2,
        sleeve="sleeveless" if "vest" in look.style else "long-sleeve",
    )
    draw(canvas, cut, bands=[(308, 30, look.dark, 0.55)])
    canvas.line("".join(f"M{x} 310v17" for x in range(134, 270, 7)), opacity=0.5)
    if look.style == "cardigan":
        canvas.line("M200 122V330", width=2.4)
        buttons(canvas, 140, 312, 6, x=206)
    if look.neck == "turtle-neck":
        canvas.piece("M172 90Q170 62 178 58Q200 66 222 58Q230 62 228 90Q200 106 172 90z")
    else:
        rib(canvas, cut)


def hoodie(canvas: Canvas) -> None:
    look = canvas.look
    canvas.piece(
        "M150 120Q146 52 200 50Q254 52 250 120Q226 84 200 84Q174 84 150 120z", plain=True, fill=look.dark
    )
    cut = Cut(hem=334, shoulder=79, chest=75, waist=73, hip=70, neck=30, round_hem=2, sleeve="long-sleeve")
    draw(canvas, cut, bands=[(316, 30, look.dark, 0.5)])
    canvas.piece(
        "M150 116Q158 84 200 108Q242 84 250 116Q226 152 200 146Q174 152 150 116z", plain=True, fill=look.light
    )
    canvas.piece("M152 308L164 252H236L248 308z", plain=True)
    canvas.line("M186 138V186M214 138V182", width=3, colour=look.pale)
    if look.pattern == "graphic":
        print_on_chest(canvas)


def jacket(canvas: Canvas) -> None:
    look = canvas.look
    cut = Cut(hem=326, shoulder=80, chest=76, waist=72, hip=70, neck=26, round_hem=2, sleeve="long-sleeve")
    draw(
        canvas,
        cut,
        bands=[(306, 26, look.dark, 0.7)] if look.style in ("bomber", "any") else None,
        shade="sheen",
    )
    if look.style == "puffer":
        canvas.line(
            "".join(f"M{136 - (y - 170) * 0.02:.0f} {y}Q200 {y + 9} 264 {y}" for y in range(150, 318, 34)),
            width=2.6,
        )
    if look.style == "biker":
        canvas.shape("M176 84L200 150L160 130zM224 84L200 150L250 124z", look.dark, stroke=look.line)
        canvas.line("M212 150L222 326", width=3, colour="#c9ccd1")
    else:
        canvas.line("M200 112V330", width=3.4, colour="#c9ccd1" if look.style != "trucker" else look.line)
    if look.style == "trucker":
        canvas.line("M132 190H268M168 190V314M232 190V314", opacity=0.8)
        buttons(canvas, 130, 312, 6, fill="#c98f4a")
    canvas.line("M150 246l16 34M250 246l-16 34", width=3, colour=look.deep)
    stand_collar(canvas, cut) if look.style in ("bomber", "puffer", "any") else collar(canvas, cut)


def blazer(canvas: Canvas) -> None:
    look = canvas.look
    canvas.shape("M172 84H228L206 230H194z", "#f7f4ee", stroke="#cfc7bb")
    canvas.shape("M196 104h8l5 84-9 14-9-14z", look.accent if look.accent != "#ffffff" else "#7b1e2b")
    cut = Cut(
        hem=368,
        shoulder=74,
        chest=68,
        waist=58,
        hip=70,
        waist_at=236,
        neckline="v-neck",
        sleeve="long-sleeve",
    )
    path_left = "M176 82L126 97Q133 132 132 164Q143 200 142 236Q138 300 130 368Q168 382 204 372L200 232z"
    sleeves(canvas, cut, "long-sleeve", "")
    canvas.piece(path_left, both=True)
    canvas.piece("M176 82L160 140L176 150L168 160L200 234L188 120z", both=True, fill=look.dark, plain=True)
    buttons(canvas, 250, 286, 2, x=206, fill=look.deep)
    canvas.line("M146 290h36M218 290h36", width=2.4)
    canvas.shape("M226 170l26-5v10l-26 4z", look.accent)


def dress(canvas: Canvas) -> None:
    look = canvas.look
    hem, hip = {"mini": (352, 92), "maxi": (452, 118), "midi": (410, 104), "shirt": (392, 82)}.get(
        look.style, (404, 96)
    )
    cut = Cut(top=58, hem=hem, shoulder=56, chest=52, waist=42, hip=hip, waist_at=186, neck=26, round_hem=8)
    draw(canvas, cut, bands=canvas.border(hem - 18, 14))
    canvas.shape("M158 180Q200 190 242 180L242 192Q200 202 158 192z", look.dark, stroke=look.line)
    canvas.folds(
        f"M176 200L{200 - hip * 0.55:.0f} {hem - 8}",
        f"M200 202V{hem - 4}",
        f"M224 200L{200 + hip * 0.55:.0f} {hem - 8}",
    )
    if look.style == "wrap":
        canvas.line("M180 62L236 182", width=2)
    if look.style == "shirt":
        buttons(canvas, 100, hem - 30, 9)
        collar(canvas, cut)


def frock(canvas: Canvas) -> None:
    look = canvas.look
    cut = Cut(top=92, hem=372, shoulder=54, chest=50, waist=46, hip=122, waist_at=206, neck=25, round_hem=12)
    draw(canvas, cut)
    canvas.shape("M154 198Q200 208 246 198V214Q200 224 154 214z", look.accent, stroke=look.line)
    canvas.shape("M200 208l-26-12v26zM200 208l26-12v26z", look.accent, stroke=look.line)
    canvas.dot(200, 208, 6, look.accent, stroke=look.line)
    canvas.folds("M170 222L122 366", "M190 224L176 378", "M210 224L224 378", "M230 222L278 366")
    canvas.line("M80 366Q200 402 320 366", width=3, colour=look.pale, dash="1 7")
    if look.neck == "peter-pan-collar":
        canvas.shape(
            "M200 122Q170 130 170 92Q188 112 200 116zM200 122Q230 130 230 92Q212 112 200 116z",
            "#fdfaf5",
            stroke=look.line,
        )


def nightsuit(canvas: Canvas) -> None:
    canvas.piece("M148 268H252L262 446H212L200 320L188 446H138z")
    cut = Cut(top=58, hem=270, shoulder=68, chest=64, waist=64, hip=68, waist_at=170)
    draw(canvas, cut)
    if canvas.look.neck == "classic-collar":
        canvas.line("M200 88V272", width=2)
        buttons(canvas, 104, 254, 5)
        collar(canvas, cut)
    canvas.line("M140 436h46M214 436h46", width=2.4, colour=canvas.look.pale)


ARTS: dict[str, Callable[[Canvas], None]] = {
    "tshirt": tshirt,
    "polo": polo,
    "shirt": shirt,
    "top": top,
    "camisole": camisole,
    "vest": vest,
    "sweater": sweater,
    "hoodie": hoodie,
    "jacket": jacket,
    "blazer": blazer,
    "dress": dress,
    "frock": frock,
    "nightsuit": nightsuit,
}
