"""Points for a verified review: off by default, the same whatever the stars, said before and beside it, and once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from loyalty.actions.points import adjust_points
from loyalty.actions.points_ledger import Cause
from loyalty.models import PointsAccount, PointsProgram
from orders.models import EarningRule
from reviews.actions.moderation import appeal_entry, hide_entry, publish_entry, withdraw_entry
from reviews.actions.reviews import Reviewer, Words, edit_review, write_review
from reviews.models import Review
from tests.cast import ada, ben, delivered_order, make_product, stan

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered():
    PointsProgram(is_active=True).save()
    return EarningRule.objects.create(name="Thank you for your review", kind="review", points=20, is_active=True)


def words(stars: int = 4, text: str = "Keeps the coffee warm.") -> Words:
    return Words(stars, "", text, "Ada Lovelace", "en")


def reviewed(provider, product=None, stars: int = 4) -> Review:
    product = product or make_product()
    delivered_order(provider, product, owner=ada())
    return write_review(product=product, words=words(stars), by=Reviewer(ada()), at=timezone.now())


def points() -> int:
    account = PointsAccount.objects.filter(customer=ada()).first()
    return account.balance if account else 0


@pytest.mark.parametrize("stars", [1, 5])
def test_it_earns_the_same_whatever_its_stars_and_says_so_for_all_to_read(client, offered, provider, stars):
    review = reviewed(provider, stars=stars)
    assert (points(), Review.objects.get().incentive) == (20, "points")
    page = client.get(review.product.get_absolute_url()).content.decode()
    assert "Received for it: Points" in page


def test_it_is_off_unless_staff_switch_it_on(provider):
    PointsProgram(is_active=True).save()
    reviewed(provider)
    assert (points(), Review.objects.get().incentive) == (0, "none")


def test_it_weighs_less_in_the_rating_than_one_that_nothing_was_given_for(offered, provider):
    product = make_product()
    delivered_order(provider, product, owner=ben())
    reviewed(provider, product, stars=5)
    offered.delete()
    write_review(product=product, words=words(1), by=Reviewer(ben()), at=timezone.now())
    product.refresh_from_db()
    assert (product.rating_count, f"{product.rating:.2f}") == (2, "2.14"), "(5 × 0.4 + 1 × 1.0) / 1.4"


def test_what_no_purchase_proves_earns_nothing(offered, provider):
    delivered_order(provider, make_product("Pan"), owner=ada())
    review = write_review(product=make_product(), words=words(), by=Reviewer(ada()), at=timezone.now())
    publish_entry(entry=review, by=stan(), at=timezone.now())
    assert points() == 0


def test_a_guest_and_a_family_member_earn_nothing(offered, provider):
    product = make_product()
    order = delivered_order(provider, product)
    write_review(product=product, words=words(), by=Reviewer(None, order), at=timezone.now())
    type(ada()).objects.filter(pk=ada().pk).update(is_insider=True)
    reviewed(provider, product)
    assert points() == 0
    assert set(Review.objects.values_list("incentive", flat=True)) == {"none"}


def test_taken_back_it_costs_the_points_and_written_again_it_earns_them_once(offered, provider):
    review = reviewed(provider)
    withdraw_entry(entry=review, at=timezone.now())
    assert points() == 0
    write_review(product=review.product, words=words(), by=Reviewer(ada()), at=timezone.now())
    assert points() == 20


def test_hidden_it_loses_them_and_an_appeal_brings_them_back_as_they_were(offered, provider):
    now, review = timezone.now(), reviewed(provider)
    offered.delete()
    for _twice in range(2):
        review = hide_entry(entry=review, reason="fake", by=stan(), at=now)
        assert points() == 0
        review = appeal_entry(entry=review, note="It is true.", at=now)
        review = publish_entry(entry=review, by=stan(), at=now)
        assert points() == 20


def test_editing_earns_nothing_more_and_an_old_review_earns_nothing_late(offered, provider):
    offered.is_active = False
    offered.save()
    review = reviewed(provider)
    offered.is_active = True
    offered.save()
    edit_review(review=review, words=words(5, "Quite another text about it."), at=timezone.now())
    assert (points(), Review.objects.get().incentive) == (0, "none")


def test_what_was_offered_when_it_was_written_counts_and_not_what_is_when_a_person_looked(offered, provider):
    product, other = make_product(), make_product("Pan")
    delivered_order(provider, product, other, owner=ada())
    told = {"by": Reviewer(ada()), "at": timezone.now()}
    promised = write_review(product=product, words=words(text="See example.com"), **told)
    EarningRule.objects.update(ends_at=timezone.now() + timedelta(minutes=1))
    tomorrow = timezone.now() + timedelta(days=1)
    publish_entry(entry=promised, by=stan(), at=tomorrow)
    assert points() == 20
    EarningRule.objects.update(starts_at=tomorrow, ends_at=None)
    unasked = write_review(product=other, words=words(text="See example.org"), **told)
    publish_entry(entry=unasked, by=stan(), at=tomorrow + timedelta(days=1))
    assert (points(), Review.objects.get(pk=unasked.pk).incentive) == (20, "none")


def test_where_debts_are_forgiven_a_second_review_of_the_same_thing_earns_nothing(offered, provider):
    PointsProgram(is_active=True, allows_debt=False).save()
    review = reviewed(provider)
    adjust_points(customer=ada(), points=-20, cause=Cause("spent", timezone.now()))
    withdraw_entry(entry=review, at=timezone.now())
    write_review(product=review.product, words=words(text="Other words."), by=Reviewer(ada()), at=timezone.now())
    assert points() == 0


def test_who_writes_is_told_before(client, offered, provider):
    product = make_product()
    delivered_order(provider, product, owner=ada())
    client.force_login(ada())
    address = reverse("reviews:review-create", args=[product.slug])
    assert "the same for one star as for five" in client.get(address).content.decode()
    write_review(product=product, words=words(), by=Reviewer(ada()), at=timezone.now())
    assert "the same for one star as for five" not in client.get(address).content.decode()
    offered.delete()
    other = make_product("Pan")
    assert "for five" not in client.get(reverse("reviews:review-create", args=[other.slug])).content.decode()
