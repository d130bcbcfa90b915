"""What partners and the shop are told of webhooks that do not get through."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from accounts.models import WebhookEndpoint
from core.actions.mail import queue_mail


def mail_given_up(endpoint: WebhookEndpoint, at: datetime) -> None:
    """At most once a day for each endpoint, however much was given up."""
    _mail("webhooks_given_up", f"{endpoint.public_id}/{timezone.localdate(at)}", endpoint)


def mail_disabled(endpoint: WebhookEndpoint, at: datetime) -> None:
    _mail("webhook_disabled", f"{endpoint.public_id}/{at:%Y%m%d%H%M%S}", endpoint)


def _mail(template: str, key: str, endpoint: WebhookEndpoint) -> None:
    for to in dict.fromkeys([endpoint.partner.contact_email, settings.SHOP_EMAIL]):
        queue_mail(
            template=f"accounts/{template}",
            key=key,
            to=to,
            language=settings.LANGUAGE_CODE,
            context={"partner": endpoint.partner.name, "url": endpoint.url, "is_gone": endpoint.disabled_why == "gone"},
        )
