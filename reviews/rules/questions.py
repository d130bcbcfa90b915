"""What is a question about a product, and what belongs elsewhere: somebody's order, or somebody's data."""

import re
from datetime import timedelta

from reviews.rules.order_words import ORDER_WORDS
from reviews.rules.risk import mask_contacts

QUESTION_LENGTH, QUESTION_LEAST, ANSWER_LENGTH = 500, 8, 2000
"""Characters of a question, at most and at least, and of an answer."""

REPLY_VALID_FOR = timedelta(days=30)
"""How long a buyer's link in the mail answers a question."""

_APOSTROPHES = str.maketrans("’‘`´", "''''")

_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_CARD = re.compile(r"\b(?:\d[ -]?){14,18}\d\b")


def is_about_an_order(text: str) -> bool:
    """Whether somebody asks about a parcel, a payment or a return of theirs: nobody else can answer that."""
    text = " ".join(text.translate(_APOSTROPHES).split())
    return any(pattern.search(text) for pattern in ORDER_WORDS)


def mask_personal(text: str) -> str:
    """Without addresses, phone numbers, accounts and card numbers of people: all the world reads it."""
    text = _IBAN.sub("[…]", text)
    text = _CARD.sub(lambda found: "[…]" if _is_card_number(found[0]) else found[0], text)
    return mask_contacts(text)


def _is_card_number(text: str) -> bool:
    """Whether its check digit is right (ISO/IEC 7812-1, Luhn)."""
    digits = [int(letter) for letter in text if letter.isdigit()][::-1]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
