"""The demo world with an imported catalog."""

import gzip
import json

import pytest

from core.money import Money
from demo.world import DEAREST, load_world
from orders.models import Order, OrderLine
from shop.models import Product


@pytest.fixture
def file(tmp_path):
    """Every fourth thing costs as much as a car."""
    rows = [
        {
            "id": str(1000 + number),
            "title": f"Acme C{number} toner cartridge",
            "supplier": "Acme",
            "price": 1_500_000 if number % 4 == 0 else 1000 + 10 * number,
            "attr_t_type": "Original",
        }
        for number in range(60)
    ]
    path = tmp_path / "products.jsonl.gz"
    with gzip.open(path, "wt") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    return path


@pytest.mark.django_db
def test_people_buy_what_they_can_pay_of_an_imported_catalog(file):
    counted = load_world(seed=3, scale=0.2, imported=file)
    assert counted.products == 60
    assert counted.orders == Order.objects.count() > 20
    assert counted.reviews > 0
    assert Product.objects.filter(price_from__gt=DEAREST).count() == 15
    assert max(OrderLine.objects.values_list("unit_price", flat=True)) < Money(1700)
