"""What a buyer says who wants to cancel, and what staff answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.models.cancel_requests import MOST_WORDS

GRANT, DECLINE = "grant", "decline"


class AskForm(forms.Form):
    words = forms.CharField(max_length=MOST_WORDS, required=False)


class DecideForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("", _("Please choose")),
            (GRANT, _("Take the parcel apart, cancel, and send the money back")),
            (DECLINE, _("Send it all the same, and tell the buyer why")),
        ],
    )
    answer = forms.CharField(
        label=_("Why, in words for the buyer"),
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("decision") == DECLINE and not data.get("answer"):
            self.add_error("answer", _("The buyer should read why."))
        return data
