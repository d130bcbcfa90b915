"""What staff enter about webhook endpoints."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Partner
from accounts.rules.events import EVENTS
from core.http import LONGEST_URL


class EndpointForm(forms.Form):
    url = forms.CharField(label=_("Address"), max_length=LONGEST_URL, help_text=_("Begins with https://."))
    description = forms.CharField(label=_("Description"), max_length=120, required=False)
    types = forms.MultipleChoiceField(
        label=_("Events"),
        choices=[(name, name) for name in EVENTS],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only such that the partner's keys may read."),
    )


class NewEndpointForm(EndpointForm):
    field_order = ["partner", "url", "description", "types"]
    partner = forms.ModelChoiceField(label=_("Partner"), queryset=Partner.objects.filter(is_active=True))


class ReplayForm(forms.Form):
    since = forms.DateTimeField(
        label=_("Since"),
        help_text=_("What happened from then on and was given up is sent again."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
