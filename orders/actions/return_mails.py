"""The mails of a return. One template says each step in its own words, so that all of them look alike."""

from django.conf import settings
from django.urls import reverse

from core.actions.mail import queue_mail
from core.links import sign_link
from orders.actions.mails import VIEW
from orders.models import Return


def return_link(sent_back: Return) -> str:
    """The page of the return, on the shop's own host, for whoever got the mail."""
    token = sign_link(VIEW, sent_back.order.number)
    return settings.BASE_URL + reverse("orders:return-detail", args=[token, sent_back.number])


def mail_return(sent_back: Return, step: str, *, turn: int = 0, **context: object) -> None:
    """Tell the buyer that a step was reached: in_review, approved, rejected, canceled, expired, paid_early, received,
    settled or answered."""
    lines = list(sent_back.lines.select_related("order_line"))
    order = sent_back.order
    context |= {
        "sent_back": sent_back,
        "order": order,
        "lines": lines,
        "step": step,
        "return_url": return_link(sent_back),
        "short": [line for line in lines if line.accepted < line.requested] if step == "settled" else [],
        "replacement": sent_back.replacement if step == "settled" else None,
    }
    key = f"{sent_back.reference}/{step}" + (f"/{turn}" if turn else "")
    queue_mail(template="orders/return_step", key=key, to=order.email, language=order.language, context=context)
