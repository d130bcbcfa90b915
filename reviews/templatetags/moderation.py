"""Words for the moderators' pages."""

from django import template
from django.utils.translation import gettext

from reviews.models import Entry
from reviews.rules.reasons import REASONS, REPORTS

register = template.Library()


@register.filter
def kind_words(kind: str) -> str:
    words = {"review": gettext("Reviews"), "question": gettext("Questions"), "answer": gettext("Answers")}
    return words[kind]


@register.filter
def entry_kind(entry: Entry) -> str:
    words = {"review": gettext("Review"), "question": gettext("Question"), "answer": gettext("Answer")}
    return words[entry.kind]


@register.filter
def report_words(reason: str) -> str:
    return str(REPORTS.get(reason, reason))


@register.filter
def reason_words(reason: str) -> str:
    return str(REASONS.get(reason) or REPORTS.get(reason, reason))
