"""The pages for developers that are about partners: apps that customers let in, and webhooks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from accounts.rules.events import EVENTS, VERSION
from accounts.rules.scopes import FOR_CUSTOMERS, SCOPES
from accounts.rules.webhooks import WAITS, wait_words
from core.guides import steps_of


@require_safe
def app_guide(request: HttpRequest) -> HttpResponse:
    """How an app comes to act for a customer, and what it may be let do."""
    with override("en"):  # for developers, as the scopes are
        scopes = [(scope, str(words)) for scope, words in SCOPES.items() if scope in FOR_CUSTOMERS]
    return render(request, "accounts/developers/apps.html", {"steps": steps_of("my_orders.js"), "scopes": scopes})


@require_safe
def webhooks(request: HttpRequest) -> HttpResponse:
    """How to receive them, and every event that there is."""
    context = {
        "first": steps_of("register_webhook.sh"),
        "steps": steps_of("receive_webhooks.py"),
        "events": EVENTS.items(),
        "version": VERSION,
        "waits": [wait_words(wait) for wait in WAITS],
    }
    return render(request, "accounts/developers/webhooks.html", context)
