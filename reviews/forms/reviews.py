"""The review form."""

from django import forms
from django.utils.translation import gettext_lazy as _

STARS = [(5, _("Excellent")), (4, _("Good")), (3, _("All right")), (2, _("Poor")), (1, _("Bad"))]


class ReviewForm(forms.Form):
    stars = forms.TypedChoiceField(
        label=_("Your stars"),
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose from one to five stars.")},
    )
    title = forms.CharField(label=_("In a few words"), max_length=120, required=False)
    text = forms.CharField(
        label=_("What should others know?"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    author_name = forms.CharField(
        label=_("Your name"), max_length=60, help_text=_("Shown as first name and initial, such as Ada L.")
    )
