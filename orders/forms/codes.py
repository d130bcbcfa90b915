"""A code as people type it."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Coupon code or gift card"),
        max_length=60,
        error_messages={"required": _("Please type the code.")},
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false", "enterkeyhint": "done"}
        ),
    )


class PointsForm(forms.Form):
    points = forms.IntegerField(min_value=0, max_value=1_000_000_000)
