"""Reporting an entry, and appealing against a decision."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.rules.reasons import REPORTS


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=list(REPORTS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what is wrong with it.")},
    )
    note = forms.CharField(
        label=_("Anything we should know"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class AppealForm(forms.Form):
    note = forms.CharField(
        label=_("Why should it be on the page?"), max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )
