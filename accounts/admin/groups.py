"""Customer groups as staff see them."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from accounts.models import CustomerGroup


@admin.register(CustomerGroup)
class CustomerGroupAdmin(ModelAdmin):
    list_display = ["name", "number_of_members", "prices_without_tax"]
    search_fields = ["name"]
    autocomplete_fields = ["members"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CustomerGroup]:
        return super().get_queryset(request).annotate(number=Count("members"))

    @admin.display(description=_("customers"), ordering="number")
    def number_of_members(self, group: CustomerGroup) -> int:
        return group.number
