"""Mails that ask for reviews, and who wants none."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models import Order


class ReviewRequest(models.Model):
    """An order whose buyer was asked, once, and reminded once. Without `sent_at` they were not to be asked."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="review_request")
    created_at = models.DateTimeField(_("decided"))
    sent_at = models.DateTimeField(_("asked"), null=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True)
    opened_at = models.DateTimeField(_("opened"), null=True)
    reviewed_at = models.DateTimeField(_("reviewed"), null=True)
    skipped = models.CharField(_("not asked because"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("review request")
        verbose_name_plural = _("review requests")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["sent_at", "reminded_at"])]

    def __str__(self) -> str:
        return str(self.order)


class Unsubscription(models.Model):
    """An address that wants no review requests any more: one click in the mail, no account needed."""

    email = models.EmailField(unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.email
