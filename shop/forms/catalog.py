"""How staff type what the catalog keeps as lists."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.forms.lines import AttributeKeysField, CountriesField, LinesField


class CategoryForm(forms.ModelForm):
    class Meta:
        field_classes = {"facets": AttributeKeysField, "review_aspects": LinesField}
        help_texts = {
            "facets": _("Keys of attributes to filter by, one on each line."),
            "review_aspects": _("Up to five things that reviewers rate from 1 to 5 if they like, one on each line."),
        }


class ProductForm(forms.ModelForm):
    class Meta:
        field_classes = {"bullet_points": LinesField, "option_names": LinesField, "ships_to": CountriesField}
        help_texts = {
            "bullet_points": _("One on each line."),
            "option_names": _("What a customer chooses, such as Color and Size, one on each line."),
            "ships_to": _("Country codes such as DE, one on each line; empty for everywhere the shop delivers."),
        }
