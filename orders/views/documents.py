"""Invoices and credit notes by sign-in, or by the link in the mail with the e-mail address of the order.

They have to name the buyer in full, which the page behind the link does not.
"""

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.links import read_link
from orders.actions.mails import LINK_VALID_FOR, VIEW
from orders.models import CreditNote, CreditNotePart, Invoice, Order, OrderLine
from orders.models.documents import DocumentQuerySet
from orders.views.papers import credit_note_pdf, invoice_pdf
from orders.views.proven import ask_for_proof, knows_address

Answer = FileResponse | HttpResponse


@login_required
@never_cache
@require_safe
def order_invoice(request: HttpRequest, number: str) -> FileResponse:
    return _invoice(Invoice.objects.visible_to(request.user), number)


@never_cache
@require_safe
def order_invoice_link(request: HttpRequest, token: str) -> Answer:
    order = _order(token)
    if not knows_address(request, order):
        return ask_for_proof(request, token)
    return _invoice(Invoice.objects.all(), order.number)


@login_required
@never_cache
@require_safe
def credit_note(request: HttpRequest, number: str, note_number: int) -> FileResponse:
    return _credit_note(CreditNote.objects.visible_to(request.user), number, note_number)


@never_cache
@require_safe
def credit_note_link(request: HttpRequest, token: str, note_number: int) -> Answer:
    order = _order(token)
    if not knows_address(request, order):
        return ask_for_proof(request, token)
    return _credit_note(CreditNote.objects.all(), order.number, note_number)


def _order(token: str) -> Order:
    """The order of the link. Raises LinkNotValid."""
    return get_object_or_404(Order, number=read_link(VIEW, token, LINK_VALID_FOR))


def _invoice(invoices: DocumentQuerySet, number: str) -> FileResponse:
    lines = Prefetch("order__lines", OrderLine.objects.select_related("order"))
    whole = invoices.select_related("order").prefetch_related(lines, "order__tenders", "order__discounts")
    invoice = get_object_or_404(whole, order__number=number)
    return FileResponse(invoice_pdf(invoice), filename=f"{invoice.label}.pdf", content_type="application/pdf")


def _credit_note(notes: DocumentQuerySet, number: str, note_number: int) -> FileResponse:
    parts = Prefetch("parts", CreditNotePart.objects.select_related("line"))
    whole = notes.select_related("order__invoice").prefetch_related(parts)
    note = get_object_or_404(whole, order__number=number, number=note_number)
    return FileResponse(credit_note_pdf(note), filename=f"{note.label}.pdf", content_type="application/pdf")
