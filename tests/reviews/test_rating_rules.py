"""How much a review weighs: the same in Python, in SQL and by hand."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.audit import find_breaches
from reviews.actions.summaries import refresh_all, refresh_summary
from reviews.models import RatingSummary, Review
from reviews.rules.rating import (
    FULL_WEIGHT,
    RECENCY,
    Standing,
    day_number,
    rank_hundredths,
    rating_hundredths,
    trust_of,
    usefulness,
    weight_of,
    wilson,
)
from shop.models import Product
from tests.cast import make_product

TODAY = timezone.now()


def test_recency_halves_in_fifteen_months_and_never_vanishes():
    assert weight_of(age_days=0, is_proven=True, trust=100) == FULL_WEIGHT
    assert weight_of(age_days=450, is_proven=True, trust=100) * 2 == FULL_WEIGHT
    assert weight_of(age_days=9000, is_proven=True, trust=100) * 4 == FULL_WEIGHT
    assert sorted(RECENCY, reverse=True) == RECENCY


def test_a_proven_purchase_counts_two_and_a_half_times_as_much():
    assert weight_of(age_days=0, is_proven=False, trust=100) * 5 == FULL_WEIGHT * 2


@pytest.mark.parametrize(
    ("standing", "trust"),
    [
        (Standing(), 100),
        (Standing(account_days=1), 70),
        (Standing(in_burst=True), 60),
        (Standing(reports=1), 80),
        (Standing(account_days=0, in_burst=True, reports=9), 20),
    ],
)
def test_trust_sinks_by_signs_and_not_below_a_fifth(standing, trust):
    assert trust_of(standing) == trust


def test_the_printed_rating_is_rounded_half_up():
    assert rating_hundredths(8, 5 * 4 + 4 * 4) == 450
    assert rating_hundredths(3, 13) == 433
    assert rating_hundredths(200, 901) == 451  # 4.505
    assert rating_hundredths(0, 0) == 0


def test_few_reviews_are_drawn_towards_the_category_for_sorting():
    one_five = rank_hundredths(FULL_WEIGHT, 5 * FULL_WEIGHT, 400)
    many_good = rank_hundredths(100 * FULL_WEIGHT, 470 * FULL_WEIGHT, 400)
    assert one_five == 417
    assert one_five < many_good
    assert rank_hundredths(0, 0, 400) == 0


def test_wilson_trusts_many_votes_more_than_few():
    assert wilson(0, 0) == 0
    assert wilson(1, 0) < wilson(40, 4) < wilson(400, 40)
    assert round(wilson(40, 4), 3) == 0.788  # by hand, z 1.96


def test_the_most_helpful_are_voted_fresh_and_substantial():
    def place(**other):
        known = {"helpful": 0, "unhelpful": 0, "characters": 0, "photos": 0, "is_proven": False, "day": 20_000}
        return usefulness(**known | other)

    assert place(helpful=30, unhelpful=1) > place(helpful=3) > place(characters=400, is_proven=True) > place()
    assert place(helpful=30) > place(helpful=30, day=20_000 - 1460)
    assert place(helpful=1, unhelpful=9) < place(characters=400)


def write(product, stars: int, age_days: int, number: int, **fields: object) -> Review:
    at = TODAY - timedelta(days=age_days)
    return Review.objects.create(
        product=product, email=f"{number}@example.com", stars=stars, language="en", state="published", created_at=at,
        weighed_day=day_number(at.date()), source="import", source_name="x", source_key=str(number), **fields,
    )  # fmt: skip


@pytest.mark.django_db
@given(
    rows=st.lists(
        st.tuples(st.integers(1, 5), st.integers(0, 2000), st.integers(20, 100), st.booleans()), min_size=1, max_size=12
    )
)
def test_python_and_the_database_weigh_alike(rows):
    Review.objects.all().delete()
    product = Product.objects.first() or make_product()
    for number, (stars, age, trust, given_for) in enumerate(rows):
        write(product, stars, age, number, trust=trust, incentive="sample" if given_for else "none")
    summary = refresh_summary(product_id=product.pk, at=TODAY)
    weights = [weight_of(age_days=age, is_proven=False, trust=trust) for _stars, age, trust, _given in rows]
    assert summary.weight == sum(weights)
    assert summary.weighted_stars == sum(weight * row[0] for weight, row in zip(weights, rows, strict=True))
    product.refresh_from_db()
    assert product.rating_hundredths == rating_hundredths(summary.weight, summary.weighted_stars)
    refresh_all(at=TODAY)
    again = RatingSummary.objects.get()
    assert (again.weight, again.weighted_stars) == (summary.weight, summary.weighted_stars)
    shown = Product.objects.get(pk=product.pk)
    assert shown.rating_hundredths == product.rating_hundredths
    mean = shown.category.rating_mean
    assert mean == product.rating_hundredths
    assert shown.rating_rank == rank_hundredths(summary.weight, summary.weighted_stars, mean)


@pytest.mark.django_db
def test_as_time_goes_by_new_reviews_outweigh_old_ones():
    product = make_product()
    write(product, 1, 900, 1), write(product, 5, 0, 2)
    refresh_summary(product_id=product.pk, at=TODAY)
    product.refresh_from_db()
    assert product.rating_hundredths == 420  # a quarter of one star and a whole of five
    version = product.version
    refresh_all(at=TODAY + timedelta(days=900))
    product.refresh_from_db()
    assert product.rating_hundredths == 300  # both are old by now
    assert product.version > version
    assert find_breaches() == []


@pytest.mark.django_db
def test_the_nightly_count_leaves_pages_alone_whose_numbers_stay(django_assert_max_num_queries):
    products = [make_product(f"Mug {number}") for number in range(3)]
    for number, product in enumerate(products):
        write(product, 4, 10, number)
        refresh_summary(product_id=product.pk, at=TODAY)
    refresh_all(at=TODAY)
    versions = list(Product.objects.values_list("version", flat=True))
    with django_assert_max_num_queries(12):
        refresh_all(at=TODAY)
    assert list(Product.objects.values_list("version", flat=True)) == versions


@pytest.mark.django_db
@pytest.mark.corrupts
def test_a_summary_that_went_wrong_is_mended_at_night():
    product = make_product()
    write(product, 4, 10, 1)
    refresh_summary(product_id=product.pk, at=TODAY)
    RatingSummary.objects.update(weight=7, fives=3)
    assert {finding.check.id for finding in find_breaches()} == {"reviews.summaries", "reviews.ratings"}
    refresh_all(at=TODAY)
    assert find_breaches() == []
