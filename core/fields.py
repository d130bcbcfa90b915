"""Model and form fields for Money."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.currency import exponent, from_major, to_major
from core.money import Money


class MoneyField(models.BigIntegerField):
    """Integer minor units in the database, Money in Python. A bare number is a TypeError."""

    description = "Money in minor currency units"
    _pyi_private_set_type: Money | Combinable  # type: ignore[assignment]  # what a model of ours is given and gives
    _pyi_private_get_type: Money  # type: ignore[assignment]

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Money | None:
        return None if value is None else Money(int(value))

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        if not isinstance(value, Money):
            raise TypeError(f"{self.name} takes Money, not {value!r}")
        return value.minor

    def to_python(self, value: Any) -> Money | None:
        if value is None or isinstance(value, Money):
            return value
        raise ValidationError(_("This is not an amount of money."))

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.get_prep_value(self.value_from_object(obj)))

    def run_validators(self, value: Any) -> None:
        super().run_validators(value.minor if isinstance(value, Money) else value)

    def formfield(self, **kwargs: Any) -> forms.Field:
        kwargs.pop("form_class", None)
        kwargs.pop("min_value", None)
        kwargs.pop("max_value", None)
        widget = kwargs.pop("widget", None)
        fields = {"label": capfirst(self.verbose_name), "help_text": self.help_text, "required": not self.blank}
        return MoneyFormField(**{**fields, **kwargs, **({"widget": widget} if widget else {})})


class MoneyFormField(forms.DecimalField):
    """People type major units ("12.95"); the code gets Money."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", Decimal(10) ** 10)
        super().__init__(decimal_places=exponent(), localize=kwargs.pop("localize", False), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return to_major(value) if isinstance(value, Money) else value

    def clean(self, value: Any) -> Money | None:
        if isinstance(value, Money):  # a disabled field gives its initial value
            return value
        number = super().clean(value)
        return None if number is None else from_major(number)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
