"""Our payments and refunds against the provider's: every difference in words. Nothing is changed but what is behind."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from core.actions.mail import queue_mail
from core.currency import format_money
from core.errors import Refused
from core.models import OutgoingMail
from core.money import ZERO, Money
from core.stripe_books import (
    ProviderCharge,
    ProviderDispute,
    ProviderRefund,
    charges_between,
    disputes_between,
    fetch_refund,
    find_charge,
    refunds_between,
)
from loyalty.models import MembershipInvoice, MembershipRefund
from orders.actions.payments import settle
from orders.actions.refunds import execute_refund
from orders.models import Payment, Refund

SLICE = timedelta(days=1)
IN_MAIL = 50
OVER = ("won", "warning_closed")
"""Disputes after which the money is the shop's again."""


@dataclass(frozen=True)
class Difference:
    """`about` is the row it is about, `advice` what a person should do. `is_mended`: it was only behind."""

    kind: str
    about: str
    words: str
    advice: str
    is_mended: bool = False

    def __str__(self) -> str:
        return f"{self.about}: {self.words} {self.advice}"


@dataclass(frozen=True)
class Booked:
    """What we know of a charge: of an order's payment, or of a membership's invoice."""

    about: str
    amount: Money
    currency: str
    is_captured: bool
    sent_back: Money
    payment: Payment | None = None


