"""A deleted account and its membership: over at once, and the provider charges no more."""

import pytest
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.rules.farewell import Farewell
from loyalty.actions.perks import perks_for
from loyalty.models import Membership
from loyalty.tasks.memberships import sweep_memberships
from tests.cast import ada, joined

pytestmark = pytest.mark.django_db


def test_a_deleted_account_is_charged_no_more(provider):
    membership = joined(provider, ada())
    close_account(user=ada(), wishes=Farewell(), at=timezone.now())
    membership.refresh_from_db()
    assert membership.state == "ended"
    assert not perks_for(membership.customer, timezone.now()).member
    sweep_memberships()
    told = provider.books.subscriptions[membership.stripe_subscription_id]
    assert told["status"] == "canceled"
    assert Membership.objects.get().synced_at is not None
