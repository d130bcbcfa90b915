"""Opening an account by a link in a mail: whoever reads the mailbox has proven the address."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused


class AccountExists(Refused):
    code = "account_exists"
    message = _("There is an account with this address already. Please sign in: your order is there.")


@transaction.atomic
def join_by_mail(*, email: str, name: str, language: str) -> User:
    """An account without a password, with this address proven. Raises AccountExists."""
    if User.objects.filter(email__iexact=email).exists():
        raise AccountExists
    user = User.objects.create_user(email, name=name, language=language)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def proven_addresses(user: User) -> list[str]:
    """The addresses at which somebody has shown to be reached."""
    return list(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))
