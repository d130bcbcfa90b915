"""A return label as a PDF of 4 by 6 inches: Code 128 for the carrier, a QR code for the counter and the warehouse."""

from collections.abc import Sequence
from datetime import date

from reportlab.graphics import renderPDF, renderSVG
from reportlab.graphics.barcode import code128
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import inch, mm
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 4 * inch, 6 * inch
EDGE = 6 * mm
QR_SIDE = 32 * mm


def draw_label(
    *,
    carrier: str,
    tracking_number: str,
    code: str,
    sender: Sequence[str],
    receiver: Sequence[str],
    number: str,
    expires_on: date,
) -> bytes:
    """`code` is what the QR code says; `number` is the return's, as the warehouse types it."""
    page = Canvas("label.pdf", pagesize=(WIDTH, HEIGHT), invariant=True)
    page.setTitle(f"{carrier} {tracking_number}")
    _write(page, [carrier], EDGE, HEIGHT - EDGE - 6 * mm, size=20)
    _write(page, sender, EDGE, HEIGHT - 22 * mm, size=8)
    page.line(EDGE, HEIGHT - 42 * mm, WIDTH - EDGE, HEIGHT - 42 * mm)
    _write(page, receiver, EDGE, HEIGHT - 51 * mm, size=13)
    page.line(EDGE, HEIGHT - 82 * mm, WIDTH - EDGE, HEIGHT - 82 * mm)
    _draw_bars(page, tracking_number)
    _draw_qr(page, code)
    _write(page, [f"RMA {number}", expires_on.isoformat()], EDGE, 20 * mm, size=13)
    page.showPage()
    return bytes(page.getpdfdata())


def _write(page: Canvas, lines: Sequence[str], left: float, top: float, *, size: int) -> None:
    page.setFont("Helvetica-Bold" if size > 12 else "Helvetica", size)
    for place, line in enumerate(lines[:6]):
        page.drawString(left, top - place * size * 1.25, line[:44])


def _draw_bars(page: Canvas, tracking_number: str) -> None:
    bars = code128.Code128(tracking_number, barHeight=20 * mm, barWidth=0.42 * mm, quiet=False)
    bars.drawOn(page, (WIDTH - bars.width) / 2, HEIGHT - 106 * mm)
    page.setFont("Helvetica", 10)
    page.drawCentredString(WIDTH / 2, HEIGHT - 111 * mm, tracking_number)


def _draw_qr(page: Canvas, code: str) -> None:
    widget = QrCodeWidget(code, barLevel="M")
    left, bottom, right, top = widget.getBounds()
    drawing = Drawing(QR_SIDE, QR_SIDE, transform=[QR_SIDE / (right - left), 0, 0, QR_SIDE / (top - bottom), 0, 0])
    drawing.add(widget)
    renderPDF.draw(drawing, page, WIDTH - EDGE - QR_SIDE, 4 * mm)


def draw_code(code: str) -> str:
    """The QR code alone, as an SVG for a telephone's screen."""
    widget = QrCodeWidget(code, barLevel="M", barBorder=4)
    left, bottom, right, top = widget.getBounds()
    side = 240
    drawing = Drawing(side, side, transform=[side / (right - left), 0, 0, side / (top - bottom), 0, 0])
    drawing.add(widget)
    return str(renderSVG.drawToString(drawing))
