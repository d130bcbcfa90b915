"""What the shop may write about besides orders: chosen in the account, or by a link from the mail itself."""

from collections.abc import Collection

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.links import sign_link

CHOOSE = "mail-choices"
"""What the links in mails are for: they take a consent back and show the other ones."""


class Topic(models.TextChoices):
    """Kinds of mail that a customer can do without, each by the name of its field on the account."""

    REVIEWS = "wants_review_requests", _("You may ask me what I think of what I bought")
    QUESTIONS = "answers_questions", _("You may ask me about what I bought")
    POINTS = "wants_points_mails", _("You may tell me before points of mine expire")
    OCCASIONS = "wants_occasion_mails", _("You may write to me on my birthday and on anniversaries")


@transaction.atomic
def choose_mails(*, user: User, topics: Collection[str]) -> None:
    """These kinds of mail and no others."""
    User.objects.filter(pk=user.pk).update(**{topic.value: topic.value in topics for topic in Topic})


@transaction.atomic
def withdraw_consent(*, user: User, topic: Topic) -> None:
    """No more mails of this kind to this customer."""
    User.objects.filter(pk=user.pk).update(**{topic.value: False})


def choices_url(user: User, topic: Topic) -> str:
    """For a mail of this kind: one click ends it, and the page shows all kinds, without signing in."""
    token = sign_link(CHOOSE, f"{topic.value}/{user.pk}")
    return settings.BASE_URL + reverse("accounts:mail-choices-link", args=[token])
