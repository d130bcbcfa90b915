"""Shapes of what the basket's buttons send."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from orders.models.baskets import QUANTITY_LIMIT

DIGITS = re.compile(r"[0-9]{1,4}")
WHOLE_NUMBER = _("Please give a whole number from %(least)s to %(most)s.")


class QuantityField(forms.Field):
    """A whole number in ASCII digits; nothing cleverer, so that nothing surprising is understood."""

    def __init__(self, *, least: int) -> None:
        super().__init__(required=True, error_messages={"required": self._error(least)})
        self.least = least

    def clean(self, value: object) -> int:
        text = str(super().clean(value)).strip()
        if not DIGITS.fullmatch(text) or not self.least <= int(text) <= QUANTITY_LIMIT:
            raise ValidationError(self._error(self.least))
        return int(text)

    @staticmethod
    def _error(least: int) -> str:
        return WHOLE_NUMBER % {"least": least, "most": QUANTITY_LIMIT}


class AddForm(forms.Form):
    sku = forms.CharField(max_length=60)
    quantity = QuantityField(least=1)


class QuantityForm(forms.Form):
    quantity = QuantityField(least=0)
