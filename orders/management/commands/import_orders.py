"""`manage.py import_orders FILE`: the orders of another shop, as history."""

import sys
from pathlib import Path
from time import monotonic
from typing import Any

from babel import Locale
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from core.currency import exponent
from core.errors import Refused
from orders.actions.imports import OrderReport, check_currency, import_orders
from orders.rules.imports import Reading, countries_by_name


class Command(BaseCommand):
    help = "Take over another shop's orders from CSV, plain or .gz. Run it again at any time: it goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="By which name the other shop is known.")
        parser.add_argument("--currency", required=True, help="Of the amounts in the file, such as GBP.")
        parser.add_argument("--as-currency", help="The shop's own: take the numbers as if they were in that.")
        parser.add_argument("--country", action="append", default=[], help='What a country is: "EIRE=IE". Repeat it.')
        parser.add_argument("--delivery", nargs="*", default=[], metavar="CODE", help="Articles that are delivery.")
        parser.add_argument("--not-goods", nargs="*", default=[], metavar="CODE", help="Articles that are none.")
        parser.add_argument("--known-goods-only", action="store_true", help="Refuse articles that we do not have.")
        parser.add_argument("--limit", type=int, help="Read only so many invoices.")
        parser.add_argument("--refused", type=Path, help="Where refused rows go; by default into VAR_DIR/imports.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        refused_to = options["refused"] or settings.VAR / "imports" / f"{file.name}.refused.jsonl"
        began = monotonic()
        try:
            check_currency(
                currency=options["currency"], is_taken_as_ours=options["as_currency"] == settings.SHOP_CURRENCY
            )
            with tqdm(total=file.stat().st_size, unit="B", unit_scale=True, disable=not sys.stderr.isatty()) as bar:
                report = import_orders(
                    file=file,
                    name=options["source"],
                    reading=_reading(options),
                    refused_to=refused_to,
                    adds_goods=not options["known_goods_only"],
                    limit=options["limit"],
                    tell=lambda position: bar.update(position - bar.n),
                )
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        self._say(report, monotonic() - began)
        if report.refused:
            self.stdout.write(f"All refused rows with their reasons: {refused_to}")
        if report.broken:
            raise CommandError(report.broken)

    def _say(self, report: OrderReport, seconds: float) -> None:
        counts = f"{report.orders} orders with {report.lines} lines taken over, {report.known} known"
        beside = f"{report.returned} units came back, {report.products} unlisted products made"
        self.stdout.write(f"{counts}, {beside}, {report.refused} rows refused, in {seconds:.1f} s.")
        for refusal in report.refusals:
            self.stdout.write(f"  line {refusal.line}: {refusal.reason}")


def _reading(options: dict[str, Any]) -> Reading:
    """Countries by their English names, as Babel has them, by their codes, and as the sender calls them."""
    try:
        countries = countries_by_name(Locale("en").territories, options["country"])
    except ValueError as error:
        raise CommandError(
            f'--country takes a name and a code of two letters, as in "EIRE=IE", not {error}.'
        ) from error
    return Reading(
        countries=countries,
        timezone=timezone.get_default_timezone(),
        decimals=exponent(),
        now=timezone.now(),
        delivery=frozenset(options["delivery"]),
        not_goods=frozenset(options["not_goods"]),
    )
