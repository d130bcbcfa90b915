"""Points on customers' days: gone through day by day, made up for after an outage, and never given twice."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actions.consents import choices_url
from accounts.models import Topic, User
from core.actions.mail import queue_mail
from core.models import OutgoingMail
from loyalty.actions.points_ledger import Cause
from loyalty.actions.points_many import grant_to_many
from loyalty.models import Membership, Occasion, OccasionRule, PointsProgram
from loyalty.models.occasions import anniversary_on, birthday_on
from loyalty.rules.memberships import GIVING_PERKS
from loyalty.rules.occasions import GUARD, day_of, days_to_do, reward_reference

BATCH = 500
TEMPLATE = "loyalty/occasion"
WORDS: dict[str, Promise] = {
    Occasion.MEMBERSHIP: _("For another year as a member"),
    Occasion.ACCOUNT: _("For another year with your account"),
    Occasion.FIRST_ORDER: _("For another year since your first order"),
    Occasion.BIRTHDAY: _("For your birthday"),
}


def celebrate(*, kind: str, people: Callable[[date], QuerySet[User]], at: datetime) -> int:
    """Give the reward of an occasion to the `people` of every day that is not done yet; returns how many got it.

    Stopped half-way it begins the day again, and finds in the ledger who had theirs. Days on which the rule, or the
    program of points, is switched off are done with nothing.
    """
    rule = OccasionRule.objects.filter(kind=kind).first()
    if rule is None:
        return 0
    number = 0
    is_on = rule.is_active and PointsProgram.current().is_active
    for day in days_to_do(rule.done_until, day_of(timezone.localtime(at))):
        if is_on:
            number += sum(_reward(rule, ids, day, at) for ids in _batches(people(day)))
        _finish_day(rule, day)
    return number


def joined_on(day: date) -> QuerySet[User]:
    """Whose account was opened on this day of an earlier year."""
    return User.objects.filter(anniversary_on("date_joined", day), is_active=True)


def born_on(day: date) -> QuerySet[User]:
    """Whose birthday it is, entered at least GUARD ago."""
    return User.objects.filter(birthday_on(day), is_active=True, birthday_set_at__date__lte=day - GUARD)


def members_on(day: date, at: datetime) -> QuerySet[User]:
    """Who is a member at this moment and first became one on this day of an earlier year.

    Coming back after a while does not begin anew.
    """
    earlier = Membership.objects.filter(customer=OuterRef("customer"), starts_at__lt=OuterRef("starts_at"))
    first = Membership.objects.filter(~Exists(earlier), anniversary_on("starts_at", day))
    running = Membership.objects.filter(state__in=GIVING_PERKS)
    return User.objects.filter(Q(pk__in=first.values("customer")), Q(pk__in=running.values("customer")), is_active=True)


def _batches(people: QuerySet[User]) -> Iterator[Sequence[int]]:
    """Their ids, eight bytes each, read once; so a day of a million needs little more memory than one of ten."""
    ids = array("q", people.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=10_000))
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH].tolist()


def _reward(rule: OccasionRule, ids: Sequence[int], day: date, at: datetime) -> int:
    """Points first, for all of a batch together; then a mail to each who wants one, in a transaction of its own."""

    words = _words_by_language(rule.kind)

    def cause_of(customer: User) -> Cause:
        said = words.get(customer.language) or words[settings.LANGUAGE_CODE]
        return Cause(reward_reference(rule.kind, customer.pk, day.year), at, said)

    new = grant_to_many(customers=ids, points=rule.points, cause_of=cause_of)
    wanting = {user.pk: user for user in User.objects.filter(pk__in=ids, is_active=True, wants_occasion_mails=True)}
    keys = {reward_reference(rule.kind, pk, day.year): user for pk, user in wanting.items()}
    known = OutgoingMail.objects.filter(template=TEMPLATE, key__in=keys).values_list("key", flat=True)
    for key in keys.keys() - set(known):
        _mail(rule, keys[key], key)
    return len(new)


def _words_by_language(kind: str) -> dict[str, str]:
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = str(WORDS[kind])
    return found


@transaction.atomic
def _mail(rule: OccasionRule, customer: User, key: str) -> None:
    program = PointsProgram.current()
    queue_mail(
        template=TEMPLATE,
        key=key,
        to=customer.email,
        language=customer.language or settings.LANGUAGE_CODE,
        context={
            "name": customer.name,
            "words": WORDS[rule.kind],
            "points": rule.points,
            "worth": program.value_of(rule.points),
            "months": program.lifetime_months,
            "shop_url": settings.BASE_URL + "/",
        },
        unsubscribe_url=choices_url(customer, Topic.OCCASIONS),
    )


@transaction.atomic
def _finish_day(rule: OccasionRule, day: date) -> None:
    """Never back: of two that go through the same days the slower one changes nothing."""
    behind = Q(done_until=None) | Q(done_until__lt=day)
    OccasionRule.objects.filter(behind, pk=rule.pk).update(done_until=day)
