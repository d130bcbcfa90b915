"""Perks: what a membership is worth at checkout, as a plain value."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Perks:
    """What applies to this shopper now. The default is a shopper without a membership."""

    free_delivery: bool = False
    member: bool = False


NO_PERKS = Perks()
