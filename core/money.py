"""Money: whole minor units of the installation's one currency, and the only place where money is rounded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import total_ordering


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor currency units (cents for EUR, yen for JPY). Never a float, never another currency."""

    minor: int

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError(f"Money takes whole minor units, not {self.minor!r}")

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + _minor(other))

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - _minor(other))

    def __neg__(self) -> Money:
        return Money(-self.minor)

    def __mul__(self, times: int) -> Money:
        if isinstance(times, bool) or not isinstance(times, int):
            raise TypeError("Money is multiplied by whole numbers; use percent() for rates")
        return Money(self.minor * times)

    __rmul__ = __mul__

    def __lt__(self, other: Money) -> bool:
        return self.minor < _minor(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return _shown[-1](self)

    def deconstruct(self) -> tuple[str, list[int], dict[str, object]]:
        """How Django writes an amount into a migration."""
        return "core.money.Money", [self.minor], {}

    def percent(self, rate: Decimal) -> Money:
        """This share of the amount, `rate` in percent, rounded half away from zero: the shop's one rounding rule."""
        return Money(round_half_up(Decimal(self.minor) * rate / 100))

    def share(self, weights: Sequence[int]) -> list[Money]:
        """Split into parts proportional to `weights`; the parts always sum to the whole (largest remainder).

        Weights of zero get nothing unless all are zero, when the parts are as even as they can be.
        Raises ValueError for no weights or a negative one.
        """
        return [Money(part) for part in _largest_remainder(self.minor, weights)]


ZERO = Money(0)
_shown: list[Callable[[Money], str]] = [lambda amount: f"{amount.minor} minor units"]


def show_money_by(formatter: Callable[[Money], str]) -> None:
    """How an amount turns into text; core/currency.py says it once, as only it knows the currency."""
    _shown.append(formatter)


def total(amounts: Iterable[Money]) -> Money:
    """The sum, Money(0) for nothing."""
    return Money(sum(amount.minor for amount in amounts))


def round_half_up(value: Decimal) -> int:
    """The nearest whole number; halves go away from zero."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _minor(other: Money) -> int:
    if not isinstance(other, Money):
        raise TypeError(f"Money works with Money alone; got {other!r}")
    return other.minor


def _largest_remainder(amount: int, weights: Sequence[int]) -> list[int]:
    if not weights or min(weights) < 0:
        raise ValueError("Shares need at least one weight and none below zero")
    if not any(weights):
        weights = [1] * len(weights)
    sign, amount, whole = (-1 if amount < 0 else 1), abs(amount), sum(weights)
    parts = [amount * weight // whole for weight in weights]
    remainders = [amount * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -remainders[place])
    for place in by_remainder[: amount - sum(parts)]:
        parts[place] += 1
    return [sign * part for part in parts]
