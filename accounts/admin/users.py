"""Customers and staff as staff see them."""

from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from accounts.models import Address, User


class AddressInline(TabularInline):
    model = Address
    fields = ["name", "street_address", "postal_code", "city", "country_code", "is_default"]
    extra = 0


@admin.register(User)
class UserAdmin(ModelAdmin):
    list_display = ["email", "name", "is_staff", "is_active", "date_joined"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["email", "name"]
    fields = [
        "email",
        "name",
        "language",
        "is_active",
        "is_staff",
        "is_superuser",
        "groups",
        "is_insider",
        "date_joined",
        "last_login",
    ]
    readonly_fields = ["date_joined", "last_login"]
    filter_horizontal = ["groups"]
    inlines = [AddressInline]
