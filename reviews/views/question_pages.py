"""The page of one question, drawn alike for who reads it and for who answered it with something missing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from reviews.forms.questions import AnswerForm
from reviews.models import Answer, Follower, Question
from shop.models import Product


def question_of(request: HttpRequest, slug: str, pk: int) -> Question:
    """One that this reader sees, at the address of its product."""
    questions = Question.objects.visible_to(request.user).select_related("product", "merged_into__product")
    return get_object_or_404(questions, product__in=Product.objects.visible_to(request.user), product__slug=slug, pk=pk)


def question_page(request: HttpRequest, question: Question, form: AnswerForm) -> HttpResponse:
    """The question's page with the form to answer it, which may hold errors."""
    answers = Answer.objects.published().filter(question=question)
    following = Follower.objects.filter(question=question, customer=request.user.pk, stopped_at=None)
    context = {
        "question": question,
        "product": question.product,
        "answers": answers,
        "form": form,
        "follows": request.user.is_authenticated and following.exists(),
    }
    return render(request, "reviews/questions/detail.html", context, status=422 if form.is_bound else 200)
