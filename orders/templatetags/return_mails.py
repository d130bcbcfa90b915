"""The words of the mails about returns, step by step."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from orders.models import Return, ReturnPolicy
from orders.rules.returns import Outcome

register = template.Library()


@register.simple_tag
def return_subject(step: str, sent_back: Return) -> str:
    words = {
        "in_review": gettext("We have a look at your return %s"),
        "approved": gettext("Your return %s is agreed"),
        "rejected": gettext("Your return %s could not be agreed to"),
        "canceled": gettext("Your return %s is canceled"),
        "expired": gettext("Your return %s was not sent in time"),
        "paid_early": gettext("Your return %s is on its way, and so is your money"),
        "received": gettext("Your return %s is here"),
        "settled": gettext("Your return %s is done"),
        "lost": gettext("Your return %s seems to be lost on the way"),
        "answered": gettext("An answer about your return %s"),
    }
    return words[step] % sent_back.number


@register.filter
def return_sentences(step: str, sent_back: Return) -> list[str]:
    """What the buyer wants to know at this step, sentence by sentence."""
    told = {
        "in_review": lambda: [gettext("One of us looks at it within a working day and writes to you then.")],
        "approved": lambda: _approved(sent_back),
        "rejected": lambda: [sent_back.note, gettext("If you see it differently, answer on the page of the return.")],
        "canceled": lambda: [gettext("You keep everything, and nothing changes.")],
        "expired": lambda: [
            gettext("Nothing is lost: you can announce it again as long as its days are not over."),
            gettext("If you have sent it after all, it counts."),
        ],
        "paid_early": lambda: [
            gettext("The carrier has your parcel. As you are a customer of long standing, you need not wait for us."),
            gettext("%s is on its way back to you.") % sent_back.paid_back,
        ],
        "received": lambda: _received(sent_back),
        "settled": lambda: _settled(sent_back),
        "lost": lambda: [
            sent_back.note,
            gettext("If you have the receipt of the counter, please send us a photo of it."),
        ],
        "answered": lambda: [],
    }
    return [sentence for sentence in told[step]() if sentence]


def _received(sent_back: Return) -> list[str]:
    day = sent_back.money_promised_on(ReturnPolicy.current().money_within_days)
    promise = gettext("We promise: your money is on its way by %s.") % date_format(day, "DATE_FORMAT") if day else ""
    return [gettext("We look at it next."), promise]


def _approved(sent_back: Return) -> list[str]:
    day = date_format(timezone.localtime(sent_back.send_by), "DATE_FORMAT") if sent_back.send_by else ""
    sentences = [gettext("Please send it by %s.") % day]
    if sent_back.outcome == Outcome.EXCHANGE:
        return [*sentences, gettext("What you get in exchange is kept for you.")]
    return [
        *sentences,
        gettext("You get back %s once it is here and looked at.") % (sent_back.quoted + sent_back.bonus),
    ]


def _settled(sent_back: Return) -> list[str]:
    amount = sent_back.paid_back
    if sent_back.outcome == Outcome.EXCHANGE:
        return [gettext("What you sent back is accepted, and what you get instead leaves soon.")] if amount else []
    if sent_back.outcome == Outcome.CREDIT:
        return [gettext("You have %s of store credit more.") % amount]
    if sent_back.outcome == Outcome.KEEP:
        return [gettext("You keep it, and %s is on its way back to you.") % amount]
    if not amount:
        return [gettext("No money goes back for it.")]
    return [gettext("%s is on its way back to you, the way it was paid. Banks take a few days.") % amount]
