"""Writing a review, signed in or by the link of the mail, and saying no to being asked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from core.html import refusals_on
from core.links import read_link
from orders.models import Order, OrderLine
from reviews.actions.requests import UNSUBSCRIBE, WRITE, unsubscribe
from reviews.actions.reviews import Words, write_review
from reviews.forms.reviews import ReviewForm
from reviews.models import Review
from reviews.rules.eligibility import LINK_VALID_FOR, UNSUBSCRIBE_VALID_FOR
from shop.models import Product

PAGE_SIZE = 10
REVIEW_ORDERS = {
    "new": ["-created_at", "-pk"],
    "top": ["-stars", "-is_verified", "-created_at"],
    "low": ["stars", "-created_at"],
}


@require_http_methods(["GET", "HEAD", "POST"])
def review_create_by_link(request: HttpRequest, token: str, product_id: int) -> HttpResponse:
    """From the mail, without signing in. `?stars=4` is what was pressed in the mail."""
    order = get_object_or_404(Order, number=read_link(WRITE, token, LINK_VALID_FOR))
    product = get_object_or_404(Product.objects.filter(order_lines__order=order).distinct(), pk=product_id)
    return _write(request, product, order=order, name=order.address.name)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review_create(request: HttpRequest, slug: str) -> HttpResponse:
    product = get_object_or_404(Product.objects.visible_to(request.user), slug=slug)
    return _write(request, product, order=None, name=request.user.name)


@require_safe
def product_reviews(request: HttpRequest, slug: str) -> HttpResponse:
    """All reviews of a product, by stars and in an order of the reader's choice."""
    product = get_object_or_404(Product.objects.visible_to(request.user), slug=slug)
    stars, sort, page = request.GET.get("stars", ""), request.GET.get("sort", "new"), request.GET.get("page", "1")
    if stars not in ("", *"12345") or sort not in REVIEW_ORDERS or not (page.isascii() and page.isdigit()):
        raise BadRequest("There is no such selection of reviews.")
    reviews = Review.objects.published().filter(product=product).order_by(*REVIEW_ORDERS[sort])
    pages = Paginator(reviews.filter(stars=stars) if stars else reviews, PAGE_SIZE)
    if not 1 <= int(page[:6]) <= pages.num_pages:
        raise Http404("no such page")
    context = {"product": product, "page": pages.page(int(page)), "stars": stars, "sort": sort}
    return render(request, "reviews/reviews/product.html", context)


@login_required
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """What the customer may still review, and what they wrote."""
    written = Review.objects.filter(author=request.user).select_related("product__main_picture")
    lines = OrderLine.objects.delivered_to(request.user).select_related("product__main_picture").order_by("-pk")
    done = {review.product_id for review in written}
    waiting = {line.product_id: line.product for line in lines if line.product_id not in done}
    return render(request, "reviews/reviews/list.html", {"written": written, "waiting": list(waiting.values())})


@csrf_exempt  # RFC 8058: mail programs post here without a page of ours
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscription(request: HttpRequest, token: str) -> HttpResponse:
    """One click in the mail program, or one button on this page."""
    email = read_link(UNSUBSCRIBE, token, UNSUBSCRIBE_VALID_FOR)
    if request.method == "POST":
        unsubscribe(email=email)
    return render(request, "reviews/reviews/unsubscription.html", {"done": request.method == "POST", "email": email})


def _write(request: HttpRequest, product: Product, *, order: Order | None, name: str) -> HttpResponse:
    if request.method == "POST":
        form = ReviewForm(request.POST)
        if form.is_valid():
            with refusals_on(form):
                review = _save(request, product, order, form)
                return _thank(request, review)
    else:
        form = ReviewForm(initial={"author_name": name, "stars": request.GET.get("stars", "")[:1]})
    context = {"form": form, "product": product, "order": order}
    return render(request, "reviews/reviews/form.html", context, status=422 if form.is_bound else 200)


def _save(request: HttpRequest, product: Product, order: Order | None, form: ReviewForm) -> Review:
    words = Words(**form.cleaned_data, language=get_language() or "en")
    by = request.user if request.user.is_authenticated and order is None else None
    return write_review(product=product, words=words, by=by, order=order, at=timezone.now())


def _thank(request: HttpRequest, review: Review) -> HttpResponse:
    if review.state == Review.State.PUBLISHED:
        messages.success(request, gettext("Thank you. Your review is on the page now."))
    else:
        messages.success(
            request, gettext("Thank you. A person reads your review before it appears, usually within a day.")
        )
    return redirect(review.product.get_absolute_url() + "#reviews")
