"""`manage.py load_demo`: fill an empty shop with the demo world."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.people import ADA_EMAIL, ADA_PASSWORD, STAFF_EMAIL, STAFF_PASSWORD
from demo.world import is_loaded, load_world
from shop.models import Product


class Command(BaseCommand):
    help = "Fill an empty shop with products, customers, orders and reviews. A second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--catalog", type=Path, help="An Icecat product file (.jsonl.gz) to sell instead of our own things."
        )
        parser.add_argument("--seed", type=int, default=7, help="Another number gives another history.")

    def handle(self, *args: Any, **options: Any) -> None:
        if is_loaded():
            self.stdout.write("The demo world is here already; nothing was changed.")
            return
        if Product.objects.exists() and not options["catalog"]:
            raise CommandError("This shop has products of its own. The demo world wants an empty database.")
        counted = load_world(
            seed=options["seed"],
            imported=options["catalog"],
            books=settings.VAR / "fake_stripe.json",
            quiet=options["verbosity"] == 0,
        )
        self.stdout.write(
            f"{counted.products} products, {counted.orders} orders and {counted.reviews} reviews are there."
        )
        self.stdout.write(f"Sign in as {ADA_EMAIL} ({ADA_PASSWORD}) or as staff: {STAFF_EMAIL} ({STAFF_PASSWORD}).")
