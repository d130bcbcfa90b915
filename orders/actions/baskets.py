"""What can happen to a basket: filled, changed, emptied, kept for later, merged at sign-in, given back."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Partner, User
from core.errors import Refused
from core.money import Money
from orders.models import Basket, BasketLine
from orders.models.baskets import QUANTITY_LIMIT, new_token
from shop.actions.buyer_prices import buyer_prices
from shop.models import StockRecord, Variant


class NotForSale(Refused):
    code = "not_for_sale"
    message = _("This item is not for sale any more.")


class TooMany(Refused):
    """More than one order may hold, or more than there are. `available` is what could be had."""

    code = "too_many"

    def __init__(self, available: int) -> None:
        self.available = available
        words = (
            gettext("We have %(count)s of these at the moment.") if available else gettext("This item is out of stock.")
        )
        super().__init__(words % {"count": available})


@transaction.atomic
def open_basket(*, owner: User | None, partner: Partner | None = None) -> Basket:
    """A new basket, opened by a partner's program if one is named; a customer's open one if there is one already."""
    if owner:
        return Basket.objects.get_or_create(owner=owner, state=Basket.State.OPEN)[0]
    return Basket.objects.create(partner=partner)


@transaction.atomic
def add_to_basket(*, basket: Basket, variant: Variant, quantity: int) -> BasketLine:
    """Put more of a variant in. Raises NotForSale, or TooMany beyond the stock or 99."""
    Basket.objects.lock(basket)
    if not Variant.objects.buyable().filter(pk=variant.pk).exists():
        raise NotForSale
    line = basket.lines.filter(variant=variant).first() or BasketLine(basket=basket, variant=variant, quantity=0)
    wanted = quantity + (0 if line.saved_for_later else line.quantity)
    _check_quantity(variant, wanted)
    price = buyer_prices(variants=[variant], customer=basket.owner, at=timezone.now())[variant.pk].price
    line.quantity, line.saved_for_later, line.seen_price = wanted, False, price
    line.save()
    return line


@transaction.atomic
def change_quantity(*, line: BasketLine, quantity: int) -> BasketLine:
    """Set how many. Raises TooMany."""
    Basket.objects.lock(line.basket)
    _check_quantity(line.variant, quantity)
    line.quantity = quantity
    line.save(update_fields=["quantity"])
    return line


@transaction.atomic
def set_quantity(*, basket: Basket, variant: Variant, quantity: int) -> BasketLine:
    """So many of a variant are to be bought, whatever was there: the same again changes nothing.

    Raises NotForSale, TooMany.
    """
    Basket.objects.lock(basket)
    line = basket.lines.filter(variant=variant).first()
    if line is not None:
        if line.saved_for_later:
            line = move_to_basket(line=line)
        return change_quantity(line=line, quantity=quantity)
    return add_to_basket(basket=basket, variant=variant, quantity=quantity)


@transaction.atomic
def remove_line(*, line: BasketLine) -> None:
    """Take the line out."""
    Basket.objects.lock(line.basket)
    line.delete()


@transaction.atomic
def save_for_later(*, line: BasketLine) -> BasketLine:
    """Keep the line below the basket, out of the totals."""
    return _set_aside(line, True)


@transaction.atomic
def move_to_basket(*, line: BasketLine) -> BasketLine:
    """Bring a line that was kept for later back."""
    return _set_aside(line, False)


@transaction.atomic
def acknowledge_prices(*, prices: Mapping[BasketLine, Money]) -> None:
    """The shopper has been told what one of each costs now."""
    for line, price in prices.items():
        BasketLine.objects.filter(pk=line.pk).update(seen_price=price)


@transaction.atomic
def keep_contact(*, basket: Basket, contact: dict[str, str]) -> None:
    """Remember what the checkout form held, so that nothing need be typed twice."""
    Basket.objects.filter(pk=basket.pk).update(contact=contact)


@transaction.atomic
def merge_baskets(*, guest: Basket, owner: User) -> tuple[Basket, int]:
    """At sign-in a guest's basket joins the customer's: quantities add up to the limit. Returns it and the lines moved.

    The guest's token is spent: whoever knew it before the sign-in has nothing.
    """
    basket = Basket.objects.lock(open_basket(owner=owner))
    guest = Basket.objects.lock(guest)
    moved = _pour(guest, basket)
    guest.move_to(Basket.State.MERGED, token=new_token())
    return basket, moved


@transaction.atomic
def give_basket_back(*, basket: Basket) -> Basket:
    """Payment came to nothing: the basket is open again, or joins the one its owner opened meanwhile."""
    basket = Basket.objects.lock(basket)
    if basket.state != Basket.State.PLACED:
        return basket
    newer = Basket.objects.open().filter(owner=basket.owner).exclude(pk=basket.pk).first() if basket.owner else None
    if newer is None:
        basket.move_to(Basket.State.OPEN)
        return basket
    _pour(basket, newer)
    basket.move_to(Basket.State.MERGED)
    return newer


def most_units(variant: Variant, wanted: int = QUANTITY_LIMIT) -> int:
    """How many of it a basket may hold now; what is on its way here counts once `wanted` is more than what is here."""
    records = StockRecord.objects.filter(variant=variant)
    available = records.available()
    if wanted > available:
        available += sum(arrival.units for arrival in records.arrivals(timezone.localdate()))
    return min(available, QUANTITY_LIMIT)


def _check_quantity(variant: Variant, quantity: int) -> None:
    most = most_units(variant, quantity)
    if quantity > most:
        raise TooMany(most)


def _set_aside(line: BasketLine, later: bool) -> BasketLine:
    Basket.objects.lock(line.basket)
    line.saved_for_later = later
    line.save(update_fields=["saved_for_later"])
    return line


def _pour(source: Basket, target: Basket) -> int:
    """Lines, codes and gift cards; returns how many lines."""
    if source.has_codes:
        target.coupons.add(*source.coupons.all())
        target.gift_cards.add(*source.gift_cards.all())
        Basket.objects.filter(pk=target.pk).update(has_codes=True)
    there = {line.variant_id: line for line in target.lines.all()}
    lines = list(source.lines.all())
    for line in lines:
        known = there.get(line.variant_id)
        if known:
            known.quantity = min(known.quantity + line.quantity, QUANTITY_LIMIT)
            known.saved_for_later = known.saved_for_later and line.saved_for_later
            known.save(update_fields=["quantity", "saved_for_later"])
        else:
            BasketLine.objects.filter(pk=line.pk).update(basket=target)
    return len(lines)
