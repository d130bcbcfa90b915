"""Tax: which rate applies to a delivery place, and how much tax an amount holds or takes on top."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from core.money import Money, round_half_up

STANDARD = "standard"


@dataclass(frozen=True)
class TaxTable:
    """The rates valid on one day for one place, in hundredths of a percent by tax class. Prices hold or exclude tax."""

    hundredths: Mapping[str, int] = field(default_factory=dict)
    inclusive: bool = True

    def rate(self, tax_class: str) -> int:
        """The class's rate; a place without rates is outside the shop's tax area and pays none."""
        return self.hundredths.get(tax_class, 0)

    def tax(self, amount: Money, tax_class: str) -> Money:
        """The tax in an inclusive amount or on an exclusive one, rounded once, half up."""
        rate = self.rate(tax_class)
        if self.inclusive:
            return Money(round_half_up(Decimal(amount.minor * rate) / (10_000 + rate)))
        return amount.percent(Decimal(rate) / 100)


def tax_table(
    rates: Iterable[tuple[str, str, str, int]], *, country: str, region: str = "", inclusive: bool = True
) -> TaxTable:
    """The table for a place from rows of (country, region, tax class, hundredths): a region's own rate wins."""
    found: dict[str, int] = {}
    for row_country, row_region, tax_class, hundredths in sorted(rates, key=lambda row: bool(row[1])):
        if row_country == country and row_region in ("", region):
            found[tax_class] = hundredths
    return TaxTable(found, inclusive)
