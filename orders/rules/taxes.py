"""Tax: which rate applies to a delivery place, and how much tax an amount holds or takes on top."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core.money import ZERO, Money, round_half_up, total

STANDARD = "standard"


@dataclass(frozen=True)
class TaxTable:
    """The rates valid on one day for one place, in hundredths of a percent by tax class. Prices hold or exclude tax.

    Tax is rounded for each line, or with `by_rate` once for all that is taxed at one rate, as some markets want it.
    """

    hundredths: Mapping[str, int] = field(default_factory=dict)
    inclusive: bool = True
    by_rate: bool = False

    def rate(self, tax_class: str) -> int:
        """The class's rate; a place without rates is outside the shop's tax area and pays none."""
        return self.hundredths.get(tax_class, 0)

    def tax(self, amount: Money, tax_class: str) -> Money:
        """The tax in an inclusive amount or on an exclusive one, rounded once, half up."""
        rate = self.rate(tax_class)
        if self.inclusive:
            return Money(round_half_up(Decimal(amount.minor * rate) / (10_000 + rate)))
        return amount.percent(Decimal(rate) / 100)

    def without_tax(self, amount: Money, tax_class: str) -> Money:
        """A price of the catalog less the tax in it."""
        return amount - self.tax(amount, tax_class) if self.inclusive else amount

    def with_tax(self, amount: Money, tax_class: str) -> Money:
        """A price of the catalog and the tax on it."""
        return amount if self.inclusive else amount + self.tax(amount, tax_class)

    def taxes(self, amounts: Sequence[tuple[Money, str]]) -> list[Money]:
        """The tax of each of these (amount, tax class), rounded as the market rounds; the sum is what is owed."""
        if not self.by_rate:
            return [self.tax(amount, tax_class) for amount, tax_class in amounts]
        found = [ZERO] * len(amounts)
        for rate in {self.rate(tax_class) for _amount, tax_class in amounts}:
            places = [place for place, (_amount, tax_class) in enumerate(amounts) if self.rate(tax_class) == rate]
            together = [amounts[place][0] for place in places]
            owed = self.tax(total(together), amounts[places[0]][1])
            for place, part in zip(places, owed.share([amount.minor for amount in together]), strict=True):
                found[place] = part
        return found


def tax_table(
    rates: Iterable[tuple[str, str, str, int]],
    *,
    country: str,
    region: str = "",
    inclusive: bool = True,
    by_rate: bool = False,
) -> TaxTable:
    """The table for a place from rows of (country, region, tax class, hundredths): a region's own rate wins."""
    found: dict[str, int] = {}
    for row_country, row_region, tax_class, hundredths in sorted(rates, key=lambda row: bool(row[1])):
        if row_country == country and row_region in ("", region):
            found[tax_class] = hundredths
    return TaxTable(found, inclusive, by_rate)
