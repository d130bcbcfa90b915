"""What a kind of goods lets come back once it was delivered."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReturnRule(TextChoices):
    """Of a category; where it says nothing, of the nearest above it that does.

    The two exceptions are those of Directive 2011/83/EU, article 16.
    """

    NORMAL = "normal", _("can be sent back")
    SEALED = "sealed", _("only while its seal is closed")
    FINAL = "final", _("cannot be sent back")
