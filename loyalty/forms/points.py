"""What staff say when they adjust points."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class AdjustPointsForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address of the customer"))
    points = forms.IntegerField(
        label=_("Points"), min_value=-10_000_000, max_value=10_000_000, help_text=_("Below zero takes them off.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The customer reads it in the history."))

    customer: User

    def clean_email(self) -> str:
        found = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("Nobody has an account with this address."))
        self.customer = found
        return str(self.cleaned_data["email"])

    def clean_points(self) -> int:
        points: Any = self.cleaned_data["points"]
        if not points:
            raise forms.ValidationError(_("Please say how many."))
        return int(points)
