"""Paid for, but gone: what is missing of an order, and what its buyer wants done about it."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.states import Stateful, known_states
from orders.models.order_lines import OrderLine
from orders.models.orders import Order
from shop.models import Variant


class StockProblemState(models.TextChoices):
    ASKED = "asked", _("The buyer is asked")
    WAITING = "waiting", _("The buyer waits")
    SUPPLIED = "supplied", _("Stock came")
    SUBSTITUTED = "substituted", _("Another one taken")
    REFUNDED = "refunded", _("Money sent back")


class StockProblemQuerySet(models.QuerySet["StockProblem"]):
    def open(self) -> "StockProblemQuerySet":
        return self.filter(state__in=[StockProblem.State.ASKED, StockProblem.State.WAITING])

    def overdue(self, at: datetime) -> "StockProblemQuerySet":
        return self.open().filter(decide_by__lte=at)


class StockProblem(Stateful):
    """Units of one line that were paid but are not there. Past `decide_by` the money goes back by itself."""

    State = StockProblemState

    MOVES: ClassVar = {
        State.ASKED: (State.WAITING, State.SUPPLIED, State.SUBSTITUTED, State.REFUNDED),
        State.WAITING: (State.SUPPLIED, State.SUBSTITUTED, State.REFUNDED),
    }

    order = models.ForeignKey(Order, models.PROTECT, related_name="stock_problems")
    line = models.OneToOneField(OrderLine, models.PROTECT, related_name="stock_problem")
    units = models.PositiveSmallIntegerField(_("missing units"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.ASKED)
    substitute = models.ForeignKey(Variant, models.PROTECT, null=True, related_name="+")
    decide_by = models.DateTimeField(_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = StockProblemQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock problem")
        verbose_name_plural = _("stock problems")
        ordering = ["id"]
        indexes = [models.Index(fields=["state", "decide_by"])]
        constraints = [
            known_states("stock_problem_state_known", StockProblemState),
            models.CheckConstraint(condition=Q(units__gte=1), name="stock_problem_of_at_least_one"),
        ]

    def __str__(self) -> str:
        return f"{self.units} of {self.line}"

    @property
    def is_open(self) -> bool:
        return self.state in (StockProblem.State.ASKED, StockProblem.State.WAITING)
