"""Webhooks for staff: endpoints with their buttons, and the log of what was sent."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display

from accounts.actions.replays import DeliveryNotHeard, replay_delivery, replay_failed, send_test
from accounts.actions.webhooks import (
    NewSecret,
    change_endpoint,
    create_endpoint,
    disable_endpoint,
    pause_endpoint,
    resume_endpoint,
    rotate_secret,
)
from accounts.forms.webhooks import EndpointForm, NewEndpointForm, ReplayForm
from accounts.models import Event, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from core.admin.handled import HandledAdmin
from core.admin.refusals import ReadOnlyAdmin, ReadOnlyInline, refusals_shown
from core.html import refusals_on

TONES = {
    "active": "success",
    "paused": "warning",
    "disabled": "danger",
    "pending": "info",
    "succeeded": "success",
    "failed": "danger",
}


FIRST = 3
"""Types that are named in a list; of the others it says how many."""

WRAPPED = "white-space: pre-wrap; word-break: break-word; max-width: 34rem"
PRESSED = {
    "pause": ("active",),
    "resume": ("paused", "disabled"),
    "test": ("active",),
    "replay": ("active",),
    "disable": ("active", "paused"),
}
"""Buttons that are of use in some states only."""


def tell_skipped(request: HttpRequest, count: int) -> None:
    """Staff hear of what they asked for and what was not sent again."""
    if count:
        words = ngettext(
            "%(count)s delivery is not sent again: the partner may not read it any more.",
            "%(count)s deliveries are not sent again: the partner may not read them any more.",
            count,
        )
        messages.warning(request, words % {"count": count})


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(HandledAdmin):
    list_display = ["url", "partner", "shown_state", "some_heard", "failures", "failing_since"]
    list_filter = ["state", "partner"]
    list_select_related = ["partner"]
    search_fields = ["url", "public_id", "partner__name"]
    fields = [
        ("partner", "public_id"), "url", "description", "heard", ("state", "disabled_why"),
        ("failures", "failing_since"), "created_at", "deliveries",
    ]  # fmt: skip
    readonly_fields = ["heard", "deliveries"]
    actions_list = ["make"]
    actions_detail = ["alter", "rotate", "test", "pause", "resume", "replay", "disable"]

    @display(description=_("state"), label=TONES, ordering="state")
    def shown_state(self, endpoint: WebhookEndpoint) -> tuple[str, str]:
        return endpoint.state, str(endpoint.get_state_display())

    def get_actions_detail(self, request: HttpRequest, object_id: int) -> list[Any]:
        """Only the buttons that are of use in the endpoint's state."""
        state = WebhookEndpoint.objects.filter(pk=object_id).values_list("state", flat=True).first()
        unfit = {f"accounts_webhookendpoint_{name}" for name, states in PRESSED.items() if state not in states}
        return [button for button in super().get_actions_detail(request, object_id) if button.action_name not in unfit]

    @admin.display(description=_("events"))
    def some_heard(self, endpoint: WebhookEndpoint) -> str:
        more = len(endpoint.types) - FIRST
        return ", ".join(endpoint.types[:FIRST]) + (f" + {more}" if more > 0 else "")

    @admin.display(description=_("events"))
    def heard(self, endpoint: WebhookEndpoint) -> str:
        return ", ".join(endpoint.types)

    @admin.display(description=_("deliveries"))
    def deliveries(self, endpoint: WebhookEndpoint) -> SafeString:
        page = reverse("admin:accounts_webhookdelivery_changelist")
        return format_html('<a href="{}?endpoint__id__exact={}">{}</a>', page, endpoint.pk, _("What was sent here"))

    @action(description=_("Add endpoint"), permissions=["handle"])
    def make(self, request: HttpRequest) -> HttpResponse:
        form = NewEndpointForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            with refusals_on(form):
                new = create_endpoint(**form.cleaned_data, by=request.user, at=timezone.now())
                return self._show_once(request, new)
        return self._ask(request, None, _("Add a webhook endpoint"), form)

    @action(description=_("Change"), permissions=["handle"])
    def alter(self, request: HttpRequest, object_id: int) -> HttpResponse:
        endpoint = self._endpoint(object_id)
        now = {"url": endpoint.url, "description": endpoint.description, "types": endpoint.types}
        form = EndpointForm(request.POST or None, initial=now)
        return self._press(
            request, endpoint, _("Change the endpoint"), form,
            lambda: change_endpoint(endpoint=endpoint, **form.cleaned_data, by=request.user, at=timezone.now()),
        )  # fmt: skip

    @action(description=_("New secret"), permissions=["handle"])
    def rotate(self, request: HttpRequest, object_id: int) -> HttpResponse:
        endpoint = self._endpoint(object_id)
        if request.method != "POST":
            title = _("Give a new secret; the old one signs beside it for 24 hours")
            return self._ask(request, endpoint, title, None)
        return self._show_once(request, rotate_secret(endpoint=endpoint, by=request.user, at=timezone.now()))

    @action(description=_("Send a test"), permissions=["handle"])
    def test(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._do(request, object_id, _("Send a test"), send_test)

    @action(description=_("Pause"), permissions=["handle"])
    def pause(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._do(request, object_id, _("Pause the endpoint; events wait for up to three days"), pause_endpoint)

    @action(description=_("Go on"), permissions=["handle"])
    def resume(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._do(request, object_id, _("Let the endpoint go on"), resume_endpoint)

    @action(description=_("Disable"), permissions=["handle"])
    def disable(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._do(request, object_id, _("Disable the endpoint; what waits is given up"), disable_endpoint)

    @action(description=_("Send again what failed"), permissions=["handle"])
    def replay(self, request: HttpRequest, object_id: int) -> HttpResponse:
        endpoint, form = self._endpoint(object_id), ReplayForm(request.POST or None)

        def verb() -> None:
            since = form.cleaned_data["since"]
            replay = replay_failed(endpoint=endpoint, since=since, by=request.user, at=timezone.now())
            count = replay.deliveries
            words = ngettext("%(count)s delivery is sent again.", "%(count)s deliveries are sent again.", count)
            self.message_user(request, words % {"count": count})
            tell_skipped(request, replay.skipped)

        return self._press(request, endpoint, _("Send again what failed"), form, verb)

    def _do(self, request: HttpRequest, object_id: int, title: Any, verb: Any) -> HttpResponse:
        endpoint = self._endpoint(object_id)
        return self._press(
            request, endpoint, title, None, lambda: verb(endpoint=endpoint, by=request.user, at=timezone.now())
        )

    def _endpoint(self, object_id: int) -> WebhookEndpoint:
        return get_object_or_404(WebhookEndpoint.objects.select_related("partner"), pk=object_id)

    def _show_once(self, request: HttpRequest, new: NewSecret) -> HttpResponse:
        """No cache keeps it, as none keeps any page of the admin."""
        context = self.admin_site.each_context(request) | {
            "title": _("The secret of the endpoint"),
            "secret": new.secret,
            "endpoint": new.endpoint,
            "opts": self.opts,
            "back": self._page(new.endpoint),
        }
        return render(request, "admin/accounts/webhook_secret.html", context)


class TriesInline(ReadOnlyInline):
    model = WebhookAttempt
    fields = ["number", "sent_at", "status", "milliseconds", "came_back", "what_was_sent"]
    readonly_fields = ["came_back", "what_was_sent"]

    @admin.display(description=_("answer"))
    def came_back(self, attempt: WebhookAttempt) -> SafeString:
        return format_html('<div style="{}">{}</div>', WRAPPED, attempt.error or attempt.answer or "–")

    @admin.display(description=_("what was sent"))
    def what_was_sent(self, attempt: WebhookAttempt) -> SafeString:
        headers = "\n".join(f"{name}: {value}" for name, value in attempt.headers.items())
        return format_html('<pre style="{}">{}\n\n{}</pre>', WRAPPED, headers, attempt.body)


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(HandledAdmin):
    list_display = ["public_id", "kind", "subject", "partner", "shown_state", "attempts", "next_attempt_at"]
    list_filter = ["state", "event__type", "endpoint"]
    list_select_related = ["event", "endpoint__partner"]
    search_fields = ["public_id", "subject", "event__public_id"]
    fields = [
        ("public_id", "state"), "event", "to", "subject", ("attempts", "next_attempt_at"),
        ("created_at", "finished_at"), "give_up_at",
    ]  # fmt: skip
    readonly_fields = ["to"]
    inlines = [TriesInline]
    actions_detail = ["replay"]
    actions = ["replay_all"]

    @admin.display(description=_("endpoint"))
    def to(self, delivery: WebhookDelivery) -> SafeString:
        page = reverse("admin:accounts_webhookendpoint_change", args=[delivery.endpoint_id])
        return format_html('<a style="{}" href="{}">{}</a>', WRAPPED, page, delivery.endpoint)

    @admin.display(description=_("partner"), ordering="endpoint__partner__name")
    def partner(self, delivery: WebhookDelivery) -> str:
        return delivery.endpoint.partner.name

    @admin.display(description=_("type"), ordering="event__type")
    def kind(self, delivery: WebhookDelivery) -> str:
        return delivery.event.type

    @display(description=_("state"), label=TONES, ordering="state")
    def shown_state(self, delivery: WebhookDelivery) -> tuple[str, str]:
        return delivery.state, str(delivery.get_state_display())

    @action(description=_("Send again"), permissions=["handle"])
    def replay(self, request: HttpRequest, object_id: int) -> HttpResponse:
        delivery = get_object_or_404(WebhookDelivery.objects.select_related("endpoint__partner"), pk=object_id)
        return self._press(
            request, delivery, _("Send the delivery again"), None,
            lambda: replay_delivery(delivery=delivery, by=request.user, at=timezone.now()),
        )  # fmt: skip

    @admin.action(description=_("Send again"), permissions=["handle"])
    def replay_all(self, request: HttpRequest, deliveries: QuerySet[WebhookDelivery]) -> None:
        skipped = 0
        for delivery in deliveries.select_related("endpoint__partner").order_by("event"):
            with refusals_shown(request):
                try:
                    replay_delivery(delivery=delivery, by=request.user, at=timezone.now())
                except DeliveryNotHeard:
                    skipped += 1
        tell_skipped(request, skipped)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ["public_id", "type", "subject", "partner", "happened_at", "spread_at"]
    list_filter = ["type", "partner"]
    list_select_related = ["partner"]
    search_fields = ["public_id", "subject"]
    fields = ["public_id", "type", "version", "subject", "reference", "partner", "data", "happened_at", "spread_at"]
