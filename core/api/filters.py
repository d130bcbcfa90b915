"""Filters that tell the schema how long a text and how large a number may be."""

from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field

LARGEST = 2**31 - 1


def words(field: str, most: int, **how: Any) -> filters.CharFilter:
    """Rows whose `field` is this text of at most `most` characters."""
    shape = extend_schema_field({"type": "string", "maxLength": most, "pattern": "^[^\u0000]*$"})
    return shape(filters.CharFilter(field_name=field, max_length=most, **how))


def whole(field: str, *, least: int = 1, most: int = LARGEST, **how: Any) -> filters.NumberFilter:
    """Rows whose `field` is this whole number."""
    shape = extend_schema_field({"type": "integer", "minimum": least, "maximum": most})
    return shape(filters.NumberFilter(field_name=field, min_value=least, max_value=most, decimal_places=0, **how))
