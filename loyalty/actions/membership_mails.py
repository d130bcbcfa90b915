"""What members are written: each mail once for its cause, with the day and the sum in it."""

from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.actions.mail import queue_mail
from core.currency import babel_locale
from core.money import Money
from loyalty.models import Membership, PlanPrice, PriceNotice


@dataclass(frozen=True)
class Words:
    """A mail in the reader's language. The button leads to `page`."""

    subject: str
    paragraphs: list[str]
    button: str = ""
    page: str = "loyalty:membership-detail"


def mail_welcome(membership: Membership) -> None:
    """To somebody who has joined: until when it is free and what it costs from then on."""
    with _language_of(membership):
        if membership.state == Membership.State.TRIAL:
            when = _("Your trial runs until %(day)s and costs nothing. Do nothing and it goes on for %(sum)s.")
            when %= {"day": _day(membership.ends_at), "sum": _each(membership)}
        else:
            when = _("You pay %(sum)s. It renews on %(day)s if you do nothing.")
            when %= {"sum": _each(membership), "day": _day(membership.ends_at)}
        leave = _("You can end it in your account whenever you like, in two clicks.")
        words = Words(_("Welcome to %s") % membership.plan, [when, leave], _("See what it gives"))
        _queue(membership, "welcome", words)


def mail_granted(membership: Membership) -> None:
    with _language_of(membership):
        what = _("You are a member until %s, as a gift from us. It ends by itself and costs you nothing.")
        words = Words(_("%s is yours") % membership.plan, [what % _day(membership.ends_at)], _("See what it gives"))
        _queue(membership, f"granted/{membership.ends_at:%Y%m%d}", words)


def mail_trial_ending(membership: Membership) -> None:
    with _language_of(membership):
        day = _day(membership.ends_at)
        what = _("Your trial of %(plan)s ends on %(day)s. Do nothing and it renews: we then charge %(sum)s.")
        what %= {"plan": membership.plan, "day": day, "sum": _each(membership)}
        leave = _("If it is not for you, end it before then and nothing is charged.")
        words = Words(_("Your trial ends on %s") % day, [what, leave], _("Keep it or end it"))
        _queue(membership, f"trial-ending/{membership.ends_at:%Y%m%d}", words)


def mail_renewal_coming(membership: Membership) -> None:
    with _language_of(membership):
        day = _day(membership.ends_at)
        what = _("On %(day)s %(plan)s renews: we charge %(sum)s to %(card)s. Do nothing and it goes on.")
        card = membership.card or _("your card")
        what %= {"day": day, "plan": membership.plan, "sum": _each(membership), "card": card}
        leave = _("If you do not want it any more, end it before then in two clicks.")
        words = Words(_("Your membership renews on %s") % day, [what, leave], _("Keep it or end it"))
        _queue(membership, f"renewal/{membership.ends_at:%Y%m%d}", words)


def mail_price_changes(notice: PriceNotice, day: datetime) -> None:
    """What it costs from which renewal on, and what to do if that is too much."""
    membership = notice.membership
    with _language_of(membership):
        sums = {"new": _each_of(notice.move.price), "old": _each_of(notice.before)}
        what = _("From %(day)s on, %(plan)s costs %(new)s instead of %(old)s. Until then you pay what you pay now.")
        what %= sums | {"day": _day(day), "plan": membership.plan}
        goes_on = _("Do nothing and it goes on. If you do not want that, end it before then in two clicks.")
        asks = _("It goes on only if you agree. Without your yes it ends on that day and nothing more is charged.")
        button = _("Agree or end it") if notice.needs_consent else _("Keep it or end it")
        subject = _("Your membership costs %(new)s from %(day)s") % (sums | {"day": _day(day)})
        words = Words(subject, [what, asks if notice.needs_consent else goes_on], button)
        _queue(membership, f"price/{notice.move_id}", words)


def mail_consent_missing(notice: PriceNotice) -> None:
    """Instead of the reminder before a renewal: what it would cost, and that it takes a yes."""
    membership = notice.membership
    with _language_of(membership):
        day = _day(membership.ends_at)
        what = _("%(plan)s goes on from %(day)s for %(new)s instead of %(old)s, but only if you agree.")
        what %= {
            "plan": membership.plan,
            "day": day,
            "new": _each_of(notice.move.price),
            "old": _each_of(notice.before),
        }
        leave = _("Without your yes it ends on that day and nothing more is charged.")
        words = Words(_("Your membership needs your yes before %s") % day, [what, leave], _("Agree or end it"))
        _queue(membership, f"consent/{membership.ends_at:%Y%m%d}", words)


