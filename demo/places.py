"""Where the demo shop keeps its goods, where it delivers and at what price, and the tax of each place."""

from datetime import date
from pathlib import Path

from core.money import Money
from orders.models import DeliveryMethod, DeliveryRate, DeliveryZone, TaxRate
from shop.models import Location, Page

NEIGHBORS = ["AT", "BE", "CZ", "DK", "FR", "LU", "NL", "PL"]
EUROPE = ["BG", "EE", "ES", "FI", "GR", "HR", "HU", "IE", "IT", "LT", "LV", "PT", "RO", "SE", "SI", "SK"]

# Zone: countries, then methods: name, days, free from, free for members, rows of (up to grams, price).
ZONES = {
    "Germany": (["DE"], [
        ("Standard", 1, 3, 4900, True, [(10_000, 490), (31_500, 990)]),
        ("Express", 1, 1, None, False, [(10_000, 1190), (31_500, 1890)]),
    ]),
    "EU neighbors": (NEIGHBORS, [
        ("Standard", 2, 5, 9900, True, [(5_000, 990), (20_000, 1590), (31_500, 2290)]),
        ("Express", 1, 2, None, False, [(5_000, 2490), (31_500, 3990)]),
    ]),
    "Further EU": (EUROPE, [("Standard", 3, 7, 14900, False, [(5_000, 1390), (20_000, 2190), (31_500, 2990)])]),
    "Switzerland": (["CH", "LI"], [("Standard", 3, 6, None, False, [(5_000, 1890), (20_000, 2790)])]),
    "United Kingdom": (["GB"], [("Standard", 4, 8, None, False, [(5_000, 1990), (20_000, 2990)])]),
    "United States": (["US"], [("Standard", 6, 12, None, False, [(2_000, 2490), (5_000, 3490), (20_000, 5990)])]),
}  # fmt: skip

# Country: standard and reduced rate in hundredths of a percent, as of 2026.
TAXES = {
    "DE": (1900, 700), "AT": (2000, 1000), "BE": (2100, 600), "BG": (2000, 900), "CZ": (2100, 1200),
    "DK": (2500, 2500), "EE": (2400, 900), "ES": (2100, 1000), "FI": (2550, 1350), "FR": (2000, 550),
    "GR": (2400, 1300), "HR": (2500, 1300), "HU": (2700, 1800), "IE": (2300, 1350), "IT": (2200, 1000),
    "LT": (2100, 1200), "LU": (1700, 800), "LV": (2100, 1200), "NL": (2100, 900), "PL": (2300, 800),
    "PT": (2300, 1300), "RO": (2100, 1100), "SE": (2500, 1200), "SI": (2200, 950), "SK": (2300, 1900),
    "CH": (810, 260), "LI": (810, 260),
}  # fmt: skip
RATES_SINCE = date(2020, 1, 1)

TEXTS = Path(__file__).parent / "texts"
PAGES = ("delivery", "returns", "contact", "about", "terms", "privacy", "imprint")


def write_location() -> Location:
    """The warehouse; and a store that keeps no stock and takes what comes back."""
    warehouse = Location.objects.create(name="Warehouse Leipzig", country_code="DE")
    Location.objects.create(
        name="Regulars Hamburg",
        country_code="DE",
        takes_returns=True,
        address="Hafenstr. 12, 20457 Hamburg",
        hours="Mo–Sa 10–19",
    )
    return warehouse


def write_delivery() -> None:
    """Zones, methods and price tables."""
    for name, (countries, methods) in ZONES.items():
        zone = DeliveryZone.objects.create(name=name, countries=countries)
        for position, (label, fewest, most, free, for_members, rows) in enumerate(methods):
            method = DeliveryMethod.objects.create(
                zone=zone,
                name=label,
                min_days=fewest,
                max_days=most,
                position=position,
                free_for_members=for_members,
                free_from=Money(free) if free else None,
            )
            DeliveryRate.objects.bulk_create(
                DeliveryRate(method=method, up_to_weight_g=grams, price=Money(price), position=place)
                for place, (grams, price) in enumerate(rows)
            )


def write_taxes() -> None:
    TaxRate.objects.bulk_create(
        TaxRate(country_code=country, tax_class=tax_class, hundredths=rate, valid_from=RATES_SINCE)
        for country, rates in TAXES.items()
        for tax_class, rate in zip(("standard", "reduced"), rates, strict=True)
    )


def write_pages() -> None:
    """Legal and help texts in both languages: the first line is the title, the rest HTML."""
    for language in ("en", "de"):
        for position, slug in enumerate(PAGES):
            title, _newline, text = (TEXTS / language / f"{slug}.html").read_text().partition("\n")
            Page.objects.create(slug=slug, language=language, title=title, text=text.strip(), position=position)
