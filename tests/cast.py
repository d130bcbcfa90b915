"""The cast and the makers. Everything is made by the shop's own verbs, so no test stands on an impossible state."""

import itertools
import json
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

import time_machine
from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Token
from django.test import Client
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.actions.partners import issue_key
from accounts.models import CustomerGroup, Partner, PartnerKey, User
from core.actions.mail import send_mail
from core.cache import near
from core.codes import canonical_code
from core.models import OutgoingMail
from core.money import Money
from loyalty.actions.gift_cards import Greeting
from loyalty.actions.grants import grant_membership
from loyalty.actions.joining import open_signup
from loyalty.actions.plans import add_plan_price
from loyalty.actions.points import grant_points
from loyalty.actions.points_ledger import Cause
from loyalty.actions.purses import issue_gift_card
from loyalty.actions.syncing import sync_membership
from loyalty.actions.tiers import record_tiers
from loyalty.actions.trials import may_have_trial
from loyalty.models import Membership, Perk, Plan, PointsAccount, PointsMove, PointsProgram, Purse, Tier
from loyalty.models.plans import PLANS_KEY
from loyalty.models.tiers import TIERS_KEY
from orders.actions.baskets import add_to_basket, open_basket
from orders.actions.checkout import Contact, place_order
from orders.actions.codes import enter_code, use_points
from orders.actions.fulfillment import deliver_shipment, pack_shipment, ship_shipment
from orders.actions.gift_cards import order_gift_card
from orders.actions.payments import open_payment, settle
from orders.actions.referrals import Invitation
from orders.actions.terms import forget_promotions
from orders.actions.tracking import record_carrier_event
from orders.models import (
    Basket,
    CarrierEvent,
    Coupon,
    DeliveryMethod,
    DeliveryRate,
    DeliveryZone,
    Order,
    Promotion,
    Shipment,
    TaxRate,
)
from orders.rules.tracking import CarrierReport
from shop.actions.catalog import place_category, publish_product
from shop.actions.price_lists import record_price_list
from shop.actions.stock import receive_stock
from shop.models import Brand, Category, Location, PriceList, PriceListEntry, Product, Variant

numbers = itertools.count(1)
ADDRESS = {
    "name": "Ada Lovelace",
    "street_address": "Lindenweg 7",
    "postal_code": "10115",
    "city": "Berlin",
    "country_code": "DE",
}


def ada() -> User:
    """A shopper with an account."""
    return _person("ada@example.com", "Ada Lovelace")


def ben() -> User:
    """Another shopper."""
    return _person("ben@example.com", "Ben Franklin")


def stan() -> User:
    """A member of staff."""
    user = _person("stan@example.com", "Stan Laurel")
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    user.refresh_from_db()
    return user


def make_category(name: str = "Mugs", parent: Category | None = None) -> Category:
    slug = name.lower().replace(" ", "-")
    category, created = Category.objects.get_or_create(slug=slug, defaults={"name": name, "parent": parent})
    return place_category(category=category) if created else category


def make_product(
    title: str = "Stoneware mug", *, price: int = 1290, stock: int = 10, publish: bool = True, **fields: object
) -> Product:
    """A product with one variant, `price` in cents, and `stock` units on the shelf."""
    number = next(numbers)
    brand, _created = Brand.objects.get_or_create(name="Hearth & Hand", slug="hearth-hand")
    fields.setdefault("category", make_category())
    fields.setdefault("slug", f"{title.lower().replace(' ', '-')[:80]}-{number}")
    fields.setdefault("weight_g", 400)
    product = Product.objects.create(title=title, brand=brand, **fields)
    make_variant(product, price=price, stock=stock, sku=f"SKU-{number}")
    return publish_product(product=product) if publish else product


def make_variant(product: Product, *, sku: str, price: int = 1290, stock: int = 10, **fields: object) -> Variant:
    variant = Variant.objects.create(product=product, sku=sku, price=Money(price), **fields)
    if stock:
        receive_stock(variant=variant, location=make_location(), quantity=stock, reference="delivery", by=None)
    return variant


