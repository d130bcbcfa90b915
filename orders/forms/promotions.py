"""What staff say when they make codes."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from orders.models import Coupon

PREFIX = re.compile(r"[A-Za-z0-9-]*")


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
