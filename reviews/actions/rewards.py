"""Points for a verified review: the same whatever its stars, said beforehand, and shown beside it for ever."""

from datetime import datetime

from django.db.models import Q

from loyalty.models import PointsProgram
from orders.actions.deeds import earn_by_review, lots_of_review, rule_for, take_back_for_review
from orders.models import EarningRule
from reviews.models import Review


def points_for_review(at: datetime) -> int:
    """What a verified review earns its writer now; 0 where nothing does."""
    rule = rule_for(EarningRule.Kind.REVIEW, at)
    return rule.points if rule else 0


def reward_review(*, review: Review, is_first: bool, at: datetime) -> None:
    """A locked review came onto the page, for the first time or again: once for each product its writer has points.

    Only what was written while points were offered earns any; and who gets them has it said beside the review.
    """
    if review.author is None or not review.is_verified or review.is_insider:
        return
    if review.incentive not in (Review.Incentive.NONE, Review.Incentive.POINTS):
        return
    if not (is_first or review.incentive == Review.Incentive.POINTS) or _has_points(review):
        return
    written_at = review.submitted_at or at
    if earn_by_review(customer=review.author, review=_reference(review), written_at=written_at, at=at) is None:
        return
    Review.objects.filter(pk=review.pk).update(incentive=Review.Incentive.POINTS)
    review.incentive = Review.Incentive.POINTS


def take_back_reward(*, review: Review, at: datetime) -> None:
    """A locked review left the page: what it earned goes back. That it was rewarded stays said."""
    if review.incentive == Review.Incentive.POINTS:
        take_back_for_review(review=_reference(review), at=at)


def _has_points(review: Review) -> bool:
    """Whether its writer has points for a review of this product already, such as one that was written before.

    Where points that were spent are forgiven, having had them once is enough: else they could be had again and again.
    """
    own = Review.objects.filter(product=review.product_id, author=review.author_id, incentive=Review.Incentive.POINTS)
    forgives = not PointsProgram.current().allows_debt
    return any(
        lots_of_review(_reference(row)).filter(Q() if forgives and row.pk != review.pk else Q(kept__gt=0)).exists()
        for row in own
    )


def _reference(review: Review) -> str:
    return f"review/{review.pk}"
