"""Stripe's webhook about memberships, at its own address with its own secret."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.stripe import ProviderEvent
from core.views.stripe_events import take_event
from loyalty.actions.syncing import record_billing_event


@csrf_exempt
@require_POST
def membership_webhook(request: HttpRequest) -> HttpResponse:
    return take_event(request, _store, settings.STRIPE_MEMBERSHIP_SECRET)


def _store(event: ProviderEvent) -> None:
    if event.object_id:  # what is only announced has no id, and nothing is to be done about it
        record_billing_event(event_id=event.id, kind=event.kind, object_id=event.object_id)
