"""A gift card as its buyer describes it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.currency import format_money, from_major
from core.money import Money
from orders.rules.gift_cards import AHEAD, LEAST, MOST, SUGGESTED

OTHER = "other"


def _choices() -> list[tuple[str, Any]]:
    return [*((str(value), format_money(from_major(value))) for value in SUGGESTED), (OTHER, _("Another amount"))]


class GiftCardForm(forms.Form):
    choice = forms.ChoiceField(label=_("How much?"), choices=_choices, initial="50", widget=forms.RadioSelect)
    other = forms.IntegerField(
        label=_("Another amount"),
        required=False,
        min_value=LEAST,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    recipient_name = forms.CharField(label=_("Who is it for?"), max_length=80, required=False)
    recipient_email = forms.EmailField(
        label=_("Their e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    message = forms.CharField(
        label=_("A few words"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    send_on = forms.DateField(
        label=_("When shall we send it?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    buyer_name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    buyer_email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def clean_send_on(self) -> Any:
        day, today = self.cleaned_data["send_on"], timezone.localdate()
        if not today <= day <= today + AHEAD:
            raise ValidationError(_("Please choose a day from today to a year ahead."))
        return day

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("choice") == OTHER and not self.errors.get("other") and not self.cleaned_data["other"]:
            self.add_error("other", _("How much?"))
        return self.cleaned_data

    @property
    def amount(self) -> Money:
        """What the card is worth."""
        data = self.cleaned_data
        return from_major(data["other"] if data["choice"] == OTHER else int(data["choice"]))


class BalanceForm(forms.Form):
    code = forms.CharField(
        label=_("The card's code"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )
