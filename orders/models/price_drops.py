"""What the shop promises about lower prices, and what it paid for that promise."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.cache import near
from core.fields import MoneyField
from core.ledger import LedgerEntry
from core.money import Money
from orders.models.documents import CreditNote
from orders.models.order_lines import OrderLine
from orders.rules.price_drops import CountedFrom, Mode, Promise
from shop.models import Category, PriceList, Product

KEEP_SECONDS = 5
PROMISE_KEY = "price-drops:promise"


class PriceDropPromise(models.Model):
    """One row, changed by staff: whether the difference is paid when something gets cheaper after it was bought."""

    Mode, CountedFrom = Mode, CountedFrom

    mode = models.CharField(_("the difference comes back"), max_length=10, choices=Mode, default=Mode.OFF)
    days = models.PositiveSmallIntegerField(
        _("days"), default=30, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    counted_from = models.CharField(_("counted from"), max_length=10, choices=CountedFrom, default=CountedFrom.ORDER)
    most = MoneyField(_("most for one order"), default=Money(0), help_text=_("0 for no limit."))
    least = MoneyField(_("least at a time"), default=Money(100), help_text=_("Less is not worth a mail."))
    products = models.ManyToManyField(
        Product, blank=True, related_name="+", verbose_name=_("not for these products"), help_text=_("Clearance.")
    )
    categories = models.ManyToManyField(
        Category, blank=True, related_name="+", verbose_name=_("not for these categories"), help_text=_("Clearance.")
    )
    price_lists = models.ManyToManyField(
        PriceList,
        blank=True,
        related_name="+",
        verbose_name=_("not for prices of these lists"),
        help_text=_("Such as lightning deals."),
    )

    class Meta:
        verbose_name = _("promise about lower prices")
        verbose_name_plural = _("promise about lower prices")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="price_drop_one_promise"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="price_drop_mode_known"),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=365), name="price_drop_days_1_to_365"),
            models.CheckConstraint(
                condition=Q(most__gte=Money(0), least__gte=Money(0)), name="price_drop_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return str(_("promise about lower prices"))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)
        near.delete(PROMISE_KEY)

    @classmethod
    def current(cls) -> Promise:
        """As a plain value, at most KEEP_SECONDS old; switched off where nobody has set one up."""

        def read() -> Promise:
            row = cls.objects.filter(pk=1).first()
            return Promise(**{name: getattr(row, name) for name in Promise.__dataclass_fields__}) if row else Promise()

        found: Promise = near.get_or_set(PROMISE_KEY, read, KEEP_SECONDS) or Promise()
        return found


class PriceDropWish(models.Model):
    """How a customer wants the difference: as store credit instead of the way they paid."""

    customer = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="price_drop_wish")
    to_credit = models.BooleanField(_("as store credit"), default=False)

    class Meta:
        verbose_name = _("wish about lower prices")
        verbose_name_plural = _("wishes about lower prices")

    def __str__(self) -> str:
        return f"{self.customer}: {self.to_credit}"


class PriceDrop(LedgerEntry):
    """The difference that was paid for a line down to a price, once for each price."""

    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="price_drops", verbose_name=_("order line"))
    new_price = MoneyField(_("lower price"))
    units = models.PositiveSmallIntegerField(_("units"))
    amount = MoneyField(_("amount"))
    note = models.OneToOneField(CreditNote, models.PROTECT, related_name="price_drop", verbose_name=_("credit note"))

    class Meta(LedgerEntry.Meta):
        verbose_name = _("lower price paid back")
        verbose_name_plural = _("lower prices paid back")
        constraints = [
            models.UniqueConstraint(fields=["line", "new_price"], name="one_price_drop_per_line_and_price"),
            models.CheckConstraint(condition=Q(amount__gt=Money(0), units__gte=1), name="price_drop_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.amount}"
