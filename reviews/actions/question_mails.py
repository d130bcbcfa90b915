"""Mails about questions: to buyers who may know, and to whoever waits for an answer."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.actions.consents import choices_url
from accounts.models import Topic
from core.actions.mail import queue_mail
from core.links import sign_link
from reviews.models import Answer, AnswerRequest, Follower, Question

REPLY, DECLINE, NEVER_ASK, UNFOLLOW = "question-reply", "question-decline", "question-never", "question-unfollow"
"""Purposes of the links in these mails: a link for one opens none of the others."""


def mail_buyer(request: AnswerRequest, question: Question, *, language: str, at: datetime) -> None:
    """Ask a past buyer; the links answer without signing in."""
    key, customer = str(request.pk), request.order_line.order.customer
    queue_mail(
        template="reviews/question_to_buyer",
        key=f"question/{question.pk}",
        to=request.email,
        language=language,
        context={
            "question": question,
            "product": question.product,
            "line": request.order_line,
            "reply_url": _address("question-reply", REPLY, key, at),
            "decline_url": _address("question-decline", DECLINE, key, at),
            "choices_url": choices_url(customer, Topic.QUESTIONS) if customer else "",
        },
        unsubscribe_url=_address("questions-never", NEVER_ASK, str(request.order_line.order.customer_id), at),
    )


def tell_followers(answer: Answer, at: datetime) -> None:
    """Whoever waits for an answer is told of the first one that is not their own; each of them once."""
    question = Question.objects.select_related("product").get(pk=answer.question_id)
    waiting = Follower.objects.filter(question=question, told_at=None, stopped_at=None, customer__is_active=True)
    for follower in waiting.exclude(customer=answer.author_id).select_related("customer"):
        Follower.objects.filter(pk=follower.pk).update(told_at=at)
        queue_mail(
            template="reviews/question_answered",
            key=f"question/{question.pk}",
            to=follower.customer.email,
            language=follower.customer.language or question.language,
            context={
                "question": question,
                "answer": answer,
                "product": question.product,
                "question_url": settings.BASE_URL + question.get_absolute_url(),
            },
            unsubscribe_url=_address("question-unfollow", UNFOLLOW, str(follower.pk), at),
        )


def _address(name: str, purpose: str, value: str, at: datetime) -> str:
    return settings.BASE_URL + reverse(f"reviews:{name}", args=[sign_link(purpose, value, at=at)])
