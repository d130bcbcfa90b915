"""A gift card on its way: to whom, with which words, and on which day."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loyalty.models.purses import Purse


class GiftCardMailQuerySet(models.QuerySet["GiftCardMail"]):
    def due(self, today: date) -> "GiftCardMailQuerySet":
        return self.filter(queued_at=None, send_on__lte=today)


class GiftCardMail(models.Model):
    """The card's code goes to `recipient_email` on the day `send_on`, in the shop's time zone, and once."""

    purse = models.OneToOneField(Purse, models.PROTECT, related_name="mail")
    recipient_email = models.EmailField(_("to"))
    recipient_name = models.CharField(_("name"), max_length=80, blank=True)
    sender_name = models.CharField(_("from"), max_length=80, blank=True)
    message = models.TextField(_("message"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=10)
    send_on = models.DateField(_("sent on"))
    queued_at = models.DateTimeField(_("queued"), null=True, editable=False)

    objects = GiftCardMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail with a gift card")
        verbose_name_plural = _("mails with gift cards")
        ordering = ["-id"]
        indexes = [models.Index(fields=["send_on"], condition=Q(queued_at=None), name="gift_card_mails_waiting")]

    def __str__(self) -> str:
        return f"{self.purse}: {self.recipient_email}"
