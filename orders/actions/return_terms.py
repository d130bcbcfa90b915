"""What an order promises about sending things back, kept with its lines on the day it is placed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from loyalty.rules.perks import Perks
from orders.models import ReturnPolicy
from orders.rules.returns import return_days
from shop.models import Category, Product
from shop.rules.return_rules import ReturnRule


@dataclass(frozen=True)
class ReturnTerms:
    """Days, holidays and the rule of each category, whatever becomes of them later."""

    days: int
    until: date | None
    rules: Mapping[int, str]

    def of(self, product: Product) -> dict[str, Any]:
        """As columns of a line."""
        rule = self.rules[product.category_id]
        return {"return_days": self.days, "return_until": self.until, "return_rule": rule}


def return_terms(*, products: Iterable[Product], perks: Perks, at: datetime) -> ReturnTerms:
    """What is promised to who buys these now. Reads only."""
    until = ReturnPolicy.current().extended_until(timezone.localdate(at))
    return ReturnTerms(return_days(perks), until, _rules_of({product.category for product in products}))


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
