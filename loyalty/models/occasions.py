"""Days of customers on which the shop gives points: which ones, how many, and until which day that is done."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loyalty.rules.occasions import month_days


class Occasion(models.TextChoices):
    MEMBERSHIP = "membership", _("Another year as a member")
    ACCOUNT = "account", _("Another year with the account")
    FIRST_ORDER = "first_order", _("Another year since the first order")
    BIRTHDAY = "birthday", _("Birthday")


class OccasionRule(models.Model):
    """Points for an occasion, once a year for each customer. `done_until` is the last day that was gone through."""

    kind = models.CharField(_("occasion"), max_length=12, choices=Occasion, unique=True)
    points = models.PositiveIntegerField(_("points"), default=100)
    is_active = models.BooleanField(
        _("switched on"), default=False, help_text=_("From today on; days that are over are not made up for.")
    )
    done_until = models.DateField(_("done until"), null=True, editable=False)

    class Meta:
        verbose_name = _("points for an occasion")
        verbose_name_plural = _("points for occasions")
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Occasion.values), name="occasion_known"),
            models.CheckConstraint(condition=Q(points__gte=1), name="occasion_has_points"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


def anniversary_on(field: str, day: date) -> Q:
    """The moment in `field` is a whole number of years before this day, at least one."""
    found = Q()
    for month, number in month_days(day):
        found |= Q(**{f"{field}__month": month, f"{field}__day": number})
    return found & Q(**{f"{field}__year__lt": day.year})


def birthday_on(day: date) -> Q:
    """The customer was born on this day of some year."""
    found = Q()
    for month, number in month_days(day):
        found |= Q(birth_month=month, birth_day=number)
    return found
