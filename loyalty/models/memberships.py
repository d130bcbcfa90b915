"""Membership: a plan's perks, held by a customer for a period."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from loyalty.rules.perks import NO_PERKS, Perks


class Plan(models.Model):
    """What members of this plan get, as data."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    free_delivery = models.BooleanField(_("free delivery"), default=True)

    class Meta:
        verbose_name = _("membership plan")
        verbose_name_plural = _("membership plans")

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self, at: datetime) -> "MembershipQuerySet":
        return self.filter(starts_at__lte=at, ends_at__gt=at)

    def perks_of(self, customer: Any, at: datetime) -> Perks:
        """What the customer's membership is worth at this moment; no perks for guests."""
        if not getattr(customer, "is_authenticated", False):
            return NO_PERKS
        membership = self.active(at).filter(customer=customer).select_related("plan").first()
        return Perks(free_delivery=membership.plan.free_delivery, member=True) if membership else NO_PERKS


class Membership(models.Model):
    """One customer's membership from one moment to another."""

    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="memberships")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="membership_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer}: {self.plan}"
