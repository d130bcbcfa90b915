"""Plans for everybody, and a customer's own membership. Amounts are minor currency units."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from loyalty.actions.perks import perks_for
from loyalty.models import Membership, Perk, PlanPrice, Saving


class PerkSerializer(serializers.ModelSerializer):
    class Meta:
        model = Perk
        fields = ["kind", "parameters"]


class PlanPriceSerializer(serializers.ModelSerializer):
    plan = serializers.CharField(source="plan.name", read_only=True)
    amount = serializers.IntegerField(source="amount.minor", read_only=True, help_text="Minor currency units.")
    perks = PerkSerializer(source="plan.perks", many=True, read_only=True)

    class Meta:
        model = PlanPrice
        fields = ["id", "plan", "interval", "amount", "currency", "trial_days", "perks"]


class MembershipSerializer(serializers.ModelSerializer):
    plan = serializers.CharField(source="plan.name", read_only=True)
    gives_perks = serializers.SerializerMethodField(help_text="Whether its perks apply at this moment.")
    saved = serializers.SerializerMethodField(help_text="In all, in minor currency units.")
    perks = PerkSerializer(source="plan.perks", many=True, read_only=True)

    class Meta:
        model = Membership
        fields = [
            "plan", "state", "source", "starts_at", "ends_at", "trial_ends_at", "cancels_at_end", "grace_until",
            "gives_perks", "saved", "perks",
        ]  # fmt: skip

    def get_gives_perks(self, membership: Membership) -> bool:
        return perks_for(membership.customer, timezone.now()).membership_id == membership.pk

    def get_saved(self, membership: Membership) -> int:
        return Saving.objects.filter(customer=membership.customer_id).sum().minor


class PlanPriceList(APIView):
    """What can be joined today, and what it gives."""

    permission_classes = [AllowAny]

    @extend_schema(responses=PlanPriceSerializer(many=True), operation_id="plans_list")
    def get(self, request: Request) -> Response:
        return Response(PlanPriceSerializer(PlanPrice.objects.offered(timezone.now()), many=True).data)


class OwnMembership(APIView):
    """The membership of whoever asks; 404 without one."""

    permission_classes = [IsAuthenticated]

    @extend_schema(responses=MembershipSerializer, operation_id="membership_retrieve")
    def get(self, request: Request) -> Response:
        rows = Membership.objects.visible_to(request.user).exclude(state="pending").exclude(starts_at=None)
        membership = rows.select_related("customer", "plan").order_by("pk").last()
        if membership is None:
            raise Http404("no membership")
        return Response(MembershipSerializer(membership).data)
