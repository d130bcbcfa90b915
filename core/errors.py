"""The one family of refusals: a rule said no, in words fit for the person who asked."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A rule said no. Subclasses stand beside the action that raises them and set `code` and `message`."""

    code: ClassVar[str] = "refused"
    message: ClassVar[str | Promise] = _("That is not possible right now.")
    passes: ClassVar[bool] = False
    """Whether the same may go well in a minute: then nobody is to remember it as the answer."""

    def __init__(self, message: str | Promise | None = None) -> None:
        self.detail = str(message or self.message)
        super().__init__(self.detail)


class TooOften(Refused):
    """Somebody tried more often than a limit allows; it passes with time."""

    code = "too_often"
    passes = True
    wait_seconds: ClassVar[int] = 3600
    """As long as the limit counts: after so long it may go on for sure."""
