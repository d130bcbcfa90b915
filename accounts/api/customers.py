"""Customers: for partners that may know them, and each for themselves."""

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from accounts.models import User
from core.api.fields import Sparse
from core.api.filters import moment, words
from core.api.resources import Resource


class CustomerSerializer(Sparse, serializers.ModelSerializer):
    id = serializers.CharField(source="public_id", read_only=True)
    groups = serializers.SlugRelatedField("name", source="customer_groups", many=True, read_only=True)

    class Meta:
        model = User
        fields = ["id", "email", "name", "language", "groups", "date_joined"]


class CustomerFilter(filters.FilterSet):
    email = words("email", 254, lookup_expr="iexact")
    joined_since = moment("date_joined", "gte")

    class Meta:
        model = User
        fields: list[str] = []


class CustomerResource(Resource):
    """The customers that the key may know: all, those who bought through its app, or the one who signed in."""

    scopes = {"list": "customers:read", "retrieve": "customers:read"}
    summaries = {"list": "List customers", "retrieve": "Read a customer"}
    serializer_class = CustomerSerializer
    filterset_class = CustomerFilter
    queryset = User.objects.none()
    lookup_field, lookup_url_kwarg = "public_id", "id"
    tag = "customers"

    def get_queryset(self) -> QuerySet[User]:
        return User.objects.visible_to(self.actor).prefetch_related("customer_groups")
