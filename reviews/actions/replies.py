"""The shop's public answer to a review."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.actions.mail import queue_mail
from core.errors import Refused
from reviews.actions.moderation import NotPossibleNow, lock_entry, record
from reviews.models import Decision, EntryState, Reply, Review
from reviews.rules.risk import tidy_text
from shop.actions.listings import mark_changed


class ReplyEmpty(Refused):
    code = "reply_empty"
    message = _("Please write what the shop has to say.")


@transaction.atomic
def reply_to_review(*, review: Review, text: str, by: User, at: datetime) -> Reply:
    """Say something under a published review, or say it better. Its writer is told once. Raises ReplyEmpty,
    NotPossibleNow."""
    review = lock_entry(review)
    text = tidy_text(text)[:2000]
    if not text:
        raise ReplyEmpty
    if review.state != EntryState.PUBLISHED:
        raise NotPossibleNow
    known = Reply.objects.filter(review=review).first()
    before = {"reply": known.text} if known else {}
    reply, created = Reply.objects.update_or_create(
        review=review,
        defaults={"text": text, "author": by},
        create_defaults={"text": text, "author": by, "created_at": at},
    )
    record(review, Decision.Act.REPLIED, at=at, by=by, before=before)
    mark_changed(review.product)
    if created:
        _tell(review, reply)
    return reply


@transaction.atomic
def remove_reply(*, review: Review, by: User, at: datetime) -> None:
    """Take the shop's words back; what they were is kept in the review's history."""
    review = lock_entry(review)
    known = Reply.objects.filter(review=review).first()
    if known is not None:
        record(review, Decision.Act.REPLIED, at=at, by=by, before={"reply": known.text})
        known.delete()
        mark_changed(review.product)


def _tell(review: Review, reply: Reply) -> None:
    to = review.email or (review.author.email if review.author else "")
    if to:
        url = f"{settings.BASE_URL}{review.product.get_absolute_url()}#review-{review.pk}"
        context = {"review": review, "reply": reply, "product": review.product, "product_url": url}
        queue_mail(
            template="reviews/reply", key=f"review/{review.pk}", to=to, language=review.language, context=context
        )