def slices(since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """The span day by day: what is held in memory is never more than a day of ids."""
    starts = [since + place * SLICE for place in range(max(1, -(-(until - since) // SLICE)))]
    return [(start, min(start + SLICE, until)) for start in starts]


def reconcile(*, since: datetime, until: datetime, at: datetime) -> Iterator[Difference]:
    """Every difference of what came about in the span. Raises ProviderUnavailable and ProviderRefused."""
    yield from _compare_charges(since, until, at)
    yield from _compare_refunds(since, until)
    for page in disputes_between(since, until):
        yield from _tell_disputes(page)


@transaction.atomic
def mail_differences(*, differences: Sequence[Difference], on: date) -> OutgoingMail:
    """Write to the shop what the provider's books say otherwise: once a day, however often somebody looks."""
    return queue_mail(
        template="orders/reconciliation",
        key=f"reconcile/{on.isoformat()}",
        to=settings.SHOP_EMAIL,
        language=settings.LANGUAGE_CODE,
        context={"differences": differences[:IN_MAIL], "more": max(0, len(differences) - IN_MAIL)},
    )


def _compare_charges(since: datetime, until: datetime, at: datetime) -> Iterator[Difference]:
    seen: set[str] = set()
    for page in charges_between(since, until):
        paid = [charge for charge in page if charge.is_paid]
        booked = _booked({charge.intent_id for charge in paid})
        for charge in paid:
            seen.add(charge.intent_id)
            yield from _compare_charge(charge, booked.get(charge.intent_id, []), at)
    yield from _missing_there(_captured_between(since, until), seen)


def _compare_charge(charge: ProviderCharge, booked: Sequence[Booked], at: datetime) -> Iterator[Difference]:
    if not booked:
        yield _unknown(charge, at)
        return
    if len(booked) > 1:
        about = ", ".join(row.about for row in booked)
        yield Difference("doubled", about, _("One charge pays twice here (%s).") % charge.intent_id, _ask_developer())
    row = booked[0]
    if not row.is_captured:
        yield _behind(charge, row, at)
        return
    if row.amount.minor != charge.amount_minor:
        yield _off("amount", row.about, format_money(row.amount), _shown(charge.amount_minor, charge.currency))
    if row.currency != charge.currency:
        yield _off("currency", row.about, row.currency, charge.currency)
    if row.sent_back.minor != charge.refunded_minor:
        yield from _compare_sent_back(charge, row)


def _compare_sent_back(charge: ProviderCharge, row: Booked) -> Iterator[Difference]:
    """What waits to be sent is sent first, then both are asked again."""
    waiting = list(row.payment.refunds.filter(state=Refund.State.REQUESTED)) if row.payment else []
    for refund in waiting:
        execute_refund(refund=refund)
    now, here = (find_charge(charge.intent_id) or charge), row.sent_back
    if row.payment:
        here = _sent_back(row.payment.refunds.filter(state=Refund.State.SUCCEEDED))
    if here.minor == now.refunded_minor:
        yield Difference("behind", row.about, _("Refunds were behind and are sent now."), "", is_mended=True)
    else:
        yield _off("refunded", row.about, format_money(here), _shown(now.refunded_minor, now.currency))


def _behind(charge: ProviderCharge, row: Booked, at: datetime) -> Difference:
    """It is paid there and not here: settling is all it takes, if that is all it is."""
    payment = row.payment and _settled(row.payment, at)
    if payment and payment.state == Payment.State.CAPTURED:
        return Difference("behind", row.about, _("The payment was behind and is settled now."), "", is_mended=True)
    words = _("It is paid at the provider (%s) and not here.") % _shown(charge.amount_minor, charge.currency)
    return Difference("state", row.about, words, _("Look at the payment there, and send it back if nothing was sold."))


def _unknown(charge: ProviderCharge, at: datetime) -> Difference:
    """A payment that we never heard the end of, one that was paid twice, or none of ours."""
    number = charge.reference.removeprefix("order/")
    others = list(Payment.objects.filter(order__number=number).order_by("pk")) if number else []
    for payment in others:
        if payment.state != Payment.State.CAPTURED and payment.session_id:
            after = _settled(payment, at)
            if (after.state, after.intent_id) == (Payment.State.CAPTURED, charge.intent_id):
                words = _("The payment was behind and is settled now.")
                return Difference("behind", charge.reference, words, "", is_mended=True)
    amount = _shown(charge.amount_minor, charge.currency)
    if any(payment.state == Payment.State.CAPTURED for payment in others):
        words = _("It was paid twice at the provider: %(amount)s by %(id)s is not known here.")
        advice = _("Send the second payment back at the provider.")
        return Difference("doubled", charge.reference, words % {"amount": amount, "id": charge.intent_id}, advice)
    words = _("The provider holds %s that nothing here was paid with.") % amount
    advice = _("Find out at the provider who paid it, and send it back if nothing was sold.")
    return Difference("unknown", charge.intent_id or charge.id, words, advice)


def _missing_there(captured: Iterable[tuple[Booked, str]], seen: set[str]) -> Iterator[Difference]:
    """What counts as paid here, asked for one by one where no page of the provider named it."""
    for row, intent_id in captured:
        if intent_id in seen:
            continue
        charge = find_charge(intent_id) if intent_id else None
        if charge is None:
            words = _("%s counts as paid here, and the provider does not know it.") % format_money(row.amount)
            yield Difference("missing", row.about, words, _("Do not send the goods before it is clear who paid."))
        elif not charge.is_paid:
            words = _("It counts as paid here, and the provider says that the charge failed.")
            yield Difference("state", row.about, words, _("Do not send the goods before it is clear who paid."))


def _captured_between(since: datetime, until: datetime) -> Iterator[tuple[Booked, str]]:
    payments = Payment.objects.filter(state=Payment.State.CAPTURED, created_at__gte=since, created_at__lt=until)
    for payment in payments.select_related("order").order_by("pk").iterator(chunk_size=500):
        yield _of_payment(payment, ZERO), payment.intent_id
    paid = MembershipInvoice.objects.filter(amount_paid__gt=ZERO, issued_at__gte=since, issued_at__lt=until)
    for invoice in paid.exclude(intent_id="").order_by("pk").iterator(chunk_size=500):
        yield _of_invoice(invoice, ZERO), invoice.intent_id


def _booked(intents: set[str]) -> dict[str, list[Booked]]:
    """By the provider's id what is known here, for a page of charges, in four queries."""
    found: dict[str, list[Booked]] = {}
    payments = Payment.objects.filter(intent_id__in=intents - {""}).select_related("order")
    sent = _sums(Refund.objects.filter(payment__in=payments, state=Refund.State.SUCCEEDED), "payment")
    for payment in payments:
        found.setdefault(payment.intent_id, []).append(_of_payment(payment, sent.get(payment.pk, ZERO)))
    invoices = MembershipInvoice.objects.filter(intent_id__in=intents - {""})
    sent = _sums(
        MembershipRefund.objects.filter(invoice__in=invoices, state=MembershipRefund.State.SUCCEEDED), "invoice"
    )
    for invoice in invoices:
        found.setdefault(invoice.intent_id, []).append(_of_invoice(invoice, sent.get(invoice.pk, ZERO)))
    return found


def _of_payment(payment: Payment, sent_back: Money) -> Booked:
    is_captured = payment.state == Payment.State.CAPTURED
    return Booked(payment.order.reference, payment.amount, payment.currency, is_captured, sent_back, payment)


def _of_invoice(invoice: MembershipInvoice, sent_back: Money) -> Booked:
    is_paid = invoice.status == MembershipInvoice.Status.PAID
    return Booked(f"membership/{invoice.membership_id}", invoice.amount_paid, invoice.currency, is_paid, sent_back)


def _compare_refunds(since: datetime, until: datetime) -> Iterator[Difference]:
    seen: set[str] = set()
    for page in refunds_between(since, until):
        ours = _refunds_of(page)
        for refund in page:
            seen.add(refund.id)
            yield from _compare_refund(refund, ours.get(refund.id, []), ours)
    sent = Refund.objects.filter(state=Refund.State.SUCCEEDED, created_at__gte=since, created_at__lt=until)
    for row in sent.select_related("payment__order").order_by("pk").iterator(chunk_size=500):
        if row.provider_id not in seen and (not row.provider_id or fetch_refund(row.provider_id) is None):
            words = _("A refund of %s counts as sent here, and the provider does not know it.")
            yield Difference("refund_missing", row.reference, words % format_money(row.amount), _send_again())


def _refunds_of(page: Sequence[ProviderRefund]) -> dict[str, list[Refund | MembershipRefund]]:
    """By the provider's id, and by our reference, the refunds that a page is about."""
    ids, keys = [row.id for row in page], [_key(row.reference) for row in page]
    of_orders = Refund.objects.filter(Q(provider_id__in=ids) | Q(pk__in=[key for key in keys if key]))
    of_members = MembershipRefund.objects.filter(provider_id__in=ids)
    found: dict[str, list[Refund | MembershipRefund]] = {}
    for refund in of_orders.select_related("payment__order"):
        for name in {refund.provider_id, refund.reference} - {""}:
            found.setdefault(name, []).append(refund)
    for membership_refund in of_members.select_related("invoice"):
        found.setdefault(membership_refund.provider_id, []).append(membership_refund)
    return found


def _compare_refund(
    there: ProviderRefund,
    ours: Sequence[Refund | MembershipRefund],
    by_name: dict[str, list[Refund | MembershipRefund]],
) -> Iterator[Difference]:
    if not ours:
        yield _unknown_refund(there, by_name.get(there.reference, []))
        return
    here = ours[0]
    if len(ours) > 1:
        about = ", ".join(row.reference for row in ours)
        yield Difference("refund_doubled", about, _("One refund counts twice here (%s).") % there.id, _ask_developer())
    currency = here.payment.currency if isinstance(here, Refund) else here.invoice.currency
    if here.amount.minor != there.amount_minor:
        shown = _shown(there.amount_minor, there.currency)
        yield _off("refund_amount", here.reference, format_money(here.amount), shown)
    if currency != there.currency:
        yield _off("refund_currency", here.reference, currency, there.currency)
    if there.is_failed and here.state == "succeeded":
        words = _("A refund of %s counts as sent here, and the buyer's bank did not take it.")
        yield Difference("refund_state", here.reference, words % format_money(here.amount), _send_again())
    if not there.is_failed and here.state == "failed":
        words = _("A refund of %s counts as failed here, and the provider sent it.") % format_money(here.amount)
        yield Difference("refund_state", here.reference, words, _("Do not send it again."))


def _unknown_refund(there: ProviderRefund, named: Sequence[Refund | MembershipRefund]) -> Difference:
    """One whose answer was lost, one too many, or one that somebody made at the provider."""
    amount = _shown(there.amount_minor, there.currency)
    for here in named:
        if isinstance(here, Refund) and _is_behind(here, there):
            words = _("The refund was behind and is noted.")
            return Difference("behind", here.reference, words, "", is_mended=True)
        if here.state == "failed":
            words = _("A refund of %s counts as failed here, and the provider sent it.") % amount
            return Difference("refund_state", here.reference, words, _("Do not send it again."))
        words = _("A refund went out twice at the provider: %(amount)s by %(id)s is not known here.")
        words %= {"amount": amount, "id": there.id}
        return Difference("refund_doubled", here.reference, words, _("Ask the buyer for the second one."))
    words = _("The provider sent %s back, and nothing here asked for it.") % amount
    advice = _("Refund orders on the order's page here, not at the provider.")
    return Difference("refund_unknown", there.id, words, advice)


def _is_behind(here: Refund, there: ProviderRefund) -> bool:
    return here.state == Refund.State.REQUESTED and execute_refund(refund=here).provider_id == there.id


def _tell_disputes(page: Sequence[ProviderDispute]) -> Iterator[Difference]:
    payments = Payment.objects.filter(intent_id__in=[row.intent_id for row in page if row.intent_id])
    orders = {payment.intent_id: payment.order.reference for payment in payments.select_related("order")}
    for row in page:
        if row.status not in OVER:
            words = _("A buyer's bank disputes %(amount)s (%(status)s).")
            words %= {"amount": _shown(row.amount_minor, row.currency), "status": row.status}
            about = orders.get(row.intent_id, row.id)
            yield Difference("dispute", about, words, _("Answer it at the provider in time."))


def _settled(payment: Payment, at: datetime) -> Payment:
    try:
        return settle(payment=payment, at=at)
    except Refused:  # it is asked again tonight, and told until then
        return payment


def _sums(refunds: QuerySet, of: str) -> dict[int, Money]:
    return dict(refunds.order_by().values_list(of).annotate(Sum("amount")))


def _sent_back(refunds: QuerySet) -> Money:
    return refunds.aggregate(sum=Sum("amount"))["sum"] or ZERO


def _key(reference: str) -> int:
    """Our refund's id in what the provider was told ("order/K7Q2/refund/5"); 0 for others' words."""
    parts = reference.split("/")
    is_ours = len(parts) == 4 and parts[0] == "order" and parts[2] == "refund" and parts[3].isdecimal()
    return int(parts[3]) if is_ours and len(parts[3]) < 19 else 0


def _off(kind: str, about: str, here: str, there: str) -> Difference:
    names = {
        "amount": _("The amount is %(here)s here and %(there)s at the provider."),
        "currency": _("The currency is %(here)s here and %(there)s at the provider."),
        "refunded": _("%(here)s went back by what stands here, and %(there)s at the provider."),
        "refund_amount": _("The refund is %(here)s here and %(there)s at the provider."),
        "refund_currency": _("The refund's currency is %(here)s here and %(there)s at the provider."),
    }
    advice = _("Compare both, and let somebody who knows the code write down what is right.")
    return Difference(kind, about, names[kind] % {"here": here, "there": there}, advice)


def _shown(minor: int, currency: str) -> str:
    return format_money(Money(minor)) if currency == settings.SHOP_CURRENCY else f"{minor} {currency}"


def _ask_developer() -> str:
    return _("Let somebody who knows the code look at it.")


def _send_again() -> str:
    return _("Talk to the buyer, and send it another way.")
