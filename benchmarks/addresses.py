"""Which addresses are asked for, and what a page asks of the database. Importing this sets Django up."""

import django

django.setup()

from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from demo.places import write_delivery, write_taxes  # noqa: E402
from orders.models import DeliveryMethod  # noqa: E402
from shop.models import Category, Product  # noqa: E402
from shop.rules.listing import PAGE_SIZE  # noqa: E402

PRODUCTS, QUERIES = 400, 120
DEEP_FROM_PAGE = 5


def addresses() -> dict[str, list[str]]:
    """Paths by kind of page, the same ones at every run."""
    if Product.objects.exists() and not DeliveryMethod.objects.exists():
        write_taxes()
        write_delivery()
    products = list(Product.objects.listed().order_by("slug")[:: max(1, Product.objects.count() // PRODUCTS)])
    every = Category.objects.order_by("slug")
    sizes = {category: Product.objects.listed().within(category).count() for category in every}
    categories = [category for category, number in sizes.items() if number >= 2 * PAGE_SIZE]
    return {
        "floor": [f"/floor/{product.pk}/" for product in products],
        "home": ["/"],
        "category": [category.get_absolute_url() for category in categories],
        "category, deep": [f"{category.get_absolute_url()}?page={page}" for category, page in _deep(sizes)],
        "category, filtered": [f"{at.get_absolute_url()}?{filters}" for at, filters in _filtered(categories)],
        "search": [f"/search/?q={query}" for query in _queries(categories)],
        "product": [product.get_absolute_url() for product in products],
        "basket": ["/basket/"],
    }


def counted(path: str) -> dict[str, int]:
    """Bytes of the page, and its queries with nothing kept (cold) and right afterwards (warm)."""
    cache.clear()
    client, found = Client(SERVER_NAME="127.0.0.1"), {}
    for name in ("cold", "warm"):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        found[name] = len(captured)
    return found | {"bytes": len(answer.content), "status": answer.status_code}


def _deep(sizes: dict[Category, int]) -> list[tuple[Category, int]]:
    pages = [(category, -(-number // PAGE_SIZE)) for category, number in sizes.items()]
    return [(category, page) for category, last in pages for page in range(DEEP_FROM_PAGE, last + 1)][:QUERIES]


def _filtered(categories: list[Category]) -> list[tuple[Category, str]]:
    """By the two biggest brands of each category, in stock, cheapest first."""
    found = []
    for category in categories:
        brands = Product.objects.listed().within(category).exclude(brand=None).order_by().values_list("brand__slug")
        for slug, _number in brands.annotate(number=Count("pk")).order_by("-number", "brand__slug")[:2]:
            found.append((category, f"brand={slug}&stock=1&sort=price"))
    return found


def _queries(categories: list[Category]) -> list[str]:
    """What people type: a thing, or a maker and a thing."""
    things = [category.name.split(" & ")[0].lower().replace(" ", "+") for category in categories]
    makers = ["", "hp+", "startech+", "belkin+"]
    return [f"{maker}{thing}" for maker in makers for thing in things if "(" not in thing][:QUERIES]
