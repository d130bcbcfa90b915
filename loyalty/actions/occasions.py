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
from loyalty.actions.perks import perks_of_plan
from loyalty.actions.points_ledger import Cause
from loyalty.actions.points_many import grant_to_many
from loyalty.models import Membership, Occasion, OccasionRule, Plan, PointsProgram
from loyalty.models.occasions import anniversary_on, birthday_on
from loyalty.rules.memberships import GIVING_PERKS
from loyalty.rules.occasions import GUARD, day_of, days_to_do, reward_reference
from loyalty.rules.perks import Kind

BATCH = 500
TEMPLATE = "loyalty/occasion"
MEMBERS_BIRTHDAY = "member_birthday"
"""Under which name a member's birthday extra is in the ledger, beside what everybody gets."""
WORDS: dict[str, Promise] = {
    Occasion.MEMBERSHIP: _("For another year as a member"),
    Occasion.ACCOUNT: _("For another year with your account"),
    Occasion.FIRST_ORDER: _("For another year since your first order"),
    Occasion.BIRTHDAY: _("For your birthday"),
    MEMBERS_BIRTHDAY: _("For your birthday, as a member"),
}


def celebrate(*, kind: str, people: Callable[[date], QuerySet[User]], at: datetime) -> int:
    """Give the reward of an occasion to the `people` of every day that is not done yet; returns how many got it.

    Members whose plan says so have something more on their birthday, even where nobody else has anything. Stopped
    half-way it begins the day again, and finds in the ledger who had theirs. Days on which the rule, or the program of
    points, is switched off are done with nothing.
    """
    rule = _rule_of(kind)
    if rule is None:
        return 0
    number = 0
    has_extras = kind == Occasion.BIRTHDAY and _plans_have_birthdays()
    is_on = (rule.is_active or has_extras) and PointsProgram.current().is_active
    for day in days_to_do(rule.done_until, day_of(timezone.localtime(at))):
        if is_on:
            number += sum(_reward(rule, ids, day, at) for ids in batches_of(people(day)))
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


def batches_of(people: QuerySet[User]) -> Iterator[Sequence[int]]:
    """Their ids, eight bytes each, read once; so a day of a million needs little more memory than one of ten."""
    ids = array("q", people.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=10_000))
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH].tolist()


def _rule_of(kind: str) -> OccasionRule | None:
    """The rule; one that is switched off remembers the days where only plans give something."""
    rule = OccasionRule.objects.filter(kind=kind).first()
    if rule is None and kind == Occasion.BIRTHDAY and _plans_have_birthdays():
        rule, _created = OccasionRule.objects.get_or_create(kind=kind, defaults={"is_active": False})
    return rule


def _plans_have_birthdays() -> bool:
    return any(kind == Kind.BIRTHDAY for plan in Plan.known().values() for kind, _parameters in plan.perks)


def _reward(rule: OccasionRule, ids: Sequence[int], day: date, at: datetime) -> int:
    """Points first, for all of a batch together; then a mail to each who wants one, in a transaction of its own."""
    usual = rule.points if rule.is_active else 0
    new = _grant(rule.kind, ids, usual, day, at) if usual else 0
    extras = _birthday_extras(ids, at) if rule.kind == Occasion.BIRTHDAY else {}
    for points in sorted(set(extras.values())):
        members = [pk for pk in ids if extras.get(pk) == points]
        given = _grant(MEMBERS_BIRTHDAY, members, points, day, at)
        new += 0 if usual else given
    gifts = {pk: usual + extras.get(pk, 0) for pk in ids}
    wanting = {user.pk: user for user in User.objects.filter(pk__in=ids, is_active=True, wants_occasion_mails=True)}
    keys = {reward_reference(rule.kind, pk, day.year): user for pk, user in wanting.items() if gifts[pk]}
    known = OutgoingMail.objects.filter(template=TEMPLATE, key__in=keys).values_list("key", flat=True)
    for key in keys.keys() - set(known):
        _mail(rule, keys[key], key, points=gifts[keys[key].pk], extra=extras.get(keys[key].pk, 0))
    return new


def _grant(kind: str, ids: Sequence[int], points: int, day: date, at: datetime) -> int:
    words = _words_by_language(kind)

    def cause_of(customer: User) -> Cause:
        said = words.get(customer.language) or words[settings.LANGUAGE_CODE]
        return Cause(reward_reference(kind, customer.pk, day.year), at, said)

    return len(grant_to_many(customers=ids, points=points, cause_of=cause_of))


def _birthday_extras(ids: Sequence[int], at: datetime) -> dict[int, int]:
    """What the plans of those who are members at this moment give on a birthday, by customer."""
    if not _plans_have_birthdays():
        return {}
    running = Membership.objects.filter(customer__in=ids, state__in=GIVING_PERKS).select_related("price")
    points = {row.customer_id: perks_of_plan(row.plan_id).birthday_points for row in running if row.gives_perks(at)}
    return {pk: number for pk, number in points.items() if number}


def _words_by_language(kind: str) -> dict[str, str]:
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = str(WORDS[kind])
    return found


@transaction.atomic
def _mail(rule: OccasionRule, customer: User, key: str, *, points: int, extra: int) -> None:
    program = PointsProgram.current()
    queue_mail(
        template=TEMPLATE,
        key=key,
        to=customer.email,
        language=customer.language or settings.LANGUAGE_CODE,
        context={
            "name": customer.name,
            "words": WORDS[rule.kind],
            "points": points,
            "extra": extra if points > extra else 0,
            "worth": program.value_of(points),
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
