"""Points of customers: read, and given by partners that the shop trusts with it."""

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.api.fields import Sparse, StrictSerializer, Text, Whole
from core.api.resources import Resource
from loyalty.actions.partner_points import give_partner_points
from loyalty.models import PointsAccount

MOST_POINTS = 10_000
"""At once, by a partner."""


class PointsSerializer(Sparse, serializers.ModelSerializer):
    customer = serializers.CharField(source="customer.public_id", read_only=True)
    balance = serializers.IntegerField(read_only=True, help_text="What can be spent; below zero when points are owed.")

    class Meta:
        model = PointsAccount
        fields = ["customer", "balance", "available", "pending", "held", "debt"]


class GrantInput(StrictSerializer):
    customer = Text(max_length=20, help_text="The customer's id.")
    points = Whole(min_value=1, max_value=MOST_POINTS)
    reason = Text(max_length=120, help_text="What the customer reads beside them.")
    reference = Text(
        max_length=60, help_text="Of your choice, once for each cause: points for the same cause are given once."
    )


class PointsResource(Resource):
    """The points of the customers that the key may know."""

    scopes = {"list": "points:read", "retrieve": "points:read"}
    summaries = {"list": "List balances of points", "retrieve": "Read a customer's points"}
    serializer_class = PointsSerializer
    queryset = PointsAccount.objects.none()
    sorts = ("id",)
    tag = "points"

    def get_queryset(self) -> QuerySet[PointsAccount]:
        known = User.objects.visible_to(self.actor)
        return PointsAccount.objects.filter(customer__in=known).select_related("customer")

    def get_object(self) -> PointsAccount:
        return self.seen(self.get_queryset(), customer__public_id=self.kwargs["id"])


class PointsGrantResource(Resource):
    """Points for something a customer did with the partner."""

    scopes = {"create": "points:write"}
    summaries = {"create": "Grant points"}
    serializer_class = PointsSerializer
    tag = "points"

    @extend_schema(request=GrantInput, responses={201: PointsSerializer})
    def create(self, request: Request) -> Response:
        given = self.given(GrantInput)
        customer = self.seen(User.objects.visible_to(self.actor), public_id=given["customer"])
        give_partner_points(
            customer=customer,
            points=given["points"],
            partner=request.auth.partner,
            reference=given["reference"],
            words=given["reason"],
            at=timezone.now(),
        )
        return self.created(PointsAccount.objects.select_related("customer").get(customer=customer))
