"""Who had a trial: digests alone, so that one person has one without anybody's address or card being kept."""

from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from loyalty.models.memberships import Membership


def digest_of(mark: str, value: str) -> str:
    """256 bits that say that two values are the same, and nothing else about them."""
    return salted_hmac(f"loyalty.trial.{mark}", value, algorithm="sha256").hexdigest()


class TrialUse(models.Model):
    """One mark of a person who had a trial: the account, the mailbox, the home or the card."""

    class Mark(models.TextChoices):
        ACCOUNT = "account", _("Account")
        MAILBOX = "mailbox", _("Mailbox")
        HOME = "home", _("Name and address")
        CARD = "card", _("Card")

    mark = models.CharField(max_length=7, choices=Mark)
    digest = models.CharField(max_length=64)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="trial_uses")

    class Meta:
        verbose_name = _("use of a trial")
        verbose_name_plural = _("uses of trials")
        constraints = [models.UniqueConstraint(fields=["mark", "digest"], name="one_trial_per_mark")]

    def __str__(self) -> str:
        return f"{self.mark}: {self.membership_id}"
