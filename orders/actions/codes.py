"""Codes a shopper enters: one field takes coupon codes and gift cards alike, with a limit against guessing."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.codes import canonical_code
from core.errors import Refused, TooOften
from core.limits import count_try, is_spent, within_limit
from loyalty.models import Purse
from orders.models import Basket, Coupon

TRIES, PER_SECONDS = 10, 900
WRONG_OF_A_FRONT = 200
"""Wrong codes of all the buyers of a shop front together: what they enter rightly is no guessing."""
MOST_CODES = 5


class UnknownCode(Refused):
    code = "unknown_code"
    message = _("We do not know this code. Please check it for a typing error.")


class TooManyTries(TooOften):
    code = "too_many_tries"
    wait_seconds = PER_SECONDS
    message = _("Too many tries. Please wait a quarter of an hour.")


class TooManyCodes(Refused):
    code = "too_many_codes"
    message = _("Five codes are as many as one order takes. Please remove one first.")


@transaction.atomic
def enter_code(*, basket: Basket, text: str, visitor: Iterable[str], front: str = "") -> Coupon | Purse:
    """Add a coupon or a gift card to the basket; whether it applies is for the quote to say.

    `visitor` are the keys by which tries are counted, `front` the program through which many visitors come.
    Raises UnknownCode, TooManyTries and TooManyCodes.
    """
    if not within_limit("code", visitor, most=TRIES, seconds=PER_SECONDS):
        raise TooManyTries
    if front and is_spent("wrong-code", front, most=WRONG_OF_A_FRONT):
        raise TooManyTries
    Basket.objects.lock(basket)
    found = _find(text, front)
    if basket.coupons.count() + basket.gift_cards.count() >= MOST_CODES:
        raise TooManyCodes
    if isinstance(found, Coupon):
        basket.coupons.add(found)
    else:
        basket.gift_cards.add(found)
    _note_codes(basket, True)
    return found


def gift_card_of(*, text: str, visitor: Iterable[str]) -> Purse:
    """The card with this code, for whoever has it. Raises UnknownCode and TooManyTries."""
    if not within_limit("code", visitor, most=TRIES, seconds=PER_SECONDS):
        raise TooManyTries
    card = _card(text)
    if card is None:
        raise UnknownCode
    return card


@transaction.atomic
def remove_coupon(*, basket: Basket, coupon_id: int) -> None:
    """Take a code out; one that is not there is no news."""
    basket.coupons.remove(coupon_id)
    _note_codes(basket, basket.coupons.exists() or basket.gift_cards.exists())


@transaction.atomic
def remove_gift_card(*, basket: Basket, purse_id: int) -> None:
    """Take a gift card out; its money stays on it."""
    basket.gift_cards.remove(purse_id)
    _note_codes(basket, basket.coupons.exists() or basket.gift_cards.exists())


@transaction.atomic
def use_credit(*, basket: Basket, wanted: bool) -> Basket:
    """Whether the owner's store credit pays first."""
    Basket.objects.filter(pk=basket.pk).update(uses_credit=wanted)
    basket.uses_credit = wanted
    return basket


@transaction.atomic
def use_points(*, basket: Basket, points: int) -> Basket:
    """So many of the owner's points are to pay; how many do is said by the quote."""
    Basket.objects.filter(pk=basket.pk).update(points=points)
    basket.points = points
    return basket


def _find(text: str, front: str = "") -> Coupon | Purse:
    found = Coupon.objects.known_as(text).first() or _card(text)
    if found is None:
        if front:
            count_try("wrong-code", front, PER_SECONDS)
        raise UnknownCode
    return found


def _card(text: str) -> Purse | None:
    """Gift cards' codes hold none of the letters that are read alike, so their canonical form is their own."""
    return Purse.objects.filter(kind=Purse.Kind.GIFT_CARD, code=canonical_code(text)[:20] or "-").first()


def _note_codes(basket: Basket, has_codes: bool) -> None:
    Basket.objects.filter(pk=basket.pk).update(has_codes=has_codes)
    basket.has_codes = has_codes
