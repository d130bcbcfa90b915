"""Stripe's webhook: believed only as far as its signature and its ids."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.stripe import BadSignature, read_event
from orders.actions.payments import record_event

LARGEST = 256_000
"""Bytes; Stripe's own events are far smaller."""


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """200 once the event is stored, 400 for what Stripe did not sign lately, 413 for what is too large to be one."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return HttpResponse("too large\n", status=413, content_type="text/plain")
    try:
        event = read_event(request.body, request.headers.get("Stripe-Signature", ""))
    except BadSignature:
        return HttpResponse("not signed by Stripe\n", status=400, content_type="text/plain")
    record_event(event_id=event.id, kind=event.kind, object_id=event.object_id)
    return HttpResponse("stored\n", content_type="text/plain")
