"""What can happen to money put by: issued, paid with, given back, adjusted. Every move is an entry, written once."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.money import Money
from loyalty.models import Purse, PurseEntry
from loyalty.models.purses import new_gift_code


class NotEnoughLeft(Refused):
    code = "not_enough_left"
    message = _("There is not enough left on the gift card or store credit any more. Please look at the total again.")


class AmountNotSensible(Refused):
    code = "amount_not_sensible"
    message = _("Please give an amount above zero.")


@transaction.atomic
def issue_gift_card(*, amount: Money, reference: str, note: str = "", by: User | None) -> Purse:
    """A new card worth `amount`. The same reference again returns the first card. Raises AmountNotSensible."""
    known = PurseEntry.objects.filter(kind=PurseEntry.Kind.ISSUED, reference=reference, purse__kind="gift_card").first()
    if known:
        return known.purse
    purse = Purse.objects.create(kind=Purse.Kind.GIFT_CARD, code=new_gift_code())
    return put_in(purse=purse, amount=amount, kind=PurseEntry.Kind.ISSUED, reference=reference, note=note, by=by)


@transaction.atomic
def grant_store_credit(*, owner: User, amount: Money, reference: str, note: str = "", by: User | None) -> Purse:
    """Credit for a customer, once for each reference. Raises AmountNotSensible."""
    purse = _credit_of(owner)
    return put_in(purse=purse, amount=amount, kind=PurseEntry.Kind.ISSUED, reference=reference, note=note, by=by)


@transaction.atomic
def put_in(*, purse: Purse, amount: Money, kind: str, reference: str, note: str = "", by: User | None = None) -> Purse:
    """Raise the balance, once for each kind and reference. Raises AmountNotSensible."""
    if amount <= Money(0):
        raise AmountNotSensible
    purse = Purse.objects.lock(purse)
    if purse.entries.filter(kind=kind, reference=reference).exists():
        return purse
    _write(purse, kind, amount, reference, note, by)
    new_money = amount.minor if kind in (PurseEntry.Kind.ISSUED, PurseEntry.Kind.ADJUSTED) else 0
    Purse.objects.filter(pk=purse.pk).update(balance=F("balance") + amount.minor, issued=F("issued") + new_money)
    return Purse.objects.get(pk=purse.pk)


@transaction.atomic
def spend(*, purse: Purse, amount: Money, reference: str) -> PurseEntry:
    """Pay with it, once for each reference: one conditional statement, so nobody spends the same money twice.

    Raises NotEnoughLeft.
    """
    enough = Purse.objects.filter(pk=purse.pk, is_frozen=False, balance__gte=amount)
    if not enough.update(balance=F("balance") - amount.minor):
        raise NotEnoughLeft
    try:
        with transaction.atomic():
            return _write(purse, PurseEntry.Kind.SPENT, -amount, reference, "", None)
    except IntegrityError:  # paid with for this cause already
        Purse.objects.filter(pk=purse.pk).update(balance=F("balance") + amount.minor)
        return purse.entries.get(kind=PurseEntry.Kind.SPENT, reference=reference)


@transaction.atomic
def give_back(*, purse: Purse, reference: str) -> Purse:
    """What was paid for this cause came to nothing: all of it goes back, once."""
    purse = Purse.objects.lock(purse)
    spent = purse.entries.filter(kind=PurseEntry.Kind.SPENT, reference=reference).first()
    if spent is None or purse.entries.filter(undoes=spent).exists():
        return purse
    _write(purse, PurseEntry.Kind.RETURNED, -spent.amount, reference, "", None, undoes=spent)
    Purse.objects.filter(pk=purse.pk).update(balance=F("balance") - spent.amount.minor)
    return Purse.objects.get(pk=purse.pk)


@transaction.atomic
def adjust(*, purse: Purse, amount: Money, note: str, reference: str, by: User | None) -> Purse:
    """Staff correct a balance by `amount`, up or down, with a reason. Raises NotEnoughLeft, AmountNotSensible."""
    if not amount:
        raise AmountNotSensible(_("Please say by how much: above zero puts money on it, below zero takes it off."))
    if amount > Money(0):
        kind = PurseEntry.Kind.ADJUSTED
        return put_in(purse=purse, amount=amount, kind=kind, reference=reference, note=note, by=by)
    enough = Purse.objects.filter(pk=purse.pk, balance__gte=-amount)
    if not enough.update(balance=F("balance") + amount.minor):
        left = Purse.objects.get(pk=purse.pk).balance
        raise NotEnoughLeft(_("No more than %s can be taken off: that is what is left on it.") % left)
    _write(purse, PurseEntry.Kind.ADJUSTED, amount, reference, note, by)
    return Purse.objects.get(pk=purse.pk)


@transaction.atomic
def set_frozen(*, purse: Purse, is_frozen: bool) -> Purse:
    """A lost card pays nothing until it is found."""
    Purse.objects.filter(pk=purse.pk).update(is_frozen=is_frozen)
    return Purse.objects.get(pk=purse.pk)


def _credit_of(owner: User) -> Purse:
    return Purse.objects.get_or_create(owner=owner, defaults={"kind": Purse.Kind.STORE_CREDIT})[0]


def _write(
    purse: Purse, kind: str, amount: Money, reference: str, note: str, by: User | None, undoes: PurseEntry | None = None
) -> PurseEntry:
    return PurseEntry.objects.create(
        purse=purse, kind=kind, amount=amount, reference=reference, note=note, written_by=by, undoes=undoes
    )
