"""The checkout's one page: who, where, how. At home five fields are to fill."""

from collections.abc import Collection
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.addresses import AddressForm


class CheckoutForm(AddressForm):
    """An address with an e-mail before it and a delivery method after it.

    `quote` is the fingerprint of the price that the shopper saw.
    """

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    method = forms.IntegerField(label=_("Delivery"), min_value=1, max_value=10**9)
    quote = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    left_out: ClassVar[Collection[str]] = ("company_name", "city_area")
    """What few need: the page does not ask for it."""
    field_order = ["email", "country_code", "name", "street_address", "postal_code", "city", "country_area", "phone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.left_out:
            self.fields.pop(name, None)
        self.fields["method"].error_messages["required"] = _("Please choose how we should deliver.")

    @property
    def kept(self) -> dict[str, str]:
        """What the form held, to fill it again later."""
        names = [*AddressForm.base_fields, "email", "method"]
        return {name: str(self.data.get(name, ""))[:250] for name in names if name in self.fields}


class FrontForm(CheckoutForm):
    """The same for shop fronts of others: whatever a country's addresses have, and nothing that they have not."""

    left_out = ()

    @property
    def unknown_parts(self) -> list[str]:
        """What was filled in and has no place on a letter there: nothing is dropped without a word."""
        return [name for name in AddressForm.base_fields if self.data.get(name) and name not in self.fields]
