"""What belongs to a return: labels to send it with, photos of what is wrong, and what both sides wrote."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from core.files import private_files
from core.money import Money
from orders.models.returns import Return

MOST_PHOTOS = 6


class ReturnLabel(models.Model):
    """A label, or a code that a counter prints one from. `cost` is the shop's; what is not used is void."""

    sent_back = models.ForeignKey(Return, models.PROTECT, related_name="labels")
    carrier = models.CharField(_("carrier"), max_length=20)
    tracking_number = models.CharField(_("tracking number"), max_length=60, unique=True)
    drop_off_code = models.CharField(_("code for the counter"), max_length=200)
    cost = MoneyField(_("cost to the shop"))
    expires_on = models.DateField(_("valid until"))
    file = models.FileField(_("file"), upload_to="labels/%Y/%m", storage=private_files)
    created_at = models.DateTimeField(_("made at"))
    voided_at = models.DateTimeField(_("void since"), null=True)

    class Meta:
        verbose_name = _("return label")
        verbose_name_plural = _("return labels")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sent_back"], condition=Q(voided_at=None), name="one_valid_label_per_return"
            ),
            models.CheckConstraint(condition=Q(cost__gte=Money(0)), name="label_cost_not_negative"),
        ]

    def __str__(self) -> str:
        return self.tracking_number

    def is_valid_on(self, day: date) -> bool:
        return self.voided_at is None and day <= self.expires_on


class ReturnPhoto(models.Model):
    """A picture of what is wrong: encoded anew, seen by the buyer and staff alone. `is_ours`: made when it came."""

    sent_back = models.ForeignKey(Return, models.PROTECT, related_name="photos")
    file = models.FileField(_("file"), upload_to="returns/%Y/%m", storage=private_files)
    is_ours = models.BooleanField(_("made by the shop"), default=False)
    created_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.sent_back} / {self.pk}"


class ReturnMessage(models.Model):
    """What was written about a return, by its buyer or by the shop."""

    sent_back = models.ForeignKey(Return, models.PROTECT, related_name="messages")
    is_from_shop = models.BooleanField(_("from the shop"), default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("text"), max_length=2000)
    created_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:60]
