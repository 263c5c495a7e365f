"""The sheet that things are drawn on: pieces of cloth with shade, pattern and seams; metal, wood and glass."""

from __future__ import annotations

from collections.abc import Sequence

from apps.operations.demo.pictures.look import Look, mix

WIDTH, HEIGHT = 400, 500
BORDERED = ("zari", "block-print", "embroidered", "bandhani")
Band = tuple[float, float, str, float]  # y, height, fill, opacity


def mirrored(path: str) -> str:
    """Return the same drawing on the other side of the middle line x = 200."""
    return f'<g transform="translate(400 0) scale(-1 1)">{path}</g>'


class Canvas:
    """Collects the drawing of one look."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self._parts: list[str] = []
        self._defs: list[str] = []

    def svg(self) -> str:
        return f"<defs>{''.join(self._defs)}</defs>{''.join(self._parts)}"

    def add(self, *parts: str) -> None:
        self._parts.extend(parts)

    def piece(
        self,
        path: str,
        *,
        fill: str = "",
        plain: bool = False,
        bands: Sequence[Band] = (),
        shade: str = "fold",
        inside: str = "",
        both: bool = False,
    ) -> None:
        """Draw a closed shape as cloth: colour, pattern (unless plain), bands across it, shade, outline.

        inside: more drawing, cut to the shape. both: once more, mirrored.
        """
        name = f"c{len(self._defs)}"
        self._defs.append(f'<clipPath id="{name}"><path d="{path}"/></clipPath>')
        look = self.look
        cover = "" if plain or look.pattern in ("solid", "graphic") else self._cover()
        across = "".join(
            f'<rect x="0" y="{y:g}" width="400" height="{height:g}" fill="{colour}" opacity="{opacity:g}"/>'
            for y, height, colour, opacity in bands
        )
        drawn = (
            f'<path d="{path}" fill="{fill or look.base}"/><g clip-path="url(#{name})">{cover}{across}{inside}'
            f'<rect width="400" height="500" fill="url(#{shade})"/></g>'
            f'<path d="{path}" fill="none" stroke="{mix(fill, "#1a1020", 0.35) if fill else look.line}" '
            f'stroke-width="1.6" stroke-linejoin="round"/>'
        )
        self.add(drawn)
        if both:
            self.add(mirrored(drawn))

    def _cover(self) -> str:
        if self.look.pattern == "colour-block":
            return f'<rect y="{self.look.pick(3) * 26 + 205}" width="400" height="300" fill="{self.look.accent}"/>'
        return '<rect width="400" height="500" fill="url(#p)"/>'

    def line(
        self, path: str, *, width: float = 1.5, colour: str = "", dash: str = "", opacity: float = 1
    ) -> None:
        """Draw a seam, a fold or a cord."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.add(
            f'<path d="{path}" fill="none" stroke="{colour or self.look.line}" stroke-width="{width:g}" '
            f'stroke-linecap="round" stroke-linejoin="round" opacity="{opacity:g}"{dashes}/>'
        )

    def shape(self, path: str, fill: str, *, opacity: float = 1, stroke: str = "") -> None:
        """Draw a plain filled shape."""
        edge = f' stroke="{stroke}" stroke-width="1.4" stroke-linejoin="round"' if stroke else ""
        self.add(f'<path d="{path}" fill="{fill}" opacity="{opacity:g}"{edge}/>')

    def dot(self, x: float, y: float, radius: float, fill: str, *, stroke: str = "") -> None:
        edge = f' stroke="{stroke}" stroke-width="1.2"' if stroke else ""
        self.add(f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}"{edge}/>')

    def oval(
        self,
        x: float,
        y: float,
        across: float,
        down: float,
        fill: str,
        *,
        stroke: str = "",
        width: float = 1.4,
    ) -> None:
        edge = f' stroke="{stroke}" stroke-width="{width:g}"' if stroke else ""
        self.add(f'<ellipse cx="{x:g}" cy="{y:g}" rx="{across:g}" ry="{down:g}" fill="{fill}"{edge}/>')

    def ring(
        self, x: float, y: float, across: float, colour: str, width: float, *, down: float = 0, dash: str = ""
    ) -> None:
        """Draw a hoop; down: its half height where it is no circle."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.add(
            f'<ellipse cx="{x:g}" cy="{y:g}" rx="{across:g}" ry="{down or across:g}" fill="none" stroke="{colour}" '
            f'stroke-width="{width:g}"{dashes}/>'
        )

    def box(self, x: float, y: float, width: float, height: float, radius: float, fill: str) -> None:
        self.add(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}" fill="{fill}"/>'
        )

    def buckle(self, x: float, y: float, size: float, colour: str, width: float, angle: float) -> None:
        """Draw a square frame, turned about its middle."""
        half = size / 2
        self.add(
            f'<rect x="{x - half:g}" y="{y - half:g}" width="{size:g}" height="{size:g}" rx="{size / 8:g}" fill="none" '
            f'stroke="{colour}" stroke-width="{width:g}" transform="rotate({angle:g} {x:g} {y:g})"/>'
        )

    def gloss(self, path: str, width: float, opacity: float) -> None:
        """Draw where light is reflected."""
        self.line(path, width=width, colour="#ffffff", opacity=opacity)

    def glow(self, x: float, y: float, across: float, down: float, fill: str, opacity: float) -> None:
        self.add(
            f'<ellipse cx="{x:g}" cy="{y:g}" rx="{across:g}" ry="{down:g}" fill="{fill}" opacity="{opacity:g}"/>'
        )

    def folds(self, *paths: str) -> None:
        """Draw soft folds."""
        for path in paths:
            self.line(path, width=2.2, colour=self.look.deep, opacity=0.22)

    def border(self, y: float, height: float = 20) -> list[Band]:
        """Return the bands of a decorated hem that begins at y, for patterns that have one."""
        look = self.look
        if look.pattern not in BORDERED:
            return []
        rich = look.gold if look.pattern == "zari" else look.ink
        return [
            (y, height, rich, 0.95),
            (y + height * 0.3, height * 0.4, look.deep, 0.75),
            (y - 5, 2, rich, 0.9),
        ]
