"""Single values of a foreign row; a wrong one refuses the row with a reason its sender understands."""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

from shop.rules.gtin import is_valid_gtin

PRICE_LIMIT_MAJOR = 10_000_000
NUMBER_LIMIT = 2_000_000_000
DIGITS_AT_MOST = 15

LINE_ENDS = re.compile("\r\n|\r|\u0085|\u2028|\u2029|\\\\n")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Windows-1252 read as Latin-1, as happens to every second supplier's file: the dash and the quotes are meant.
WINDOWS_1252 = {at: bytes([at]).decode("cp1252", "ignore") or chr(at) for at in range(0x80, 0xA0) if at != 0x85}
CONTENT = re.compile(r"([\d.,]+)\s*(kg|g|ml|cl|l|m2|m²|m|pieces?|pcs)", re.IGNORECASE)
CONTENT_UNITS = {
    "kg": ("g", 1000), "g": ("g", 1), "ml": ("ml", 1), "cl": ("ml", 10), "l": ("ml", 1000), "m": ("m", 1),
    "m2": ("m2", 1), "m²": ("m2", 1), "piece": ("piece", 1), "pieces": ("piece", 1), "pcs": ("piece", 1),
}  # fmt: skip
"""A source's unit in one of ours (rules.unit_prices.UNITS), and how many of ours it is."""
TRUTH = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class RowRefused(Exception):
    """This row cannot become a product; the reason is a sentence for whoever sent the file."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def text_of(value: object, field: str) -> str:
    """The value as clean text: one kind of line end, no marks a page or a database would choke on."""
    if value is None:
        return ""
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise RowRefused(f"{field}: text was expected.")
    text = unicodedata.normalize("NFC", LINE_ENDS.sub("\n", str(value)).translate(WINDOWS_1252)).strip()
    if CONTROL.search(text):
        raise RowRefused(f"{field}: there are control characters in it.")
    return text


def number_of(value: object, field: str, mark: str = ".") -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise RowRefused(f"{field}: a number was expected.")
    try:
        number = Decimal(str(value).strip().replace(mark, "."))
    except InvalidOperation:
        raise RowRefused(f"{field}: a number was expected.") from None
    if not number.is_finite() or number.adjusted() > DIGITS_AT_MOST:
        raise RowRefused(f"{field}: this number is out of bounds.")
    return number


def truth_of(value: object, field: str) -> bool:
    truth = value if isinstance(value, bool) else TRUTH.get(str(value).strip().lower())
    if truth is None:
        raise RowRefused(f"{field}: yes or no was expected.")
    return truth


def plain_number(number: Decimal) -> str:
    """Without needless zeros or an exponent: 15, 0.0305, 1200."""
    return f"{number.normalize():f}"


def price_of(value: object, is_major: bool, mark: str, decimals: int) -> int:
    """In the currency's minor unit."""
    number = number_of(value, "price", mark)
    minor = number.scaleb(decimals) if is_major else number
    if minor != minor.to_integral_value():
        raise RowRefused("The price has more decimals than the currency.")
    if minor <= 0:
        raise RowRefused("The price is not above zero.")
    if minor > PRICE_LIMIT_MAJOR * 10**decimals:
        raise RowRefused("The price is above ten million.")
    return int(minor)


def content_of(value: str, mark: str) -> tuple[int, str] | None:
    """ "0.75 l" becomes (750, "ml"): what a pack holds, for its unit price."""
    if not value:
        return None
    found = CONTENT.fullmatch(value)
    if not found:
        raise RowRefused("The contents are not an amount like 250 g, 0.75 l or 10 pieces.")
    unit, times = CONTENT_UNITS[found[2].lower()]
    amount = number_of(found[1], "content", mark) * times
    if amount != int(amount) or not 0 < amount <= NUMBER_LIMIT:
        raise RowRefused("The contents are not a whole number of grams, millilitres, metres or pieces.")
    return int(amount), unit


def gtins_of(value: object) -> tuple[str, ...]:
    """The valid ones of those given; when all are broken the row is refused, because somebody mistyped."""
    given = re.split(r"[\s,;|]+", value) if isinstance(value, str) else [] if value is None else value
    if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
        raise RowRefused("The GTINs are not a list of texts.")
    given = [item for item in given if item]
    valid = tuple(dict.fromkeys(item for item in given if is_valid_gtin(item)))
    if given and not valid:
        raise RowRefused(f"The GTIN {given[0][:20]} has a wrong check digit.")
    return valid


def stock_of(value: str) -> int | None:
    if not value:
        return None
    number = number_of(value, "stock")
    if number < 0 or number != int(number) or number > NUMBER_LIMIT:
        raise RowRefused("The stock is not a whole number of pieces.")
    return int(number)


def date_of(value: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        raise RowRefused("The release date is not a date like 2026-03-31.") from None
