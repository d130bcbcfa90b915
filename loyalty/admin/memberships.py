"""Plans and memberships as staff see them."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from loyalty.models import Membership, Plan


@admin.register(Plan)
class PlanAdmin(ModelAdmin):
    list_display = ["name"]


@admin.register(Membership)
class MembershipAdmin(ModelAdmin):
    list_display = ["customer", "plan", "starts_at", "ends_at"]
    autocomplete_fields = ["customer"]
