"""The weekly mail: what a customer would have been mailed, kept until the day on which all of it comes together."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DigestItemQuerySet(models.QuerySet["DigestItem"]):
    def waiting(self, until: datetime) -> "DigestItemQuerySet":
        """Collected before this moment and not mailed."""
        return self.filter(mailed_at=None, created_at__lt=until)


class DigestItem(models.Model):
    """News in the customer's language, as it was at `created_at`; the key is that of the mail it replaces."""

    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="digest_items")
    topic = models.CharField(_("topic"), max_length=40)
    key = models.CharField(_("business key"), max_length=120)
    title = models.CharField(_("title"), max_length=300)
    text = models.CharField(_("text"), max_length=500)
    url = models.URLField(max_length=500)
    created_at = models.DateTimeField(_("created"))
    mailed_at = models.DateTimeField(_("mailed"), null=True)

    objects = DigestItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("piece of the weekly mail")
        verbose_name_plural = _("pieces of the weekly mail")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["created_at"], condition=models.Q(mailed_at=None), name="digest_item_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["customer", "topic", "key"], name="one_digest_item_per_key"),
        ]

    def __str__(self) -> str:
        return self.title
