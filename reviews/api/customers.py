"""Whose words they are: only a customer who signed in to the app writes, and reads their own with the scope for it."""

from django.db.models import Q
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from accounts.models import User
from reviews.models.entries import EntryQuerySet, EntryState
from shop.models import Product


def the_customer(request: Request) -> User:
    """Raises PermissionDenied for a partner that speaks for nobody."""
    if request.auth.customer is None:
        raise PermissionDenied("Only a customer who signed in writes reviews, questions and answers.")
    return request.auth.customer


def readable(entries: EntryQuerySet, request: Request, question: str = "") -> EntryQuerySet:
    """What stands on the page of a product that has one, and own words for an app that may read or just wrote them.

    Entries that belong to a question are shown with it: `question` is the path to it, such as "question__".
    """
    shown = Q(state=EntryState.PUBLISHED) & ~Q(**{f"{question}product__state": Product.State.DRAFT})
    if question:
        shown &= Q(**{f"{question}state": EntryState.PUBLISHED})
    access = request.auth
    if access and access.customer and (request.method == "POST" or "reviews:read" in access.scopes):
        shown |= Q(author=access.customer)
    return entries.filter(shown).exclude(state=EntryState.REMOVED)
