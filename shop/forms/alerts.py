"""What somebody says when they want to be told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyFormField
from shop.models import Alert


class AlertForm(forms.Form):
    """Customers are known; guests name an address."""

    kind = forms.ChoiceField(choices=Alert.Kind.choices, widget=forms.HiddenInput)
    target = MoneyFormField(
        label=_("Only at this price or less"),
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("Empty: as soon as it costs less than today."),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def __init__(self, *args: Any, is_guest: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_guest:
            del self.fields["email"]
        if self["kind"].value() != Alert.Kind.PRICE:
            del self.fields["target"]
