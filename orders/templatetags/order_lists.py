"""An order as a card in a list, and how often something is bought."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from core.links import sign_link
from orders.actions.mails import VIEW
from orders.models import Order, OrderLine
from orders.rules.intervals import Rhythm
from orders.templatetags.delivery import days_between
from orders.templatetags.orders import order_headline
from orders.templatetags.tracking import arrival, short_day

register = template.Library()


@register.simple_tag
def card_words(order: Order) -> dict[str, str]:
    """Where the order is, in a sentence, and when it comes."""
    return {"headline": _headline(order), "when": _when(order)}


@register.simple_tag
def view_token(order: Order) -> str:
    """What its customer's own buttons are signed with."""
    return sign_link(VIEW, order.number)


@register.simple_tag
def rhythm_words(line: OrderLine, rhythm: Rhythm) -> str:
    """ "You buy Coffee about every 6 weeks; last time 40 days ago." """
    units = {
        "day": ngettext("about every day", "about every %(n)s days", rhythm.count),
        "week": ngettext("about every week", "about every %(n)s weeks", rhythm.count),
        "month": ngettext("about every month", "about every %(n)s months", rhythm.count),
    }
    last = ngettext("yesterday", "%(n)s days ago", rhythm.ago) % {"n": rhythm.ago} if rhythm.ago else gettext("today")
    facts = {"title": line.title, "every": units[rhythm.unit] % {"n": rhythm.count}, "last": last}
    return gettext("You buy %(title)s %(every)s; last time %(last)s.") % facts


@register.filter
def of_order(found: dict[int, tuple[OrderLine, Rhythm]], order: Order) -> tuple[OrderLine, Rhythm] | None:
    return found.get(order.pk)


def _headline(order: Order) -> str:
    if order.state == Order.State.COMPLETED:
        came_at = order.came_at
        if order.is_gift_card or came_at is None:
            return str(order.get_state_display())
        return gettext("Delivered on %s") % short_day(timezone.localdate(came_at))
    if order.state == Order.State.CONFIRMED and not order.is_gift_card:
        return order_headline(order)
    return str(order.get_state_display())


def _when(order: Order) -> str:
    """The day it is expected, the promise beside it where that is another one."""
    if order.state != Order.State.CONFIRMED or order.is_gift_card or order.came_at:
        return ""
    later = arrival(order)
    if later.get("day"):
        return gettext("Promised by %(promised)s; expected %(day)s") % later
    if later:
        return gettext("Promised by %(promised)s, and late") % later
    return gettext("Arrives %s") % days_between(order.arrives_from, order.arrives_until)
