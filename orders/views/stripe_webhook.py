"""Stripe's webhook about payments."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.stripe import ProviderEvent
from core.views.stripe_events import take_event
from orders.actions.payments import record_event


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    return take_event(request, _store)


def _store(event: ProviderEvent) -> None:
    record_event(event_id=event.id, kind=event.kind, object_id=event.object_id)
