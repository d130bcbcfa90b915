"""Saying openly what was given for a review."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.errors import Refused
from reviews.actions.effects import after_change
from reviews.actions.moderation import lock_entry, record
from reviews.models import Decision, Review


class UnknownIncentive(Refused):
    code = "unknown_incentive"


@transaction.atomic
def disclose_incentive(*, review: Review, incentive: str, by: User, at: datetime) -> Review:
    """What its writer was given, the same whatever the stars: shown beside it for ever, and weighed less.

    Raises UnknownIncentive.
    """
    if incentive not in Review.Incentive.values:
        raise UnknownIncentive
    review = lock_entry(review)
    before = {"incentive": review.incentive}
    Review.objects.filter(pk=review.pk).update(incentive=incentive)
    review.incentive = incentive
    record(review, Decision.Act.EDITED, at=at, by=by, before=before)
    after_change(review, at)
    return review