PERKS = {
    "free_delivery": {"countries": [], "methods": [], "from_minor": 0},
    "member_prices": {},
}
"""What the usual plan gives, by kind."""


def make_plan(
    name: str = "Regulars Plus", *, month: int = 590, year: int = 4900, trial_days: int = 0, perks: object = None
) -> Plan:
    """A plan that can be joined, with a price for a month and one for a year in cents."""
    plan, created = Plan.objects.get_or_create(name=name)
    if created:
        for kind, parameters in (PERKS if perks is None else perks).items():
            perk = Perk(plan=plan, kind=kind, parameters=parameters)
            perk.full_clean()
            perk.save()
        near.delete(PLANS_KEY)
        at = timezone.now() - timedelta(days=800)
        for interval, amount in (("month", month), ("year", year)):
            add_plan_price(plan=plan, interval=interval, amount=Money(amount), trial_days=trial_days, at=at)
    return plan


def make_member(customer: User, plan: Plan | None = None) -> Membership:
    """Makes a member of somebody, since a day ago and for a year, as a gift."""
    given = {"days": 366, "reason": "test", "by": None, "at": timezone.now() - timedelta(days=1)}
    return grant_membership(customer=customer, plan=plan or make_plan(), **given)


def make_group(name: str, *members: User) -> CustomerGroup:
    group = CustomerGroup.objects.create(name=name)
    group.members.set(members)
    return group


def make_price_list(name: str, audience: str, prices: dict[Product, int], **fields: object) -> PriceList:
    """A price list as staff save it, since an hour ago; `prices` in cents, for each product's first variant."""
    fields.setdefault("starts_at", timezone.now() - timedelta(hours=1))
    price_list = PriceList.objects.create(name=name, audience=audience, **fields)
    for product, price in prices.items():
        PriceListEntry.objects.create(price_list=price_list, variant=product.variants.first(), price=Money(price))
    return record_price_list(price_list=price_list, by=None, at=timezone.now())


def make_location() -> Location:
    return Location.objects.get_or_create(name="Back room", defaults={"country_code": "DE"})[0]


def make_delivery(price: int = 490, free_from: int | None = 4900) -> DeliveryMethod:
    """Germany, one method, and the German tax rates."""
    zone, _created = DeliveryZone.objects.get_or_create(name="Germany", defaults={"countries": ["DE"]})
    method, created = DeliveryMethod.objects.get_or_create(
        zone=zone,
        name="Standard",
        defaults={"min_days": 1, "max_days": 2, "free_from": Money(free_from) if free_from else None},
    )
    if created:
        DeliveryRate.objects.create(method=method, price=Money(price))
        for tax_class, hundredths in (("standard", 1900), ("reduced", 700), ("zero", 0)):
            TaxRate.objects.create(country_code="DE", tax_class=tax_class, hundredths=hundredths)
    return method


def make_promotion(lane: str = "line", kind: str = "percent", **fields: object) -> Promotion:
    """A promotion that runs: ten percent off everything unless told otherwise. Relations are given as lists."""
    related = {name: fields.pop(name) for name in list(fields) if Promotion._meta.get_field(name).many_to_many}
    if kind == "percent":
        fields.setdefault("percent", 10)
    fields.setdefault("name", f"Promotion {next(numbers)}")
    promotion = Promotion.objects.create(lane=lane, kind=kind, is_active=True, **fields)
    for name, rows in related.items():
        getattr(promotion, name).set(rows)
    forget_promotions()
    return promotion


def make_coupon(code: str = "SPRING", *, max_uses: int | None = None, **promotion: object) -> Coupon:
    """A code with its promotion, ten percent off unless told otherwise."""
    return Coupon.objects.create(
        promotion=make_promotion("coupon", **promotion), code=code, canonical=canonical_code(code), max_uses=max_uses
    )


