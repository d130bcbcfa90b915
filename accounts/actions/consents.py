"""What the shop may write about besides orders: chosen in the account, or by a link from the mail itself."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language

from accounts.models import Consent, ConsentSource, DigestItem, Frequency, Topic, User
from core.links import sign_link

CHOOSE = "mail-choices"
"""What the links in mails are for: they take a consent back and show the other ones."""
WEEKLY_TOPICS = (Topic.ALERTS, Topic.POINTS)
"""Kinds of mail that can come together once a week; of the others each has its moment."""


def frequency_of(user: User, topic: Topic) -> Frequency:
    """How often the customer wants mails of this kind."""
    if not getattr(user, topic.value):
        return Frequency.NEVER
    return Frequency.WEEKLY if topic.value in user.weekly_topics else Frequency.AT_ONCE


@transaction.atomic
def choose_mails(*, user: User, choices: Mapping[Topic, Frequency], source: ConsentSource, text: str = "") -> User:
    """These kinds of mail so often, all others as before; what changes is written down with the words that were shown.

    Those are the topic's own unless `text` says others. Of what is not wanted any more nothing that was collected for
    the weekly mail is sent.
    """
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)  # news may come meanwhile
    changed = {topic: often for topic, often in choices.items() if often != frequency_of(user, topic)}
    for topic, often in changed.items():
        setattr(user, topic.value, often != Frequency.NEVER)
        weekly = set(user.weekly_topics) - {topic.value}
        user.weekly_topics = sorted(weekly | {topic.value} if often == Frequency.WEEKLY else weekly)
        record_consent(
            customer=user, topic=topic, often=often, source=source, reference=f"account/{user.pk}", text=text
        )
    user.save(update_fields=["weekly_topics", *(topic.value for topic in changed)])
    drop_unwanted_news(user=user)
    return user


@transaction.atomic
def withdraw_consent(*, user: User, topics: Iterable[Topic], source: ConsentSource) -> User:
    """No more mails of these kinds to this customer."""
    return choose_mails(user=user, choices=dict.fromkeys(topics, Frequency.NEVER), source=source)


@transaction.atomic
def drop_unwanted_news(*, user: User) -> None:
    """Of the kinds that the customer, whose row is locked, wants never, nothing waits for the weekly mail."""
    unwanted = [topic for topic in Topic if frequency_of(user, topic) == Frequency.NEVER]
    DigestItem.objects.filter(customer=user, topic__in=unwanted, mailed_at=None).delete()


def record_consent(
    *, customer: User | None, topic: Topic, often: Frequency, source: ConsentSource, reference: str, text: str = ""
) -> None:
    """Write down what somebody said; the words are the topic's own unless others stood there."""
    Consent.objects.create(
        customer=customer,
        topic=topic,
        frequency=often,
        source=source,
        reference=reference,
        text=(text or str(topic.label))[:300],
        language=get_language() or settings.LANGUAGE_CODE,
    )


def choices_url(user: User, *topics: Topic) -> str:
    """For a mail of these kinds: one click ends them, and the page shows all kinds, without signing in."""
    token = sign_link(CHOOSE, f"{'+'.join(topics)}/{user.pk}")
    return settings.BASE_URL + reverse("accounts:mail-choices-link", args=[token])
