"""What the tests of alerts share: goods that are gone, somebody who waits, and goods that come."""

import re
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from core.models import OutgoingMail
from core.money import Money
from shop.actions.alerts import ask_alert, ask_alert_by_mail, confirm_alert
from shop.actions.stock import receive_stock
from shop.models import Alert, Variant
from tests.cast import make_location, make_product

BACK, PRICE = Alert.Kind.BACK, Alert.Kind.PRICE


def sold_out(title: str = "Stoneware mug", **fields: object) -> Variant:
    return make_product(title, stock=0, **fields).variants.get()


def waiting(variant: Variant, customer: User, kind: str = BACK, target: int | None = None) -> Alert:
    """A customer waits; `target` in cents."""
    wish = {"kind": kind, "target": None if target is None else Money(target)}
    return ask_alert(variant=variant, customer=customer, at=timezone.now(), **wish)


def guest_waiting(variant: Variant, email: str = "guest@example.com", kind: str = BACK, *, at: datetime | None = None):
    """A guest who has confirmed."""
    at = at or timezone.now()
    ask_alert_by_mail(variant=variant, kind=kind, target=None, email=email, language="en", at=at)
    alert = Alert.objects.live().get(variant=variant, kind=kind, email=email)
    return confirm_alert(alert=alert, at=at)


def arrive(variant: Variant, units: int = 10) -> None:
    receive_stock(variant=variant, location=make_location(), quantity=units, reference="delivery", by=None)


def link_in(mail: OutgoingMail, part: str) -> str:
    """The path of the first link with these words in it."""
    return re.search(rf"{settings.BASE_URL}(\S*{part}\S*)", mail.text)[1]


def confirm_link(email: str = "guest@example.com") -> str:
    return link_in(OutgoingMail.objects.filter(template="shop/alert_confirm", recipient=email).latest("pk"), "confirm")
