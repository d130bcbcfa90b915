"""What an order promises about sending things back, kept with its lines on the day it is placed."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from loyalty.rules.perks import Perks
from orders.models import OrderLine, ReturnPolicy
from orders.rules.returns import return_days
from shop.models import Category
from shop.rules.return_rules import ReturnRule


@transaction.atomic(savepoint=False)
def keep_return_terms(*, lines: Sequence[OrderLine], perks: Perks, at: datetime) -> None:
    """Days, holidays and the rule of each line's category, whatever becomes of them later."""
    until = ReturnPolicy.current().extended_until(timezone.localdate(at))
    rules = _rules_of({line.product.category for line in lines})
    for line in lines:
        line.return_days, line.return_until = return_days(perks), until
        line.return_rule = rules[line.product.category_id]
    OrderLine.objects.bulk_update(lines, ["return_days", "return_until", "return_rule"])


def end_of(day: date) -> datetime:
    """The first moment after a day of the shop's calendar."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _rules_of(categories: set[Category]) -> dict[int, str]:
    """By category id, the rule of the nearest on its line that has one."""
    lines = {category.pk: category.line for category in categories}
    every = {pk for line in lines.values() for pk in line}
    known = dict(Category.objects.filter(pk__in=every).exclude(return_rule="").values_list("pk", "return_rule"))
    return {
        pk: next((known[above] for above in reversed(line) if above in known), ReturnRule.NORMAL)
        for pk, line in lines.items()
    }
