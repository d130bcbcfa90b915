"""Whose words they are: only a customer who signed in to the partner's app writes."""

from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from accounts.models import User


def the_customer(request: Request) -> User:
    """Raises PermissionDenied for a partner that speaks for nobody."""
    if request.auth.customer is None:
        raise PermissionDenied("Only a customer who signed in writes reviews, questions and answers.")
    return request.auth.customer
