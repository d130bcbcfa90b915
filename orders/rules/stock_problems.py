"""How long a buyer has to say what should become of what is missing, and how long somebody who waits waits at most."""

from datetime import timedelta

DECIDE_WITHIN = timedelta(days=3)
WAIT_AT_MOST = timedelta(days=14)
