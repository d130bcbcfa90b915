"""Reviews by people who belong to staff: what the customers' pages say is carried over to what they wrote before."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from reviews.actions.effects import after_change
from reviews.actions.moderation import lock_entry, record
from reviews.models import Decision, Review


def reviews_to_follow() -> list[Review]:
    """Reviews whose mark differs from what their writer is by now: staff, one of their homes, or neither any more."""
    belongs = Q(author__is_insider=True) | Q(author__is_staff=True)
    written = Review.objects.filter(author__isnull=False)
    wrong = written.filter(belongs, is_insider=False) | written.filter(is_insider=True).exclude(belongs)
    return list(wrong.order_by(F("product_id"), "pk"))


@transaction.atomic
def follow_insider(*, review: Review, at: datetime) -> Review:
    """Say so beside the review, and count it or not."""
    review = lock_entry(review)
    author = review.author
    is_insider = bool(author and (author.is_insider or author.is_staff))
    if review.is_insider != is_insider:
        Review.objects.filter(pk=review.pk).update(is_insider=is_insider)
        record(review, Decision.Act.CHECKED, at=at, before={"is_insider": review.is_insider})
        review.is_insider = is_insider
        after_change(review, at)
    return review
