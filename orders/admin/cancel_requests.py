"""Buyers who ask to cancel what is packed."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.admin.refusals import ReadOnlyAdmin
from orders.models import CancelRequest


@admin.register(CancelRequest)
class CancelRequestAdmin(ReadOnlyAdmin):
    list_display = ["order", "state", "words", "asked_at", "decided_at", "decide"]
    list_filter = ["state"]
    list_select_related = ["order"]
    search_fields = ["order__number"]
    fields = [("order", "state"), ("asked_at", "words"), ("decided_at", "decided_by"), "answer"]

    @admin.display(description=_("what to do"))
    def decide(self, request: CancelRequest) -> str:
        if request.state != CancelRequest.State.ASKED:
            return "–"
        page = reverse("admin:orders_order_cancel_request", args=[request.order_id])
        return format_html('<a href="{}">{}</a>', page, _("Decide"))
