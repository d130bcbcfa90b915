"""Which calls are made, and what they ask of the database. Importing this sets Django up."""

import django

django.setup()

import random  # noqa: E402
from datetime import timedelta  # noqa: E402

from allauth.idp.oidc.models import Token  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.crypto import get_random_string  # noqa: E402

from accounts.actions.partners import issue_key  # noqa: E402
from accounts.models import Partner  # noqa: E402
from core.api.pages import pack_cursor  # noqa: E402
from shop.models import Location, Product, StockRecord, Variant  # noqa: E402

PRODUCTS = 400


def paths(page: int, deep: int) -> dict[str, list[str]]:
    """Addresses by kind, the same at every run; `deep` is the number of the last page."""
    listed = Product.objects.listed()
    chosen = list(listed.order_by("slug")[:: max(1, listed.count() // PRODUCTS)])
    ids = list(listed.order_by("-pk").values_list("pk", flat=True)[: page * (deep - 1)])
    starts = [ids[number] for number in range(99, len(ids), 97)][:100]
    return {
        "floor": [f"/floor/{product.pk}/" for product in chosen],
        "single product": [f"/api/v1/products/{product.slug}/" for product in chosen],
        "list of 100 products": [f"/api/v1/products/?limit=100&cursor={pack_cursor('-id', pk, pk)}" for pk in starts],
        "page 1 by cursor": [f"/api/v1/products/?limit={page}"],
        f"page {deep:,} by cursor": [f"/api/v1/products/?limit={page}&cursor={pack_cursor('-id', ids[-1], ids[-1])}"],
    }


def queries() -> dict[str, int]:
    """How many questions lists and a single product ask."""
    client, found = Client(SERVER_NAME="127.0.0.1"), {}
    slug = Product.objects.listed().order_by("slug").first().slug
    for name, path in (
        ("10", "/api/v1/products/?limit=10"),
        ("100", "/api/v1/products/?limit=100"),
        ("1", f"/api/v1/products/{slug}/"),
    ):
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        found[f"{name} products"] = len(captured)
    return found


def counts_of(rows: int, places: int) -> list[dict[str, object]]:
    """Counts that differ from what stands there, shuffled as a warehouse would send them."""
    for number in range(places):
        Location.objects.get_or_create(name=f"Warehouse {number}", defaults={"country_code": "DE"})
    codes = list(Location.objects.order_by("pk").values_list("code", flat=True)[:places])
    skus = list(Variant.objects.order_by("pk").values_list("sku", flat=True))
    known = dict(StockRecord.objects.values_list("variant__sku", "on_hand"))
    pairs = [(sku, code) for code in codes for sku in skus][:rows]
    if len(pairs) < rows:
        raise SystemExit(f"The catalog is too small: {len(skus)} variants at {places} places.")
    random.Random(7).shuffle(pairs)
    turn = random.randrange(1000, 2000)
    return [{"sku": sku, "location": code, "on_hand": known.get(sku, 0) + turn} for sku, code in pairs]


def token() -> str:
    """Of a new partner that may count stock."""
    now = timezone.now()
    partner = Partner.objects.create(
        name=f"Benchmark {get_random_string(8)}", contact_email="b@example.com", reach="all", plan="bulk"
    )
    new = issue_key(partner=partner, label="counts", scopes=["stock:write"], by=None, at=now)
    value = get_random_string(40)
    row = Token(client=new.key.client, type=Token.Type.ACCESS_TOKEN, expires_at=now + timedelta(hours=2))
    row.set_value(value)
    row.set_scopes(["stock:write"])
    row.save()
    return value
