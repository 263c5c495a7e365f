"""Invoices and credit notes as PDF, one function in and bytes out.

In English, with the font that comes with reportlab, for no package that the shop needs brings one of India's scripts.
It has no ₹, which is drawn, and only Latin letters, in which names of other scripts are written. The page in the
browser shows everything as it was given, and prints.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from io import BytesIO
from typing import Any

from django.utils import timezone
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from apps.orders.billing import BilledLine
from apps.orders.invoices import Paper, percent_text
from apps.orders.latin import latin
from apps.orders.rupee_sign import BOLD, FONT, Amount

MARGIN = 15 * mm
WIDTHS = [x * mm for x in (50, 13, 12, 24, 21, 11, 25, 24)]
SMALL = ParagraphStyle("small", fontName=FONT, fontSize=7.5, leading=10)
RIGHT = ParagraphStyle("right", parent=SMALL, alignment=2)
STRONG = ParagraphStyle("strong", parent=SMALL, fontName=BOLD)
STRONG_RIGHT = ParagraphStyle("strong-right", parent=RIGHT, fontName=BOLD)
TITLE = ParagraphStyle("title", fontName=BOLD, fontSize=15, leading=20)
GRID = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, colors.HexColor("#c9b8bf")),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#f8f3f3")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
)


def paper_pdf(paper: Paper) -> bytes:
    """Draw an invoice or credit note on A4; the same document gives the same bytes."""
    _fonts()
    target = BytesIO()
    SimpleDocTemplate(
        target,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=paper.document.number,
        author=paper.document.seller["name"],
        invariant=1,
    ).build(
        [*_head(paper), _lines(paper), Spacer(1, 6 * mm), _rates(paper), Spacer(1, 6 * mm), *_foot(paper)]
    )
    return target.getvalue()


def _fonts() -> None:
    for name in (FONT, BOLD):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))


def _head(paper: Paper) -> list[Any]:
    document, seller, buyer = paper.document, paper.document.seller, paper.document.buyer
    facts = [
        ("Number", document.number),
        ("Date", timezone.localtime(document.issued_at).strftime("%d %b %Y")),
        ("Order", paper.order_number),
        ("Place of supply", paper.place_of_supply),
    ]
    if paper.invoice is not None:
        day = timezone.localtime(paper.invoice.issued_at).strftime("%d %b %Y")
        facts += [("Against invoice", f"{paper.invoice.number} of {day}"), ("Reason", paper.reason)]
    parties = Table(
        [
            [_text("Sold by", STRONG), _text("Sold to", STRONG), ""],
            [
                _block(seller["name"], seller["address"], paper.supplied_from, f"GSTIN {seller['gstin']}"),
                _block(buyer["name"], buyer["address"], paper.place_of_supply, buyer["phone"], _gstin(buyer)),
                _block(*(f"{name}: {value}" for name, value in facts if value)),
            ],
        ],
        colWidths=[60 * mm] * 3,
        style=TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]),
    )
    title = "Tax invoice" if paper.invoice is None else "Credit note"
    return [Paragraph(title, TITLE), Spacer(1, 4 * mm), parties, Spacer(1, 6 * mm)]


def _gstin(buyer: dict[str, str]) -> str:
    """Invoices from before businesses could say theirs have none."""
    return f"GSTIN {buyer['gstin']}" if buyer.get("gstin") else ""


def _lines(paper: Paper) -> Table:
    head = ["Goods", "HSN", "Qty", "Price", "Discount", "GST", "Taxable value", "Total"]
    rows: list[list[Any]] = [
        [_text(name, STRONG if index == 0 else STRONG_RIGHT) for index, name in enumerate(head)]
    ]
    rows += [_line(x) for x in paper.lines]
    return Table(rows, colWidths=WIDTHS, style=GRID, repeatRows=1)


def _line(line: BilledLine) -> list[Any]:
    return [
        _text(line.title, SMALL),
        _text(line.hsn, RIGHT),
        _text(str(line.quantity), RIGHT),
        Amount(line.unit_price_paise),
        Amount(line.discount_paise) if line.discount_paise else "",
        _text(f"{percent_text(line.percent)} %", RIGHT),
        Amount(line.taxable_paise),
        Amount(line.total_paise),
    ]


def _rates(paper: Paper) -> Table:
    taxes = ["CGST", paper.local_tax] if paper.both_halves else ["IGST"]
    rows = [[_text(x, STRONG_RIGHT) for x in ("Rate", "Taxable value", *taxes, "Total")]]
    for percent, total in [*paper.rates, ("", paper.document)]:
        sums = [total.cgst_paise, total.sgst_paise] if paper.both_halves else [total.igst_paise]
        label = _text(f"{percent} %", RIGHT) if percent else _text("Together", STRONG_RIGHT)
        cells = [Amount(x, bold=not percent) for x in (total.taxable_paise, *sums, total.total_paise)]
        rows.append([label, *cells])
    return Table(rows, colWidths=[180 * mm / len(rows[0])] * len(rows[0]), style=GRID)


def _foot(paper: Paper) -> list[Any]:
    return [
        _text(
            "All amounts in Indian rupees. Prices contain GST. No tax is payable on reverse charge.", SMALL
        ),
        _text("Made by a computer; valid without a signature.", SMALL),
    ]


def _block(*lines: str) -> Paragraph:
    return Paragraph("<br/>".join(escape(x) for x in map(_printable, lines) if x), SMALL)


def _text(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(_printable(text)), style)


def _printable(text: str) -> str:
    glyphs: Iterable[int] = pdfmetrics.getFont(FONT).face.charToGlyph
    return "".join(sign for sign in latin(text) if ord(sign) in glyphs)
