"""What the shop may write about: taken back by one press, from the mail itself."""

from django.db import models, transaction

from accounts.models import User

UNSUBSCRIBE = "mails-of-a-kind"
"""What the links are for that take a consent back."""


class Topic(models.TextChoices):
    """Kinds of mail that a customer can do without, each by the name of its field on the account."""

    OCCASIONS = "wants_occasion_mails"


@transaction.atomic
def withdraw_consent(*, user: User, topic: Topic) -> None:
    """No more mails of this kind to this customer."""
    User.objects.filter(pk=user.pk).update(**{topic.value: False})
