"""Where the shop delivers, what it costs, and which taxes apply."""

from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from orders.models import DeliveryMethod, DeliveryRate, DeliveryZone, TaxRate


class RateInline(TabularInline):
    model = DeliveryRate
    extra = 0


@admin.register(DeliveryZone)
class DeliveryZoneAdmin(ModelAdmin):
    list_display = ["name", "countries"]


@admin.register(DeliveryMethod)
class DeliveryMethodAdmin(ModelAdmin):
    list_display = ["name", "zone", "min_days", "max_days", "free_from", "is_active"]
    list_filter = ["zone", "is_active"]
    inlines = [RateInline]


@admin.register(TaxRate)
class TaxRateAdmin(ModelAdmin):
    list_display = ["country_code", "region", "tax_class", "hundredths", "valid_from", "valid_until"]
    list_filter = ["tax_class"]
    search_fields = ["country_code"]
