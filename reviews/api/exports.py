"""What can be taken out of reviews: those of every state but drafts, as staff see them."""

from django.db.models import QuerySet

from core.exports import Export
from reviews.api.reviews import ReviewSerializer
from reviews.models import Review
from reviews.models.entries import EntryState


def _reviews() -> QuerySet[Review]:
    return Review.objects.exclude(state=EntryState.DRAFT).select_related("product", "reply")


EXPORTS = [Export("reviews", _reviews, ReviewSerializer)]
