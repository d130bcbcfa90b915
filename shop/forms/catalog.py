"""How staff type what the catalog keeps as lists."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shop.forms.lines import AttributeKeysField, CountriesField, LinesField
from shop.rules.gift_cards import GIFT_CARD_SLUG


def not_reserved(form: forms.ModelForm, name: str, reserved: str) -> str:
    """The value of a field, unless it is newly what the shop keeps for its gift cards. Raises ValidationError."""
    value: str = form.cleaned_data[name]
    if value == reserved and form.initial.get(name) != reserved:
        raise ValidationError(_("The shop keeps “%(value)s” for its gift cards."), "reserved", {"value": value})
    return value


class CategoryForm(forms.ModelForm):
    class Meta:
        field_classes = {"facets": AttributeKeysField, "review_aspects": LinesField}
        help_texts = {
            "facets": _("Keys of attributes to filter by, one on each line."),
            "review_aspects": _("Up to five things that reviewers rate from 1 to 5 if they like, one on each line."),
        }


class ProductForm(forms.ModelForm):
    def clean_slug(self) -> str:
        return not_reserved(self, "slug", GIFT_CARD_SLUG)

    class Meta:
        field_classes = {"bullet_points": LinesField, "option_names": LinesField, "ships_to": CountriesField}
        help_texts = {
            "bullet_points": _("One on each line."),
            "option_names": _("What a customer chooses, such as Color and Size, one on each line."),
            "ships_to": _("Country codes such as DE, one on each line; empty for everywhere the shop delivers."),
        }
