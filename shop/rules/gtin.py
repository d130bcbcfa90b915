"""Global Trade Item Numbers."""

from stdnum import ean


def is_valid_gtin(value: str) -> bool:
    """Whether an 8, 12, 13 or 14 digit number has the right check digit (GS1 General Specifications, 7.9)."""
    return value.isascii() and value.isdigit() and ean.is_valid(value)
