"""Sending gift cards: a row with its day first, queued as a mail when the day has come."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from core.actions.mail import queue_mail
from loyalty.models import GiftCardMail, Purse


@dataclass(frozen=True)
class Greeting:
    """To whom a card goes, from whom, with which words and on which day (the shop's time zone)."""

    recipient_email: str
    recipient_name: str
    sender_name: str
    message: str
    send_on: date
    language: str


@transaction.atomic
def plan_gift_card_mail(*, purse: Purse, greeting: Greeting, at: datetime) -> GiftCardMail:
    """Send the card on its day; today or before means now. Planning it again changes nothing."""
    mail, _created = GiftCardMail.objects.get_or_create(purse=purse, defaults=vars(greeting))
    if mail.send_on <= timezone.localdate(at):
        return send_gift_card(mail=mail, at=at)
    return mail


@transaction.atomic
def send_gift_card(*, mail: GiftCardMail, at: datetime) -> GiftCardMail:
    """Queue the mail, once: the queue's own key holds even if two callers come together."""
    mail = GiftCardMail.objects.select_for_update(of=("self",)).select_related("purse").get(pk=mail.pk)
    if mail.queued_at:
        return mail
    queue_mail(
        template="loyalty/gift_card",
        key=f"purse/{mail.purse_id}",
        to=mail.recipient_email,
        language=mail.language,
        context={"mail": mail, "purse": mail.purse},
    )
    GiftCardMail.objects.filter(pk=mail.pk).update(queued_at=at)
    mail.queued_at = at
    return mail
