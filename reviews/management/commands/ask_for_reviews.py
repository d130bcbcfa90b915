"""Asks for reviews now: the hourly job by hand, or without waiting (`--now`) to see it work."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from reviews.actions.requests import orders_to_ask, request_review
from reviews.rules.eligibility import ASK_WITHIN


class Command(BaseCommand):
    help = "Mail review requests for delivered orders whose wait is over, or for all delivered ones (--now)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", action="store_true", help="do not wait after the delivery (demo only)")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        ahead = ASK_WITHIN / 2 if options["now"] and settings.DEMO else None
        orders = orders_to_ask(now + ahead if ahead else now)
        asked = [order for order in orders if request_review(order=order, at=now)]
        self.stdout.write(f"{len(asked)} orders asked about.")
