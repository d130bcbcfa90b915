"""What customers change of themselves."""

from django.db import transaction

from accounts.models import User


@transaction.atomic
def change_details(*, user: User, name: str, wants_review_requests: bool, answers_questions: bool) -> User:
    """The name, and whether the shop may ask for reviews and pass on questions about what was bought."""
    user.name, user.wants_review_requests = name, wants_review_requests
    user.answers_questions = answers_questions
    user.save(update_fields=["name", "wants_review_requests", "answers_questions"])
    return user
