"""Filters that tell the schema how long a text and how large a number may be, and moments in UTC."""

from datetime import UTC
from typing import Any

from django.core.exceptions import ValidationError
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField
from drf_spectacular.utils import extend_schema_field

LARGEST = 2**31 - 1


class _MomentField(IsoDateTimeField):
    """In UTC: databases know no offset of more than sixteen hours, and nobody lives there."""

    def to_python(self, value: Any) -> Any:
        moment = super().to_python(value)
        try:
            return moment.astimezone(UTC) if moment else moment
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class _MomentFilter(filters.IsoDateTimeFilter):
    field_class = _MomentField


def flag(field: str) -> filters.TypedChoiceFilter:
    """Rows of which this is true, or is not: one word for each."""
    choices = [("true", "true"), ("false", "false")]
    shape = extend_schema_field({"type": "boolean"})
    return shape(filters.TypedChoiceFilter(field_name=field, choices=choices, coerce=lambda text: text == "true"))


def moment(field: str, lookup: str) -> filters.IsoDateTimeFilter:
    """Rows whose `field` is since (`gte`) or before (`lt`) this moment."""
    shape = extend_schema_field({"type": "string", "format": "date-time"})
    return shape(_MomentFilter(field_name=field, lookup_expr=lookup))


def words(field: str, most: int, **how: Any) -> filters.CharFilter:
    """Rows whose `field` is this text of at most `most` characters."""
    shape = extend_schema_field({"type": "string", "minLength": 1, "maxLength": most, "pattern": "^[^\u0000]*$"})
    return shape(filters.CharFilter(field_name=field, max_length=most, **how))


def whole(field: str, *, least: int = 1, most: int = LARGEST, **how: Any) -> filters.NumberFilter:
    """Rows whose `field` is this whole number."""
    shape = extend_schema_field({"type": "integer", "minimum": least, "maximum": most})
    return shape(filters.NumberFilter(field_name=field, min_value=least, max_value=most, decimal_places=0, **how))
