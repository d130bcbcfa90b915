"""What earns points and what they buy, built by staff without code."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from core.admin.refusals import ReadOnlyInline
from orders.actions.points import forget_rules
from orders.models import EarningRule, Reward, RewardClaim


@admin.register(EarningRule)
class EarningRuleAdmin(ModelAdmin):
    list_display = ["name", "kind", "times", "points", "is_active", "starts_at", "ends_at"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name"]
    autocomplete_fields = ["products", "categories", "brands"]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        forget_rules()

    def delete_model(self, request: HttpRequest, obj: EarningRule) -> None:
        super().delete_model(request, obj)
        forget_rules()


class ClaimInline(ReadOnlyInline):
    model = RewardClaim
    fields = ["customer", "points", "coupon", "created_at"]


@admin.register(Reward)
class RewardAdmin(ModelAdmin):
    list_display = ["name", "points", "promotion", "left", "claimed", "is_active"]
    list_select_related = ["promotion"]
    list_filter = ["is_active"]
    search_fields = ["name"]
    autocomplete_fields = ["promotion"]
    readonly_fields = ["claimed"]
    inlines = [ClaimInline]

    @admin.display(description=_("left"))
    def left(self, reward: Reward) -> str:
        return "∞" if reward.stock is None else str(reward.stock - reward.claimed)

    def has_delete_permission(self, request: HttpRequest, obj: Reward | None = None) -> bool:
        """What somebody took stays."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.claimed)
