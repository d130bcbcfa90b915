"""Reviews by people who bought, and the requests that ask for them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.states import Stateful, known_states
from orders.models import Order, OrderLine
from shop.models import Product


class ReviewQuerySet(models.QuerySet["Review"]):
    def published(self) -> "ReviewQuerySet":
        return self.filter(state=Review.State.PUBLISHED)

    def visible_to(self, actor: object) -> "ReviewQuerySet":
        """Everybody sees published reviews; authors their own; staff all."""
        if getattr(actor, "is_staff", False):
            return self
        own = Q(author=actor) if getattr(actor, "is_authenticated", False) else Q(pk=None)
        return self.filter(Q(state=Review.State.PUBLISHED) | own)

    def counts(self, product: Product) -> list[int]:
        """How many published reviews have 1, 2, 3, 4 and 5 stars."""
        rows = self.published().filter(product=product).values_list("stars").annotate(number=models.Count("pk"))
        numbers = dict(rows.order_by())
        return [numbers.get(stars, 0) for stars in range(1, 6)]


class ReviewState(models.TextChoices):
    PENDING = "pending", _("Waiting")
    PUBLISHED = "published", _("Published")
    REJECTED = "rejected", _("Rejected")
    HIDDEN = "hidden", _("Hidden")


class Review(Stateful):
    """What a buyer says. `order_line` is the delivered line that proves the purchase: the badge is derived from it."""

    State = ReviewState

    MOVES: ClassVar = {
        State.PENDING: (State.PUBLISHED, State.REJECTED),
        State.PUBLISHED: (State.HIDDEN,),
        State.HIDDEN: (State.PUBLISHED,),
    }

    product = models.ForeignKey(Product, models.PROTECT, related_name="reviews")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="reviews")
    email = models.EmailField(editable=False)
    author_name = models.CharField(_("name shown"), max_length=60)
    order_line = models.ForeignKey(OrderLine, models.PROTECT, null=True, related_name="reviews")
    is_verified = models.BooleanField(_("verified purchase"), default=False, editable=False)
    stars = models.PositiveSmallIntegerField(_("stars"))
    title = models.CharField(_("title"), max_length=120, blank=True)
    text = models.TextField(_("text"), max_length=5000, blank=True)
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    created_at = models.DateTimeField(_("written"))
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["product", "state", "-created_at"]),
            models.Index(fields=["product", "state", "stars"]),
        ]
        constraints = [
            known_states("review_state_known", ReviewState),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="stars_1_to_5"),
            models.UniqueConstraint(fields=["product", "email"], name="one_review_per_person_product"),
            models.UniqueConstraint(fields=["product", "author"], name="one_review_per_account_product"),
        ]

    def __str__(self) -> str:
        return f"{self.stars} stars: {self.title}"


class ReviewRequest(models.Model):
    """An order whose buyer was asked, once."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="review_request")
    created_at = models.DateTimeField(_("asked"))

    class Meta:
        verbose_name = _("review request")
        verbose_name_plural = _("review requests")

    def __str__(self) -> str:
        return str(self.order)


class Unsubscription(models.Model):
    """An address that wants no review requests any more: one click in the mail, no account needed."""

    email = models.EmailField(unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.email
