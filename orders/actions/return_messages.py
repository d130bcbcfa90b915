"""What buyers and staff write to each other about a return."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from orders.actions.return_events import write_return_event
from orders.actions.return_mails import mail_return
from orders.actions.return_requests import lock_return
from orders.models import OrderEvent, Return, ReturnMessage
from orders.models.returns import ReturnState

MOST_MESSAGES = 30


class NothingWritten(Refused):
    code = "nothing_written"
    message = _("Please write what you want to say.")


class TooManyMessages(Refused):
    code = "too_many_messages"
    message = _("So much was written here already that we had better talk. Please reply to one of our mails.")


@transaction.atomic
def write_message(*, sent_back: Return, text: str, by: User | None, at: datetime) -> ReturnMessage:
    """Its buyer writes. About one that is done or was not agreed to it is an objection: staff look again.

    Raises NothingWritten and TooManyMessages.
    """
    sent_back = lock_return(sent_back)
    message = _write(sent_back, text, by, at, is_from_shop=False)
    decided = sent_back.state in (ReturnState.SETTLED, ReturnState.REJECTED, ReturnState.LOST)
    if decided and not sent_back.is_contested:
        Return.objects.filter(pk=sent_back.pk).update(is_contested=True)
        turn = sent_back.messages.count()
        write_return_event(sent_back, OrderEvent.Kind.RETURN_CONTESTED, by, at, turn=turn)
    return message


@transaction.atomic
def answer_message(*, sent_back: Return, text: str, by: User, at: datetime) -> ReturnMessage:
    """The shop writes, and its buyer has a mail. An objection is answered by that. Raises NothingWritten."""
    sent_back = lock_return(sent_back)
    message = _write(sent_back, text, by, at, is_from_shop=True)
    Return.objects.filter(pk=sent_back.pk).update(is_contested=False)
    mail_return(sent_back, "answered", turn=message.pk, text=message.text)
    return message


def _write(sent_back: Return, text: str, by: User | None, at: datetime, *, is_from_shop: bool) -> ReturnMessage:
    text = text.replace("\0", "").strip()[:2000]
    if not text:
        raise NothingWritten
    if not is_from_shop and sent_back.messages.count() >= MOST_MESSAGES:
        raise TooManyMessages
    return ReturnMessage.objects.create(
        sent_back=sent_back, is_from_shop=is_from_shop, author=by, text=text, created_at=at
    )
