"""Global Trade Item Numbers."""

from stdnum import ean

LENGTHS = (8, 12, 13, 14)


def is_valid_gtin(value: str) -> bool:
    """Whether an 8, 12, 13 or 14 digit number has the right check digit (GS1 General Specifications, 7.9)."""
    return value.isascii() and value.isdigit() and ean.is_valid(value)


def whole_gtin(value: str) -> str:
    """The 14 digits that every way to write it stands for (GS1 General Specifications, 3.2)."""
    return value.zfill(LENGTHS[-1])


def same_gtins(value: str) -> list[str]:
    """All ways to write it: a shorter one with zeros in front is the same number."""
    bare = value.lstrip("0")
    return [bare.zfill(length) for length in LENGTHS if len(bare) <= length]
