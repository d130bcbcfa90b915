"""What members say: which price they join for, and the switch they were shown."""

from datetime import datetime
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from core.money import Money

SALT = "loyalty.switch"


class JoinForm(forms.Form):
    """`trial` says whether the button promised one. There is no amount: the price's own counts."""

    price = forms.IntegerField(min_value=1, max_value=2**62, error_messages={"required": _("Choose a price first.")})
    trial = forms.BooleanField(required=False)


def sign_switch(*, price_id: int, due: Money, as_of: datetime) -> str:
    """What was shown of a switch, as a token that comes back with the button."""
    return signing.dumps([price_id, due.minor, as_of.timestamp()], salt=SALT)


class SwitchForm(forms.Form):
    shown = forms.CharField(max_length=500)

    def clean_shown(self) -> list[Any]:
        try:
            price_id, due, stamp = signing.loads(self.cleaned_data["shown"], salt=SALT, max_age=3600)
        except (signing.BadSignature, ValueError) as error:
            raise forms.ValidationError(_("Please look at the amount again.")) from error
        return [price_id, Money(due), stamp]
