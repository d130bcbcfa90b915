"""Tenders: what pays for an order besides the payment provider, taken in one fixed order."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.money import ZERO, Money


class TenderKind(TextChoices):
    """In the order in which they pay; what is left is paid at the provider."""

    GIFT_CARD = "gift_card", _("Gift card")
    STORE_CREDIT = "store_credit", _("Store credit")
    POINTS = "points", _("Points")
    EXCHANGE = "exchange", _("Exchange")


@dataclass(frozen=True)
class Purse:
    """Money put by that may pay for an order: `id` is its account, `label` how the shopper knows it.

    It pays no more than `most_percent` of an order, in multiples of `step` minor units, and nothing below `least`.
    """

    kind: str
    id: int
    balance: Money
    label: str = ""
    most_percent: int = 100
    step: int = 1
    least: Money = ZERO


NO_PURSES: tuple[Purse, ...] = ()


@dataclass(frozen=True)
class Tender:
    """So much of an order is paid from this purse."""

    purse: Purse
    amount: Money


def tenders_for(amount: Money, purses: Sequence[Purse]) -> tuple[Tender, ...]:
    """Empty one purse after the other until the amount is paid; purses that are not needed are left alone."""
    tenders, left = [], amount
    for purse in sorted(purses, key=_turn):
        part = most_from(purse, amount, left)
        if part.minor > 0 and part >= purse.least:
            tenders.append(Tender(purse, part))
            left -= part
    return tuple(tenders)


def most_from(purse: Purse, amount: Money, left: Money) -> Money:
    """What a purse pays of what is `left` of an order of this amount, in whole steps."""
    most = min(left.minor, amount.minor * purse.most_percent // 100, purse.balance.minor)
    return Money(most - most % purse.step)


def _turn(purse: Purse) -> tuple[int, int]:
    return TenderKind.values.index(purse.kind), purse.id
