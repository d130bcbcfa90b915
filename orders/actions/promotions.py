"""Using promotions and giving the use back. Counters change by one conditional statement each, by their ids' order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from orders.actions.terms import forget_promotions
from orders.models import Coupon, Order, OrderDiscount, OrderLine, Promotion, PromotionAllowance, PromotionUse
from orders.rules.pricing import Quote
from orders.rules.promotions import Saving


class PromotionUsedUp(Refused):
    code = "promotion_used_up"
    message = _("An offer in your basket has just been used up. The new total is below: please check it again.")


class CodeUsedUp(Refused):
    code = "code_used_up"
    message = _("This code has been used as often as it may. The new total is below: please check it again.")


@transaction.atomic
def take_promotions(*, order: Order, quote: Quote, lines: Sequence[OrderLine], buyer_keys: Sequence[str]) -> None:
    """Count this order for every promotion in its price and store what each took off which line.

    `lines` stand in the quote's order. Raises PromotionUsedUp and CodeUsedUp: then nothing is counted.
    """
    for saving in sorted(quote.savings, key=lambda saving: saving.promotion.id):
        _take(saving, buyer_keys)
    PromotionUse.objects.bulk_create(
        PromotionUse(
            promotion_id=saving.promotion.id,
            order=order,
            coupon_id=saving.promotion.coupon_id,
            amount=saving.amount,
            buyers=sorted(buyer_keys) if saving.promotion.max_uses_per_buyer else [],
        )
        for saving in quote.savings
    )
    OrderDiscount.objects.bulk_create(
        discount for saving in quote.savings for discount in _discounts(order, saving, lines)
    )


@transaction.atomic
def give_promotions_back(*, order: Order, at: datetime) -> None:
    """The order is canceled before it was sent: its uses can be had by somebody else. Once only."""
    open_uses = PromotionUse.objects.filter(order=order, given_back_at=None)
    for use in open_uses.order_by("promotion_id"):
        if PromotionUse.objects.filter(pk=use.pk, given_back_at=None).update(given_back_at=at):
            Promotion.objects.filter(pk=use.promotion_id, used__gt=0).update(used=F("used") - 1)
            Coupon.objects.filter(uses=use, used__gt=0).update(used=F("used") - 1)
            allowances = PromotionAllowance.objects.filter(promotion=use.promotion_id, buyer__in=use.buyers)
            allowances.filter(used__gt=0).update(used=F("used") - 1)


def _take(saving: Saving, buyer_keys: Sequence[str]) -> None:
    promotion = saving.promotion
    if not _count(Promotion.objects.filter(pk=promotion.id)):
        forget_promotions()
        raise PromotionUsedUp
    if promotion.coupon_id and not _count(Coupon.objects.filter(pk=promotion.coupon_id)):
        raise CodeUsedUp
    if promotion.max_uses_per_buyer:
        for key in sorted(buyer_keys):
            _take_allowance(saving, key)


def _count(row: QuerySet[Any]) -> bool:
    """One more use, if there is one left."""
    return bool(row.filter(Q(max_uses=None) | Q(used__lt=F("max_uses"))).update(used=F("used") + 1))


def _take_allowance(saving: Saving, key: str) -> None:
    promotion = saving.promotion
    row, _created = PromotionAllowance.objects.get_or_create(promotion_id=promotion.id, buyer=key)
    left = PromotionAllowance.objects.filter(pk=row.pk, used__lt=promotion.max_uses_per_buyer)
    if not left.update(used=F("used") + 1):
        raise CodeUsedUp if promotion.coupon_id else PromotionUsedUp


def _discounts(order: Order, saving: Saving, lines: Sequence[OrderLine]) -> list[OrderDiscount]:
    parts = [*zip(lines, saving.goods, strict=True), (None, saving.delivery)]
    promotion = saving.promotion
    return [
        OrderDiscount(
            order=order, line=line, promotion_id=promotion.id, name=promotion.name, code=promotion.code, amount=amount
        )
        for line, amount in parts
        if amount
    ]
