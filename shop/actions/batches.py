"""What becomes of the rows of a call that sets many things at once."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_ROWS = 5_000
"""Rows in a call at most."""


@dataclass(frozen=True)
class Outcome:
    """changed, unchanged or refused; refused ones say why."""

    outcome: str
    code: str = ""
    detail: str = ""


CHANGED, UNCHANGED = Outcome("changed"), Outcome("unchanged")


def unknown_sku(sku: str) -> Outcome:
    return Outcome("refused", "unknown_sku", _("There is no variant with the SKU %s.") % sku)


def named_twice(name: str) -> Outcome:
    return Outcome("refused", "named_twice", _("%s stands in the call twice; the first row counts.") % name)
