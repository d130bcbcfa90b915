"""Some of what is gone is waited for, and a customer hopes for a better price."""

from datetime import datetime

from accounts.models import User
from core.money import Money
from shop.actions.alerts import ask_alert, ask_alert_by_mail, confirm_alert
from shop.models import Alert, StockRecord, Variant

GUESTS = 6


def wait_for_goods(ada: User, at: datetime) -> None:
    """Ada and some guests wait for the first things that are gone and not announced; she also for a lower price."""
    gone = _gone()[:2]
    for variant in gone:
        ask_alert(variant=variant, kind=Alert.Kind.BACK, target=None, customer=ada, at=at)
    for number in range(GUESTS if gone else 0):
        _confirmed_guest(gone[0], f"guest{number}@regulars.example", at)
    dear = Variant.objects.buyable().filter(product__is_available=True, price__gte=Money(20_00)).order_by("pk").first()
    if dear is not None:
        target = Money(dear.price.minor * 8 // 10)
        ask_alert(variant=dear, kind=Alert.Kind.PRICE, target=target, customer=ada, at=at)


def _gone() -> list[Variant]:
    """Whole products first: their pages open with what is gone."""
    available = StockRecord.objects.available_by_variant()
    ahead = set(StockRecord.objects.filter(ahead_limit__gt=0).values_list("variant", flat=True))
    known = (
        Variant.objects.buyable().filter(pk__in=available).exclude(pk__in=ahead).order_by("product__is_available", "pk")
    )
    return [variant for variant in known.select_related("product") if not available[variant.pk]]


def _confirmed_guest(variant: Variant, email: str, at: datetime) -> None:
    ask_alert_by_mail(variant=variant, kind=Alert.Kind.BACK, target=None, email=email, language="en", at=at)
    confirm_alert(alert=Alert.objects.get(variant=variant, email=email), at=at)
