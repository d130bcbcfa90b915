"""Writing and changing a review: from the mail, the order, the product or the account; and saying no to being asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from core.html import refusals_on
from core.limits import within_limit
from core.links import read_link
from core.retries import TooBusy
from core.views.errors import too_many_requests
from orders.models import Order, OrderLine
from reviews.actions.moderation import withdraw_entry
from reviews.actions.pace import HOUR, may_review
from reviews.actions.requests import CHANGE, UNSUBSCRIBE, WRITE, note_opened, unsubscribe
from reviews.actions.reviews import (
    AccountIsDeleted,
    AlreadyReviewed,
    Photos,
    Reviewer,
    Words,
    edit_review,
    keep_draft,
    own_review,
    write_review,
)
from reviews.actions.rewards import points_for_review
from reviews.forms.reviews import ReviewForm
from reviews.models import Answer, Entry, EntryState, Question, Review
from reviews.rules.eligibility import CHANGE_VALID_FOR, LINK_VALID_FOR, UNSUBSCRIBE_VALID_FOR
from shop.models import Product

DRAFT_FIELDS = ("title", "text", "author_name")
TRIES_AN_HOUR = 100
"""Whoever goes on trying is answered without a form."""


@require_http_methods(["GET", "HEAD", "POST"])
def review_create_by_link(request: HttpRequest, token: str, product_id: int) -> HttpResponse:
    """From the mail, without signing in. `?stars=4` is what was pressed in the mail."""
    order = _order_of(read_link(WRITE, token, LINK_VALID_FOR))
    product = get_object_or_404(Product.objects.filter(order_lines__order=order).distinct(), pk=product_id)
    note_opened(order=order, at=timezone.now())
    by = Reviewer(None, order)
    known = own_review(product, by)
    if known is not None and known.state != EntryState.DRAFT:
        raise AlreadyReviewed  # the link has done what it is for
    return _write(request, product, by, name=order.address.name)


@require_http_methods(["GET", "HEAD", "POST"])
def review_update_by_link(request: HttpRequest, token: str, product_id: int) -> HttpResponse:
    """A guest changes or takes back a review from the page of the order it belongs to."""
    order = _order_of(read_link(CHANGE, token, CHANGE_VALID_FOR))
    product = get_object_or_404(Product.objects.filter(order_lines__order=order).distinct(), pk=product_id)
    by = Reviewer(None, order)
    if request.POST.get("withdraw"):
        known = own_review(product, by)
        if known is not None:
            withdraw_entry(entry=known, at=timezone.now())
            messages.success(request, gettext("It is off the page."))
        return redirect(product)
    return _write(request, product, by, name=order.address.name)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review_create(request: HttpRequest, slug: str) -> HttpResponse:
    """For who is signed in: a new review, the draft that was kept, or a change of the one that is there."""
    product = get_object_or_404(Product.objects.visible_to(request.user), slug=slug)
    return _write(request, product, Reviewer(request.user), name=request.user.name)


@login_required
@require_POST
def draft_update(request: HttpRequest, slug: str) -> HttpResponse:
    """Keeps what is written so far while somebody writes; answers with a word about it."""
    product = get_object_or_404(Product.objects.visible_to(request.user), slug=slug)
    form = ReviewForm(request.POST, aspects=product.category.review_aspects)
    if not form.is_valid() or not within_limit("draft", [str(request.user.pk)], most=300, seconds=3600):
        return HttpResponse(status=204)
    known = own_review(product, Reviewer(request.user))
    if known is None or known.state == EntryState.DRAFT:
        keep_draft(product=product, words=_words(form), by=Reviewer(request.user), at=timezone.now())
        return HttpResponse(gettext("Kept as a draft."))
    return HttpResponse(status=204)


@login_required
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """What the customer may still review, and what they wrote."""
    own = Review.objects.filter(author=request.user).exclude(state=EntryState.REMOVED)
    own = own.select_related("product__main_picture", "reply", "variant").prefetch_related("photos")
    lines = OrderLine.objects.delivered_to(request.user).select_related("product__main_picture").order_by("-pk")
    done = {review.product_id for review in own}
    waiting = {line.product_id: line.product for line in lines if line.product_id not in done}
    context = {
        "drafts": [review for review in own if review.state == EntryState.DRAFT],
        "written": [review for review in own if review.state != EntryState.DRAFT],
        "waiting": list(waiting.values()),
        "questions": _own(Question, request.user).select_related("product"),
        "answers": _own(Answer, request.user).select_related("question__product"),
    }
    return render(request, "reviews/reviews/list.html", context)


@csrf_exempt  # RFC 8058: mail programs post here without a page of ours
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscription(request: HttpRequest, token: str) -> HttpResponse:
    """One click in the mail program, or one button on this page."""
    email = read_link(UNSUBSCRIBE, token, UNSUBSCRIBE_VALID_FOR)
    if request.method == "POST":
        unsubscribe(email=email)
    return render(request, "reviews/reviews/unsubscription.html", {"done": request.method == "POST", "email": email})


def _order_of(number: str) -> Order:
    """The order of a link; not once its customer has left."""
    order = get_object_or_404(Order.objects.select_related("customer", "address"), number=number)
    if order.customer is not None and order.customer.closed_at:
        raise AccountIsDeleted
    return order


def _own(kind: type[Entry], user: User) -> QuerySet[Any]:
    """What somebody wrote of a kind and did not take back, newest first."""
    return kind._default_manager.filter(author=user).exclude(state=EntryState.REMOVED).order_by("-created_at")


def _write(request: HttpRequest, product: Product, by: Reviewer, *, name: str) -> HttpResponse:
    if request.method == "POST" and not within_limit("review-try", [by.email], most=TRIES_AN_HOUR, seconds=HOUR):
        return too_many_requests(request, retry_after=HOUR)
    known = own_review(product, by)
    photos = list(known.photos.all()) if known else []
    how = {"aspects": product.category.review_aspects, "known_photos": photos}
    if request.method == "POST":
        form = ReviewForm(request.POST, request.FILES, **how)
        if form.is_valid() and may_review(by.email, product):
            with refusals_on(form), _busy_in_words():
                return _thank(request, _save(product, by, known, form))
        elif form.is_valid():
            form.add_error(None, gettext("That were very many reviews. Please go on in an hour."))
    else:
        form = ReviewForm(initial=_initial(request, known, name), **how)
    context = {
        "form": form,
        "product": product,
        "order": by.order,
        "review": known,
        "keeps_drafts": by.user is not None,
        "points": points_for_review(timezone.now()) if by.account and _is_new(known) else 0,
    }
    return render(request, "reviews/reviews/form.html", context, status=422 if form.is_bound else 200)


def _is_new(known: Review | None) -> bool:
    """Whether it was never on the page: that is when it can earn points."""
    return known is None or known.published_at is None


@contextmanager
def _busy_in_words() -> Iterator[None]:
    """Whoever waited in vain for a product that many write about has the form back, with all that was typed."""
    try:
        yield
    except TooBusy as busy:
        words = gettext("Very many people are writing about this at the moment. Please press the button again.")
        raise TooBusy(words) from busy


def _save(product: Product, by: Reviewer, known: Review | None, form: ReviewForm) -> Review:
    now, words = timezone.now(), _words(form)
    files, dropped = form.cleaned_data["photos"], form.cleaned_data["dropped"]
    photos = Photos(new=files, new_alts=form.new_alts, dropped=dropped, alts=form.alts)
    if known is not None and known.state != EntryState.DRAFT:
        return edit_review(review=known, words=words, at=now, photos=photos)
    return write_review(product=product, words=words, by=by, at=now, photos=photos)


def _words(form: ReviewForm) -> Words:
    said = {name: form.cleaned_data[name] for name in ("stars", "title", "text", "author_name")}
    return Words(**said, language=get_language() or "en", aspects=form.aspects)


def _initial(request: HttpRequest, known: Review | None, name: str) -> dict[str, object]:
    stars = request.GET.get("stars", "")[:1]
    if known is None:
        return {"author_name": name, "stars": stars}
    answers = {
        f"aspect_{place}": known.aspects.get(key) for place, key in enumerate(known.product.category.review_aspects)
    }
    words = {field: getattr(known, field) for field in DRAFT_FIELDS}
    return words | answers | {"stars": stars or str(known.stars)}


def _thank(request: HttpRequest, review: Review) -> HttpResponse:
    if review.state == EntryState.PUBLISHED:
        messages.success(request, gettext("Thank you. Your review is on the page now."))
    else:
        messages.success(
            request,
            gettext("Thank you. A person reads your review before it appears, usually within a day. We write to you."),
        )
    return redirect(review.product.get_absolute_url() + "#reviews")
