"""Answering a question, signed in or by the link of the mail, and saying no to being asked."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from core.errors import Refused
from core.html import refusals_on
from core.links import LinkNotValid, read_link
from reviews.actions.answers import LinkUsedUp, answer_question, decline_request, reply_by_link
from reviews.actions.asking import never_ask
from reviews.actions.pace import may_answer
from reviews.actions.question_mails import DECLINE, NEVER_ASK, REPLY, UNFOLLOW
from reviews.actions.questions import stop_following
from reviews.forms.questions import AnswerForm
from reviews.models import Answer, AnswerRequest, Follower
from reviews.rules.eligibility import UNSUBSCRIBE_VALID_FOR
from reviews.rules.questions import REPLY_VALID_FOR
from reviews.views.question_pages import question_of, question_page

"""Answers of one person in an hour."""

View = Callable[..., HttpResponse]


def refused_kindly(view: View) -> View:
    """A link that is damaged, old or used up is answered with a page that says so and what to do."""

    @wraps(view)
    def kind_view(request: HttpRequest, token: str) -> HttpResponse:
        try:
            return view(request, token)
        except Refused as refusal:
            return render(request, "reviews/questions/refused.html", {"detail": refusal.detail}, status=410)

    return kind_view


@login_required
@require_POST
def answer_create(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    question = question_of(request, slug, pk)
    form = AnswerForm(request.POST)
    if not may_answer(request.user.pk):
        form.add_error(None, gettext("These were many answers. Please go on in an hour."))
    if form.is_valid():
        with refusals_on(form):
            answer = answer_question(
                question=question,
                text=form.cleaned_data["text"],
                language=get_language() or "en",
                by=request.user,
                at=timezone.now(),
            )
            _thank(request, answer)
            return redirect(f"{question.get_absolute_url()}#answer-{answer.pk}")
    return question_page(request, question, form)


@require_http_methods(["GET", "HEAD", "POST"])
@refused_kindly
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """By the link in the mail, once, without signing in."""
    asked = _asked(read_link(REPLY, token, REPLY_VALID_FOR))
    if asked.answered_at:
        raise LinkUsedUp
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            answer = reply_by_link(
                request=asked, text=form.cleaned_data["text"], language=get_language() or "en", at=timezone.now()
            )
            _thank(request, answer)
            return redirect(answer.question)
    return _asked_page(request, "reply", asked, status=422 if form.is_bound else 200, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@refused_kindly
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """ "I don't know": a button, as mail programs open links by themselves."""
    asked = _asked(read_link(DECLINE, token, REPLY_VALID_FOR))
    if request.method == "POST":
        decline_request(request=asked, at=timezone.now())
    return _asked_page(request, "decline", asked, done=request.method == "POST")


@csrf_exempt  # RFC 8058: mail programs post here without a page of ours
@require_http_methods(["GET", "HEAD", "POST"])
@refused_kindly
def never(request: HttpRequest, token: str) -> HttpResponse:
    """One click: no more questions to this customer."""
    customer = get_object_or_404(User, closed_at=None, pk=read_link(NEVER_ASK, token, UNSUBSCRIBE_VALID_FOR))
    if request.method == "POST":
        never_ask(customer=customer)
    context = {"done": request.method == "POST", "email": customer.email}
    return render(request, "reviews/questions/never.html", context)


@csrf_exempt  # RFC 8058: mail programs post here without a page of ours
@require_http_methods(["GET", "HEAD", "POST"])
@refused_kindly
def unfollow(request: HttpRequest, token: str) -> HttpResponse:
    """One click: no more mails about this question."""
    followers = Follower.objects.select_related("question__product")
    follower = get_object_or_404(followers, pk=read_link(UNFOLLOW, token, UNSUBSCRIBE_VALID_FOR))
    if request.method == "POST":
        stop_following(follower=follower, at=timezone.now())
    context = {"done": request.method == "POST", "question": follower.question}
    return render(request, "reviews/questions/unfollow.html", context)


def _asked(pk: str) -> AnswerRequest:
    requests = AnswerRequest.objects.select_related("question__product__main_picture", "order_line__order")
    asked = requests.filter(pk=pk).first()
    if asked is None:  # whoever was asked has deleted the account
        raise LinkNotValid
    return asked


def _asked_page(request: HttpRequest, name: str, asked: AnswerRequest, status: int = 200, **more: Any) -> HttpResponse:
    context = {"asked": asked, "question": asked.question, "product": asked.question.product, **more}
    return render(request, f"reviews/questions/{name}.html", context, status=status)


def _thank(request: HttpRequest, answer: Answer) -> None:
    if answer.state == Answer.State.PUBLISHED:
        messages.success(request, gettext("Thank you. Your answer is on the page now."))
    else:
        messages.success(request, gettext("Thank you. A person reads your answer before it appears."))
