"""Codes that people read aloud and type: no look-alike letters in ours, and look-alikes forgiven in theirs."""

from django.utils.crypto import get_random_string

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that nobody confuses when reading a code aloud."""

_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code(length: int) -> str:
    """A random code, 4.9 bits a character."""
    return get_random_string(length, ALPHABET)


def canonical_code(text: str) -> str:
    """The one form in which codes are compared: capitals and digits alone, O as 0, I and L as 1."""
    return "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum()).translate(_ALIKE)
