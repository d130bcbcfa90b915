"""Sales are carried out: everybody's price follows the lists that run, and the history bears out every price before."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.money import Money
from shop.actions.price_lists import record_price_list
from shop.actions.prices import carry_out_price_lists, change_prices_by, set_price
from shop.models import PriceChange, PriceList, PriceListEntry, Product, Variant
from shop.tasks.prices import carry_out_price_lists as minute_by_minute
from tests.cast import make_price_list, make_product

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = timezone.now()


def costs(product: Product) -> tuple[int, int | None]:
    """What everybody pays, and the price before, on the variant and on the tile."""
    variant, product = product.variants.get(), Product.objects.get(pk=product.pk)
    assert (product.price_from, product.was_price) == (variant.price, variant.compare_at)
    return variant.price.minor, variant.compare_at.minor if variant.compare_at else None


def old_product(price: int = 2000) -> Product:
    with time_machine.travel(NOW - 90 * DAY):
        return make_product(price=price)


def test_a_sale_starts_and_ends_with_history_and_the_price_before():
    product = old_product()
    sale = make_price_list("Sale", "everybody", {product: 1500}, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
    seen = []
    for after in (0, 1, 1.5, 2, 3):
        with time_machine.travel(NOW + after * HOUR):
            minute_by_minute()
            seen.append(costs(product))
    assert seen == [(2000, None), (1500, 2000), (1500, 2000), (2000, None), (2000, None)]
    history = PriceChange.objects.order_by("pk").values_list("old_price", "new_price", "compare_at", "reference")
    assert list(history) == [
        (None, Money(2000), None, "first price"),
        (Money(2000), Money(1500), Money(2000), f"price-list/{sale.pk}"),
        (Money(1500), Money(2000), None, f"price-list/{sale.pk}"),
    ]


def test_carrying_out_again_changes_nothing(django_assert_max_num_queries):
    product = old_product()
    make_price_list("Sale", "everybody", {product: 1500})
    version = Product.objects.get().version
    with django_assert_max_num_queries(4):
        assert carry_out_price_lists(at=timezone.now()) == 0
    assert Product.objects.get().version == version


def test_a_saved_list_holds_at_once_and_an_ended_one_does_not():
    product = old_product()
    sale = make_price_list("Sale", "everybody", {product: 1500})
    assert costs(product) == (1500, 2000)
    for change in ({"is_active": False}, {"audience": "members"}, {"ends_at": timezone.now()}):
        PriceList.objects.filter(pk=sale.pk).update(**change)
        record_price_list(price_list=sale, by=None, at=timezone.now())
        assert costs(product) == (2000, None)
        PriceList.objects.filter(pk=sale.pk).update(is_active=True, audience="everybody", ends_at=None)
        record_price_list(price_list=sale, by=None, at=timezone.now())


def test_staff_set_the_list_price_and_the_sale_goes_on():
    product = old_product()
    make_price_list("Sale", "everybody", {product: 1500})
    [variant] = product.variants.all()
    set_price(variant=variant, price=Money(1800), reference="staff", by=None)
    assert costs(product) == (1500, 2000)
    set_price(variant=variant, price=Money(1200), reference="staff", by=None)
    assert costs(product) == (1200, None)
    PriceList.objects.update(is_active=False)
    carry_out_price_lists(at=timezone.now())
    variant.refresh_from_db()
    assert (variant.price, variant.base_price, variant.price_list) == (Money(1200), Money(1200), None)


def test_the_price_before_is_the_lowest_of_thirty_days_and_not_the_last():
    product = old_product(2000)
    [variant] = product.variants.all()
    for days, price in ((40, 900), (35, 1999), (20, 1799), (10, 2500)):
        with time_machine.travel(NOW - days * DAY):
            set_price(variant=variant, price=Money(price), reference="staff", by=None)
    set_price(variant=variant, price=Money(1500), announce=True, reference="staff", by=None)
    assert costs(product) == (1500, 1799)


def test_a_price_that_was_lower_lately_is_no_reduction():
    product = old_product()
    [variant] = product.variants.all()
    for days, price in ((20, 1400), (10, 2000)):
        with time_machine.travel(NOW - days * DAY):
            set_price(variant=variant, price=Money(price), reference="staff", by=None)
    set_price(variant=variant, price=Money(1500), announce=True, reference="staff", by=None)
    assert costs(product) == (1500, None)


def test_the_price_in_force_when_the_thirty_days_begin_counts():
    product = old_product(1600)
    [variant] = product.variants.all()
    with time_machine.travel(NOW - 5 * DAY):
        set_price(variant=variant, price=Money(2000), reference="staff", by=None)
    set_price(variant=variant, price=Money(1500), announce=True, reference="staff", by=None)
    assert costs(product) == (1500, 1600)


def test_a_new_product_and_a_quiet_reduction_show_no_price_before():
    product = make_product(price=2000)
    assert costs(product) == (2000, None)
    set_price(variant=product.variants.get(), price=Money(1500), reference="staff", by=None)
    assert costs(product) == (1500, None)


def test_the_price_before_goes_when_the_price_rises_or_staff_stop_announcing():
    product = old_product()
    [variant] = product.variants.all()
    set_price(variant=variant, price=Money(1500), announce=True, reference="staff", by=None)
    assert costs(product) == (1500, 2000)
    set_price(variant=variant, price=Money(1600), announce=True, reference="staff", by=None)
    assert costs(product) == (1600, None)
    set_price(variant=variant, price=Money(1000), announce=True, reference="staff", by=None)
    assert costs(product) == (1000, 1500)
    set_price(variant=variant, price=Money(1000), reference="staff", by=None)
    assert costs(product) == (1000, None)


def test_changing_many_prices_changes_list_prices():
    product = old_product()
    make_price_list("Sale", "everybody", {product: 1900})
    change_prices_by(products=Product.objects.all(), percent=-10, announce=True, by=None)
    assert costs(product) == (1800, 1900)
    assert Variant.objects.get().base_price == Money(1800)


prices = st.integers(min_value=1, max_value=50)
offers = st.tuples(prices, st.integers(-3, 3), st.integers(1, 4), st.sampled_from(["everybody", "members"]))


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(base=prices, lists=st.lists(offers, max_size=4), moments=st.lists(st.integers(-4, 8), min_size=1, max_size=4))
def test_everybody_pays_the_least_of_the_list_price_and_the_lists_that_run(base, lists, moments):
    PriceListEntry.objects.all().delete()
    PriceList.objects.filter(pk__in=_unused()).delete()
    variant = make_product(price=base).variants.get()
    for number, (price, start, length, audience) in enumerate(lists):
        row = PriceList.objects.create(
            name=f"{variant.pk}-{number}",
            audience=audience,
            starts_at=NOW + start * HOUR,
            ends_at=NOW + (start + length) * HOUR,
        )
        PriceListEntry.objects.create(price_list=row, variant=variant, price=Money(price))
    for moment in moments:
        carry_out_price_lists(at=NOW + moment * HOUR)
        running = {
            audience: [
                price for price, start, length, whose in lists if start <= moment < start + length and whose == audience
            ]
            for audience in ("everybody", "members")
        }
        variant.refresh_from_db()
        assert variant.price.minor == min([base, *running["everybody"]])
        lower = [price for price in running["members"] if price < variant.price.minor]
        assert variant.member_price == (Money(min(lower)) if lower else None)
        assert (variant.price_list is None) == (variant.price == variant.base_price)


def _unused():
    return set(PriceList.objects.values_list("pk", flat=True)) - set(
        Variant.objects.values_list("price_list", flat=True)
    )


def test_price_lists_are_started_and_ended_every_minute():
    schedule = settings.CELERY_BEAT_SCHEDULE["start and end price lists"]
    assert schedule == {"task": "shop.carry_out_price_lists", "schedule": 60.0}
