"""Amounts with the rupee sign, drawn: the font has none. Who copies the text gets "Rs." in its place."""

from __future__ import annotations

from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Flowable

from retailgenie.lib.money import format_inr

FONT, BOLD = "Vera", "VeraBd"
SIZE, LEADING = 7.5, 10.0  # points
CAP = 0.73  # height of a capital letter of the font, of its size
WIDE = 0.62  # width of the sign with its space, of the font's size
INVISIBLE = 3  # text render mode (ISO 32000-1, 9.3.6)


class Amount(Flowable):
    """Paise, at the right edge of a cell."""

    def __init__(self, paise: int, *, bold: bool = False) -> None:
        super().__init__()
        self.number = format_inr(abs(paise)).removeprefix("₹")
        self.minus, self.font = "-" if paise < 0 else "", BOLD if bold else FONT
        self.stroke = SIZE * (0.13 if bold else 0.085)

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 - reportlab's names
        self.width = availWidth
        return availWidth, LEADING

    def draw(self) -> None:
        base = LEADING - SIZE
        left = self.width - pdfmetrics.stringWidth(self.number, self.font, SIZE) - SIZE * WIDE
        if self.minus:
            self.canv.setFont(self.font, SIZE)
            self.canv.drawRightString(left - 1, base, self.minus)
        self._sign(left, base)
        self._read_as(left, base)
        self.canv.setFont(self.font, SIZE)
        self.canv.drawRightString(self.width, base, self.number)

    def _sign(self, left: float, base: float) -> None:
        """Two bars, the bowl of an R between them, and its leg."""
        canv, unit = self.canv, SIZE * CAP
        top, second, low = base + unit * 0.95, base + unit * 0.70, base + unit * 0.44
        right, neck = left + unit * 0.66, left + unit * 0.20
        canv.saveState()
        canv.setLineWidth(self.stroke)
        canv.line(left, top, right, top)
        canv.line(left, second, right, second)
        path = canv.beginPath()
        path.moveTo(left, top)
        path.lineTo(neck, top)
        path.curveTo(left + unit * 0.62, top, left + unit * 0.62, low, neck, low)
        path.lineTo(left, low)
        path.lineTo(left + unit * 0.54, base)
        canv.drawPath(path)
        canv.restoreState()

    def _read_as(self, left: float, base: float) -> None:
        self.canv.saveState()
        text = self.canv.beginText(left, base)
        text.setFont(self.font, SIZE / 3)
        text.setTextRenderMode(INVISIBLE)
        text.textOut("Rs. ")
        self.canv.drawText(text)
        self.canv.restoreState()
