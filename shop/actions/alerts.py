"""Alerts, as people ask for them: at once for customers, after a mail's link for guests; ended, taken up again."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actions.closing import AccountClosed
from accounts.actions.consents import choose_mails, frequency_of, record_consent
from accounts.actions.joining import proven_addresses
from accounts.models import ConsentSource, Frequency, Topic, User
from core.actions.mail import forget_mails, queue_mail
from core.errors import Refused
from core.links import sign_link
from core.models import OutgoingMail
from core.money import Money
from shop.models import Alert, StockRecord, Variant
from shop.models.alerts import LIVE
from shop.rules.alerts import ERASE_AFTER, EXPIRES_AFTER, MOST_LIVE, PENDING_FOR, UNDO_FOR

CONFIRM, LIST = "alert-confirm", "alerts-of"
"""Purposes of links: in the mail that asks a guest to confirm, and at the end of all others to guests."""

CONFIRM_MAIL = "shop/alert_confirm"

TURNS_ON = _("This turns mails about what you wait for on again.")
"""Stands beside the button for whoever had chosen no such mails."""


class TargetNotSensible(Refused):
    code = "target_not_sensible"

    def __init__(self, price: Money) -> None:
        super().__init__(gettext("Please name a price above zero and below today's, which is %s.") % price)


class NotSoldOut(Refused):
    code = "not_sold_out"
    message = _("This is in stock: it can be bought now.")


class TooManyAlerts(Refused):
    code = "too_many_alerts"
    message = _("You are waiting for a hundred things already. Please end one first.")


class AlertOver(Refused):
    code = "alert_over"
    message = _("This can no longer be taken up again. Please ask anew on the page of the product.")


@transaction.atomic
def ask_alert(*, variant: Variant, kind: str, target: Money | None, customer: User, at: datetime) -> Alert:
    """Tell a customer. Asking again changes the price asked for. Who had chosen no such mails gets them again.

    Raises TargetNotSensible, NotSoldOut, TooManyAlerts, AccountClosed.
    """
    customer = _lock_customer(customer.pk)
    _check(variant, kind, target)
    own = Alert.objects.live().filter(customer=customer)
    if own.exclude(kind=kind, variant=variant).count() >= MOST_LIVE:
        raise TooManyAlerts
    language = customer.language or settings.LANGUAGE_CODE
    fresh = _fresh(variant, target, language, at) | {"state": Alert.State.ACTIVE, "confirmed_at": at}
    alert, created = own.get_or_create(kind=kind, variant=variant, customer=customer, defaults=fresh)
    if not created:
        alert = _ask_anew(alert, target, at)
    if frequency_of(customer, Topic.ALERTS) == Frequency.NEVER:
        on = {Topic.ALERTS: Frequency.AT_ONCE}
        customer = choose_mails(user=customer, choices=on, source=ConsentSource.PRODUCT, text=str(TURNS_ON))
    _record(alert, customer, frequency_of(customer, Topic.ALERTS), ConsentSource.PRODUCT)
    _end_same_of_guest(alert, customer, at)
    return alert


@transaction.atomic
def ask_alert_by_mail(
    *, variant: Variant, kind: str, target: Money | None, email: str, language: str, at: datetime
) -> None:
    """Mail a guest the link that confirms it: once a day for an address and a variant. Says nothing of what is known.

    Raises TargetNotSensible, NotSoldOut.
    """
    _check(variant, kind, target)
    email = email.lower()
    own = Alert.objects.live().filter(email=email)
    if own.exclude(kind=kind, variant=variant).count() >= MOST_LIVE:
        return
    fresh = _fresh(variant, target, language, at)
    alert, created = own.get_or_create(kind=kind, variant=variant, email=email, defaults=fresh)
    if not created and alert.state == Alert.State.PENDING:
        alert = _ask_anew(alert, target, at)
    _mail_link(alert, at)


@transaction.atomic
def confirm_alert(*, alert: Alert, at: datetime) -> Alert:
    """The guest has shown to read the mailbox. Raises AlertOver for one that was ended or told."""
    alert = _lock(alert)
    if alert.state == Alert.State.ACTIVE:
        return alert
    if alert.state != Alert.State.PENDING:
        raise AlertOver
    alert.move_to(Alert.State.ACTIVE, confirmed_at=at)
    _record(alert, None, Frequency.AT_ONCE, ConsentSource.MAIL)
    return alert


@transaction.atomic
def end_alert(*, alert: Alert, at: datetime) -> Alert:
    """It is not wanted any more. One that is over already stays as it is."""
    alert = _lock(alert)
    if alert.is_live:
        _end(alert, f"{gettext('End')}: {alert.variant}", at)
    return alert


@transaction.atomic
def restore_alert(*, alert: Alert, at: datetime) -> Alert:
    """Undo its end. Raises AlertOver when that was long ago or the same was asked again meanwhile, AccountClosed."""
    if alert.customer_id:
        _lock_customer(alert.customer_id)
    alert = _lock(alert)
    if alert.is_live:
        return alert
    if not can_restore(alert, at):
        raise AlertOver
    same = {"kind": alert.kind, "variant": alert.variant_id, "customer": alert.customer_id, "email": alert.email}
    if Alert.objects.live().filter(**same).exists():
        raise AlertOver
    alert.move_to(Alert.State.ACTIVE, ended_at=None)
    _record_of_guest(alert, Frequency.AT_ONCE, f"{gettext('Undo')}: {alert.variant}")
    return alert


def can_restore(alert: Alert, at: datetime) -> bool:
    """Whether its end is so fresh that it can be undone; what was never confirmed cannot."""
    is_fresh = alert.ended_at is not None and at <= alert.ended_at + UNDO_FOR
    return alert.state == Alert.State.ENDED and is_fresh and alert.confirmed_at is not None and at < alert.expires_at


@transaction.atomic
def end_all_of_guest(*, email: str, at: datetime) -> int:
    """No more of these mails to this address; returns how many alerts ended."""
    own = Alert.objects.live().filter(email=email).exclude(email="").select_related("variant__product")
    alerts = list(own.select_for_update(of=("self",)).order_by("pk"))
    for alert in alerts:
        _end(alert, f"{gettext('End all')}: {alert.variant}", at)
    return len(alerts)


@transaction.atomic
def leave_alerts(*, customer: User, emails: Collection[str], at: datetime) -> None:
    """An account is deleted: what its owner waits for ends, also what they asked for as a guest; addresses go."""
    own = Q(customer=customer) | Q(email__in=[email.lower() for email in emails])
    Alert.objects.live().filter(own).update(state=Alert.State.ENDED, ended_at=at)
    Alert.objects.filter(own).exclude(email="").update(email="")


@transaction.atomic
def tidy_alerts(*, at: datetime) -> None:
    """What was never confirmed is deleted, what is too old ends, and guests' addresses do not outlive their alerts.

    Neither do the mails to them.
    """
    Alert.objects.filter(state=Alert.State.PENDING, created_at__lte=at - PENDING_FOR).delete()
    Alert.objects.filter(state=Alert.State.ACTIVE, expires_at__lte=at).update(state=Alert.State.ENDED, ended_at=at)
    old = Q(ended_at__lte=at - ERASE_AFTER) | Q(sent_at__lte=at - ERASE_AFTER)
    Alert.objects.filter(old).exclude(email="").exclude(state__in=LIVE).update(email="")
    _forget_mails(at)


def list_url(alert: Alert, at: datetime) -> str:
    """Where a guest sees and ends all their alerts; one click from the mail program ends them all.

    It names the alert and no address, so that it says nothing of anybody once the address is erased.
    """
    return settings.BASE_URL + reverse("shop:alert-list-link", args=[sign_link(LIST, str(alert.pk), at=at)])


def _lock_customer(pk: int) -> User:
    """What is decided of a customer is decided on the row as it is now. Raises AccountClosed."""
    customer = User.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if customer.closed_at:
        raise AccountClosed
    return customer


def _lock(alert: Alert) -> Alert:
    return Alert.objects.select_for_update(of=("self",)).select_related("variant__product").get(pk=alert.pk)


def _end(alert: Alert, words: str, at: datetime) -> None:
    alert.move_to(Alert.State.ENDED, ended_at=at)
    _record_of_guest(alert, Frequency.NEVER, words)


def _check(variant: Variant, kind: str, target: Money | None) -> None:
    if target is not None and not Money(0) < target < variant.price:
        raise TargetNotSensible(variant.price)
    if kind == Alert.Kind.BACK and StockRecord.objects.filter(variant=variant).available():
        raise NotSoldOut


def _fresh(variant: Variant, target: Money | None, language: str, at: datetime) -> dict[str, object]:
    price = {"price_at_asking": variant.price, "target": target}
    return price | {"language": language, "created_at": at, "expires_at": at + EXPIRES_AFTER}


def _ask_anew(alert: Alert, target: Money | None, at: datetime) -> Alert:
    """The same once more: its place in the queue stays, what was asked for is what was said last.

    One that waits for the guest's yes does so from now on: it has to live as long as the new link.
    """
    news = {"price_at_asking": alert.variant.price, "target": target, "expires_at": at + EXPIRES_AFTER}
    if alert.state == Alert.State.PENDING:
        news["created_at"] = at
    Alert.objects.filter(pk=alert.pk).update(**news)
    return Alert.objects.select_related("variant__product").get(pk=alert.pk)


def _record(alert: Alert, customer: User | None, often: Frequency, source: ConsentSource) -> None:
    words = {
        Alert.Kind.BACK: gettext("Tell me when it is back"),
        Alert.Kind.PRICE: gettext("Tell me when it gets cheaper"),
    }
    text = f"{words[Alert.Kind(alert.kind)]}: {alert.variant}"
    record_consent(
        customer=customer, topic=Topic.ALERTS, often=often, source=source, reference=f"alert/{alert.pk}", text=text
    )


def _record_of_guest(alert: Alert, often: Frequency, words: str) -> None:
    """A customer's yes and no to a kind of mail is said elsewhere; a guest's is this alert."""
    if alert.customer_id is None and alert.confirmed_at is not None:
        record_consent(
            customer=None,
            topic=Topic.ALERTS,
            often=often,
            source=ConsentSource.MAIL,
            reference=f"alert/{alert.pk}",
            text=words,
        )


def _end_same_of_guest(alert: Alert, customer: User, at: datetime) -> None:
    """Who asked for the same without signing in is told once."""
    emails = [email.lower() for email in proven_addresses(customer)]
    same = Alert.objects.live().filter(kind=alert.kind, variant=alert.variant_id, email__in=emails)
    same.exclude(email="").update(state=Alert.State.ENDED, ended_at=at)


def _forget_mails(at: datetime) -> None:
    """The mails to guests go as their addresses do."""
    erased = Alert.objects.filter(customer=None, email="").exclude(notice="")
    forget_mails(
        mails=OutgoingMail.objects.filter(template="shop/alerts", key__in=erased.values("notice")),
        doubts_until=at - ERASE_AFTER,
    )
    forget_mails(
        mails=OutgoingMail.objects.filter(template=CONFIRM_MAIL, created_at__lte=at - PENDING_FOR),
        doubts_until=at - ERASE_AFTER,
    )


def _mail_link(alert: Alert, at: datetime) -> None:
    token = sign_link(CONFIRM, str(alert.pk), at=at)
    queue_mail(
        template=CONFIRM_MAIL,
        key=f"alert/{alert.pk}/{timezone.localdate(at).isoformat()}",
        to=alert.email,
        language=alert.language,
        context={
            "alert": alert,
            "product": alert.variant.product,
            "confirm_url": settings.BASE_URL + reverse("shop:alert-confirm", args=[token]),
            "alerts_url": list_url(alert, at),
            "days": PENDING_FOR.days,
        },
    )