def make_points(customer: User, points: int, **program: object) -> PointsAccount:
    """The shop has points, and the customer has so many."""
    PointsProgram(**{"is_active": True, **program}).save()
    reference = f"gift/{customer.pk}/{PointsMove.objects.count()}"
    grant_points(customer=customer, points=points, cause=Cause(reference, timezone.now(), "A gift"))
    return PointsAccount.objects.filter(customer=customer).first()


def make_tier(name: str, amount: int, percent: int = 150, **fields: object) -> Tier:
    """A tier as staff save it, switched on unless told otherwise; `amount` in cents. The shop has points."""
    if not PointsProgram.objects.exists():
        PointsProgram(is_active=True).save()
    tier = Tier(**{"name": name, "amount": Money(amount), "percent": percent, "is_active": True, **fields})
    tier.full_clean()
    tier.save()
    record_tiers(at=timezone.now())
    near.delete(TIERS_KEY)
    return tier


def make_gift_card(amount: int) -> Purse:
    return issue_gift_card(amount=Money(amount), reference=f"test/{next(numbers)}", by=None)


def filled_basket(*products: Product, owner: User | None = None, quantity: int = 1) -> Basket:
    basket = open_basket(owner=owner)
    for product in products:
        add_to_basket(basket=basket, variant=product.variants.first(), quantity=quantity)
    return basket


def placed_order(
    *products: Product,
    owner: User | None = None,
    email: str = "guest@example.com",
    quantity: int = 1,
    codes: Sequence[str] = (),
    points: int = 0,
    at: datetime | None = None,
    invitation: Invitation | None = None,
) -> Order:
    """An order that waits for its payment, unless its codes pay all of it."""
    basket = filled_basket(*(products or (make_product(),)), owner=owner, quantity=quantity)
    for code in codes:
        enter_code(basket=basket, text=code, visitor=[])
    if points:
        use_points(basket=basket, points=points)
    contact = Contact(owner.email if owner else email, "en", dict(ADDRESS))
    return place_order(
        basket=basket,
        contact=contact,
        method_id=make_delivery().pk,
        expected=None,
        by=owner,
        at=at or timezone.now(),
        invitation=invitation,
    )


def bought_gift_card(provider, amount: int = 2500) -> Order:
    """A gift card from Ada to Ben, paid at the provider and mailed today."""
    now = timezone.now()
    greeting = Greeting("ben@example.com", "Ben", "Ada", "", timezone.localdate(), "en")
    order = order_gift_card(
        amount=Money(amount), buyer_name="Ada", buyer_email="ada@example.com", greeting=greeting, by=None, at=now
    )
    return _pay(provider, order, now)


def paid_order(provider, *products: Product, **how: object) -> Order:
    """An order that was paid at the provider."""
    return _pay(provider, placed_order(*products, **how), how.get("at") or timezone.now())


def delivered_order(provider, *products: Product, delivered_at: datetime | None = None, **how: object) -> Order:
    """An order whose only parcel has arrived."""
    return deliver_order(paid_order(provider, *products, **how), delivered_at or timezone.now())


def deliver_order(order: Order, at: datetime) -> Order:
    """All of a paid order arrives in one parcel."""
    shipment = pack_shipment(order=order, by=None, at=at - timedelta(days=2))
    ship_shipment(shipment=shipment, carrier="dhl", tracking_number="00340434", by=None, at=at - timedelta(days=1))
    deliver_shipment(shipment=shipment, by=None, at=at)
    return Order.objects.get(pk=order.pk)


def midnight_after(moment: datetime, days: int) -> datetime:
    """The end of the shop's day so many days later: until then things come back, and from then points are sure."""
    last = timezone.localdate(moment) + timedelta(days=days + 1)
    return timezone.make_aware(datetime.combine(last, time.min))


