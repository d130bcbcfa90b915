"""What a buyer pays: price lists for members and groups, and the best of them for each."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import CustomerGroup
from core.money import Money
from shop.actions.buyer_prices import buyer_prices
from shop.models import PriceList, PriceListEntry
from tests.cast import ada, ben, make_group, make_member, make_price_list, make_product

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def price_of(product, customer, at=None):
    [price] = buyer_prices(variants=[product.variants.get()], customer=customer, at=at or timezone.now()).values()
    return price


def test_without_lists_everybody_pays_the_price():
    product = make_product(price=2000)
    for customer in (None, AnonymousUser(), ada()):
        found = price_of(product, customer)
        assert (found.price, found.list_price) == (Money(2000), Money(2000))
        assert (found.price_list_id, found.price_list, found.is_personal) == (None, "", False)


def test_members_pay_their_price_from_the_moment_the_list_starts_until_it_ends():
    product = make_product(price=2000)
    make_price_list("Members", "members", {product: 1799}, starts_at=NOW, ends_at=NOW + timedelta(hours=1))
    make_member(ada())
    assert price_of(product, ben(), NOW).price == Money(2000)
    paid = [price_of(product, ada(), NOW + timedelta(minutes=after)).price.minor for after in (-1, 0, 59, 60)]
    assert paid == [2000, 1799, 1799, 2000]


def test_the_lowest_price_wins_and_of_equal_ones_the_first_list():
    product = make_product(price=2000)
    make_member(ada())
    club, office = make_group("Club", ada()), make_group("Office", ada())
    make_price_list("Members", "members", {product: 1800})
    first = make_price_list("Club", "group", {product: 1700}, group=club)
    make_price_list("Office", "group", {product: 1700}, group=office)
    make_price_list("Strangers", "group", {product: 100}, group=make_group("Strangers", ben()))
    make_price_list("Dear", "members", {product: 9900})
    found = price_of(product, ada())
    assert (found.price, found.price_list_id, found.price_list) == (Money(1700), first.pk, "Club")
    assert found.is_personal


def test_a_guest_costs_no_query_and_a_customer_hardly_any(django_assert_num_queries):
    variants = list(make_product().variants.all())
    with django_assert_num_queries(0):
        buyer_prices(variants=variants, customer=AnonymousUser(), at=timezone.now())
    customer = ada()
    buyer_prices(variants=variants, customer=customer, at=timezone.now())
    with django_assert_num_queries(0):  # it is remembered that there are no lists
        buyer_prices(variants=variants, customer=customer, at=timezone.now())


def test_prices_of_many_variants_take_as_few_queries_as_those_of_one(django_assert_num_queries):
    products = [make_product(f"Mug {number}") for number in range(5)]
    make_member(ada())
    make_price_list("Members", "members", dict.fromkeys(products, 900))
    variants = [product.variants.get() for product in products]
    buyer_prices(variants=variants, customer=ada(), at=timezone.now())
    customer = ada()
    with django_assert_num_queries(2):  # is she a member, and what is on the list
        found = buyer_prices(variants=variants, customer=customer, at=timezone.now())
    assert {price.price for price in found.values()} == {Money(900)}


@pytest.mark.parametrize(
    ("audience", "with_group"), [("group", False), ("members", True), ("everybody", True), ("x", False)]
)
def test_a_list_has_a_group_exactly_when_it_is_for_one(audience, with_group):
    group = CustomerGroup.objects.create(name="Club") if with_group else None
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceList.objects.create(name="Wrong", audience=audience, group=group)


def test_a_list_names_a_variant_once_and_a_price_above_zero():
    product = make_product()
    price_list = make_price_list("Sale", "everybody", {product: 900})
    for price in (900, 0, -1):
        with pytest.raises(IntegrityError), transaction.atomic():
            PriceListEntry.objects.create(price_list=price_list, variant=product.variants.get(), price=Money(price))
