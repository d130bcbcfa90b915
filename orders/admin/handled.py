"""Pages of what staff decide on: read by who may see it, pressed by who may change it."""

from typing import Any

from django.http import HttpRequest

from core.admin import handled
from core.admin.refusals import ReadOnlyAdmin

TONES = {
    "requested": "info",
    "in_review": "warning",
    "approved": "info",
    "in_transit": "info",
    "received": "warning",
    "inspected": "warning",
    "settled": "success",
    "rejected": "danger",
    "canceled": "danger",
    "expired": "danger",
    "lost": "danger",
    "asked": "info",
    "granted": "success",
    "declined": "danger",
}

PAYS_OUT = "orders.add_refund"
"""The right that sending money back needs besides that of the thing it is for."""


class PayingAdmin(ReadOnlyAdmin):
    """Of whose buttons some send money back."""

    def has_pay_out_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm(PAYS_OUT)


class HandledAdmin(PayingAdmin, handled.HandledAdmin):
    """What staff decide with a press, some of which send money back."""
