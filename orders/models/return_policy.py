"""How returns work in this shop, as the merchant sets it."""

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.cache import near
from core.fields import MoneyField
from core.money import Money
from orders.rules.returns import Policy

KEEP_SECONDS = 5
POLICY_KEY = "returns:policy"
PERCENT = [MaxValueValidator(100)]


class ReturnPolicy(models.Model):
    """One row, changed by staff. What an order promised when it was placed stays as it was."""

    label_fee = MoneyField(
        _("price of a return label"), default=Money(490),
        help_text=_("Taken off the money back where the buyer's own wish is the reason; said before. 0: always free."),
    )  # fmt: skip
    fee_percent = models.PositiveSmallIntegerField(
        _("fee for opened things in %"), default=0, validators=PERCENT,
        help_text=_("Where they lost value by more than trying them on. 0 for none."),
    )  # fmt: skip
    credit_bonus_percent = models.PositiveSmallIntegerField(
        _("extra for store credit in %"), default=0, validators=PERCENT,
        help_text=_("On top, for who chooses store credit instead of the money."),
    )  # fmt: skip
    keep_percent = models.PositiveSmallIntegerField(
        _("back for who keeps a flawed thing, in %"), default=30, validators=PERCENT
    )
    keep_up_to = MoneyField(
        _("keeping it is offered up to"), default=Money(4000), help_text=_("What the things cost. 0: never offered.")
    )
    send_within_days = models.PositiveSmallIntegerField(_("days until it is sent"), default=14)
    review_from = MoneyField(
        _("looked at from"), null=True, blank=True, default=Money(30000),
        help_text=_("Returns worth as much wait for one of the staff. Empty: none does for its value."),
    )  # fmt: skip
    most_a_year = models.PositiveSmallIntegerField(
        _("looked at after so many a year"), default=12, help_text=_("Returns of one buyer within twelve months.")
    )
    early_up_to = MoneyField(
        _("paid when it is sent, up to"), default=Money(0),
        help_text=_("For customers who have earned it: the money goes back at the carrier's first scan. 0: never."),
    )  # fmt: skip
    early_after_orders = models.PositiveSmallIntegerField(
        _("orders that earn it"), default=3, help_text=_("Delivered and older than their time for returns.")
    )
    money_within_days = models.PositiveSmallIntegerField(
        _("days from here to the money"), default=3,
        help_text=_("Buyers read it as a promise: so many days after it came, their money is on its way."),
    )  # fmt: skip
    claim_after_days = models.PositiveSmallIntegerField(
        _("days after the promise"), default=3, help_text=_("Then the buyer of a parcel that never came has a choice.")
    )
    claim_up_to = MoneyField(
        _("settled at once up to"), default=Money(15000),
        help_text=_("Claims worth less than this need nobody: replaced or paid back at a press of the buyer."),
    )  # fmt: skip
    holiday_from = models.DateField(_("bought from"), null=True, blank=True)
    holiday_until = models.DateField(_("bought until"), null=True, blank=True)
    holiday_back_until = models.DateField(_("may be sent back until"), null=True, blank=True)

    class Meta:
        verbose_name = _("rules for returns")
        verbose_name_plural = _("rules for returns")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="return_policy_once"),
            models.CheckConstraint(
                condition=Q(keep_percent__lte=100, fee_percent__lte=100, credit_bonus_percent__lte=100),
                name="return_percents_0_to_100",
            ),
            models.CheckConstraint(
                condition=Q(label_fee__gte=Money(0), keep_up_to__gte=Money(0), early_up_to__gte=Money(0)),
                name="return_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(holiday_from=None, holiday_until=None, holiday_back_until=None)
                | Q(holiday_from__lte=F("holiday_until"), holiday_until__lt=F("holiday_back_until")),
                name="return_holidays_in_order",
                violation_error_message=_("Give all three days of the holidays, in their order, or none."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("rules for returns"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)
        near.delete(POLICY_KEY)

    @classmethod
    def current(cls) -> Policy:
        """As a plain value, at most KEEP_SECONDS old; the defaults where nobody has said otherwise."""

        def read() -> Policy:
            row = cls.objects.filter(pk=1).first() or cls()
            return Policy(**{name: getattr(row, name) for name in Policy.__dataclass_fields__})

        found: Policy = near.get_or_set(POLICY_KEY, read, KEEP_SECONDS) or read()
        return found
