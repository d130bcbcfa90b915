"""How much one person may write in an hour, whichever door it comes through."""

from django.utils.translation import gettext_lazy as _

from core.errors import TooOften
from core.limits import within_limit
from shop.models import Product

HOUR = 3600
REVIEWS_AN_HOUR, REVIEWS_OF_ONE_PRODUCT = 30, 300
"""Enough for a person, with slips on the way; and for a product."""
QUESTIONS_AN_HOUR, ANSWERS_AN_HOUR = 10, 20


class TooMuchAtOnce(TooOften):
    code = "too_much_at_once"
    wait_seconds = HOUR
    message = _("That was very much at once. Please go on in an hour.")


def may_review(email: str, product: Product) -> bool:
    """Counts a try. False once there were too many of this person, or about this product."""
    own = within_limit("review", [email], most=REVIEWS_AN_HOUR, seconds=HOUR)
    return own and within_limit("review-of", [str(product.pk)], most=REVIEWS_OF_ONE_PRODUCT, seconds=HOUR)


def may_ask(customer_id: int) -> bool:
    """Counts a question of this customer. False once there were too many."""
    return within_limit("question", [str(customer_id)], most=QUESTIONS_AN_HOUR, seconds=HOUR)


def may_answer(customer_id: int) -> bool:
    """Counts an answer of this customer. False once there were too many."""
    return within_limit("answer", [str(customer_id)], most=ANSWERS_AN_HOUR, seconds=HOUR)
