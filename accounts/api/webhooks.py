"""A partner's own webhooks: endpoints, what was sent there, and the events themselves for who would rather ask."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.replays import replay_delivery, replay_failed, send_test
from accounts.actions.webhooks import (
    change_endpoint,
    create_endpoint,
    disable_endpoint,
    pause_endpoint,
    resume_endpoint,
    rotate_secret,
)
from accounts.models import Event, Partner, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from accounts.rules.events import EVENTS
from core.api.fields import Sparse, StrictSerializer, Text
from core.api.filters import moment, words
from core.api.resources import Resource
from core.http import LONGEST_URL

Types = serializers.ListField(
    child=serializers.ChoiceField(list(EVENTS)), min_length=1, max_length=len(EVENTS), help_text="Of the closed list."
)


class EndpointSerializer(Sparse, serializers.ModelSerializer):
    id = serializers.CharField(source="public_id", read_only=True)
    types = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = WebhookEndpoint
        fields = [
            "id", "url", "description", "types", "state", "failures", "failing_since", "disabled_why", "created_at",
        ]  # fmt: skip


class SecretSerializer(serializers.Serializer):
    """The secret is told this once: the same call again, by its `Idempotency-Key`, has it empty."""

    endpoint = EndpointSerializer()
    secret = serializers.CharField(help_text="Of the form whsec_…: verify signatures with it.")


class EndpointInput(StrictSerializer):
    url = Text(max_length=LONGEST_URL, help_text="Begins with https://, at a public address.")
    description = Text(max_length=120, required=False, allow_blank=True)
    types = Types


class EndpointChange(StrictSerializer):
    """What is left out stays as it is."""

    url = Text(max_length=LONGEST_URL, required=False)
    description = Text(max_length=120, required=False, allow_blank=True)
    types = serializers.ListField(
        child=serializers.ChoiceField(list(EVENTS)), min_length=1, max_length=len(EVENTS), required=False
    )


class ReplayInput(StrictSerializer):
    since = serializers.DateTimeField(help_text="What happened from then on and was given up is sent again.")


class ReplaySerializer(serializers.Serializer):
    deliveries = serializers.IntegerField(help_text="So many are sent again.")
    skipped = serializers.IntegerField(help_text="So many are not: you may not read them any more.")


class AttemptSerializer(serializers.ModelSerializer):
    class Meta:
        model = WebhookAttempt
        fields = ["number", "sent_at", "status", "answer", "milliseconds", "error"]


class DeliverySerializer(Sparse, serializers.ModelSerializer):
    id = serializers.CharField(source="public_id", read_only=True)
    endpoint = serializers.CharField(source="endpoint.public_id", read_only=True)
    event = serializers.CharField(source="event.public_id", read_only=True)
    type = serializers.CharField(source="event.type", read_only=True)
    tries = AttemptSerializer(many=True, read_only=True)

    class Meta:
        model = WebhookDelivery
        fields = [
            "id",
            "endpoint",
            "event",
            "type",
            "subject",
            "state",
            "attempts",
            "next_attempt_at",
            "finished_at",
            "created_at",
            "tries",
        ]


class EventSerializer(Sparse, serializers.ModelSerializer):
    id = serializers.CharField(source="public_id", read_only=True)
    data = serializers.DictField(read_only=True)

    class Meta:
        model = Event
        fields = ["id", "type", "version", "subject", "data", "happened_at"]


class DeliveryFilter(filters.FilterSet):
    endpoint = words("endpoint__public_id", 24)
    state = filters.ChoiceFilter(choices=WebhookDelivery.State.choices)

    class Meta:
        model = WebhookDelivery
        fields: list[str] = []


class EventFilter(filters.FilterSet):
    type = filters.ChoiceFilter(choices=[(name, name) for name in EVENTS])
    subject = words("subject", 80)
    happened_since = moment("happened_at", "gte")

    class Meta:
        model = Event
        fields: list[str] = []


class OfPartner(Resource):
    """Only the partner itself has webhooks: a customer who signed in to its app has none."""

    tag = "webhooks"

    @property
    def partner(self) -> Partner:
        if self.request.auth.customer is not None:
            raise PermissionDenied("Webhooks are the partner's own.")
        return self.request.auth.partner


class EndpointResource(OfPartner):
    """Where the partner wants to hear what happens."""

    told_once = ("secret",)
    matched = ("partial_update",)

    scopes = {
        "list": "webhooks:read",
        "retrieve": "webhooks:read",
        "create": "webhooks:write",
        "partial_update": "webhooks:write",
        "destroy": "webhooks:write",
        "rotate": "webhooks:write",
        "pause": "webhooks:write",
        "resume": "webhooks:write",
        "test": "webhooks:write",
        "replay": "webhooks:write",
    }
    summaries = {
        "list": "List webhook endpoints",
        "retrieve": "Read a webhook endpoint",
        "create": "Register a webhook endpoint",
        "partial_update": "Change a webhook endpoint",
        "destroy": "Disable a webhook endpoint",
        "rotate": "Make a new secret",
        "pause": "Pause a webhook endpoint",
        "resume": "Let a webhook endpoint go on",
        "test": "Send a test event",
        "replay": "Send again what was given up",
    }
    serializer_class = EndpointSerializer
    queryset = WebhookEndpoint.objects.none()
    lookup_field, lookup_url_kwarg = "public_id", "id"

    def get_queryset(self) -> QuerySet[WebhookEndpoint]:
        return WebhookEndpoint.objects.visible_to(self.partner).select_related("partner")

    @extend_schema(request=EndpointInput, responses={201: SecretSerializer})
    def create(self, request: Request) -> Response:
        """Its secret is told this once."""
        given = self.given(EndpointInput)
        return self._told(create_endpoint(partner=self.partner, by=None, at=timezone.now(), **given))

    @extend_schema(request=EndpointChange, responses=EndpointSerializer)
    def partial_update(self, request: Request, id: str) -> Response:
        endpoint, given = self.get_object(), self.given(EndpointChange)
        how = {"by": None, "at": timezone.now(), "check": self.check_match}
        changed = change_endpoint(endpoint=endpoint, **how, **given)
        return Response(self.represent(changed))

    @extend_schema(responses=EndpointSerializer)
    def destroy(self, request: Request, id: str) -> Response:
        """It hears nothing any more; its log stays."""
        return Response(self.represent(disable_endpoint(endpoint=self.get_object(), by=None, at=timezone.now())))

    @extend_schema(request=None, responses={201: SecretSerializer})
    def rotate(self, request: Request, id: str) -> Response:
        """A new secret; the old one signs beside it for 24 hours, or until the next new one."""
        return self._told(rotate_secret(endpoint=self.get_object(), by=None, at=timezone.now()))

    @extend_schema(request=None, responses={201: EndpointSerializer})
    def pause(self, request: Request, id: str) -> Response:
        """Events wait for up to three days."""
        return self.created(pause_endpoint(endpoint=self.get_object(), by=None, at=timezone.now()))

    @extend_schema(request=None, responses={201: EndpointSerializer})
    def resume(self, request: Request, id: str) -> Response:
        """What waited in a pause comes; one that was disabled hears what happens from now on."""
        return self.created(resume_endpoint(endpoint=self.get_object(), by=None, at=timezone.now()))

    @extend_schema(request=None, responses={201: DeliverySerializer})
    def test(self, request: Request, id: str) -> Response:
        """An event of no meaning, for this endpoint alone."""
        delivery = send_test(endpoint=self.get_object(), by=None, at=timezone.now())
        return Response(DeliverySerializer(delivery, context=self.get_serializer_context()).data, status=201)

    @extend_schema(request=ReplayInput, responses={201: ReplaySerializer})
    def replay(self, request: Request, id: str) -> Response:
        """All that happened since a moment and was given up, each under its own id."""
        endpoint, since = self.get_object(), self.given(ReplayInput)["since"]
        replay = replay_failed(endpoint=endpoint, since=since, by=None, at=timezone.now())
        return Response(ReplaySerializer(replay).data, status=201)

    def _told(self, new: Any) -> Response:
        body = {"endpoint": self.represent(new.endpoint), "secret": new.secret}
        return Response(body, status=201)


class DeliveryResource(OfPartner):
    """What was sent to the partner's endpoints, with every try and what it was answered."""

    scopes = {"list": "webhooks:read", "retrieve": "webhooks:read", "replay": "webhooks:write"}
    summaries = {
        "list": "List deliveries of webhooks",
        "retrieve": "Read a delivery and its tries",
        "replay": "Send a delivery again",
    }
    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilter
    queryset = WebhookDelivery.objects.none()
    lookup_field, lookup_url_kwarg = "public_id", "id"

    def get_queryset(self) -> QuerySet[WebhookDelivery]:
        own = WebhookDelivery.objects.visible_to(self.partner)
        return own.select_related("event", "endpoint__partner").prefetch_related("tries")

    @extend_schema(request=None, responses={201: DeliverySerializer})
    def replay(self, request: Request, id: str) -> Response:
        """Send it once more, under the same id."""
        replay_delivery(delivery=self.get_object(), by=None, at=timezone.now())
        return self.created(self.get_object())


class EventResource(OfPartner):
    """What happened in the last 30 days, as far as the key's scopes let it be read."""

    scopes = {"list": "webhooks:read", "retrieve": "webhooks:read"}
    summaries = {"list": "List events", "retrieve": "Read an event"}
    serializer_class = EventSerializer
    filterset_class = EventFilter
    queryset = Event.objects.none()
    lookup_field, lookup_url_kwarg = "public_id", "id"

    def get_queryset(self) -> QuerySet[Event]:
        return Event.objects.heard_by(self.partner, self.request.auth.scopes)
