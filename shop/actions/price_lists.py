"""Keeping price lists: filling them, and making what staff saved true at once."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from shop.actions.listings import mark_all_changed
from shop.actions.prices import follow_price_lists
from shop.models import PriceList, Variant


@transaction.atomic
def record_price_list(*, price_list: PriceList, also: Collection[int] = (), by: User | None, at: datetime) -> PriceList:
    """Staff saved the list or its prices: what variants cost follows now, and pages that show them are new.

    `also` are variants that stood on the list before and do not any more.
    """
    listed = set(price_list.entries.values_list("variant_id", flat=True)) | set(also)
    ended = Variant.objects.filter(price_list=price_list).values_list("pk", flat=True)
    follow_price_lists(variant_ids=listed | set(ended), at=at, by=by)
    mark_all_changed(set(Variant.objects.filter(pk__in=listed).values_list("product_id", flat=True)))
    PriceList.forget_known()
    return price_list
