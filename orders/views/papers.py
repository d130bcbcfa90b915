"""Invoices and credit notes as PDFs, in the language of their order."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle
from reportlab.platypus.flowables import Flowable

from core.currency import format_money
from core.money import ZERO, Money
from orders.models import CreditNote, Invoice, Order
from orders.models.documents import Document
from orders.rules.documents import TaxRow, tax_rows

FONTS = Path(__file__).resolve().parent.parent / "fonts"
PLAIN, BOLD = "DejaVuSans", "DejaVuSans-Bold"
TEXT = ParagraphStyle("text", fontName=PLAIN, fontSize=9, leading=12.5)
QUIET = ParagraphStyle("quiet", TEXT, fontSize=7.5, leading=10, textColor=colors.HexColor("#555555"))
STRONG = ParagraphStyle("strong", TEXT, fontName=BOLD)
TITLE = ParagraphStyle("title", TEXT, fontName=BOLD, fontSize=17, leading=22, spaceAfter=3 * mm)
MARGIN = 20 * mm
Row = Sequence[str | Paragraph]


def invoice_pdf(invoice: Invoice) -> io.BytesIO:
    """Lines, what promotions took off, delivery, tax by rate, and what paid."""
    learn_fonts()
    order = invoice.order
    with translation.override(order.language):
        story = [
            *_head(invoice, gettext("Invoice")),
            _facts([(gettext("Order"), f"{order.number}, {_day(order.placed_at)}")]),
            Spacer(1, 4 * mm),
            _table(_line_head(), _line_rows(order), _WIDE),
            _sums(_order_sums(order)),
            *_tax_table(tax_rows(_order_amounts(order))),
            *_payment_words(order),
        ]
        return _build(invoice, gettext("Invoice"), story)


def credit_note_pdf(note: CreditNote) -> io.BytesIO:
    """Every part of what went back, and the tax in it."""
    learn_fonts()
    order = note.order
    with translation.override(order.language):
        about = f"{order.invoice.label}, {_day(order.invoice.issued_at)}"
        head = [gettext("What"), gettext("Tax"), gettext("Amount")]
        parts = list(note.parts.all())
        rows = [[_words(part.about), _rate(part.tax_hundredths), format_money(part.amount)] for part in parts]
        story = [
            *_head(note, gettext("Credit note")),
            _facts([(gettext("For invoice"), about), (gettext("Order"), f"{order.number}, {_day(order.placed_at)}")]),
            Spacer(1, 4 * mm),
            _table(head, rows, [110 * mm, 25 * mm, 35 * mm]),
            _sums([(gettext("Goes back to you"), note.amount)]),
            *_tax_table(tax_rows((part.tax_hundredths, part.tax, part.amount) for part in parts)),
            Spacer(1, 6 * mm),
            Paragraph(_way_words(note), TEXT),
        ]
        return _build(note, gettext("Credit note"), story)


def _way_words(note: CreditNote) -> str:
    return gettext("It became store credit.") if note.to_credit else gettext("The money goes back the way it came.")


def _head(document: Document, title: str) -> list[Flowable]:
    words = document.order.invoice.words
    seller, buyer = words["seller"], words["buyer"]
    return [
        Paragraph(escape(" · ".join(seller)), QUIET),
        Spacer(1, 8 * mm),
        *(Paragraph(escape(line), TEXT) for line in buyer),
        Spacer(1, 12 * mm),
        Paragraph(escape(f"{title} {document.label}"), TITLE),
        _facts([(gettext("Date"), _day(document.issued_at))]),
    ]


def _facts(rows: list[tuple[str, str]]) -> Table:
    cells = [[Paragraph(escape(name), TEXT), Paragraph(escape(value), TEXT)] for name, value in rows]
    style = TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP"), *_TIGHT])
    return Table(cells, colWidths=[35 * mm, 135 * mm], style=style, hAlign="LEFT")


def _line_head() -> list[str]:
    return [gettext("Quantity"), gettext("Item"), gettext("Price"), gettext("Tax"), gettext("Amount")]


def _line_rows(order: Order) -> Iterable[Row]:
    for line in order.lines.all():
        name = order.invoice.words["lines"].get(str(line.pk), line.title)
        yield [
            str(line.quantity),
            _words(name),
            format_money(line.unit_price),
            _rate(line.tax_hundredths),
            format_money(line.amount),
        ]


def _order_sums(order: Order) -> list[tuple[str, Money]]:
    rows = [(gettext("Goods"), order.goods)]
    rows += [(gettext("Delivery: %s") % order.delivery_method, order.delivery_before)]
    rows += [(name, -amount) for name, amount in order.savings]
    if not order.prices_include_tax:
        rows.append((gettext("Tax"), order.tax))
    return [*rows, (gettext("Total"), order.total)]


def _order_amounts(order: Order) -> Iterable[tuple[int, Money, Money]]:
    for line in order.lines.all():
        yield line.tax_hundredths, line.tax, line.cost.without_delivery
    if order.delivery_paid:
        yield order.delivery_tax_hundredths, order.delivery_tax, order.delivery_paid


def _payment_words(order: Order) -> list[Flowable]:
    paid = [(tender.label, tender.amount) for tender in order.tenders.all()]
    if order.due > ZERO:
        paid.append((gettext("Online payment"), order.due))
    words = ", ".join(f"{name} {format_money(amount)}" for name, amount in paid)
    return [Spacer(1, 6 * mm), Paragraph(escape(gettext("Paid: %s") % (words or format_money(ZERO))), STRONG)]


def _tax_table(rows: list[TaxRow]) -> list[Flowable]:
    head = [gettext("Tax rate"), gettext("Without tax"), gettext("Tax"), gettext("With tax")]
    cells = [[row.percent, *map(format_money, (row.net, row.tax, row.gross))] for row in rows]
    table = _table(head, cells, [50 * mm, 40 * mm, 40 * mm, 40 * mm])
    return [Spacer(1, 6 * mm), table] if rows else []


def _table(head: Row, rows: Iterable[Row], widths: Sequence[float]) -> Table:
    style = TableStyle([
        ("FONT", (0, 0), (-1, -1), PLAIN, 9), ("FONT", (0, 0), (-1, 0), BOLD, 8.5),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, colors.black), ("LINEBELOW", (0, 1), (-1, -1), 0.25, colors.grey),
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("ALIGN", (-3 if len(widths) > 3 else -2, 0), (-1, -1), "RIGHT"),
        ("LEFTPADDING", (0, 0), (0, -1), 0), ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
    ])  # fmt: skip
    return Table([list(head), *map(list, rows)], colWidths=list(widths), style=style, repeatRows=1, hAlign="LEFT")


def _sums(rows: list[tuple[str, Money]]) -> Table:
    """Names and amounts, the last of them in bold."""
    cells: list[Row] = [["", _words(name), format_money(amount)] for name, amount in rows[:-1]]
    cells.append(["", Paragraph(escape(rows[-1][0]), STRONG), format_money(rows[-1][1])])
    style = TableStyle([
        ("FONT", (0, 0), (-1, -1), PLAIN, 9), ("FONT", (0, -1), (-1, -1), BOLD, 9), ("ALIGN", (2, 0), (2, -1), "RIGHT"),
        ("LINEABOVE", (1, -1), (-1, -1), 0.8, colors.black), ("RIGHTPADDING", (-1, 0), (-1, -1), 0), *_TIGHT,
    ])  # fmt: skip
    return Table(cells, colWidths=[75 * mm, 60 * mm, 35 * mm], style=style, hAlign="LEFT", spaceBefore=3 * mm)


def _build(document: Document, title: str, story: list[Flowable]) -> io.BytesIO:
    file = io.BytesIO()
    words = document.order.invoice.words
    foot = " · ".join([*words["seller"], *([gettext("VAT ID %s") % words["vat_id"]] if words["vat_id"] else [])])

    def draw_foot(canvas: Canvas, _document: object) -> None:
        canvas.setFont(PLAIN, 7)
        canvas.drawString(MARGIN, 12 * mm, foot[:150])
        canvas.drawRightString(A4[0] - MARGIN, 12 * mm, f"{document.label} · {canvas.getPageNumber()}")

    paper = SimpleDocTemplate(
        file,
        pagesize=A4,
        title=f"{title} {document.label}",
        author=settings.SHOP_NAME,
        lang=document.order.language,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=18 * mm,
        bottomMargin=22 * mm,
    )
    paper.build(story, onFirstPage=draw_foot, onLaterPages=draw_foot)
    file.seek(0)
    return file


@cache
def learn_fonts() -> None:
    """Fonts with more than Latin letters, read once."""
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)


def _words(text: str) -> Paragraph:
    return Paragraph(escape(text), TEXT)


def _rate(hundredths: int) -> str:
    return f"{hundredths / 100:g} %"


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


_WIDE = [20 * mm, 72 * mm, 28 * mm, 20 * mm, 30 * mm]
_TIGHT = [("TOPPADDING", (0, 0), (-1, -1), 1.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5)]
