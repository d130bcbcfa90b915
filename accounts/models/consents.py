"""What people said the shop may write to them about: every word of it stays, with when and where it was said."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ledger import LedgerEntry


class Topic(models.TextChoices):
    """Kinds of mail that a customer can do without, each by the name of its field on the account."""

    ALERTS = "wants_alert_mails", _("You may tell me when something I asked about is back or costs less")
    REVIEWS = "wants_review_requests", _("You may ask me what I think of what I bought")
    QUESTIONS = "answers_questions", _("You may ask me about what I bought")
    POINTS = "wants_points_mails", _("You may tell me before points of mine expire and when my tier changes")
    OCCASIONS = "wants_occasion_mails", _("You may write to me on my birthday and on anniversaries")


class Frequency(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    WEEKLY = "weekly", _("Once a week, together")
    NEVER = "never", _("Never")


class ConsentSource(models.TextChoices):
    """Where it was said."""

    ACCOUNT = "account", _("The account's page of mails")
    MAIL = "mail", _("The link in a mail")
    PRODUCT = "product", _("The page of a product")
    CLOSING = "closing", _("The account was deleted")


class Consent(LedgerEntry):
    """From `created_at` on mails of the topic may be sent so often. `text` is what stood beside the box or button.

    It names nobody: `customer` is a row that is emptied when the account is deleted, and a guest is known by the
    alert in `reference` alone, whose address is erased when the alert is over.
    """

    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="consents")
    topic = models.CharField(_("topic"), max_length=40)
    frequency = models.CharField(_("how often"), max_length=10, choices=Frequency)
    source = models.CharField(_("said where"), max_length=10, choices=ConsentSource)
    text = models.CharField(_("words shown"), max_length=300)
    language = models.CharField(_("language"), max_length=10)

    class Meta(LedgerEntry.Meta):
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(frequency__in=Frequency.values, source__in=ConsentSource.values),
                name="consent_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.frequency}"
