"""What a gift card may be worth, and how far ahead it is sent. Whole major units: nobody gives 9.99."""

from datetime import timedelta

LEAST, MOST = 5, 500
SUGGESTED = (25, 50, 100)
AHEAD = timedelta(days=366)
