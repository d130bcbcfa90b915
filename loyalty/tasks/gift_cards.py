"""Gift cards whose day has come."""

from celery import shared_task
from django.utils import timezone

from loyalty.actions.gift_cards import send_gift_card
from loyalty.models import GiftCardMail

SEND_AT_MOST = 500


@shared_task(name="loyalty.send_gift_cards", ignore_result=True)
def send_gift_cards() -> None:
    now = timezone.now()
    for mail in GiftCardMail.objects.due(timezone.localdate(now)).order_by("pk")[:SEND_AT_MOST]:
        send_gift_card(mail=mail, at=now)
