"""Changing a price: the only way one is set, so that the history is whole."""

from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.money import Money
from shop.actions.listings import refresh_prices
from shop.models import PriceChange, Product, Variant


class PriceNotSensible(Refused):
    code = "price_not_sensible"
    message = _("A price is above zero and below the compare-at price.")


@transaction.atomic
def set_price(
    *, variant: Variant, price: Money, compare_at: Money | None = None, reference: str, by: User | None
) -> Variant:
    """From now on the variant costs `price`. The same price again changes nothing. Raises PriceNotSensible."""
    variant = Variant.objects.select_for_update(of=("self",)).select_related("product").get(pk=variant.pk)
    if price <= Money(0) or (compare_at is not None and compare_at <= price):
        raise PriceNotSensible
    if (variant.price, variant.compare_at) != (price, compare_at):
        record_price(variant, variant.price, price, compare_at, reference, by)
        Variant.objects.filter(pk=variant.pk).update(price=price, compare_at=compare_at)
        refresh_prices(variant.product)
    variant.price, variant.compare_at = price, compare_at
    return variant


def record_price(
    variant: Variant,
    old: Money | None,
    new: Money,
    compare_at: Money | None,
    reference: str,
    by: User | None,
) -> None:
    """Write the history row; `old` is None for a variant's first price."""
    PriceChange.objects.create(
        variant=variant, old_price=old, new_price=new, compare_at=compare_at, reference=reference, changed_by=by
    )


@transaction.atomic
def change_prices_by(*, products: QuerySet[Product], percent: Decimal, show_before: bool, by: User | None) -> int:
    """Change the price of every active variant of these by so many percent; returns how many changed."""
    variants = Variant.objects.filter(product__in=products, is_active=True).order_by("pk")
    for variant in variants:
        price = variant.price + variant.price.percent(percent)
        compare_at = variant.price if show_before and price < variant.price else None
        set_price(variant=variant, price=price, compare_at=compare_at, reference=f"staff {percent:+} %", by=by)
    return len(variants)
