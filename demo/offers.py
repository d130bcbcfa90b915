"""Price lists: a sale for everybody that began two days ago, one for members, and one for where Ada works."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from accounts.models import CustomerGroup, User
from demo.past import Timeline
from shop.actions.price_lists import list_products
from shop.models import Category, PriceList, Product

LISTS = [
    ("Towel weeks", PriceList.Audience.EVERYBODY, "Towels & mats", 20, 2, 19),
    ("Regulars Plus", PriceList.Audience.MEMBERS, "Coffee & tea", 10, 90, None),
    ("Winter & Falk Architects", PriceList.Audience.GROUP, "Desk & order", 15, 60, None),
]
"""Name, audience, shelf, percent below the list price, days since it started, days until it ends."""


def plan_offers(timeline: Timeline, ada: User) -> None:
    """Each begins in its time, as when staff make it that day."""
    office = CustomerGroup.objects.create(name="Winter & Falk Architects")
    office.members.add(ada)
    for name, audience, shelf, percent, ago, left in LISTS:
        ends_at = timeline.end + timedelta(days=left) if left else None
        group = office if audience == PriceList.Audience.GROUP else None
        price_list = PriceList(name=name, audience=audience, group=group, ends_at=ends_at)
        starts_at = timeline.end - timedelta(days=ago)
        timeline.plan(starts_at, partial(_start, price_list, shelf, Decimal(percent), starts_at))


def _start(price_list: PriceList, shelf: str, percent: Decimal, at: datetime) -> None:
    price_list.starts_at = at
    price_list.save()
    products = Product.objects.listed().within(Category.objects.get(name=shelf))
    if products:
        list_products(price_list=price_list, products=products, percent=percent, by=None, at=at)
