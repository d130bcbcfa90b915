"""What customers change of themselves."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.rules.birthdays import is_birthday


class DetailsForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    birth_day = forms.IntegerField(
        label=_("Day"), required=False, min_value=1, max_value=31,
        widget=forms.NumberInput(attrs={"autocomplete": "bday-day", "inputmode": "numeric"}),
    )  # fmt: skip
    birth_month = forms.TypedChoiceField(
        label=_("Month"), required=False, coerce=int, empty_value=None,
        choices=[("", "–"), *MONTHS.items()], widget=forms.Select(attrs={"autocomplete": "bday-month"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Both parts of a birthday or neither. A page that does not ask for it leaves it as it is."""
        data = super().clean() or {}
        if not self.data.keys() & {"birth_day", "birth_month"}:
            data |= {name: self.initial.get(name) for name in ("birth_day", "birth_month")}
        day, month = data.get("birth_day"), data.get("birth_month")
        if not self.errors and (bool(day) != bool(month) or (day and not is_birthday(month, day))):
            missing = gettext("Please give both the day and the month.")
            words = missing if bool(day) != bool(month) else gettext("There is no such day in the calendar.")
            raise ValidationError({"birth_day": words})
        data["birthday"] = (month, day) if day and month else None
        return data
