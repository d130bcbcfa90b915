"""The packing slip as a PDF: who gets what, with boxes to tick. No prices, so that it may lie in a present."""

import io
from xml.sax.saxutils import escape

from django.utils.translation import gettext
from reportlab.graphics.barcode import code128
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle
from reportlab.platypus.flowables import Flowable

from orders.models import Order

GRID = TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")])


def packing_slip(order: Order) -> io.BytesIO:
    """The slip of an order with its lines and address loaded."""
    styles = getSampleStyleSheet()
    story: list[Flowable] = [
        Paragraph(gettext("Packing slip"), styles["Title"]),
        code128.Code128(order.number, barHeight=12 * mm),
        Paragraph(escape(order.number), styles["Normal"]),
        Spacer(1, 8 * mm),
        *(Paragraph(escape(line), styles["Normal"]) for line in order.address.lines),
        Spacer(1, 8 * mm),
        _table(order, styles["Normal"]),
    ]
    file = io.BytesIO()
    SimpleDocTemplate(file, pagesize=A4, title=f"{gettext('Packing slip')} {order.number}").build(story)
    file.seek(0)
    return file


def _table(order: Order, style) -> Table:
    head = [gettext("Packed"), gettext("Quantity"), "SKU", gettext("Item")]
    rows = [
        ["[  ]", str(line.units), line.sku, Paragraph(escape(f"{line.title} {line.options}".strip()), style)]
        for line in order.lines.all()
        if line.units
    ]
    return Table([head, *rows], colWidths=[18 * mm, 20 * mm, 40 * mm, 90 * mm], style=GRID, repeatRows=1)
