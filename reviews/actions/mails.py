"""Mails to whoever wrote something."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from core.actions.mail import queue_mail
from core.links import sign_link
from reviews.models import Decision, Entry, Question, Review
from reviews.rules.reasons import REASONS
from shop.models import Product

APPEAL = "entry-appeal"
"""The purpose of the link by which a writer appeals."""


def mail_decision(entry: Entry, at: datetime) -> None:
    """Tell its writer what was decided and, when it was turned down, why and how to appeal."""
    to = entry.email or getattr(getattr(entry, "author", None), "email", "")
    if not to:
        return
    decision = Decision.objects.filter(**{entry.kind: entry}).first()
    product = product_of(entry)
    token = sign_link(APPEAL, f"{entry.kind}/{entry.pk}", at=at)
    with override(entry.language):
        reason = str(REASONS.get(entry.reason, ""))
    context = {
        "entry": entry,
        "product": product,
        "reason": reason,
        "note": decision.note if decision else "",
        "product_url": settings.BASE_URL + product.get_absolute_url(),
        "appeal_url": settings.BASE_URL + reverse("reviews:appeal", args=[token]),
    }
    key = f"{entry.kind}/{entry.pk}/{decision.pk if decision else 0}"
    queue_mail(template="reviews/decision", key=key, to=to, language=entry.language, context=context)


def product_of(entry: Entry) -> Product:
    """What a review, a question or an answer is about."""
    if isinstance(entry, Review | Question):
        return entry.product
    return entry.question.product  # type: ignore[attr-defined]  # an answer: there is nothing else
