"""Invoices and credit notes for whoever may see their order: by sign-in, or by the link in the mail."""

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.links import read_link
from orders.actions.mails import VIEW
from orders.models import CreditNote, CreditNotePart, Invoice, OrderLine
from orders.models.documents import DocumentQuerySet
from orders.views.orders import LINK_VALID_FOR
from orders.views.papers import credit_note_pdf, invoice_pdf


@login_required
@never_cache
@require_safe
def order_invoice(request: HttpRequest, number: str) -> FileResponse:
    return _invoice(Invoice.objects.visible_to(request.user), number)


@never_cache
@require_safe
def order_invoice_link(request: HttpRequest, token: str) -> FileResponse:
    return _invoice(Invoice.objects.all(), read_link(VIEW, token, LINK_VALID_FOR))


@login_required
@never_cache
@require_safe
def credit_note(request: HttpRequest, number: str, note_number: int) -> FileResponse:
    return _credit_note(CreditNote.objects.visible_to(request.user), number, note_number)


@never_cache
@require_safe
def credit_note_link(request: HttpRequest, token: str, note_number: int) -> FileResponse:
    return _credit_note(CreditNote.objects.all(), read_link(VIEW, token, LINK_VALID_FOR), note_number)


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
