"""Prices of plans: written once, and made known to the provider when somebody first joins for them."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.money import Money
from core.pages import forget_pages
from core.stripe_billing import ensure_price
from loyalty.models import Plan, PlanPrice
from loyalty.models.memberships import new_key


class PriceNotSensible(Refused):
    code = "price_not_sensible"
    message = _("A membership costs more than nothing, and a trial lasts a year at most.")


class PriceWasOffered(Refused):
    code = "price_was_offered"
    message = _("A price can only be offered from now on or later: what was offered before cannot be changed.")


@transaction.atomic
def add_plan_price(
    *, plan: Plan, interval: str, amount: Money, trial_days: int = 0, valid_from: datetime | None = None, at: datetime
) -> PlanPrice:
    """A new version of what a plan costs; who is a member keeps the version they joined for.

    Raises PriceNotSensible and PriceWasOffered.
    """
    if amount <= Money(0) or not 0 <= trial_days <= 365:
        raise PriceNotSensible
    if valid_from and valid_from < at:
        raise PriceWasOffered
    return PlanPrice.objects.create(
        plan=plan,
        interval=interval,
        amount=amount,
        currency=settings.SHOP_CURRENCY,
        trial_days=trial_days,
        valid_from=valid_from or at,
    )


def record_plan() -> None:
    """Staff changed what a plan gives or costs: every page says so within seconds, kept ones too."""
    Plan.forget_known()
    forget_pages()


def publish_price(price: PlanPrice) -> str:
    """The price's id at the provider, which is told of it when it does not know it yet; a network call."""
    if not price.stripe_price_id:
        stripe_id = ensure_price(
            name=price.plan.name,
            amount_minor=price.amount.minor,
            interval=price.interval,
            reference=f"plan-price/{price.key}",
            key=f"price/{new_key()}",  # the reference is what makes it one, and a fault is kept under a key for a day
        )
        PlanPrice.objects.filter(pk=price.pk, stripe_price_id="").update(stripe_price_id=stripe_id)
        price.stripe_price_id = stripe_id
    return price.stripe_price_id
