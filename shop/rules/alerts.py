"""How long people wait to be told, and how many are told at a time."""

from datetime import timedelta

EXPIRES_AFTER = timedelta(days=365)
"""Nobody is mailed about what they asked for longer ago."""
PENDING_FOR = timedelta(days=4)
"""How long a guest may take to confirm; what is not confirmed by then is deleted."""
ERASE_AFTER = timedelta(days=7)
"""After the end of an alert a guest's address is kept this long, for the page its mail links to."""
UNDO_FOR = timedelta(days=1)
"""How long an alert that was ended can be taken up again."""
PEOPLE_PER_UNIT = 3
"""People told at a time for each unit that came: not all of them buy, and nobody shall come to an empty shelf."""
SAY_HOW_MANY = 20
"""At or below this many units the mail says how many there are."""
MOST_LIVE = 100
"""Alerts of one person at a time."""
