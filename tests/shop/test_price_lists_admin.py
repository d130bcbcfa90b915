"""Staff keep price lists: by hand, by percent, by sheet; what they save holds at once."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.money import Money
from shop.models import PriceChange, PriceList, PriceListEntry, Variant
from tests.cast import make_category, make_group, make_price_list, make_product, stan

pytestmark = pytest.mark.django_db
LISTS, PRICES = "/staff/shop/pricelist/", "/staff/shop/pricelistentry/"


@pytest.fixture
def staff(client):
    client.force_login(stan())
    return client


@pytest.fixture
def product():
    return make_product("Coffee beans", price=2000)


def price() -> Money:
    return Variant.objects.get().price


def list_form(**changes: object) -> dict[str, object]:
    fields = {
        "name": "Sale",
        "audience": "everybody",
        "is_active": "on",
        "starts_at_0": "2026-01-01",
        "starts_at_1": "08:00",
    }
    return fields | changes


def test_a_list_is_made_and_ended(staff, product):
    assert staff.post(f"{LISTS}add/", list_form()).status_code == 302
    sale = PriceList.objects.get()
    entry = {"price_list": sale.pk, "variant": product.variants.get().pk, "price": "15.00"}
    assert staff.post(f"{PRICES}add/", entry).status_code == 302
    assert price() == Money(1500)
    assert PriceChange.objects.first().changed_by.email == "stan@example.com"
    day = timezone.localdate().isoformat()
    staff.post(f"{LISTS}{sale.pk}/change/", list_form(ends_at_0=day, ends_at_1="00:00"))
    assert price() == Money(2000)


def test_a_list_for_a_group_wants_one_and_ends_after_it_starts(staff):
    for wrong, words in (
        ({"audience": "group"}, "Choose a group"),
        ({"group": make_group("Club").pk}, "Choose a group"),
        ({"ends_at_0": "2025-01-01", "ends_at_1": "08:00"}, "A list ends after it starts."),
    ):
        answer = staff.post(f"{LISTS}add/", list_form(**wrong))
        assert words in answer.content.decode()
    assert not PriceList.objects.exists()


def test_a_list_is_filled_by_percent_from_a_category_and_a_brand(staff, product):
    make_product("Pan", price=1000, category=make_category("Pans"))
    sale = make_price_list("Sale", "everybody", {})
    address = f"{LISTS}{sale.pk}/fill/"
    assert "Choose a category, a brand or both." in staff.post(address, {"percent": "15"}).content.decode()
    staff.post(address, {"percent": "15", "category": product.category_id})
    assert list(PriceListEntry.objects.values_list("price", flat=True)) == [Money(1700)]
    staff.post(address, {"percent": "10", "brand": product.brand_id})
    assert {entry.price for entry in PriceListEntry.objects.all()} == {Money(1800), Money(900)}
    assert set(Variant.objects.values_list("price", flat=True)) == {Money(1800), Money(900)}


def test_chosen_products_are_put_on_a_list(staff, product):
    sale = make_price_list("Sale", "everybody", {})
    chosen = {"action": "put_on_price_list", "_selected_action": product.pk}
    assert "1 product is chosen." in staff.post("/staff/shop/product/", chosen).content.decode()
    answer = staff.post("/staff/shop/product/", chosen | {"percent": "25", "price_list": sale.pk})
    assert answer.url == f"{PRICES}?price_list__id__exact={sale.pk}"
    assert price() == Money(1500)


def test_nothing_to_list_is_said(staff, product):
    sale = make_price_list("Sale", "everybody", {})
    answer = staff.post(
        f"{LISTS}{sale.pk}/fill/", {"percent": "15", "category": make_category("Empty").pk}, follow=True
    )
    assert "None of these products" in answer.content.decode()


def test_prices_come_from_a_sheet_that_is_previewed(staff, product):
    make_price_list("Sale", "everybody", {})
    sku = product.variants.get().sku
    rows = f"price_list,sku,price\nSale,{sku},17.50\n".encode()
    upload = {"import_file": SimpleUploadedFile("prices.csv", rows), "format": "0", "resource": ""}
    page = staff.post(f"{PRICES}import/", upload)
    assert "17.5" in page.content.decode()
    assert price() == Money(2000)
    assert not PriceListEntry.objects.exists()
    confirmed = {name: field.value() for name, field in _fields(page.context["confirm_form"])}
    staff.post(f"{PRICES}process_import/", confirmed)
    assert price() == Money(1750)


@pytest.mark.parametrize("cell", ["0", "-1", "abc", "1.999"])
def test_a_sheet_with_a_wrong_price_is_refused(staff, product, cell):
    make_price_list("Sale", "everybody", {})
    rows = f"price_list,sku,price\nSale,{product.variants.get().sku},{cell}\n".encode()
    upload = {"import_file": SimpleUploadedFile("prices.csv", rows), "format": "0", "resource": ""}
    page = staff.post(f"{PRICES}import/", upload)
    assert "confirm_form" not in page.context
    assert not PriceListEntry.objects.exists()


def test_prices_are_changed_in_the_list_and_taken_off_it(staff, product):
    make_price_list("Sale", "everybody", {product: 1500})
    entry = PriceListEntry.objects.get()
    form = {
        "form-TOTAL_FORMS": 1,
        "form-INITIAL_FORMS": 1,
        "form-0-id": entry.pk,
        "form-0-price": "14.00",
        "_save": "Save",
    }
    staff.post(PRICES, form)
    assert price() == Money(1400)
    staff.post(PRICES, {"action": "delete_selected", "_selected_action": entry.pk, "post": "yes"})
    assert price() == Money(2000)


def test_a_list_is_never_deleted_and_the_price_of_a_variant_is_set(staff, product):
    sale = make_price_list("Sale", "everybody", {product: 1500})
    assert staff.post(f"{LISTS}{sale.pk}/delete/", {"post": "yes"}).status_code == 403
    variant = product.variants.get()
    for path in (
        f"{LISTS}{sale.pk}/change/",
        PRICES,
        f"{PRICES}?q=coffee",
        f"/staff/shop/variant/{variant.pk}/change/",
    ):
        assert staff.get(path).status_code == 200
    staff.post(f"/staff/shop/variant/{variant.pk}/change_price/", {"price": "12.00", "announce": "on"})
    variant.refresh_from_db()
    assert (variant.price, variant.base_price) == (Money(1200), Money(1200))
    page = staff.post(f"/staff/shop/variant/{variant.pk}/change_price/", {"price": "0"}, follow=True)
    assert "A price is above zero." in page.content.decode()


def test_a_price_moved_to_another_variant_frees_the_first(staff, product):
    other = make_product("Tea", price=1000)
    make_price_list("Sale", "everybody", {product: 500}, ends_at=timezone.now() + timedelta(days=1))
    entry = PriceListEntry.objects.get()
    moved = {"price_list": entry.price_list_id, "variant": other.variants.get().pk, "price": "5.00"}
    assert staff.post(f"{PRICES}{entry.pk}/change/", moved).status_code == 302
    assert (product.variants.get().price, other.variants.get().price) == (Money(2000), Money(500))


def _fields(form):
    return [(name, form[name]) for name in form.fields]
