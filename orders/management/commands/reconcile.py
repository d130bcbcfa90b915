"""`manage.py reconcile`: what came in and went back here, against the payment provider's books."""

import sys
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from core.stripe import ProviderRefused, ProviderUnavailable
from orders.actions.reconciling import reconcile, slices


class Command(BaseCommand):
    help = "Compare payments and refunds with the provider's. Settles what is only behind; ends with 1 on a difference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=7, help="How far back, 7 unless told.")

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        if not 1 <= days <= 3660:
            raise CommandError("--days goes from 1 to 3660.")
        now, found, mended = timezone.now(), 0, 0
        spans = slices(now - timedelta(days=days), now)
        try:
            for since, until in tqdm(spans, unit="day", disable=not sys.stderr.isatty()):
                for difference in reconcile(since=since, until=until, at=now):
                    self.stdout.write(str(difference))
                    found, mended = found + 1, mended + difference.is_mended
        except (ProviderUnavailable, ProviderRefused) as error:
            raise CommandError(f"The provider does not answer, so nothing is proven: {error}") from error
        self.stdout.write(f"{found} differences in {days} days, {mended} of them only behind and settled now.")
        if found > mended:
            raise CommandError(f"{found - mended} differences need a person.")
