"""The promise about lower prices, and what was paid for it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from core.admin.refusals import ReadOnlyAdmin
from orders.models import PriceDrop, PriceDropPromise


@admin.register(PriceDropPromise)
class PriceDropPromiseAdmin(ModelAdmin):
    list_display = ["__str__", "mode", "days", "counted_from", "most", "least"]
    autocomplete_fields = ["products", "categories"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not PriceDropPromise.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(PriceDrop)
class PriceDropAdmin(ReadOnlyAdmin):
    list_display = ["line", "new_price", "units", "amount", "note", "created_at"]
    list_select_related = ["line", "note"]
    search_fields = ["line__order__number", "line__sku"]
