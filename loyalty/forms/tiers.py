"""What staff say when they set a customer's tier."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from loyalty.models import Tier


class GiveTierForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address of the customer"))
    tier = forms.ModelChoiceField(
        label=_("Tier"), queryset=Tier.objects.filter(is_active=True), required=False, empty_label=_("None")
    )
    until = forms.DateField(
        label=_("Reviewed on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("On that day it is looked at like any other: who bought enough keeps it, others have the grace."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("For the history; only staff read it."))

    customer: User

    def clean_email(self) -> str:
        found = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("Nobody has an account with this address."))
        self.customer = found
        return str(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("tier") and not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Until which day?"))
        return data
