"""What staff say when they give or correct money put by."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.fields import MoneyFormField


class IssueGiftCardForm(forms.Form):
    amount = MoneyFormField(label=_("Amount"))
    note = forms.CharField(label=_("Reason"), max_length=200)
    recipient_email = forms.EmailField(
        label=_("Send it to"),
        max_length=254,
        required=False,
        help_text=_("Empty: you are shown the code once, to hand it over."),
    )
    message = forms.CharField(label=_("A few words"), max_length=500, required=False)
    send_on = forms.DateField(
        label=_("Send it on"), initial=timezone.localdate, widget=forms.DateInput(attrs={"type": "date"})
    )


class GrantCreditForm(forms.Form):
    email = forms.EmailField(label=_("Customer's e-mail address"), max_length=254)
    amount = MoneyFormField(label=_("Amount"))
    note = forms.CharField(label=_("Reason"), max_length=200)

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if not User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Nobody has an account with this address."))
        return email

    @property
    def owner(self) -> User:
        """Whose credit it is."""
        return User.objects.get(email__iexact=self.cleaned_data["email"])


class AdjustForm(forms.Form):
    amount = MoneyFormField(label=_("Change by"), min_value=None, help_text=_("Below zero takes money off."))
    note = forms.CharField(label=_("Reason"), max_length=200)
