"""The states of an order as a whole."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderState(models.TextChoices):
    PENDING = "pending", _("Waiting for payment")
    STOCK_PROBLEM = "stock_problem", _("Paid, but something is missing")
    CONFIRMED = "confirmed", _("Confirmed")
    ON_HOLD = "on_hold", _("On hold")
    COMPLETED = "completed", _("Completed")
    CANCELED = "canceled", _("Canceled")
