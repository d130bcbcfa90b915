"""What customers change of themselves."""

from django.db import transaction

from accounts.models import User


@transaction.atomic
def change_details(*, user: User, name: str, wants_review_requests: bool) -> User:
    """The name, and whether the shop may ask for reviews."""
    user.name, user.wants_review_requests = name, wants_review_requests
    user.save(update_fields=["name", "wants_review_requests"])
    return user
