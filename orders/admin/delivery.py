"""Where the shop delivers, what it costs, and which taxes apply."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminTextareaWidget

from orders.models import DeliveryMethod, DeliveryRate, DeliveryZone, TaxRate
from shop.forms.lines import CountriesField


class RateInline(TabularInline):
    model = DeliveryRate
    extra = 0


class ZoneForm(forms.ModelForm):
    class Meta:
        model = DeliveryZone
        fields = ["name", "countries"]
        field_classes = {"countries": CountriesField}
        widgets = {"countries": UnfoldAdminTextareaWidget}


@admin.register(DeliveryZone)
class DeliveryZoneAdmin(ModelAdmin):
    form = ZoneForm
    list_display = ["name", "shown_countries"]

    @admin.display(description=_("countries"))
    def shown_countries(self, zone: DeliveryZone) -> str:
        return ", ".join(zone.countries)


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
