"""The installation's currency: its decimals and how amounts read in a language. Babel knows both."""

from decimal import Decimal, InvalidOperation

from babel.numbers import format_currency, get_currency_precision
from django.conf import settings
from django.utils.translation import get_language, to_locale

from core.money import Money, show_money_by


def exponent() -> int:
    """How many decimals the currency has (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD."""
    return get_currency_precision(settings.SHOP_CURRENCY)


def to_major(amount: Money) -> Decimal:
    """The amount in major units, exact."""
    return Decimal(amount.minor).scaleb(-exponent())


def from_major(value: Decimal | str) -> Money:
    """Money from major units. Raises ValueError when it is no number or has more decimals than the currency."""
    try:
        minor = Decimal(value).scaleb(exponent())
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is not an amount") from error
    if not minor.is_finite() or minor != minor.to_integral_value():
        raise ValueError(f"{value!r} has more decimals than {settings.SHOP_CURRENCY}")
    return Money(int(minor))


def format_money(amount: Money, locale: str | None = None) -> str:
    """The amount as people of the language write it, e.g. "€43.20" or "43,20 €"."""
    return format_currency(to_major(amount), settings.SHOP_CURRENCY, locale=locale or babel_locale())


def babel_locale() -> str:
    """The active language as a Babel locale."""
    return to_locale(get_language() or settings.LANGUAGE_CODE)


show_money_by(format_money)
