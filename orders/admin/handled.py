"""How states look on the pages of what staff decide on."""

from core.admin.handled import HandledAdmin

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

__all__ = ["TONES", "HandledAdmin"]
