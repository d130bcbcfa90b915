"""How returns work in this shop, as staff set it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from orders.models import ReturnPolicy


class PolicyForm(forms.ModelForm):
    class Meta:
        model = ReturnPolicy
        fields = [
            "label_fee", "fee_percent", "credit_bonus_percent", "keep_percent", "keep_up_to", "send_within_days",
            "review_from", "most_a_year", "early_up_to", "early_after_orders", "money_within_days",
            "claim_after_days", "claim_up_to", "holiday_from", "holiday_until", "holiday_back_until",
        ]  # fmt: skip


@admin.register(ReturnPolicy)
class ReturnPolicyAdmin(ModelAdmin):
    form = PolicyForm
    list_display = ["__str__", "label_fee", "review_from", "keep_up_to", "credit_bonus_percent"]
    fieldsets = [
        (_("What it costs"), {"fields": [("label_fee", "fee_percent"), "credit_bonus_percent"]}),
        (_("Keeping a flawed thing"), {"fields": [("keep_percent", "keep_up_to")]}),
        (_("When a person looks"), {"fields": [("review_from", "most_a_year")]}),
        (_("How long it takes"), {"fields": [("send_within_days", "money_within_days")]}),
        (_("Paid before it is here"), {"fields": [("early_up_to", "early_after_orders")]}),
        (_("Claims"), {"fields": [("claim_after_days", "claim_up_to")]}),
        (_("Holidays"), {"fields": [("holiday_from", "holiday_until", "holiday_back_until")]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not ReturnPolicy.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
