"""Points in the demo: on since the first day, confirmed as they would have been, with a campaign and two rewards."""

from datetime import datetime, timedelta

from core.money import Money
from loyalty.actions.points import confirm_points, expire_points
from loyalty.models import Occasion, OccasionRule, PointsLot, PointsProgram, ReferralProgram
from orders.models import DeliveryMethod, EarningRule, Promotion, Reward
from orders.rules.promotions import Kind, Lane
from shop.models import Category


def start_points() -> None:
    """One point for a euro of goods, a hundred points are a euro, from fifty at a time."""
    PointsProgram(is_active=True, min_points=50).save()
    ReferralProgram(is_active=True).save()
    for kind, points in ((Occasion.BIRTHDAY, 100), (Occasion.FIRST_ORDER, 50)):
        OccasionRule.objects.get_or_create(kind=kind, defaults={"points": points, "is_active": True})


def settle_points(at: datetime) -> None:
    """What was due in the years before is confirmed on its day, and gone on its day."""
    for lot in PointsLot.objects.due(at).select_related("account"):
        confirm_points(lot=lot, at=lot.confirms_at or at)
    for lot in PointsLot.objects.expired(at).select_related("account"):
        expire_points(lot=lot, at=lot.expires_at or at)


def offer_rewards(at: datetime) -> None:
    """Twice the points on tea and coffee this month; five euros off, and free delivery, for points."""
    double = EarningRule.objects.create(
        name="Double points on coffee and tea", ends_at=at + timedelta(days=30), is_active=True
    )
    double.categories.set(Category.objects.filter(name="Coffee & tea"))
    EarningRule.objects.create(name="Welcome", kind=EarningRule.Kind.FIRST_ORDER, points=50, is_active=True)
    EarningRule.objects.create(name="Complete profile", kind=EarningRule.Kind.PROFILE, points=50, is_active=True)
    five = Promotion.objects.create(
        name="Five off for points", lane=Lane.COUPON, kind=Kind.AMOUNT, amount=Money(500), is_active=True
    )
    free = Promotion.objects.create(
        name="Delivery for points", lane=Lane.COUPON, kind=Kind.FREE_DELIVERY, is_active=True
    )
    free.methods.set(DeliveryMethod.objects.filter(position=0))
    Reward.objects.create(name="Free delivery", points=200, promotion=free, is_active=True)
    Reward.objects.create(name="€5 off an order", points=400, promotion=five, stock=100, is_active=True)
