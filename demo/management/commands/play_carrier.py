"""`manage.py play_carrier`: the fake carrier brings every parcel a step further."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from demo.carriers import next_reports, write_reports


class Command(BaseCommand):
    help = "Put a file of reports into the carriers' folder; the shop reads it within a minute."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        reports = next_reports(now)
        file = write_reports(f"play-{now:%Y%m%d-%H%M%S}.jsonl", reports)
        self.stdout.write(f"{len(reports)} reports lie in {file}.")
