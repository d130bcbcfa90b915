"""What staff enter about partners' keys."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import PartnerKey
from accounts.rules.scopes import SCOPES

MOST_REDIRECTS = 10


class KeyForm(forms.Form):
    """A new key. An app says where its customers come back to after signing in."""

    label = forms.CharField(label=_("For what"), max_length=80, help_text=_("Such as: stock sync, warehouse north."))
    kind = forms.ChoiceField(label=_("Kind"), choices=PartnerKey.Kind.choices)
    scopes = forms.MultipleChoiceField(
        label=_("It may"), choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple
    )
    redirect_uris = forms.CharField(
        label=_("Addresses to come back to"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only for an app: one in each line, exactly as the app sends it."),
    )
    expires_at = forms.DateTimeField(
        label=_("Expires"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    is_test = forms.BooleanField(
        label=_("Test key"), required=False, help_text=_("Acts on the sandbox's demo data, never on the shop's own.")
    )

    def clean_redirect_uris(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["redirect_uris"].splitlines() if line.strip()]
        if len(lines) > MOST_REDIRECTS:
            raise ValidationError(gettext("At most %d addresses, please.") % MOST_REDIRECTS)
        return lines

    def clean_expires_at(self) -> Any:
        end = self.cleaned_data["expires_at"]
        if end and end <= timezone.now():
            raise ValidationError(gettext("This moment is over already."))
        return end

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == PartnerKey.Kind.APP and not given.get("redirect_uris"):
            self.add_error("redirect_uris", gettext("Where do customers come back to after signing in?"))
        return given
