"""Points as plain numbers: what earns how many, what they pay, and how shares of them come out whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.money import Money

PLAIN = 100
"""A multiplier of one, in hundredths."""


@dataclass(frozen=True)
class Program:
    """How points are earned and spent. Money in minor units; `per_unit` points pay one major unit (100 minor).

    `per_unit` divides 100 or is a multiple of it, so that points and money turn into each other without a rest.
    """

    is_active: bool = False
    earned_per_unit: int = 1
    per_unit: int = 100
    max_share_percent: int = 50
    min_points: int = 100
    confirm_days: int = 30
    lifetime_months: int = 18
    allows_debt: bool = True
    adjust_limit: int = 1000

    @property
    def step(self) -> int:
        """Points pay amounts that are a multiple of so many minor units."""
        return max(1, 100 // self.per_unit)

    @property
    def unit(self) -> Money:
        """One unit of money, such as a euro."""
        return Money(100)

    @property
    def unit_value(self) -> Money:
        """What `per_unit` points pay."""
        return self.value_of(self.per_unit)

    def value_of(self, points: int) -> Money:
        """What so many points pay."""
        minor = points * 100 // self.per_unit
        return Money(minor - minor % self.step)

    def points_for(self, amount: Money) -> int:
        """How many points pay this amount, a multiple of `step`."""
        return amount.minor * self.per_unit // 100


@dataclass(frozen=True)
class Earning:
    """Goods of one line that earn: what was paid for them in money, and by how much they multiply (in hundredths)."""

    paid: Money
    multiplier: int = PLAIN


def points_earned(program: Program, lines: Sequence[Earning]) -> list[int]:
    """For each line its points: rounded down once, over all of them, and shared by largest remainder."""
    weights = [max(0, line.paid.minor) * program.earned_per_unit * line.multiplier for line in lines]
    points = sum(weights) // (100 * PLAIN)
    return share_points(points, weights) if points else [0] * len(weights)


def share_points(points: int, weights: Sequence[int]) -> list[int]:
    """Whole points in proportion; they always sum to `points`."""
    return [part.minor for part in Money(points).share(weights)]


def points_kept(granted: int, paid: Money, refunded: Money) -> int:
    """Of the points that a line earned, those that are kept when so much of what was paid for it went back.

    A part of a point stays with the customer; nothing paid, nothing kept.
    """
    kept = max(0, paid.minor - refunded.minor)
    return -(-granted * kept // paid.minor) if paid.minor > 0 else 0


def points_returned(points: int, amount: Money, refunded: Money) -> int:
    """Of the points that paid `amount` of an order, those that came back after so much of it was refunded."""
    return points * refunded.minor // amount.minor
