"""What customers change of themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DetailsForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    wants_review_requests = forms.BooleanField(label=_("You may ask me what I think of what I bought"), required=False)
    answers_questions = forms.BooleanField(label=_("You may ask me about what I bought"), required=False)
