"""Returns and claims in words, and what can be done about an order after it was bought."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from core.links import sign_link
from core.money import Money
from orders.actions.mails import VIEW
from orders.actions.problem_claims import can_claim_parcel, was_late
from orders.actions.return_quotes import Returnable, returnables
from orders.actions.withdrawals import withdrawable
from orders.models import Claim, Order, OrderLine, Return, ReturnPolicy, Shipment
from orders.models.returns import ReturnState
from orders.rules.refunds import PartKind
from orders.rules.return_quotes import ReturnQuote
from orders.rules.returns import Outcome, Reason
from shop.models import Location

register = template.Library()
State = ReturnState
REACHED = {State.REQUESTED: 1, State.IN_REVIEW: 1, State.APPROVED: 2, State.IN_TRANSIT: 3, State.LOST: 3}
UNPAID = (State.APPROVED, State.IN_TRANSIT, State.RECEIVED, State.INSPECTED)


@register.simple_tag
def after_sale(order: Order, token: str) -> dict[str, Any]:
    """What its buyer can do now; nothing without a link, and nothing before it was paid."""
    now = timezone.now()
    if not token or order.is_gift_card:
        return {}
    is_exchange = order.replaces_id is not None and order.state == Order.State.PENDING
    if order.confirmed_at is None:
        return {"to_pay": is_exchange and bool(order.due)}
    shipments, claims = list(order.shipments.all()), list(order.claims.all())
    return {
        "returns": list(order.returns.all()),
        "claims": claims,
        "can_return": any(shipment.has_come for shipment in shipments) and bool(returnables(order)),
        "can_withdraw": bool(withdrawable(order, now)),
        "lost_parcels": [parcel for parcel in shipments if _may_be_lost(order, parcel, claims, now)],
        "was_late": was_late(order) and order.delivery_paid > order.delivery_refunded,
    }


def _may_be_lost(order: Order, shipment: Shipment, claims: Sequence[Claim], now: Any) -> bool:
    shipment.order = order
    claimed = {claim.shipment_id for claim in claims if claim.state != Claim.State.DECLINED}
    return shipment.state == Shipment.State.SHIPPED and shipment.pk not in claimed and can_claim_parcel(shipment, now)


@register.simple_tag
def return_window(line: OrderLine, rows: Sequence[Returnable], today: date) -> str:
    """Until when a line may come back."""
    row = next(row for row in rows if row.line.pk == line.pk)
    if row.is_open(today):
        return gettext("Until %s") % date_format(row.until, "DATE_FORMAT")
    return gettext("Only if something is wrong with it")


@register.simple_tag
def reason_words(reason: str) -> str:
    return str(Reason(reason).label)


@register.simple_tag
def outcome_words(outcome: str) -> str:
    return str(Outcome(outcome).label)


@register.filter
def quote_rows(quote: ReturnQuote) -> list[tuple[str, Money]]:
    """Every component with its sum, so that nothing is taken off unseen."""
    rows = [(str(PartKind(kind).label), quote.of(kind)) for kind in PartKind if quote.of(kind)]
    if quote.bonus:
        rows.append((gettext("Extra, as store credit"), quote.bonus))
    return rows


@register.filter
def plus(amount: Money, more: Money) -> Money:
    return amount + more


@register.simple_tag
def return_headline(sent_back: Return) -> str:
    words = {
        State.REQUESTED: gettext("Your return is announced."),
        State.IN_REVIEW: gettext("One of us has a look at your return."),
        State.APPROVED: gettext("Agreed. Please send it."),
        State.IN_TRANSIT: gettext("Your return is on its way to us."),
        State.RECEIVED: gettext("Your return is here."),
        State.INSPECTED: gettext("Your return is here and looked at."),
        State.SETTLED: gettext("Done."),
        State.REJECTED: gettext("We could not agree to this return."),
        State.CANCELED: gettext("This return is canceled."),
        State.EXPIRED: gettext("This return was not sent in time."),
        State.LOST: gettext("Your return seems to be lost on the way."),
    }
    return words[State(sent_back.state)]


@register.simple_tag
def return_next(sent_back: Return) -> str:
    """What happens next, or what its buyer should do."""
    if sent_back.state == State.APPROVED and sent_back.send_by:
        day = date_format(timezone.localtime(sent_back.send_by), "DATE_FORMAT")
        return gettext("Pack it well, put the label on, and hand it in by %s.") % day
    words = {
        State.REQUESTED: "",
        State.IN_REVIEW: gettext("That takes a working day at most. You have a mail then."),
        State.IN_TRANSIT: gettext("Most arrive within three working days. You need not do anything."),
        State.RECEIVED: gettext("We look at it next."),
        State.INSPECTED: gettext("What was accepted is paid next."),
        State.SETTLED: _settled_words(sent_back),
        State.REJECTED: sent_back.note,
        State.CANCELED: gettext("You keep everything."),
        State.EXPIRED: gettext("If you have sent it after all, it counts. Else you can announce it again."),
        State.LOST: gettext("We are looking for it and write to you."),
    }
    return words[State(sent_back.state)]


@register.filter
def return_steps(sent_back: Return) -> list[dict[str, object]]:
    reached = REACHED.get(State(sent_back.state), 4)
    if sent_back.state == State.SETTLED:
        reached = 5
    if sent_back.state == State.EXPIRED:
        reached = 2
    labels = [gettext("Announced"), gettext("Agreed"), gettext("Sent"), gettext("Here"), gettext("Done")]
    return [
        {"label": label, "done": place < reached, "now": place == reached - 1} for place, label in enumerate(labels)
    ]


@register.filter
def can_cancel(sent_back: Return) -> bool:
    return sent_back.can_move_to(State.CANCELED)


@register.simple_tag
def return_places(order: Order) -> list[Location]:
    """Stores where its buyer may bring it."""
    return list(Location.objects.taking_returns(order.address.country_code))


@register.simple_tag
def return_promise(sent_back: Return) -> str:
    """When the money is on its way, as the shop promises it: from receipt, or as a day once it is here."""
    if sent_back.outcome in (Outcome.KEEP, Outcome.EXCHANGE) or sent_back.state not in UNPAID:
        return ""
    days = ReturnPolicy.current().money_within_days
    day = sent_back.money_promised_on(days)
    if day:
        return gettext("We promise: your money is on its way by %s.") % date_format(day, "DATE_FORMAT")
    words = ngettext(
        "We promise: within %s day of its being here, your money is on its way.",
        "We promise: within %s days of its being here, your money is on its way.",
        days,
    )
    return words % days


@register.simple_tag
def return_address() -> SafeString:
    """Where things go that are brought or sent without our label."""
    return format_html_join(", ", "{}", ((line,) for line in settings.RETURN_ADDRESS))


@register.simple_tag
def replacement_link(order: Order) -> str:
    """The page of an order that goes out instead, for who holds the link of the one before."""
    return reverse("orders:order-link", args=[sign_link(VIEW, order.number)])


def _settled_words(sent_back: Return) -> str:
    if sent_back.outcome == Outcome.EXCHANGE:
        return gettext("What you get in exchange is an order of its own, already paid by what you sent back.")
    if sent_back.outcome == Outcome.CREDIT:
        return gettext("You have the store credit now.")
    if sent_back.outcome == Outcome.KEEP:
        return gettext("Part of the money is on its way back to you, and you keep it.")
    return gettext("The money is on its way back to you, the way it came. Banks take a few days.")
