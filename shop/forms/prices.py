"""How staff change many prices at once."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldBooleanSwitchWidget

from core.fields import MoneyFormField


class PriceChangeForm(forms.Form):
    percent = forms.DecimalField(
        label=_("Change in percent"),
        min_value=Decimal(-90),
        max_value=Decimal(400),
        decimal_places=2,
        help_text=_("-10 makes everything a tenth cheaper."),
    )
    announce = forms.BooleanField(
        label=_("Show the price before"),
        required=False,
        help_text=_("For a reduction: the lowest price of the last 30 days is shown struck through, as the law wants."),
    )


class NewPriceForm(forms.Form):
    """What one variant costs from now on."""

    price = MoneyFormField(label=_("New list price"), widget=UnfoldAdminDecimalFieldWidget)
    announce = forms.BooleanField(
        label=_("Show the price before"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text=_("For a reduction: the lowest price of the last 30 days is shown struck through, as the law wants."),
    )
