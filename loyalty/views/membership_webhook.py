"""Stripe's webhook about memberships, at its own address with its own secret: believed as far as its ids."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.stripe import BadSignature, read_event
from loyalty.actions.syncing import record_billing_event

LARGEST = 256_000
"""Bytes; Stripe's own events are far smaller."""


@csrf_exempt
@require_POST
def membership_webhook(request: HttpRequest) -> HttpResponse:
    """200 once the event is stored, 400 for what Stripe did not sign lately, 413 for what is too large to be one."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return HttpResponse("too large\n", status=413, content_type="text/plain")
    signature, secret = request.headers.get("Stripe-Signature", ""), settings.STRIPE_MEMBERSHIP_SECRET
    try:
        event = read_event(request.body, signature, secret)
    except BadSignature:
        return HttpResponse("not signed by Stripe\n", status=400, content_type="text/plain")
    if event.object_id:  # what is only announced has no id, and nothing is to be done about it
        record_billing_event(event_id=event.id, kind=event.kind, object_id=event.object_id)
    return HttpResponse("stored\n", content_type="text/plain")
