"""How much a review weighs and where it stands among the helpful ones: stored, so that pages and ratings only read."""

from datetime import datetime, timedelta

from reviews.models import Report, Review
from reviews.rules.rating import Standing, day_number, trust_of, usefulness
from reviews.rules.risk import BURST_HOURS, is_burst

USUAL_DAYS = 60


def weigh_review(*, review: Review) -> Review:
    """Its trust and its usefulness, by what is known now."""
    known = {
        "trust": _trust(review),
        "usefulness": usefulness(
            helpful=review.helpful,
            unhelpful=review.unhelpful,
            characters=len(review.text),
            photos=review.photo_count,
            is_proven=review.is_verified,
            day=review.weighed_day,
        ),
    }
    if any(getattr(review, name) != value for name, value in known.items()):
        Review.objects.filter(pk=review.pk).update(**known)
        for name, value in known.items():
            setattr(review, name, value)
    return review


def came_in_burst(product_id: int, at: datetime) -> bool:
    """Whether the product is being flooded with reviews."""
    written = Review.objects.filter(product=product_id).exclude(source=Review.Source.IMPORT)
    last_day = written.filter(created_at__range=(at - timedelta(hours=BURST_HOURS), at)).count()
    earlier = written.filter(created_at__range=(at - timedelta(days=USUAL_DAYS), at - timedelta(hours=BURST_HOURS)))
    return is_burst(last_day, earlier.count() / USUAL_DAYS)


def first_weight(review: Review) -> None:
    """Of a review that is not stored yet."""
    review.weighed_day = day_number(review.created_at.date())


def _trust(review: Review) -> int:
    author = review.author
    age = (review.created_at - author.date_joined).days if author and not review.is_verified else 365
    reports = Report.objects.filter(review=review.pk, handled_at=None).count()
    trust = trust_of(Standing(account_days=age, in_burst="burst" in review.risks, reports=reports))
    return min(trust, review.trust) if review.is_of_former_customer else trust  # leaving makes nobody trustworthier
