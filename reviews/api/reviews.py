"""Reviews: what stands on the page for everybody, and writing them for a customer who signed in."""

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import PUBLIC
from core.api.fields import Prose, Sparse, StrictSerializer, Text, Whole
from core.api.filters import moment, whole, words
from core.api.resources import Resource
from reviews.actions.pace import TooMuchAtOnce, may_review
from reviews.actions.reviews import Reviewer, Words, write_review
from reviews.api.customers import readable, the_customer
from reviews.api.languages import LANGUAGES
from reviews.models import Review
from shop.models import Product


class ReviewSerializer(Sparse, serializers.ModelSerializer):
    product = serializers.CharField(source="product.slug", read_only=True)
    author = serializers.CharField(source="shown_name", read_only=True)
    reply = serializers.CharField(source="reply.text", default=None, read_only=True, allow_null=True)

    class Meta:
        model = Review
        fields = [
            "id",
            "product",
            "state",
            "stars",
            "title",
            "text",
            "language",
            "author",
            "is_verified",
            "is_returned",
            "is_insider",
            "incentive",
            "helpful",
            "unhelpful",
            "photo_count",
            "reply",
            "created_at",
            "published_at",
        ]


class ReviewFilter(filters.FilterSet):
    product = words("product__slug", 140)
    stars = whole("stars", most=5)
    published_since = moment("published_at", "gte")

    class Meta:
        model = Review
        fields: list[str] = []


class ReviewInput(StrictSerializer):
    product = Text(max_length=140, help_text="The product's slug.")
    stars = Whole(min_value=1, max_value=5)
    title = Text(max_length=120, required=False, allow_blank=True, default="")
    text = Prose(max_length=5000, required=False, allow_blank=True, default="")
    author = Text(max_length=60, required=False, allow_blank=True, default="", help_text="The name shown beside it.")
    language = serializers.ChoiceField(LANGUAGES, required=False, default="en")


class ReviewResource(Resource):
    """Published reviews, newest first; with `reviews:read` a customer sees their own too, whatever became of them."""

    scopes = {"list": PUBLIC, "retrieve": PUBLIC, "create": "reviews:write"}
    summaries = {"list": "List reviews", "retrieve": "Read a review", "create": "Write a review"}
    serializer_class = ReviewSerializer
    filterset_class = ReviewFilter
    queryset = Review.objects.none()
    lookup_field, lookup_url_kwarg = "pk", "id"
    tag = "reviews"

    def get_queryset(self) -> QuerySet[Review]:
        return readable(Review.objects.all(), self.request).select_related("product", "reply")

    @extend_schema(request=ReviewInput, responses={201: ReviewSerializer})
    def create(self, request: Request) -> Response:
        """What a person has to look at first is answered with the state `pending`."""
        customer = the_customer(request)
        given = self.given(ReviewInput)
        product = self.seen(Product.objects.visible_to(None), slug=given.pop("product"))
        if not may_review(customer.email, product):
            raise TooMuchAtOnce
        words = Words(author_name=given.pop("author"), **given, aspects={})
        review = write_review(product=product, words=words, by=Reviewer(customer), at=timezone.now())
        return self.created(self.get_queryset().get(pk=review.pk), f"/api/v1/reviews/{review.pk}/")
