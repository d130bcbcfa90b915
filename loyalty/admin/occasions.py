"""Points on customers' days: how many, and whether at all."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from loyalty.models import Occasion, OccasionRule


@admin.register(OccasionRule)
class OccasionRuleAdmin(ModelAdmin):
    list_display = ["__str__", "points", "is_active", "done_until"]
    fields = ["kind", "points", "is_active", "done_until"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["kind", "done_until"] if obj else ["done_until"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and OccasionRule.objects.count() < len(Occasion)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Switched off, not deleted: it remembers which days are done."""
        return False
