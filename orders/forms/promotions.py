"""What staff say when they make codes."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.codes import canonical_code
from core.money import ZERO, Money
from orders.models import Coupon, Promotion
from orders.rules.promotions import Lane

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

        help_texts = {
            "percent": _("For “percent off”."),
            "amount": _("For an amount or a fixed price."),
            "units_from": _("Of the goods it is for."),
            "is_active": _("Leave it off, save, and try it on recent baskets first."),
            "starts_at": _("Empty: as soon as it is switched on."),
            "ends_at": _("Empty: until it is switched off."),
            "products": _("Any of these products, categories or brands. All three empty: everything in the shop."),
            "categories": _("With all categories below them."),
            "methods": _("For free delivery. None chosen: all of them."),
            "groups": _("Empty: everybody."),
            "max_uses": _("Of all customers together. Empty: as many as come."),
            "max_uses_per_buyer": _("Empty: as often as they like."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spend_from"].required = False
        self.fields["units_from"].required = False

    def clean_spend_from(self) -> Money:
        """Nothing given is no least value."""
        return self.cleaned_data["spend_from"] or ZERO

    def clean_units_from(self) -> int:
        """Nothing given is any number."""
        return self.cleaned_data["units_from"] or 0


class CouponForm(forms.ModelForm):
    class Meta:
        model = Coupon
        fields = ["promotion", "code", "max_uses"]

    def clean_code(self) -> str:
        return " ".join(self.cleaned_data["code"].split())


class CouponsFormSet(forms.BaseInlineFormSet):
    """A promotion's shared codes. Those that come together are compared with one another too."""

    def clean(self) -> None:
        super().clean()
        read: set[str] = set()
        for form in self.forms:
            code = canonical_code((getattr(form, "cleaned_data", None) or {}).get("code") or "")
            if not code or form in self.deleted_forms:
                continue
            if self.instance.lane != Lane.COUPON:
                form.add_error("code", _("Only a promotion in the lane of codes can have codes."))
            if code in read:
                form.add_error("code", _("Another code reads the same."))
            read.add(code)


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
