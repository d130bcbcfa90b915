"""One trial for one person: known by account, mailbox, home and, once it is shown at the provider, card."""

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Address, User
from accounts.rules.emails import same_address
from loyalty.models import Membership, TrialUse
from loyalty.models.trials import digest_of

Mark = TrialUse.Mark


def may_have_trial(customer: User) -> bool:
    """Whether nobody with this account, mailbox or home had a trial before."""
    return not _uses(_marks_of(customer)).exists()


@transaction.atomic
def claim_trial(*, membership: Membership, card_fingerprint: str) -> bool:
    """Write down who wants this trial. False when the card or the person had one before: they are known from now on,
    and are offered to join without.

    Claiming again for the same membership is true. A race of two is decided by the database.
    """
    marks = _marks_of(membership.customer)
    if card_fingerprint:
        marks[Mark.CARD] = digest_of(Mark.CARD, card_fingerprint)
    for mark, digest in marks.items():
        TrialUse.objects.get_or_create(mark=mark, digest=digest, defaults={"membership": membership})
    return not _uses(marks).exclude(membership=membership).exists()


def _uses(marks: dict[str, str]) -> QuerySet[TrialUse]:
    found = TrialUse.objects.none()
    for mark, digest in marks.items():
        found |= TrialUse.objects.filter(mark=mark, digest=digest)
    return found


def _marks_of(customer: User) -> dict[str, str]:
    marks = {
        Mark.ACCOUNT: digest_of(Mark.ACCOUNT, str(customer.pk)),
        Mark.MAILBOX: digest_of(Mark.MAILBOX, same_address(customer.email)),
    }
    home = Address.objects.visible_to(customer).first()
    if home:
        marks[Mark.HOME] = digest_of(Mark.HOME, _home_key(home))
    return marks


def _home_key(home: Address) -> str:
    """One spelling of a name at a place: two people in a house are two, a changed space or case is nobody new."""
    parts = (home.country_code, home.postal_code, home.street_address, home.name)
    return "/".join("".join(sign for sign in part.casefold() if sign.isalnum()) for part in parts)
