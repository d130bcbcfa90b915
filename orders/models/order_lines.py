"""Lines of orders: one variant each, with every amount as it was when it was sold."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from core.money import Money, total
from orders.models.arrivals import has_come
from orders.models.order_states import OrderState
from orders.rules.returns import RETURN_DAYS
from orders.rules.shares import Cost, in_money, kept_in_money
from shop.models import Product, Variant
from shop.rules.return_rules import ReturnRule

LINE_GOODS = ["product__main_picture", "product__category", "product__brand"]
"""What a page shows of a line's product."""


class OrderLineQuerySet(models.QuerySet["OrderLine"]):
    def delivered(self) -> "OrderLineQuerySet":
        return self.filter(has_come("shipment_lines__shipment__")).distinct()

    def delivered_to(self, customer: Any) -> "OrderLineQuerySet":
        """Lines of which the customer has at least one unit in hand; none for guests."""
        if not getattr(customer, "is_authenticated", False):
            return self.none()
        return self.delivered().filter(order__customer=customer)

    def delivered_between(self, start: datetime, end: datetime) -> "OrderLineQuerySet":
        """Lines of orders that were completed in the span."""
        return self.filter(order__state=OrderState.COMPLETED, order__completed_at__range=(start, end)).exclude(
            order__is_gift_card=True
        )


class OrderLine(models.Model):
    """One variant as it was sold: words, quantity and money never change again."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="lines")
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="order_lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="order_lines")
    title = models.CharField(_("title"), max_length=300)
    options = models.CharField(_("options"), max_length=200, blank=True)
    sku = models.CharField(_("SKU"), max_length=60)
    quantity = models.PositiveSmallIntegerField(_("quantity"))
    list_price = MoneyField(_("list price"))
    unit_price = MoneyField(_("unit price"))
    price_list = models.CharField(_("price list"), max_length=80, blank=True)
    amount = MoneyField(_("amount"))
    discount = MoneyField(_("discount"), default=Money(0))
    tax = MoneyField(_("tax"))
    tax_hundredths = models.PositiveSmallIntegerField(_("tax rate in 1/100 %"))
    delivery_share = MoneyField(_("share of delivery"), default=Money(0))
    delivery_tax_share = MoneyField(_("share of the tax on delivery"), default=Money(0))
    expected_on = models.DateField(
        _("expected on"), null=True, help_text="The day for which units were promised that were not in stock."
    )
    canceled = models.PositiveSmallIntegerField(_("canceled units"), default=0)
    returned = models.PositiveSmallIntegerField(_("returned units"), default=0)
    return_rule = models.CharField(max_length=10, choices=ReturnRule, default=ReturnRule.NORMAL)
    return_days = models.PositiveSmallIntegerField(_("days for sending back"), default=RETURN_DAYS)
    return_until = models.DateField(
        _("may be sent back at least until"), null=True, help_text="As was promised for the holidays."
    )
    was_free = models.BooleanField(
        default=False, editable=False, help_text="All its money had gone back before it was delivered."
    )
    refunded = MoneyField(_("refunded"), default=Money(0), help_text="Of the goods; delivery is counted on the order.")

    objects = OrderLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "variant"], name="one_line_per_order_variant"),
            models.CheckConstraint(condition=Q(quantity__gte=1, quantity__lte=9999), name="line_quantity_1_to_9999"),
            models.CheckConstraint(
                condition=Q(amount=F("unit_price") * F("quantity")), name="line_amount_is_price_times_quantity"
            ),
            models.CheckConstraint(
                condition=Q(
                    unit_price__gte=Money(0), tax__gte=Money(0), delivery_share__gte=Money(0),
                    delivery_tax_share__gte=Money(0),
                ),
                name="line_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(discount__gte=Money(0), discount__lte=F("amount")), name="line_discount_from_0_to_amount"
            ),
            models.CheckConstraint(condition=Q(canceled__lte=F("quantity")), name="line_canceled_at_most_ordered"),
            models.CheckConstraint(
                condition=Q(returned__lte=F("quantity") - F("canceled")), name="line_returned_at_most_kept"
            ),
            models.CheckConstraint(
                condition=Q(
                    refunded__gte=Money(0),
                    refunded__lte=F("amount") - F("discount") + F("tax"),
                ),
                name="line_refunded_at_most_paid",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.quantity} x {self.title}"

    @property
    def units(self) -> int:
        """Units still wanted: ordered less canceled."""
        return self.quantity - self.canceled

    @property
    def cost(self) -> Cost:
        """All that the line cost, part by part, with its shares of delivery."""
        return Cost(
            goods=self.amount,
            discount=self.discount,
            tax=self.tax,
            delivery=self.delivery_share,
            delivery_tax=self.delivery_tax_share,
            prices_include_tax=self.order.prices_include_tax,
        )

    @property
    def in_money(self) -> Money:
        """What was paid for its goods in money: after discounts, without tax and delivery, and without what points,
        credit or a gift card paid. By this points are earned and tiers reached."""
        goods = self.amount - self.discount
        net = goods - self.tax if self.order.prices_include_tax else goods
        return in_money(net, self.cost.paid, self.tendered)

    @property
    def tendered(self) -> Money:
        """What points, credit and gift cards paid of it."""
        return total(share.amount for share in self.tender_shares.all() if not share.is_money)

    @property
    def kept_in_money(self) -> Money:
        """What stays of it after what was canceled, refunded and sent back."""
        return kept_in_money(
            self.in_money,
            cost=self.cost.without_delivery,
            refunded=self.refunded,
            quantity=self.quantity,
            kept=self.units - self.returned,
        )
