"""Reading a row of another shop's invoices, and putting the rows of one invoice together as an order."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from core.money import Money, total
from shop.rules.cells import RowRefused, number_of, price_of, text_of
from shop.rules.rows import RawRow

COLUMNS = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
CANCELLATION = "C"
"""What the number of an invoice begins with that takes an earlier one back."""
MOST_UNITS = 9999
TOO_MANY = f"An order has at most {MOST_UNITS} of one article."
LONGEST_NUMBER, LONGEST_SKU, LONGEST_TITLE = 40, 60, 300
CUSTOMER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.-]*")


@dataclass(frozen=True)
class Reading:
    """How a file is to be read. `countries` leads from a name in small letters to a code of two letters."""

    countries: Mapping[str, str]
    timezone: tzinfo
    decimals: int
    now: datetime
    delivery: Collection[str] = ()
    not_goods: Collection[str] = ()


@dataclass(frozen=True)
class SoldRow:
    """One row that makes sense. `units` below zero came back, and then `price` says nothing."""

    raw: RawRow
    number: str
    sku: str
    title: str
    units: int
    price: Money
    is_delivery: bool
    customer: str
    country: str
    sold_at: datetime


@dataclass(frozen=True)
class SoldLine:
    """What of one article an invoice sold, at one price."""

    row: SoldRow
    units: int

    @property
    def amount(self) -> Money:
        return self.row.price * self.units


@dataclass(frozen=True)
class Invoice:
    """What one invoice sold and took back. `refused` are rows that do not fit beside the others."""

    first: SoldRow
    lines: list[SoldLine]
    delivery: Money
    back: list[SoldRow]
    refused: list[tuple[SoldRow, str]]


def read_row(raw: RawRow, cells: Mapping[str, str], reading: Reading) -> SoldRow:
    """Raises RowRefused."""
    values = {name: text_of(cells.get(name), name) for name in COLUMNS}
    number, sku, units = _number(values["InvoiceNo"]), _sku(values["StockCode"], reading), _units(values["Quantity"])
    if units > 0 and number.startswith(CANCELLATION):
        raise RowRefused("A cancellation takes units back: their number should be below zero.")
    if units > MOST_UNITS:
        raise RowRefused(TOO_MANY)
    is_delivery = sku in reading.delivery
    if is_delivery and units < 0:
        raise RowRefused("Delivery that was paid back is not taken over.")
    return SoldRow(
        raw=raw,
        number=number,
        sku=sku,
        title=values["Description"].replace("\n", " ")[:LONGEST_TITLE] or sku,
        units=units,
        price=Money(price_of(values["UnitPrice"], True, ".", reading.decimals)) if units > 0 else Money(0),
        is_delivery=is_delivery,
        customer=_customer(values["CustomerID"]),
        country=_country(values["Country"], reading),
        sold_at=_moment(values["InvoiceDate"], reading),
    )


def invoice_of(rows: list[SoldRow]) -> Invoice:
    """The rows of one invoice together: the same article at the same price is one line."""
    lines: dict[str, SoldLine] = {}
    refused: list[tuple[SoldRow, str]] = []
    for row in (row for row in rows if row.units > 0 and not row.is_delivery):
        known = lines.get(row.sku)
        units = row.units + (known.units if known else 0)
        if known and known.row.price != row.price:
            refused.append((row, f"Line {known.row.raw.line} of the same invoice sells {row.sku} at another price."))
        elif units > MOST_UNITS:
            refused.append((row, TOO_MANY))
        else:
            lines[row.sku] = SoldLine(known.row if known else row, units)
    sent = [row for row in rows if row.is_delivery]
    if not lines:
        refused += [(row, "The invoice has delivery and no goods.") for row in sent]
    delivery = total(row.price * row.units for row in sent) if lines else Money(0)
    return Invoice(rows[0], list(lines.values()), delivery, [row for row in rows if row.units < 0], refused)


def countries_by_name(names: Mapping[str, str], own: Iterable[str]) -> dict[str, str]:
    """Codes by name and by code, from `names` (code to name) and the sender's own "EIRE=IE".

    Raises ValueError for one that is none.
    """
    codes = {code: name for code, name in names.items() if len(code) == 2 and code.isalpha()}
    found = {name.casefold(): code for code, name in codes.items()} | {code.casefold(): code for code in codes}
    for pair in own:
        name, _equals, code = pair.partition("=")
        if not name.strip() or code.strip().upper() not in codes:
            raise ValueError(pair)
        found[name.strip().casefold()] = code.strip().upper()
    return found


def _number(value: str) -> str:
    if len(value) > LONGEST_NUMBER or not NUMBER.fullmatch(value):
        raise RowRefused("InvoiceNo: the number of an invoice was expected.")
    return value


def _sku(value: str, reading: Reading) -> str:
    if not value or len(value) > LONGEST_SKU:
        raise RowRefused(f"StockCode: an article's code of at most {LONGEST_SKU} characters was expected.")
    if value in reading.not_goods:
        raise RowRefused(f"{value} is not an article.")
    return value


def _units(value: str) -> int:
    number = number_of(value, "Quantity")
    if number != int(number) or not number:
        raise RowRefused("Quantity: a whole number other than zero was expected.")
    return int(number)


def _customer(value: str) -> str:
    """Their number there, without the decimals that a spreadsheet adds; empty where nobody is named."""
    number = value.removesuffix(".0")
    if number and not CUSTOMER.fullmatch(number):
        raise RowRefused("CustomerID: a number or short name was expected.")
    return number


def _country(value: str, reading: Reading) -> str:
    code = reading.countries.get(value.casefold())
    if code is None:
        raise RowRefused(f'Country: "{value}" is not known. Say which it is by --country "{value}=…".')
    return code


def _moment(value: str, reading: Reading) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise RowRefused("InvoiceDate: a moment like 2010-12-01 08:26:00 was expected.") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=reading.timezone)
    if moment > reading.now:
        raise RowRefused("InvoiceDate: this is still to come.")
    return moment
