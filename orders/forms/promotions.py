"""What staff say when they make codes."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.money import ZERO, Money
from orders.models import Coupon, Promotion

PREFIX = re.compile(r"[A-Za-z0-9-]*")


class PromotionForm(forms.ModelForm):
    class Meta:
        model = Promotion
        fields = [
            "name",
            "lane",
            "kind",
            "percent",
            "amount",
            "group_size",
            "free_units",
            "is_active",
            "starts_at",
            "ends_at",
            "spend_from",
            "units_from",
            "products",
            "categories",
            "brands",
            "without_products",
            "without_categories",
            "without_reduced",
            "methods",
            "groups",
            "members_only",
            "first_order_only",
            "max_uses",
            "max_uses_per_buyer",
            "priority",
            "exclusive",
            "combines_with",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spend_from"].required = False

    def clean_spend_from(self) -> Money:
        """Nothing given is no least value."""
        return self.cleaned_data["spend_from"] or ZERO


class CouponForm(forms.ModelForm):
    class Meta:
        model = Coupon
        fields = ["promotion", "code", "max_uses"]

    def clean_code(self) -> str:
        return " ".join(self.cleaned_data["code"].split())


class CouponBatchForm(forms.Form):
    number = forms.IntegerField(label=_("How many?"), min_value=1, max_value=10_000, initial=100)
    prefix = forms.CharField(
        label=_("Begin with"), max_length=12, required=False, help_text=_("Such as SPRING-; the rest is random.")
    )
    batch = forms.CharField(label=_("Name of the batch"), max_length=80, help_text=_("To find them again."))

    def clean_prefix(self) -> Any:
        prefix = self.cleaned_data["prefix"]
        if not PREFIX.fullmatch(prefix):
            raise ValidationError(_("Letters, digits and hyphens only."))
        return prefix.upper()
