"""Payments, refunds and the provider's events: to look at."""

from django.contrib import admin

from core.admin.refusals import ReadOnlyAdmin
from orders.models import Payment, Refund, StripeEvent


@admin.register(Payment)
class PaymentAdmin(ReadOnlyAdmin):
    list_display = ["order", "state", "amount", "refunded", "created_at", "checked_at"]
    list_filter = ["state"]
    search_fields = ["order__number", "intent_id", "session_id"]


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    list_display = ["payment", "amount", "state", "reason", "created_at", "error"]
    list_filter = ["state"]
    list_select_related = ["payment__order"]


@admin.register(StripeEvent)
class StripeEventAdmin(ReadOnlyAdmin):
    list_display = ["event_id", "kind", "object_id", "received_at", "processed_at"]
    list_filter = ["kind"]
