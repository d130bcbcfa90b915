"""Minor units as people read them, and the amounts Stripe accepts."""

from .errors import invalid

NO_DECIMALS = {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"}
THREE_DECIMALS = {"bhd", "jod", "kwd", "omr", "tnd"}
SIGNS = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"}
LEAST = {"usd": 50, "eur": 50, "gbp": 30, "jpy": 50, "chf": 50, "cad": 50, "aud": 50, "sek": 300, "nok": 300}
MOST = 99_999_999


def exponent(currency: str) -> int:
    """How many decimals the currency has."""
    if currency in NO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


def show(minor: int, currency: str) -> str:
    """`show(4320, "usd")` is `$43.20`, `show(4320, "jpy")` is `¥4,320`."""
    decimals = exponent(currency)
    whole, rest = divmod(abs(minor), 10**decimals)
    number = f"{whole:,}" + (f".{rest:0{decimals}d}" if decimals else "")
    sign = "-" if minor < 0 else ""
    shown = SIGNS.get(currency)
    return f"{sign}{shown}{number}" if shown else f"{sign}{number} {currency.upper()}"


def check_payable(minor: int, currency: str, param: str) -> None:
    """Refuse a payment below the currency's smallest (minor units) or above eight digits."""
    least = LEAST.get(currency, 1)
    if minor < least:
        raise invalid(param, f"Amount must be at least {show(least, currency)} {currency}", "amount_too_small")
    if minor > MOST:
        raise invalid(param, f"Amount must be no more than {show(MOST, currency)}", "amount_too_large")
