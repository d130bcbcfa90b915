"""Tenders: what pays for an order besides the payment provider, taken in one fixed order."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.money import Money


class TenderKind(TextChoices):
    """In the order in which they pay; what is left is paid at the provider."""

    GIFT_CARD = "gift_card", _("Gift card")
    STORE_CREDIT = "store_credit", _("Store credit")
    POINTS = "points", _("Points")


@dataclass(frozen=True)
class Purse:
    """Money put by that may pay for an order: `id` is its account, `label` how the shopper knows it."""

    kind: str
    id: int
    balance: Money
    label: str = ""


NO_PURSES: tuple[Purse, ...] = ()


@dataclass(frozen=True)
class Tender:
    """So much of an order is paid from this purse."""

    purse: Purse
    amount: Money


def tenders_for(amount: Money, purses: Sequence[Purse]) -> tuple[Tender, ...]:
    """Empty one purse after the other until the amount is paid; purses that are not needed are left alone."""
    tenders = []
    for purse in sorted(purses, key=_turn):
        part = min(purse.balance, amount)
        if part.minor > 0:
            tenders.append(Tender(purse, part))
            amount -= part
    return tuple(tenders)


def _turn(purse: Purse) -> tuple[int, int]:
    return TenderKind.values.index(purse.kind), purse.id
