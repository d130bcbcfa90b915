"""What stands on invoices and credit notes: amounts by tax rate."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.money import ZERO, Money


@dataclass(frozen=True)
class TaxRow:
    """All that is taxed at one rate: before tax, the tax, with tax."""

    hundredths: int
    net: Money
    tax: Money
    gross: Money

    @property
    def percent(self) -> str:
        return f"{self.hundredths / 100:g} %"


def tax_rows(amounts: Iterable[tuple[int, Money, Money]]) -> list[TaxRow]:
    """One row for each rate, dearest first, from (rate in 1/100 %, tax, amount with tax)."""
    found: dict[int, tuple[Money, Money]] = {}
    for hundredths, tax, gross in amounts:
        taxes, sums = found.get(hundredths, (ZERO, ZERO))
        found[hundredths] = taxes + tax, sums + gross
    return [TaxRow(rate, gross - tax, tax, gross) for rate, (tax, gross) in sorted(found.items(), reverse=True)]
