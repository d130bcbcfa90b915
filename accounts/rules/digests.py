"""When the weekly mail is written."""

from datetime import datetime, timedelta

WEEKDAY, HOUR = 3, 8
"""Thursday morning in the shop's zone: the weekend is ahead, and what is told of is hardly a week old."""
KEEP = timedelta(days=100)
"""How long it is known what was mailed, so that the same news never comes again."""


def last_digest(local: datetime) -> datetime:
    """The last moment, at or before this one in the shop's zone, at which a weekly mail was due."""
    due = local.replace(hour=HOUR, minute=0, second=0, microsecond=0) - timedelta(days=(local.weekday() - WEEKDAY) % 7)
    return due if due <= local else due - timedelta(days=7)
