"""What others made of the reviews: votes, the shop's replies, and two reports that staff have still to look at."""

from datetime import timedelta
from random import Random

from accounts.models import User
from demo.past import Timeline
from demo.people import Shopper
from reviews.actions.moderation import report_entry
from reviews.actions.replies import reply_to_review
from reviews.actions.votes import cast_vote
from reviews.models import Review
from shop.models import Category

VOTED, REPLIED = 150, 12
REPLIES = {
    "en": [
        "Thank you for saying so plainly. We have passed it on to the maker and will tell you here what they change.",
        "We are sorry about that. Please write to us with your order number: we send you another one or your money.",
        "You are right that the description did not say this. It does now.",
    ],
    "de": [
        "Danke für die klaren Worte. Wir haben sie an die Werkstatt weitergegeben und sagen hier, was sich ändert.",
        "Das tut uns leid. Schreiben Sie uns mit Ihrer Bestellnummer: Sie bekommen Ersatz oder Ihr Geld zurück.",
        "Das stand bisher nicht in der Beschreibung. Jetzt steht es da.",
    ],
}
ASPECTS = {"Ease of use": "Pots & pans", "Sharpness": "Knives", "Softness": "Towels"}


def write_voices(shoppers: list[Shopper], staff: User, rng: Random, timeline: Timeline) -> None:
    """Votes go to what has more to say; every third critic is answered."""
    now = timeline.end - timedelta(hours=3)
    customers = [shopper.user for shopper in shoppers if shopper.user]
    shown = list(Review.objects.published().exclude(text="").order_by("pk").select_related("product"))
    for review in rng.sample(shown, min(VOTED, len(shown))):
        for voter in rng.sample(customers, min(rng.choice((1, 1, 2, 3, 5)), len(customers))):
            if voter.pk != review.author_id:
                cast_vote(entry=review, by=voter, is_helpful=rng.random() < 0.85, at=now)
    critical = [review for review in shown if review.stars <= 2]
    for review in rng.sample(critical, min(REPLIED, len(critical))):
        words = rng.choice(REPLIES["de" if review.language == "de" else "en"])
        reply_to_review(review=review, text=words, by=staff, at=review.created_at + timedelta(days=1))
    for review, reason in zip(shown[-2:], ("not_about_it", "fake"), strict=False):
        by = next(customer for customer in customers if customer.pk != review.author_id)
        report_entry(entry=review, by=by, reason=reason, note="", at=now)


def ask_aspects() -> None:
    """What some shelves ask beside the stars."""
    for aspect, start in ASPECTS.items():
        for category in Category.objects.filter(name__startswith=start):
            category.review_aspects = [aspect, "Value for money"]
            category.save(update_fields=["review_aspects"])
