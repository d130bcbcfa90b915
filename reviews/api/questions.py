"""Questions and their answers: what stands on the page, and writing for a customer who signed in."""

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import PUBLIC
from core.api.fields import Prose, Sparse, StrictSerializer, Text
from core.api.filters import whole, words
from core.api.resources import Resource
from reviews.actions.answers import answer_question
from reviews.actions.pace import TooMuchAtOnce, may_answer, may_ask
from reviews.actions.questions import ask_question
from reviews.api.customers import readable, the_customer
from reviews.api.languages import LANGUAGES
from reviews.models import Answer, Question
from shop.models import Product


class QuestionSerializer(Sparse, serializers.ModelSerializer):
    product = serializers.CharField(source="product.slug", read_only=True)
    author = serializers.CharField(source="shown_name", read_only=True)

    class Meta:
        model = Question
        fields = [
            "id", "product", "state", "text", "language", "author", "answer_count", "is_closed", "created_at",
        ]  # fmt: skip


class AnswerSerializer(Sparse, serializers.ModelSerializer):
    question = serializers.IntegerField(source="question_id", read_only=True)
    author = serializers.CharField(source="shown_name", read_only=True)

    class Meta:
        model = Answer
        fields = [
            "id",
            "question",
            "state",
            "text",
            "language",
            "author",
            "by",
            "is_verified",
            "is_official",
            "helpful",
            "unhelpful",
            "created_at",
        ]


class QuestionFilter(filters.FilterSet):
    product = words("product__slug", 140)

    class Meta:
        model = Question
        fields: list[str] = []


class AnswerFilter(filters.FilterSet):
    question = whole("question")

    class Meta:
        model = Answer
        fields: list[str] = []


class QuestionInput(StrictSerializer):
    product = Text(max_length=140, help_text="The product's slug.")
    text = Prose(max_length=5000)
    language = serializers.ChoiceField(LANGUAGES, required=False, default="en")


class AnswerInput(StrictSerializer):
    text = Prose(max_length=5000)
    language = serializers.ChoiceField(LANGUAGES, required=False, default="en")


class QuestionResource(Resource):
    """Published questions, newest first; with `reviews:read` a customer sees their own too."""

    scopes = {"list": PUBLIC, "retrieve": PUBLIC, "create": "reviews:write"}
    summaries = {"list": "List questions", "retrieve": "Read a question", "create": "Ask a question"}
    serializer_class = QuestionSerializer
    filterset_class = QuestionFilter
    queryset = Question.objects.none()
    lookup_field, lookup_url_kwarg = "pk", "id"
    tag = "questions"

    def get_queryset(self) -> QuerySet[Question]:
        return readable(Question.objects.all(), self.request).select_related("product")

    @extend_schema(request=QuestionInput, responses={201: QuestionSerializer})
    def create(self, request: Request) -> Response:
        customer, given = the_customer(request), self.given(QuestionInput)
        product = self.seen(Product.objects.visible_to(None), slug=given.pop("product"))
        if not may_ask(customer.pk):
            raise TooMuchAtOnce
        question = ask_question(product=product, by=customer, at=timezone.now(), **given)
        return self.created(self.get_queryset().get(pk=question.pk), f"/api/v1/questions/{question.pk}/")


class AnswerResource(Resource):
    """Published answers; with `reviews:read` a customer sees their own too."""

    scopes = {"list": PUBLIC, "retrieve": PUBLIC}
    summaries = {"list": "List answers", "retrieve": "Read an answer"}
    serializer_class = AnswerSerializer
    filterset_class = AnswerFilter
    queryset = Answer.objects.none()
    lookup_field, lookup_url_kwarg = "pk", "id"
    tag = "answers"

    def get_queryset(self) -> QuerySet[Answer]:
        return readable(Answer.objects.all(), self.request, question="question__")


class QuestionAnswerResource(Resource):
    """Answer a question."""

    scopes = {"create": "reviews:write"}
    summaries = {"create": "Answer a question"}
    serializer_class = AnswerSerializer
    tag = "answers"

    @extend_schema(request=AnswerInput, responses={201: AnswerSerializer})
    def create(self, request: Request, id: int) -> Response:
        customer = the_customer(request)
        question = self.seen(readable(Question.objects.all(), request), pk=id)
        given = self.given(AnswerInput)
        if not may_answer(customer.pk):
            raise TooMuchAtOnce
        answer = answer_question(question=question, by=customer, at=timezone.now(), **given)
        return self.created(answer, f"/api/v1/answers/{answer.pk}/")
