"""Closing an account for good: the row stays, because orders need a customer, and holds nothing of the person."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Token
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.actions.consents import withdraw_consent
from accounts.actions.events import record_event
from accounts.actions.joining import proven_addresses
from accounts.models import Address, ConsentSource, DigestItem, Topic, User
from accounts.models.users import CLOSED_HOST
from accounts.rules.farewell import Farewell
from accounts.signals import account_closed
from core.actions.mail import queue_mail
from core.errors import Refused
from core.retries import again_when_blocked


class AccountOfStaff(Refused):
    code = "account_of_staff"
    message = _("This account belongs to staff. Somebody else has to take its staff rights away first.")


class AccountClosed(Refused):
    code = "account_closed"
    message = _("This account is deleted already.")


@again_when_blocked
@transaction.atomic
def close_account(*, user: User, wishes: Farewell, at: datetime) -> User:
    """Empty an account for ever and say so to its address. Orders keep their own copies: invoices have to be kept.

    Raises AccountOfStaff, AccountClosed, and whatever apps above have against it (`account_closed`). Every session
    ends with the password, every link that was mailed with the account.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if user.closed_at:
        raise AccountClosed
    if user.is_staff or user.is_superuser:
        raise AccountOfStaff
    withdraw_consent(user=user, topics=Topic, source=ConsentSource.CLOSING)
    account_closed.send(User, user=user, emails=proven_addresses(user), wishes=wishes, at=at)
    _say_goodbye(user, wishes)
    reference = f"customer/{user.public_id}"
    record_event(
        type="customer.closed", reference=reference, subject=reference, data={"customer": user.public_id}, at=at
    )
    _empty(user, at)
    return user


def _say_goodbye(user: User, wishes: Farewell) -> None:
    queue_mail(
        template="accounts/account_deleted",
        key=f"account/{user.pk}",
        to=user.email,
        language=user.language or settings.LANGUAGE_CODE,
        context={"wishes": wishes},
    )


def _empty(user: User, at: datetime) -> None:
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    Token.objects.filter(user=user).delete()
    Address.objects.filter(owner=user).delete()
    DigestItem.objects.filter(customer=user).delete()
    for rows in (user.groups, user.user_permissions, user.customer_groups):
        rows.clear()
    user.email = f"{get_random_string(16).lower()}@{CLOSED_HOST}"
    user.name, user.language, user.last_login, user.closed_at = "", "", None, at
    user.is_active = user.is_insider = False
    for topic in Topic:
        setattr(user, topic.value, False)
    user.weekly_topics = []
    user.birth_month, user.birth_day, user.birthday_set_at = None, None, None
    user.set_unusable_password()
    user.save()
    of_user = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    of_user.update(object_repr=str(user)[:200])
