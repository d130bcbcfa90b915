"""Invoices and credit notes: to look at."""

from django.contrib import admin

from core.admin.refusals import ReadOnlyAdmin, ReadOnlyInline
from orders.models import CreditNote, CreditNotePart, Invoice


@admin.register(Invoice)
class InvoiceAdmin(ReadOnlyAdmin):
    list_display = ["label", "order", "issued_at"]
    list_select_related = ["order"]
    list_filter = ["series"]
    search_fields = ["order__number", "number"]


class PartInline(ReadOnlyInline):
    model = CreditNotePart
    fields = ["kind", "line", "units", "amount", "tax"]


@admin.register(CreditNote)
class CreditNoteAdmin(ReadOnlyAdmin):
    list_display = ["label", "order", "amount", "tax", "reason", "issued_at"]
    list_select_related = ["order"]
    list_filter = ["series"]
    search_fields = ["order__number", "number", "reason"]
    inlines = [PartInline]
