"""Who belongs: the plan and its prices, members who pay for it at the provider, and Mia, who has signed in for it."""

from datetime import datetime, timedelta
from functools import partial
from itertools import cycle
from random import Random

from django.conf import settings

from accounts.actions.addresses import save_address
from accounts.models import User
from core.money import Money
from demo.fake_stripe import FakeStripe
from demo.history import History
from demo.past import Timeline
from demo.people import Shopper, home_of, verified
from loyalty.actions.grants import end_granted, grant_membership
from loyalty.actions.joining import open_signup
from loyalty.actions.memberships import cancel_membership
from loyalty.actions.plans import add_plan_price
from loyalty.actions.syncing import sync_membership
from loyalty.actions.trials import may_have_trial
from loyalty.models import Membership, Perk, Plan
from loyalty.rules.perks import clean_parameters

MIA_EMAIL, MIA_PASSWORD = "mia@regulars.example", "demo-mia-1234"
PERKS = {
    "free_delivery": {"countries": ["DE", "AT", "BE", "FR", "NL", "PL", "DK"]},
    "faster_delivery": {"days": 1},
    "member_prices": {},
    "early_access": {"minutes": 120},
    "return_window": {"days": 60},
}
COMPARED_EVERY = timedelta(days=5)

# Days since they joined, interval, and what became of it.
MEMBERS = [
    (410, "year", ""),
    (320, "year", ""),
    (250, "year", ""),
    (182, "month", ""),
    (145, "month", "canceled"),
    (95, "month", ""),
    (61, "month", "fails"),
    (40, "month", "ends"),
    (9, "year", ""),
    (3, "month", ""),
]
CARDS = [
    "4242424242424242", "5555555555554444", "378282246310005", "4000056655665556", "5200828282828210",
    "6011111111111117", "3056930009020004", "3566002020360505", "6200000000000005",
]  # fmt: skip


def write_plan(at: datetime) -> Plan:
    """Regulars Plus: its perks, and two prices of which the yearly one became dearer a year ago."""
    plan = Plan.objects.create(name="Regulars Plus", words="For people who come back: delivery, prices and time.")
    for kind, parameters in PERKS.items():
        Perk.objects.create(plan=plan, kind=kind, parameters=clean_parameters(kind, parameters))
    for ago, interval, amount in ((800, "month", 590), (800, "year", 4500), (365, "year", 4900)):
        since = at - timedelta(days=ago)
        add_plan_price(plan=plan, interval=interval, amount=Money(amount), trial_days=30, at=since)
    Plan.forget_known()
    return plan


def write_mia(joined: datetime) -> Shopper:
    user = User.objects.create_user(MIA_EMAIL, MIA_PASSWORD, name="Mia Falk", language="en", date_joined=joined)
    address = home_of("Mia Falk", "Könneritzstraße 40", "04229", "Leipzig", "DE")
    save_address(owner=user, address=None, parts=address, is_default=True)
    return Shopper(verified(user), user.email, user.name, "en", address)


def plan_mia(history: History, mia: Shopper) -> None:
    """Her orders since she joined."""
    for ago in (230, 204, 170, 151, 118, 90, 75, 52, 33, 20, 12):
        history.plan(mia, history.timeline.end - timedelta(days=ago), 1, "delivered")


class Members:
    """Plans memberships on the timeline, each paid for at the provider."""

    def __init__(self, timeline: Timeline, provider: FakeStripe, plan: Plan, rng: Random) -> None:
        self.timeline, self.provider, self.plan_, self.rng = timeline, provider, plan, rng
        self.joined: list[int] = []
        self.cards = cycle(CARDS)

    def plan(self, shoppers: list[Shopper], mia: Shopper) -> None:
        customers = [shopper.user for shopper in shoppers if shopper.user]
        self.rng.shuffle(customers)
        for (ago, interval, fate), customer in zip(MEMBERS, customers[1:], strict=False):
            self._plan_joining(customer, ago, interval, fate)
        if mia.user:
            self._plan_joining(mia.user, 246, "year", "")
        self._plan_gift(customers[0])

    def settle(self) -> None:
        """Today: the provider has done what was due, and the shop knows of it."""
        self.provider.advance(0)
        for pk in self.joined:
            self._compare(pk)
        for given in Membership.objects.filter(source=Membership.Source.GRANTED, ends_at__lte=self.timeline.end):
            end_granted(membership=given, at=self.timeline.end)

    def _plan_joining(self, customer: User, ago: int, interval: str, fate: str) -> None:
        at = self.timeline.end - timedelta(days=ago, minutes=self.rng.randint(10, 600))
        self.timeline.plan(at, partial(self._join, customer, interval, fate, next(self.cards)))

    def _join(self, customer: User, interval: str, fate: str, card: str) -> None:
        now = self.timeline.clock()
        price = self.plan_.prices.filter(interval=interval, valid_from__lte=now).latest("valid_from")
        with_trial = may_have_trial(customer)
        how = {"language": customer.language or settings.LANGUAGE_CODE, "at": now}
        membership = open_signup(customer=customer, price=price, with_trial=with_trial, **how)
        self.provider.subscribe(membership.signup_id, card)
        membership = sync_membership(membership=membership, at=now)
        if membership.state == Membership.State.ENDED:  # the provider knows few cards, and one had a trial before
            membership = open_signup(customer=customer, price=price, with_trial=False, **how)
            self.provider.subscribe(membership.signup_id, card)
            membership = sync_membership(membership=membership, at=now)
        self.joined.append(membership.pk)
        self._plan_life(membership, fate)

    def _plan_life(self, membership: Membership, fate: str) -> None:
        at = self.timeline.clock()
        while at < self.timeline.end:
            at += COMPARED_EVERY
            self.timeline.plan(at, partial(self._compare, membership.pk))
        if fate == "canceled":
            self.timeline.plan(self.timeline.clock() + timedelta(days=70), partial(self._cancel, membership.pk))
        if fate == "ends":
            self.timeline.plan(self.timeline.end - timedelta(days=2), partial(self._cancel, membership.pk))
        if fate == "fails":
            self.timeline.plan(self.timeline.end - timedelta(days=9), partial(self._fail, membership.pk))

    def _compare(self, pk: int) -> None:
        self.provider.advance(0)
        sync_membership(membership=Membership.objects.get(pk=pk), at=self.timeline.clock())

    def _cancel(self, pk: int) -> None:
        membership = Membership.objects.get(pk=pk)
        if not membership.cancels_at_end:
            cancel_membership(membership=membership, at=self.timeline.clock())

    def _fail(self, pk: int) -> None:
        """From now on the card says no: the next renewal fails."""
        self.provider.fail_next_renewal(Membership.objects.get(pk=pk).stripe_subscription_id, 9)

    def _plan_gift(self, customer: User) -> None:
        at = self.timeline.end - timedelta(days=120)
        given = {"days": 60, "reason": "A parcel that went round in circles", "by": None, "at": at}
        self.timeline.plan(at, partial(grant_membership, customer=customer, plan=self.plan_, **given))
