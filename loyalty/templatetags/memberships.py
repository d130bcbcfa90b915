"""Memberships in words."""

from babel import Locale
from django import template
from django.utils.translation import gettext, ngettext

from core.currency import babel_locale
from loyalty.actions.perks import perks_of_plan
from loyalty.rules.perks import SINGLE, Perks

register = template.Library()


@register.simple_tag
def perks_in_words(plan_id: int) -> list[str]:
    """What the plan gives, a sentence for each perk."""
    perks = perks_of_plan(plan_id)
    sentences = [_free_delivery(perks), *_sooner(perks), *_returns(perks), *_extras(perks)]
    return [sentence for sentence in sentences if sentence]


def _free_delivery(perks: Perks) -> str:
    if not perks.free_delivery:
        return ""
    words = gettext("Free delivery, whatever the basket is worth")
    if perks.free_from:
        words = gettext("Free delivery from %s") % perks.free_from
    names = Locale.parse(babel_locale()).territories
    if perks.free_countries:
        countries = ", ".join(names.get(code, code) for code in perks.free_countries)
        words = gettext("%(words)s, to %(countries)s") % {"words": words, "countries": countries}
    return words


def _sooner(perks: Perks) -> list[str]:
    sentences = []
    if perks.faster_days:
        days = ngettext("Your parcels leave a business day sooner", "Your parcels leave %(n)s business days sooner",
                        perks.faster_days)  # fmt: skip
        sentences.append(days % {"n": perks.faster_days})
    if perks.member_prices:
        sentences.append(gettext("Member prices, shown beside the usual ones"))
    if perks.early_minutes:
        hours, minutes = divmod(perks.early_minutes, 60)
        span = ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours} if hours and not minutes else ""
        span = span or ngettext("%(n)s minute", "%(n)s minutes", perks.early_minutes) % {"n": perks.early_minutes}
        sentences.append(gettext("Deals %s before everybody else") % span)
    return sentences


def _returns(perks: Perks) -> list[str]:
    sentences = [gettext("Returns are free")] if perks.free_returns else []
    if perks.return_days:
        sentences.append(gettext("%s days to send something back") % perks.return_days)
    return sentences


def _extras(perks: Perks) -> list[str]:
    sentences = []
    if perks.points_percent != SINGLE:
        times = f"{perks.points_percent / SINGLE:g}"
        sentences.append(gettext("%s times the points on everything") % times)
    if perks.birthday_points:
        sentences.append(gettext("%s points on your birthday") % perks.birthday_points)
    return sentences
