"""Invoices and credit notes as PDF, one function in and bytes out.

In English, and with a font that comes with reportlab: it has no ₹ and only Latin letters, so sums are in "Rs." and
signs that it lacks are left out. The page in the browser shows everything.
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

from apps.orders.invoices import Paper, percent_text
from retailgenie.lib.money import format_inr

FONT, BOLD = "Vera", "VeraBd"
MARGIN = 15 * mm
WIDTHS = [62 * mm, 16 * mm, 10 * mm, 24 * mm, 12 * mm, 28 * mm, 28 * mm]
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
    head = ["Goods", "HSN", "Qty", "Price", "GST", "Taxable value", "Total"]
    rows = [[_text(name, STRONG if index == 0 else STRONG_RIGHT) for index, name in enumerate(head)]]
    for line in paper.lines:
        off = f" (less {_money(line.discount_paise)})" if line.discount_paise else ""
        rows.append(
            [
                _text(line.title + off, SMALL),
                _text(line.hsn, RIGHT),
                _text(str(line.quantity), RIGHT),
                _text(_money(line.unit_price_paise), RIGHT),
                _text(f"{percent_text(line.percent)} %", RIGHT),
                _text(_money(line.taxable_paise), RIGHT),
                _text(_money(line.total_paise), RIGHT),
            ]
        )
    return Table(rows, colWidths=WIDTHS, style=GRID, repeatRows=1)


def _rates(paper: Paper) -> Table:
    taxes = ["CGST", paper.local_tax] if paper.both_halves else ["IGST"]
    rows = [[_text(x, STRONG_RIGHT) for x in ("Rate", "Taxable value", *taxes, "Total")]]
    for percent, total in [*paper.rates, ("", paper.document)]:
        sums = [total.cgst_paise, total.sgst_paise] if paper.both_halves else [total.igst_paise]
        style = RIGHT if percent else STRONG_RIGHT
        cells = [_money(x) for x in (total.taxable_paise, *sums, total.total_paise)]
        rows.append([_text(x, style) for x in (f"{percent} %" if percent else "Together", *cells)])
    return Table(rows, colWidths=[180 * mm / len(rows[0])] * len(rows[0]), style=GRID)


def _foot(paper: Paper) -> list[Any]:
    return [
        _text("Prices contain GST. No tax is payable on reverse charge.", SMALL),
        _text("Made by a computer; valid without a signature.", SMALL),
    ]


def _block(*lines: str) -> Paragraph:
    return Paragraph("<br/>".join(escape(_printable(x)) for x in lines if x), SMALL)


def _text(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(_printable(text)), style)


def _printable(text: str) -> str:
    glyphs: Iterable[int] = pdfmetrics.getFont(FONT).face.charToGlyph
    return "".join(sign for sign in text if ord(sign) in glyphs)


def _money(paise: int) -> str:
    return format_inr(paise).replace("₹", "Rs. ")
