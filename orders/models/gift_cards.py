"""Gift cards that are bought: what the buyer wants sent, until the card itself is issued."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from loyalty.models import Purse
from orders.models.order_lines import OrderLine


class GiftCardRequest(models.Model):
    """A line of an order that is a gift card. `purse` is the card, once the order is paid."""

    line = models.OneToOneField(OrderLine, models.PROTECT, related_name="gift_card")
    recipient_email = models.EmailField(_("to"))
    recipient_name = models.CharField(_("name"), max_length=80, blank=True)
    sender_name = models.CharField(_("from"), max_length=80, blank=True)
    message = models.TextField(_("message"), max_length=500, blank=True)
    send_on = models.DateField(_("sent on"))
    purse = models.OneToOneField(Purse, models.PROTECT, null=True, related_name="bought_by")

    class Meta:
        verbose_name = _("bought gift card")
        verbose_name_plural = _("bought gift cards")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.line}: {self.recipient_email}"
