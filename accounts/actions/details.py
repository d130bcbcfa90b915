"""What customers change of themselves."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rules.birthdays import changeable_from, is_birthday
from core.errors import Refused


class NoSuchDay(Refused):
    code = "no_such_day"
    message = _("There is no such day in the calendar.")


class BirthdayChangedLately(Refused):
    code = "birthday_changed_lately"
    message = _("A birthday can be changed once a year.")


@dataclass(frozen=True)
class Details:
    """All that the account's page of details asks. `birthday` is month and day, or None for none."""

    name: str
    birthday: tuple[int, int] | None


@transaction.atomic
def change_details(*, user: User, details: Details, at: datetime) -> User:
    """The name and the birthday. Raises NoSuchDay, BirthdayChangedLately."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.name = details.name
    _set_birthday(user, details.birthday, at)
    user.save(update_fields=["name", "birth_month", "birth_day", "birthday_set_at"])
    return user


def _set_birthday(user: User, birthday: tuple[int, int] | None, at: datetime) -> None:
    """Taking it out is free at any time; what was entered last still counts for when it can be entered anew."""
    if birthday is None:
        user.birth_month = user.birth_day = None
    elif birthday != (user.birth_month, user.birth_day):
        if not is_birthday(*birthday):
            raise NoSuchDay
        free_from = changeable_from(user.birthday_set_at) if user.birthday_set_at else at
        if at < free_from:
            day = date_format(timezone.localtime(free_from), "DATE_FORMAT")
            raise BirthdayChangedLately(_("A birthday can be changed once a year: yours again on %s.") % day)
        user.birth_month, user.birth_day = birthday
        user.birthday_set_at = at