def mail_let_go(notice: PriceNotice, membership: Membership, number: int) -> None:
    """It was set to end because nobody agreed to the new price."""
    with _language_of(membership):
        day = _day(membership.ends_at)
        what = _("You have not agreed to %(new)s, so %(plan)s ends on %(day)s and nothing more is charged.")
        what %= {"plan": membership.plan, "day": day, "new": _each_of(notice.move.price)}
        back = _("If you agree until then, it goes on at the new price.")
        words = Words(_("Your membership ends on %s") % day, [what, back], _("Agree to the new price"))
        _queue(membership, f"canceled/{number}", words)


def mail_payment_failed(membership: Membership, place: int) -> None:
    """The mail number `place` of those about this failure."""
    with _language_of(membership):
        what = _("We could not charge %(sum)s for %(plan)s. Your perks go on until %(day)s; we try again until then.")
        what %= {"sum": _each(membership), "plan": membership.plan, "day": _day(membership.grace_until)}
        words = Words(
            _("Your membership could not be renewed"),
            [what, _("Pay now or change the card in your account.")],
            _("Pay or change the card"),
        )
        _queue(membership, f"failed/{membership.grace_until:%Y%m%d%H%M}/{place}", words)


def mail_lapsed(membership: Membership, number: int) -> None:
    with _language_of(membership):
        what = _("%s was not paid for, so its perks have stopped. You owe us nothing for the time after that.")
        words = Words(
            _("Your membership has lapsed"),
            [what % membership.plan, _("Pay the open invoice and everything is as it was.")],
            _("Take it up again"),
        )
        _queue(membership, f"lapsed/{number}", words)


def mail_recovered(membership: Membership, number: int) -> None:
    with _language_of(membership):
        what = _("Your payment went through. %(plan)s goes on until %(day)s.")
        what %= {"plan": membership.plan, "day": _day(membership.ends_at)}
        _queue(membership, f"recovered/{number}", Words(_("Your membership goes on"), [what], _("Your membership")))


def mail_canceled(membership: Membership, number: int) -> None:
    """It was set to end with its period."""
    with _language_of(membership):
        day = _day(membership.ends_at)
        what = _("%(plan)s ends on %(day)s. Until then everything is as before, and nothing more is charged.")
        what %= {"plan": membership.plan, "day": day}
        back = _("You can take this back until then.")
        words = Words(_("Your membership ends on %s") % day, [what, back], _("Take it back"))
        _queue(membership, f"canceled/{number}", words)


def mail_ended(membership: Membership) -> None:
    with _language_of(membership):
        what = _("%s has ended. Nothing more is charged. Thank you for having been with us.")
        words = Words(_("Your membership has ended"), [what % membership.plan], _("Join again"), page="loyalty:join")
        _queue(membership, "ended", words)


def mail_trial_refused(membership: Membership) -> None:
    with _language_of(membership):
        what = _("This card or person had a trial of ours before, so this one did not begin. Nothing was charged.")
        again = _("You can join without a trial whenever you like.")
        words = Words(_("Your trial did not begin"), [what, again], _("Join"), page="loyalty:join")
        _queue(membership, "trial-refused", words)


def mail_refunded(membership: Membership, amount: Money, number: int) -> None:
    with _language_of(membership):
        what = _("%(plan)s has ended and %(sum)s are on their way back to you, within five to ten days.")
        words = Words(_("%s are coming back to you") % amount, [what % {"plan": membership.plan, "sum": amount}])
        _queue(membership, f"refunded/{number}", words)


def _queue(membership: Membership, cause: str, words: Words) -> None:
    queue_mail(
        template="loyalty/membership",
        key=f"{membership.reference}/{cause}",
        to=membership.customer.email,
        language=_language(membership),
        context={"words": words, "page": settings.BASE_URL + reverse(words.page)},
    )


def _language_of(membership: Membership) -> translation.override:
    return translation.override(_language(membership))


def _language(membership: Membership) -> str:
    return membership.language or membership.customer.language or settings.LANGUAGE_CODE


def _each(membership: Membership) -> str:
    """ "49.00 each year"; what the next period costs."""
    return _each_of(membership.renewal_price) if membership.renewal_price else ""


def _each_of(price: PlanPrice) -> str:
    each = _("%s each year") if price.interval == "year" else _("%s each month")
    return each % price.amount


def _day(moment: datetime | None) -> str:
    """In the shop's time zone and the reader's language."""
    return format_date(timezone.localdate(moment), "d MMMM y", locale=babel_locale()) if moment else ""
