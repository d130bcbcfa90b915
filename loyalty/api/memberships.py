"""Plans for everybody, and a customer's own membership. Amounts are minor currency units."""

from datetime import UTC, datetime

from django.db.models import OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from core.api import PUBLIC
from core.api.fields import Sparse
from core.api.filters import words
from core.api.resources import Deprecation, Resource
from core.fields import MoneyField
from core.money import Money
from loyalty.models import Membership, Perk, PlanPrice, Saving, TierStatus


class PerkSerializer(serializers.ModelSerializer):
    class Meta:
        model = Perk
        fields = ["kind", "parameters"]


class PlanPriceSerializer(Sparse, serializers.ModelSerializer):
    plan = serializers.CharField(source="plan.name", read_only=True)
    amount = serializers.IntegerField(source="amount.minor", read_only=True, help_text="Minor currency units.")
    perks = PerkSerializer(source="plan.perks", many=True, read_only=True)

    class Meta:
        model = PlanPrice
        fields = ["id", "plan", "interval", "amount", "currency", "trial_days", "perks"]


class TierSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="tier.name", read_only=True)
    points_percent = serializers.IntegerField(
        source="tier.percent", read_only=True, help_text="Of what everybody earns; of this and the plan's the better."
    )
    kept_until = serializers.DateField(source="review_on", read_only=True, help_text="At least; it is reviewed then.")
    spend = serializers.IntegerField(
        source="spend.minor", read_only=True, help_text="What counted of the last twelve months, in minor units."
    )

    class Meta:
        model = TierStatus
        fields = ["name", "points_percent", "kept_until", "grace_until", "spend"]


class MembershipSerializer(Sparse, serializers.ModelSerializer):
    plan = serializers.CharField(source="plan.name", read_only=True)
    gives_perks = serializers.SerializerMethodField(help_text="Whether its perks apply at this moment.")
    saved = serializers.SerializerMethodField(help_text="In all, in minor currency units.")
    perks = PerkSerializer(source="plan.perks", many=True, read_only=True)
    tier = serializers.SerializerMethodField(help_text="The member's tier; null without one.")

    class Meta:
        model = Membership
        fields = [
            "id", "plan", "state", "source", "starts_at", "ends_at", "trial_ends_at", "cancels_at_end", "grace_until",
            "gives_perks", "saved", "perks", "tier",
        ]  # fmt: skip

    def get_gives_perks(self, membership: Membership) -> bool:
        return membership.gives_perks(timezone.now())

    def get_saved(self, membership: Membership) -> int:
        known = getattr(membership, "all_saved", None)
        if known is None:
            known = Saving.objects.filter(customer=membership.customer_id).sum()
        return known.minor

    @extend_schema_field(TierSerializer(allow_null=True))
    def get_tier(self, membership: Membership) -> dict[str, object] | None:
        status = getattr(membership.customer, "tier_status", None)
        return TierSerializer(status).data if status and status.tier_id else None


class PlanPriceResource(Resource):
    """What can be joined today, and what it gives."""

    scopes = {"list": PUBLIC}
    summaries = {"list": "List membership plans and prices"}
    serializer_class = PlanPriceSerializer
    queryset = PlanPrice.objects.none()
    sorts = ("id",)
    tag = "memberships"

    def get_queryset(self) -> QuerySet[PlanPrice]:
        offered = [row.pk for row in PlanPrice.objects.offered(timezone.now())]
        return PlanPrice.objects.filter(pk__in=offered).select_related("plan").prefetch_related("plan__perks")


class CustomerMembershipSerializer(MembershipSerializer):
    customer = serializers.CharField(source="customer.public_id", read_only=True)

    class Meta(MembershipSerializer.Meta):
        fields = ["customer", *MembershipSerializer.Meta.fields]


class MembershipFilter(filters.FilterSet):
    customer = words("customer__public_id", 20)
    state = filters.ChoiceFilter(choices=Membership.State.choices)

    class Meta:
        model = Membership
        fields: list[str] = []


class MembershipResource(Resource):
    """The memberships of the customers that the key may know, of now and before."""

    scopes = {"list": "memberships:read", "retrieve": "memberships:read"}
    summaries = {"list": "List memberships", "retrieve": "Read a membership"}
    serializer_class = CustomerMembershipSerializer
    filterset_class = MembershipFilter
    queryset = Membership.objects.none()
    lookup_field, lookup_url_kwarg = "pk", "id"
    tag = "memberships"

    def get_queryset(self) -> QuerySet[Membership]:
        begun = Membership.objects.exclude(state="pending").exclude(starts_at=None)
        known = begun.filter(customer__in=User.objects.visible_to(self.actor))
        saved = Saving.objects.filter(customer=OuterRef("customer")).order_by().values("customer")
        nothing = Value(Money(0), output_field=MoneyField())
        saved = Coalesce(Subquery(saved.annotate(sum=Sum("amount")).values("sum")), nothing)
        whole = known.select_related("customer__tier_status__tier", "plan").prefetch_related("plan__perks")
        return whole.annotate(all_saved=saved)


class OwnMembership(Resource):
    """The membership of the customer who signed in to the app; 404 without one."""

    deprecation = Deprecation(
        since=datetime(2026, 11, 27, tzinfo=UTC),
        sunset=datetime(2027, 11, 27, tzinfo=UTC),
        instead="/api/v1/memberships/",
    )

    scopes = {"retrieve": "memberships:read"}
    summaries = {"retrieve": "Read the own membership"}
    serializer_class = MembershipSerializer
    tag = "memberships"

    def get_object(self) -> Membership:
        rows = Membership.objects.visible_to(self.request.auth.customer).exclude(state="pending")
        membership = rows.exclude(starts_at=None).select_related("customer", "plan").order_by("pk").last()
        if membership is None:
            raise Http404("no membership")
        return membership
