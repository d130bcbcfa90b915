"""Two windows at once, on a database that locks rows: one membership, one page, one refund."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, close_old_connections, connection
from django.utils import timezone

from core.errors import Refused
from loyalty.actions.joining import open_signup
from loyalty.actions.membership_refunds import refund_unused
from loyalty.actions.syncing import sync_membership
from loyalty.models import Membership, MembershipRefund
from tests.cast import ada, compared, joined, make_plan, start_joining

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrent]
TIMES = 6


def at_once(deed) -> list[object]:
    """The deed in several threads, each with a connection of its own; what it gave or why it was refused."""

    def run(_number: int) -> object:
        close_old_connections()
        try:
            return deed()
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(TIMES) as pool:
        return list(pool.map(run, range(TIMES)))


def test_many_presses_open_one_page(provider):
    price, customer = make_plan().prices.get(interval="year"), ada()
    how = {"customer": customer, "price": price, "with_trial": False, "language": "en"}
    told = at_once(lambda: open_signup(at=timezone.now(), **how).signup_url)
    urls = {url for url in told if str(url).startswith("http")}
    assert len(urls) == 1
    assert set(told) - urls <= {"already_member", "billing_unavailable"}
    assert Membership.objects.count() == 1
    assert len([row for row in provider.state()["sessions"] if row["status"] == "open"]) == 1


def test_many_who_hear_of_a_renewal_write_it_once(provider):
    membership = joined(provider, ada(), interval="month")
    provider.renew(membership.stripe_subscription_id)
    at_once(lambda: sync_membership(membership=Membership.objects.get(), at=timezone.now()).state)
    membership.refresh_from_db()
    assert (membership.periods.count(), membership.invoices.count()) == (2, 2)
    assert membership.events.filter(kind="renewed").count() == 1


def test_many_who_see_the_first_payment_welcome_once(provider):
    membership = start_joining(ada(), make_plan(trial_days=14))
    provider.subscribe(membership.signup_id)
    at_once(lambda: sync_membership(membership=Membership.objects.get(), at=timezone.now()).state)
    membership = compared(membership)
    assert membership.state == "trial" and membership.events.filter(kind="moved").count() == 1
    assert membership.trial_uses.count() == 3


def test_an_unused_period_comes_back_once(provider):
    membership, customer = joined(provider, ada()), ada()
    at = timezone.now()
    told = at_once(lambda: refund_unused(membership=membership, by=customer, at=at).amount.minor)
    assert sorted(map(str, told)) == ["4900", *["not_refundable"] * (TIMES - 1)]
    assert MembershipRefund.objects.count() == 1


def test_without_the_constraint_there_would_be_two(provider):
    """The red twin: what keeps two windows apart is the database, not luck."""
    make_plan()
    first = start_joining(ada())
    values = {"customer": ada(), "plan": first.plan, "price": first.price}
    with pytest.raises(IntegrityError, match="one_live_membership_per_customer"):
        Membership.objects.create(**values)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_live_membership_per_customer")
        twin = Membership.objects.create(**values)
        assert Membership.objects.live().filter(customer=ada()).count() == 2
        Membership.objects.filter(pk=twin.pk).delete()
        cursor.execute(
            "CREATE UNIQUE INDEX one_live_membership_per_customer ON loyalty_membership (customer_id)"
            " WHERE NOT state = 'ended'"
        )
