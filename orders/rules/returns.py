"""Sending things back: until when, for what reasons, who pays for it, and when a person has a look first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.money import ZERO, Money
from loyalty.rules.perks import Perks
from shop.rules.return_rules import ReturnRule

RETURN_DAYS = 30
"""Days from the delivery that every customer has."""

WITHDRAWAL_DAYS = 14
"""Days from the delivery in which a contract can be withdrawn from (Directive 2011/83/EU, article 9)."""

REFUND_WITHIN = timedelta(days=14)
"""From the withdrawal to the money; it may wait for the goods or for a proof that they were sent (article 13)."""

WARRANTY_DAYS = 730
"""Days in which what was faulty from the start is the shop's matter (Directive (EU) 2019/771, article 10)."""


class Reason(TextChoices):
    """Why something comes back, in the words its buyer chooses from."""

    CHANGED_MIND = "changed_mind", _("I changed my mind")
    NOT_FITTING = "not_fitting", _("It does not fit")
    NOT_LIKED = "not_liked", _("I expected something else")
    ORDERED_WRONG = "ordered_wrong", _("I ordered the wrong thing")
    DAMAGED = "damaged", _("It arrived damaged")
    FAULTY = "faulty", _("It does not work")
    WRONG_ITEM = "wrong_item", _("It is not what I ordered")
    NOT_AS_DESCRIBED = "not_as_described", _("It is not as described")
    PARTS_MISSING = "parts_missing", _("Something is missing")
    TOO_LATE = "too_late", _("It came too late")
    WITHDRAWAL = "withdrawal", _("I withdraw from the contract")


@dataclass(frozen=True)
class Because:
    """What follows from a reason. `is_ours`: the shop pays the way back and all delivery."""

    is_ours: bool = False
    needs_photo: bool = False
    is_as_new: bool = True
    may_be_kept: bool = False


BECAUSE: dict[str, Because] = {
    Reason.CHANGED_MIND: Because(),
    Reason.NOT_FITTING: Because(),
    Reason.NOT_LIKED: Because(),
    Reason.ORDERED_WRONG: Because(),
    Reason.DAMAGED: Because(is_ours=True, needs_photo=True, is_as_new=False, may_be_kept=True),
    Reason.FAULTY: Because(is_ours=True, is_as_new=False, may_be_kept=True),
    Reason.WRONG_ITEM: Because(is_ours=True, needs_photo=True),
    Reason.NOT_AS_DESCRIBED: Because(is_ours=True, may_be_kept=True),
    Reason.PARTS_MISSING: Because(is_ours=True, is_as_new=False, may_be_kept=True),
    Reason.TOO_LATE: Because(is_ours=True),
    Reason.WITHDRAWAL: Because(),
}


class Outcome(TextChoices):
    """What the buyer has for what comes back."""

    ORIGINAL = "original", _("Money back the way it was paid")
    CREDIT = "credit", _("Store credit")
    EXCHANGE = "exchange", _("Exchange")
    KEEP = "keep", _("Keep it and get part of the money back")


@dataclass(frozen=True)
class Wish:
    """What a buyer says of one line: how many, why, whether it was opened, and what they would like instead."""

    line_id: int
    units: int
    reason: str
    is_opened: bool = False
    note: str = ""
    instead: int | None = None


@dataclass(frozen=True)
class Policy:
    """What a merchant decides about returns, as staff set it. Amounts with tax."""

    label_fee: Money = ZERO
    fee_percent: int = 0
    credit_bonus_percent: int = 0
    keep_percent: int = 30
    keep_up_to: Money = ZERO
    send_within_days: int = 14
    review_from: Money | None = None
    most_a_year: int = 12
    early_up_to: Money = ZERO
    early_after_orders: int = 3
    money_within_days: int = 3
    claim_after_days: int = 3
    claim_up_to: Money = ZERO
    holiday_from: date | None = None
    holiday_until: date | None = None
    holiday_back_until: date | None = None

    def extended_until(self, placed_on: date) -> date | None:
        """What is bought before the holidays may be sent back until then, however early it came."""
        if self.holiday_from and self.holiday_until and self.holiday_from <= placed_on <= self.holiday_until:
            return self.holiday_back_until
        return None


def return_days(perks: Perks) -> int:
    """How many days somebody with these perks has: never fewer than everybody."""
    return max(RETURN_DAYS, perks.return_days)


def last_day(came_on: date, days: int, extended_until: date | None = None) -> date:
    """The last day on which a line may be announced; the day of delivery does not count."""
    day = came_on + timedelta(days=days)
    return max(day, extended_until) if extended_until else day


def last_withdrawal_day(came_on: date) -> date:
    """The fourteenth day after delivery; on a weekend the next working day (Regulation 1182/71, article 3 (4))."""
    day = came_on + timedelta(days=WITHDRAWAL_DAYS)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


def pays_the_way(reasons: Iterable[str], *, outcome: str, free_returns: bool) -> bool:
    """Whether the shop does: for its own fault, an exchange, and whoever has free returns."""
    return free_returns or outcome == Outcome.EXCHANGE or any(BECAUSE[reason].is_ours for reason in reasons)


class Sign(TextChoices):
    """Why a person looks at a return before it is agreed to."""

    VALUE = "value", _("worth much")
    OFTEN = "often", _("returns often")
    OPENED = "opened", _("its seal is broken")
    FINAL = "final", _("kind that does not come back")
    LATE = "late", _("after the window, for a fault")


def signs_of(
    *, worth: Money, rules: Sequence[str], opened: Sequence[bool], is_late: bool, in_a_year: int, policy: Policy
) -> list[str]:
    """What speaks for a look; nothing for nearly all. `rules` and `opened` are of each line, in the same order."""
    broken = any(rule == ReturnRule.SEALED and is_open for rule, is_open in zip(rules, opened, strict=True))
    found = {
        Sign.VALUE: policy.review_from is not None and worth >= policy.review_from,
        Sign.OFTEN: in_a_year >= policy.most_a_year,
        Sign.OPENED: broken,
        Sign.FINAL: ReturnRule.FINAL in rules,
        Sign.LATE: is_late,
    }
    return [str(sign) for sign, is_there in found.items() if is_there]
