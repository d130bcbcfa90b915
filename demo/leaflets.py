"""One-page leaflets, drawn as PDF."""

from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import ListFlowable, Paragraph, SimpleDocTemplate, Spacer, Table

from demo import catalog
from demo.catalog import Item

INK, GREEN = HexColor("#2b2924"), HexColor("#22664a")
TITLE = ParagraphStyle("title", fontName="Times-Roman", fontSize=20, leading=24, textColor=INK, spaceAfter=6)
HEAD = ParagraphStyle(
    "head", fontName="Times-Bold", fontSize=11, leading=14, textColor=GREEN, spaceBefore=10, spaceAfter=3
)
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=9, leading=13, textColor=INK)
NOTE = ParagraphStyle("note", parent=BODY, fontSize=7.5, leading=10, textColor=HexColor("#6d675c"))
PROMISE = (
    "If something is missing or does not work as it should, write to us with your order number. We send spare parts "
    "for as long as we have them, and say so when we have not."
)


def leaflet(item: Item) -> bytes:
    """What it is, what to know and how to keep it, on one A5 page."""
    page = BytesIO()
    document = SimpleDocTemplate(
        page,
        pagesize=A5,
        leftMargin=16 * mm,
        rightMargin=16 * mm,
        topMargin=15 * mm,
        bottomMargin=12 * mm,
        title=item.title,
        author=item.brand,
        invariant=1,
    )
    points = ListFlowable([Paragraph(text, BODY) for text in item.bullets], bulletType="bullet", start="•")
    document.build([
        Paragraph(item.brand, NOTE), Paragraph(item.title, TITLE), Paragraph(item.description, BODY),
        Paragraph("Good to know", HEAD), points, Paragraph("In figures", HEAD), _figures(item),
        Paragraph("If something is wrong", HEAD), Paragraph(PROMISE, BODY),
        Spacer(1, 8 * mm), Paragraph("A leaflet of the demo shop. Things and makers are invented.", NOTE),
    ])  # fmt: skip
    return page.getvalue()


def _figures(item: Item) -> Table:
    labels = catalog.attributes()
    rows = [[labels[key][0], f"{value} {labels[key][2]}".strip()] for key, value in item.specs.items()]
    style = [("FONT", (0, 0), (-1, -1), "Helvetica", 8.5), ("LINEBELOW", (0, 0), (-1, -2), 0.3, HexColor("#d8d0c0"))]
    return Table(rows, colWidths=[48 * mm, 64 * mm], style=style, hAlign="LEFT")