def sent_order(provider, *products: Product, sent_at: datetime, **how: object) -> Order:
    """An order whose only parcel left at that moment, a day after it was placed; what became of it nobody tells."""
    with time_machine.travel(sent_at - timedelta(days=1)):  # the provider sells nothing in the past
        order = paid_order(provider, *products, **how)
    shipment = pack_shipment(order=order, by=None, at=sent_at)
    ship_shipment(shipment=shipment, carrier="dhl", tracking_number="00340434", by=None, at=sent_at)
    return Order.objects.get(pk=order.pk)


def carrier_says(shipment: Shipment, code: str, at: datetime | None = None, **words: object) -> CarrierEvent:
    """A carrier's report of a parcel, heard the moment it happened unless told otherwise by `heard`."""
    at = at or timezone.now()
    heard = words.pop("heard", at)
    words.setdefault("key", f"report-{next(numbers)}")
    return record_carrier_event(shipment=shipment, report=CarrierReport(code=code, happened_at=at, **words), at=heard)


def deliver_mail() -> list[OutgoingMail]:
    """Send what is queued, as the worker would; returns the mails."""
    now = timezone.now()
    return [send_mail(mail=mail, at=now) for mail in OutgoingMail.objects.due(now).order_by("pk")]


def _pay(provider, order: Order, at: datetime) -> Order:
    payment = open_payment(order=order, at=timezone.now())
    provider.pay(payment.session_id)
    settle(payment=payment, at=at)
    return Order.objects.get(pk=order.pk)


def _person(email: str, name: str) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, "a-long-password", name=name)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def start_joining(customer: User, plan: Plan | None = None, interval: str = "year") -> Membership:
    """The provider's page is open for somebody, as the button on the page to join opens it."""
    plan = plan or make_plan()
    price = plan.prices.filter(interval=interval).latest("valid_from")
    with_trial = price.trial_days > 0 and may_have_trial(customer)
    return open_signup(customer=customer, price=price, with_trial=with_trial, language="en", at=timezone.now())


def joined(
    provider, customer: User, plan: Plan | None = None, interval: str = "year", card: str = "4242424242424242"
) -> Membership:
    """Somebody who has paid at the provider, or left a card there for a trial."""
    membership = start_joining(customer, plan, interval)
    provider.subscribe(membership.signup_id, card)
    return compared(membership)


def compared(membership: Membership) -> Membership:
    """The membership as it is once the shop has asked the provider."""
    sync_membership(membership=Membership.objects.get(pk=membership.pk), at=timezone.now())
    return Membership.objects.get(pk=membership.pk)


def pia(*scopes: str, sees_all: bool = True, customer: User | None = None, **how: object) -> "PartnerClient":
    """A partner's program with a key for these scopes and a token; `customer` signed in to its app, if one is named."""
    now = timezone.now()
    name = f"Pia's warehouse {next(numbers)}"
    reach = Partner.Reach.ALL if sees_all else Partner.Reach.OWN
    partner = Partner.objects.create(name=name, contact_email="pia@partner.example", reach=reach)
    kind = PartnerKey.Kind.APP if customer else PartnerKey.Kind.SERVER
    new = issue_key(partner=partner, label="main", scopes=scopes, by=None, at=now, kind=kind, **how)
    return PartnerClient(new.key, new.secret, customer)


class PartnerClient(Client):
    """Speaks JSON with the token of a key."""

    def __init__(self, key: PartnerKey, secret: str = "", customer: User | None = None) -> None:
        self.key, self.partner, self.secret = key, key.partner, secret
        self.token = get_random_string(40)
        token = Token(client=key.client, user=customer, type=Token.Type.ACCESS_TOKEN)
        token.expires_at = timezone.now() + timedelta(hours=1)
        token.set_value(self.token)
        token.set_scopes(key.scopes)
        token.save()
        super().__init__(headers={"Authorization": f"Bearer {self.token}"})

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        data = json.dumps(body) if body is not None else ""
        return self.generic(method, f"/api/v1{path}", data, "application/json", headers=names)
