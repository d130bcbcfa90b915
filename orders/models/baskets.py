"""Baskets: kept on the server for guests and customers, found by a random token or by their owner."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.models import Partner
from core.fields import MoneyField
from core.states import Stateful, known_states
from shop.models import Variant

BASKET_COOKIE = "basket"
QUANTITY_LIMIT = 99
"""Most units of one variant in a basket."""


def new_token() -> str:
    """190 random bits: possession is the only key to a guest's basket."""
    return get_random_string(32)


class BasketQuerySet(models.QuerySet["Basket"]):
    def open(self) -> "BasketQuerySet":
        return self.filter(state=Basket.State.OPEN)

    def of(self, user: Any, token: str) -> "BasketQuerySet":
        """The open basket of a signed-in customer, else of whoever holds the token."""
        if getattr(user, "is_authenticated", False):
            return self.open().filter(owner=user)
        return self.open().filter(owner=None, token=token) if token else self.none()

    def waiting(self, user: Any, token: str) -> "BasketQuerySet":
        """Placed, with an order that is not paid yet: of the customer, else of whoever holds the token."""
        placed = self.filter(state=Basket.State.PLACED, orders__state="pending").order_by("-pk")
        if getattr(user, "is_authenticated", False):
            return placed.filter(owner=user)
        return placed.filter(owner=None, token=token) if token else self.none()

    def visible_to(self, actor: object) -> "BasketQuerySet":
        """For programs: customers see their own, partners those they opened."""
        if isinstance(actor, Partner):
            return self.filter(partner=actor, owner=None)
        return self.filter(owner=actor) if getattr(actor, "is_authenticated", False) else self.none()

    def lock(self, basket: "Basket") -> "Basket":
        return self.select_for_update().get(pk=basket.pk)


class BasketState(models.TextChoices):
    OPEN = "open", _("Open")
    PLACED = "placed", _("Placed")
    MERGED = "merged", _("Merged")


class Basket(Stateful):
    """What somebody means to buy. Placed while its order is being paid, and given back if that comes to nothing."""

    State = BasketState

    MOVES = {State.OPEN: (State.PLACED, State.MERGED), State.PLACED: (State.OPEN, State.MERGED)}

    token = models.CharField(max_length=32, unique=True, default=new_token)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="baskets")
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    coupons = models.ManyToManyField("orders.Coupon", related_name="+", blank=True)
    gift_cards = models.ManyToManyField("loyalty.Purse", related_name="+", blank=True)
    has_codes = models.BooleanField(default=False, help_text="Whether any code was entered: saves looking for them.")
    uses_credit = models.BooleanField(default=True, help_text="The owner's store credit pays first.")
    points = models.PositiveIntegerField(default=0, help_text="So many of the owner's points are to pay.")
    contact = models.JSONField(default=dict, help_text="What the checkout form held last, to fill it again.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BasketQuerySet.as_manager()

    class Meta:
        verbose_name = _("basket")
        verbose_name_plural = _("baskets")
        constraints = [
            known_states("basket_state_known", BasketState),
            models.UniqueConstraint(fields=["owner"], condition=Q(state="open"), name="one_open_basket_per_customer"),
        ]

    def __str__(self) -> str:
        return f"Basket {self.pk}"


class BasketLineQuerySet(models.QuerySet["BasketLine"]):
    def to_buy(self) -> "BasketLineQuerySet":
        return self.filter(saved_for_later=False)

    def with_goods(self) -> "BasketLineQuerySet":
        """With everything that pricing and a basket page need, in one query."""
        return self.select_related(
            "variant__product__category",
            "variant__product__brand",
            "variant__product__main_picture",
            "variant__picture",
        )


class BasketLine(models.Model):
    """A variant and how many. `seen_price` is the price the shopper last saw, to tell them when it has changed."""

    basket = models.ForeignKey(Basket, models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField()
    seen_price = MoneyField()
    saved_for_later = models.BooleanField(default=False)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = BasketLineQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["basket", "variant"], name="one_line_per_basket_variant"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=QUANTITY_LIMIT), name="basket_quantity_1_to_99"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.variant.sku}"

    @property
    def is_buyable(self) -> bool:
        return self.variant.is_buyable
