"""Price lists and promotions that run in the demo, a gift card to try, and Ada's store credit."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from accounts.models import CustomerGroup, User
from core.codes import canonical_code
from core.money import Money
from demo.past import Timeline
from loyalty.actions.purses import grant_store_credit, issue_gift_card
from loyalty.models import Purse
from orders.models import Coupon, DeliveryMethod, Promotion
from orders.rules.promotions import Kind, Lane
from shop.actions.price_lists import list_products
from shop.models import Category, PriceList, Product

MUGS = "Plates, bowls & mugs"
DEMO_GIFT_CODE = canonical_code("DEMO GIFT CARD 5050")

LISTS = [
    ("Towel weeks", PriceList.Audience.EVERYBODY, "Towels & mats", 20, 2, 19),
    ("Regulars Plus", PriceList.Audience.MEMBERS, "Coffee & tea", 10, 260, None),
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


def start_promotions(ada: User) -> None:
    """What runs today: by itself, and with the codes WELCOME10 and FREEPOST; a gift card; and something for Ada."""
    for shelf in Category.objects.filter(name=MUGS):
        three = Promotion.objects.create(
            name="3 for 2 on plates, bowls, mugs", kind=Kind.CHEAPEST_FREE, group_size=3, free_units=1, is_active=True
        )
        three.categories.add(shelf)
    Promotion.objects.create(
        name="10 off from 100", lane=Lane.ORDER, kind=Kind.AMOUNT, amount=Money(1000), spend_from=Money(10_000),
        is_active=True,
    )  # fmt: skip
    welcome = Promotion.objects.create(
        name="Welcome", lane=Lane.COUPON, percent=10, first_order_only=True, max_uses_per_buyer=1, is_active=True
    )
    post = Promotion.objects.create(name="Postage on us", lane=Lane.COUPON, kind=Kind.FREE_DELIVERY, is_active=True)
    post.methods.set(DeliveryMethod.objects.filter(position=0))
    Coupon.objects.create(promotion=welcome, code="WELCOME10")
    Coupon.objects.create(promotion=post, code="FREEPOST")
    card = issue_gift_card(amount=Money(5000), reference="demo/gift-card", note="to try", by=None)
    Purse.objects.filter(pk=card.pk).update(code=DEMO_GIFT_CODE)
    grant_store_credit(owner=ada, amount=Money(750), reference="demo/credit", note="A chipped bowl", by=None)


def _start(price_list: PriceList, shelf: str, percent: Decimal, at: datetime) -> None:
    price_list.starts_at = at
    price_list.save()
    products = Product.objects.listed().within(Category.objects.get(name=shelf))
    if products:
        list_products(price_list=price_list, products=products, percent=percent, by=None, at=at)
