"""Price lists: other prices for some variants, for everybody, members or a group, from one moment to another."""

from datetime import datetime
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import CustomerGroup
from core.fields import MoneyField
from core.money import Money
from shop.models.catalog import Variant

LISTS_KEY, LISTS_SECONDS = "shop:price-lists", 5


class Audience(models.TextChoices):
    EVERYBODY = "everybody", _("Everybody")
    MEMBERS = "members", _("Members")
    GROUP = "group", _("A customer group")


class KnownList(NamedTuple):
    """A price list as plain values, fit to be kept."""

    id: int
    name: str
    audience: str
    group_id: int | None
    starts_at: datetime
    ends_at: datetime | None

    def is_running(self, at: datetime) -> bool:
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


class PriceListQuerySet(models.QuerySet["PriceList"]):
    def running(self, at: datetime) -> "PriceListQuerySet":
        """Those whose prices hold at this moment."""
        not_over = Q(ends_at=None) | Q(ends_at__gt=at)
        return self.filter(not_over, is_active=True, starts_at__lte=at)


class PriceList(models.Model):
    """Prices for an audience. One for everybody is carried out: it changes what variants cost, and the history says so.

    One for members or a group is personal: it is asked whenever such a customer is shown a price.
    """

    Audience = Audience

    name = models.CharField(
        _("name"), max_length=80, unique=True, help_text=_("Shoppers see it beside a price that is their own.")
    )
    audience = models.CharField(_("for"), max_length=10, choices=Audience, default=Audience.EVERYBODY)
    group = models.ForeignKey(
        CustomerGroup, models.PROTECT, null=True, blank=True, related_name="price_lists", verbose_name=_("group")
    )
    starts_at = models.DateTimeField(_("starts"), default=timezone.now)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True, help_text=_("Empty for a list without an end."))
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("A list that is not active changes no price, whatever its dates.")
    )

    objects = PriceListQuerySet.as_manager()

    class Meta:
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="price_list_audience_known"),
            models.CheckConstraint(
                condition=Q(audience=Audience.GROUP, group__isnull=False)
                | ~Q(audience=Audience.GROUP) & Q(group__isnull=True),
                name="price_list_has_a_group_if_it_is_for_one",
                violation_error_message=_("Choose a group for a list that is for one, and none otherwise."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")),
                name="price_list_ends_after_it_starts",
                violation_error_message=_("A list ends after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_running(self, at: datetime) -> bool:
        return self.is_active and self.starts_at <= at and (self.ends_at is None or at < self.ends_at)

    @staticmethod
    def known() -> list[KnownList]:
        """Every active list that is not over, from the cache for at most LISTS_SECONDS."""

        def read() -> list[KnownList]:
            lists = PriceList.objects.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now()), is_active=True)
            return [KnownList(*row) for row in lists.order_by("pk").values_list(*KnownList._fields)]

        return cache.get_or_set(LISTS_KEY, read, LISTS_SECONDS) or []

    @staticmethod
    def forget_known() -> None:
        """After commit, lists are read anew."""
        transaction.on_commit(lambda: cache.delete(LISTS_KEY))


class PriceListEntryQuerySet(models.QuerySet["PriceListEntry"]):
    def by_variant(self, **which: Any) -> dict[int, list[tuple[Money, int]]]:
        """Pairs of price and list id, by variant."""
        found: dict[int, list[tuple[Money, int]]] = {}
        for variant_id, price, list_id in self.filter(**which).values_list("variant_id", "price", "price_list_id"):
            found.setdefault(variant_id, []).append((price, list_id))
        return found


class PriceListEntry(models.Model):
    """What one variant costs on one list."""

    price_list = models.ForeignKey(
        PriceList, models.CASCADE, related_name="entries", db_index=False, verbose_name=_("price list")
    )
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="list_prices", verbose_name=_("variant"))
    price = MoneyField(_("price"))

    objects = PriceListEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("price on a list")
        verbose_name_plural = _("prices on lists")
        ordering = ["price_list", "variant"]
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "variant"],
                name="one_price_per_list_and_variant",
                violation_error_message=_("This variant stands on the list already."),
            ),
            models.CheckConstraint(
                condition=Q(price__gt=Money(0)),
                name="list_price_above_zero",
                violation_error_message=_("A price is above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.price_list}: {self.variant}"
