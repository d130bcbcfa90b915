"""Leaving for good: what is wished, and the proof that it is the owner who wishes it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rules.farewell import Farewell


class WishesForm(forms.Form):
    erases_words = forms.BooleanField(label=_("Erase my reviews, questions and answers too"), required=False)
    gives_up_credit = forms.BooleanField(label=_("I give up my store credit"), required=False)

    @property
    def wishes(self) -> Farewell:
        return Farewell(**{name: bool(self.cleaned_data.get(name)) for name in WishesForm.base_fields})


class DeletionForm(WishesForm):
    """The wishes again, hidden, and the password; whoever has none types the account's address."""

    password = forms.CharField(
        label=_("Your password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    email = forms.EmailField(
        label=_("Type the e-mail address of this account"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, user: User, **how: Any) -> None:
        super().__init__(*args, **how)
        self.user = user
        del self.fields["email" if user.has_usable_password() else "password"]
        for name in WishesForm.base_fields:
            self.fields[name].widget = forms.HiddenInput()

    def clean_password(self) -> str:
        if not self.user.check_password(self.cleaned_data["password"]):
            raise ValidationError(gettext("This is not the password of this account."))
        return ""

    def clean_email(self) -> str:
        if self.cleaned_data["email"].lower() != self.user.email.lower():
            raise ValidationError(gettext("This is not the address of this account."))
        return ""
