"""Asking past buyers about a question: a few who fit best, each seldom, and only who allows it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum

from accounts.actions.consents import withdraw_consent
from accounts.models import ConsentSource, Topic
from orders.models import OrderLine
from orders.models.arrivals import came_at, has_come
from reviews.actions.question_mails import mail_buyer
from reviews.models import Answer, AnswerRequest, EntryState, Question, ReviewRequest, Unsubscription
from reviews.rules.buyers import (
    ASKED_AGAIN_AFTER,
    ASKED_WITHIN,
    KNOWS_AFTER,
    MAILED_AGAIN_AFTER,
    REMEMBERS_FOR,
    Buyer,
    order_of_asking,
)

LOOKED_AT = 300
"""Lines among which the best are chosen: the newest deliveries."""


def questions_to_ask(at: datetime) -> list[Question]:
    """Published questions that nobody has taken to buyers yet, oldest first."""
    waiting = Question.objects.unanswered().filter(buyers_asked_at=None, created_at__gt=at - ASKED_WITHIN)
    return list(waiting.order_by("pk")[:LOOKED_AT])


@transaction.atomic
def ask_buyers(*, question: Question, at: datetime) -> list[AnswerRequest]:
    """Mail the question to the buyers who fit best, once. Returns whom it asked; nobody if it is not open any more."""
    question = Question.objects.lock(question)
    is_open = question.state == EntryState.PUBLISHED and not question.is_closed and question.merged_into_id is None
    if question.buyers_asked_at or question.source_key or not is_open:
        return []
    Question.objects.filter(pk=question.pk).update(buyers_asked_at=at)
    return [_ask(question, line, at) for line in _chosen(question, at)]


@transaction.atomic
def never_ask(*, customer: Any) -> None:
    """One click in the mail: this customer is asked about nothing any more."""
    withdraw_consent(user=customer, topics=[Topic.QUESTIONS], source=ConsentSource.MAIL)


def _ask(question: Question, line: Any, at: datetime) -> AnswerRequest:
    email = line.order.customer.email
    request = AnswerRequest.objects.create(question=question, order_line=line, email=email, created_at=at)
    language = line.order.customer.language or line.order.language
    mail_buyer(request, question, language=language, at=at)
    return request


def _chosen(question: Question, at: datetime) -> list[Any]:
    """The lines whose buyers are asked, one line for each buyer."""
    lines = list(_lines(question, at))
    busy = _asked_lately({line.order.customer.email for line in lines}, at)
    helpful = _helpful({line.order.customer_id for line in lines})
    by_buyer: dict[int, tuple[Buyer, Any]] = {}
    for line in lines:
        customer = line.order.customer
        if customer.email.lower() in busy:
            continue
        buyer = _buyer(question, line, helpful.get(customer.pk, 0), at)
        known = by_buyer.get(customer.pk)
        if known is None or order_of_asking(buyer) < order_of_asking(known[0]):
            by_buyer[customer.pk] = buyer, line
    ranked = sorted(by_buyer.values(), key=lambda pair: (order_of_asking(pair[0]), pair[0].line_id))
    return [line for _buyer, line in ranked[: settings.QUESTION_BUYERS]]


def _lines(question: Question, at: datetime) -> Any:
    """Delivered long enough ago and not too long, kept, of customers who allow it and did not ask or answer it."""
    answered = Answer.objects.filter(question=question).exclude(author=None).values("author")
    lines = OrderLine.objects.filter(
        product=question.product_id,
        returned=0,
        was_free=False,
        order__customer__is_active=True,
        order__customer__is_staff=False,
        order__customer__answers_questions=True,
    )
    parcel = "shipment_lines__shipment__"
    lines = lines.annotate(came_at=Max(came_at(parcel), filter=has_come(parcel)))
    known = lines.filter(came_at__range=(at - REMEMBERS_FOR, at - KNOWS_AFTER))
    others = known.exclude(order__customer=question.author_id or 0).exclude(order__customer__in=answered)
    return others.select_related("order__customer", "product").order_by("-came_at", "-pk")[:LOOKED_AT]


def _asked_lately(emails: set[str], at: datetime) -> set[str]:
    """Of these addresses: asked about a question within a month, mailed within a week, or wanting no mail at all."""
    lower = [email.lower() for email in emails]
    asked = AnswerRequest.objects.filter(email__in=emails, created_at__gt=at - ASKED_AGAIN_AFTER)
    mailed = ReviewRequest.objects.filter(order__email__in=[*emails, *lower], sent_at__gt=at - MAILED_AGAIN_AFTER)
    unwilling = Unsubscription.objects.filter(email__in=lower)
    found = [*asked.values_list("email", flat=True), *mailed.values_list("order__email", flat=True)]
    return {email.lower() for email in [*found, *unwilling.values_list("email", flat=True)]}


def _helpful(customers: set[int]) -> dict[int, int]:
    given = Answer.objects.published().filter(author__in=customers).order_by()
    return dict(given.values_list("author").annotate(found_helpful=Sum("helpful")))


def _buyer(question: Question, line: Any, helpful: int, at: datetime) -> Buyer:
    return Buyer(
        line_id=line.pk,
        has_same_variant=line.variant_id == question.variant_id,
        speaks_language=(line.order.customer.language or line.order.language) == question.language,
        helpful=helpful,
        days=(at - line.came_at).days,
    )
