"""How a guest names an order, and how a customer looks for one of theirs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.models.order_lists import Place

MOST_WORDS = 6


class LookupForm(forms.Form):
    number = forms.CharField(
        label=_("Order number"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def clean_number(self) -> str:
        """As people read it from a mail: any case, with blanks or hyphens."""
        return "".join(character for character in self.cleaned_data["number"].upper() if character.isalnum())


class ProofForm(forms.Form):
    """What else is known of an order by whoever placed it."""

    email = forms.EmailField(
        label=_("E-mail address of the order"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class OrderFilterForm(forms.Form):
    """What a customer looks for among their orders."""

    q = forms.CharField(
        label=_("Number, product or SKU"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    year = forms.TypedChoiceField(label=_("Year"), coerce=int, empty_value=None, required=False)
    show = forms.ChoiceField(choices=[("", _("All")), *Place.choices], required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("All years")), *((str(year), str(year)) for year in years)]
        self.fields["year"].choices = choices  # type: ignore[attr-defined]

    @property
    def words(self) -> list[str]:
        """What is looked for, word by word."""
        return self.cleaned_data.get("q", "").split()[:MOST_WORDS]
