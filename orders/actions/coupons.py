"""Codes for a promotion: made in batches by staff, and promotions brought up to date after staff changed them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.codes import canonical_code, new_code
from core.errors import Refused
from core.pages import forget_pages
from orders.actions.terms import forget_promotions
from orders.models import Coupon, EarningRule, Promotion
from orders.rules.promotions import Lane

CODE_LENGTH = 10
"""Characters of a made code after its prefix: 49 random bits."""

MOST_AT_ONCE = 10_000
TURN_SPAN = timedelta(minutes=3)
"""How long after a promotion's start or end pages are built anew: longer than the job's rhythm."""


class NotACouponPromotion(Refused):
    code = "not_a_coupon_promotion"
    message = _("Only a promotion in the lane of codes can have codes.")


class TooManyCoupons(Refused):
    code = "too_many_coupons"
    message = _("Up to 10,000 codes can be made at once.")


@transaction.atomic
def make_coupons(*, promotion: Promotion, number: int, prefix: str, batch: str) -> list[Coupon]:
    """So many single codes, each for one order. Raises NotACouponPromotion and TooManyCoupons."""
    if promotion.lane != Lane.COUPON:
        raise NotACouponPromotion
    if not 1 <= number <= MOST_AT_ONCE:
        raise TooManyCoupons
    codes: set[str] = set()
    while len(codes) < number:
        codes.add(f"{prefix}{new_code(CODE_LENGTH)}")
        if len(codes) == number:
            canonical = [canonical_code(code) for code in codes]
            taken = set(Coupon.objects.filter(canonical__in=canonical).values_list("canonical", flat=True))
            codes = {code for code in codes if canonical_code(code) not in taken}
    return Coupon.objects.bulk_create(
        Coupon(promotion=promotion, code=code, canonical=canonical_code(code), max_uses=1, batch=batch)
        for code in sorted(codes)
    )


@transaction.atomic
def switch_promotion(*, promotion: Promotion, is_active: bool) -> Promotion:
    """On from now, or off from now. What was placed keeps its price."""
    Promotion.objects.filter(pk=promotion.pk).update(is_active=is_active)
    record_promotion()
    return Promotion.objects.get(pk=promotion.pk)


def record_promotion() -> None:
    """Staff saved a promotion: after commit every basket is priced by it, and every page tells of it."""
    transaction.on_commit(_forget)


def turn_promotions(*, at: datetime) -> int:
    """Pages tell of offers and campaigns that have just begun, not of ended ones; returns how many turned."""
    span = (at - TURN_SPAN, at)
    turns = Q(starts_at__range=span) | Q(ends_at__range=span)
    turned = Promotion.objects.filter(turns, is_active=True).count()
    turned += EarningRule.objects.filter(turns, is_active=True).count()
    if turned:
        _forget()
    return turned


def _forget() -> None:
    forget_promotions()
    forget_pages()
