"""Staff keep the catalog: prices through their history, stock through its ledger, pictures looked at before they are kept."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.money import Money
from shop.actions.catalog import gift_card_variant
from shop.actions.pictures import make_renditions
from shop.models import Attribute, Picture, PriceChange, Product, StockMovement, StockRecord, Variant
from tests.cast import make_category, make_product, make_variant, stan

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(stan())
    return client


def product_form(product: Product, **changes: object) -> dict[str, object]:
    variant = product.variants.get()
    formsets = {}
    for prefix, total, initial in (
        ("variants", 1, 1),
        ("pictures", 0, 0),
        ("specification", 0, 0),
        ("documents", 0, 0),
    ):
        formsets |= {f"{prefix}-TOTAL_FORMS": total, f"{prefix}-INITIAL_FORMS": initial}
    row = {"id": variant.pk, "product": product.pk, "sku": variant.sku, "options": "", "is_active": "on", "position": 0}
    fields = {
        "title": product.title, "slug": product.slug, "category": product.category_id, "brand": product.brand_id,
        "bullet_points": "", "option_names": "", "ships_to": "", "tax_class": "standard", "description": "",
    }  # fmt: skip
    return fields | formsets | {f"variants-0-{name}": value for name, value in row.items()} | changes


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 600)) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", size, "#8a5").save(buffer, kind)
    return SimpleUploadedFile(f"mug.{kind.lower()}", buffer.getvalue(), f"image/{kind.lower()}")


def test_a_saved_product_is_found_under_its_new_words_and_its_old_address(staff):
    product = make_product("Stoneware mug")
    old = product.slug
    answer = staff.post(
        f"/staff/shop/product/{product.pk}/change/", product_form(product, title="Porcelain cup", slug="cup")
    )
    assert answer.status_code == 302, answer.context["errors"]
    assert "Porcelain cup" in staff.get("/search/?q=porcelain").content.decode()
    assert staff.get(f"/p/{old}/").status_code == 301


def test_lists_and_options_are_typed_one_on_each_line(staff):
    product = make_product()
    lists = {
        "bullet_points": "Holds 350 ml\r\n\r\n Stacks \r\n",
        "option_names": "Color\r\nSize",
        "ships_to": "de\r\nAT",
    }
    typed = lists | {"variants-0-options": "Color: Blue\r\nSize: 350 ml: wide\r\n"}
    answer = staff.post(f"/staff/shop/product/{product.pk}/change/", product_form(product, **typed))
    assert answer.status_code == 302, answer.context["errors"]
    product.refresh_from_db()
    assert (product.bullet_points, product.option_names) == (["Holds 350 ml", "Stacks"], ["Color", "Size"])
    assert product.ships_to == ["DE", "AT"]
    assert Variant.objects.get().options == {"Color": "Blue", "Size": "350 ml: wide"}


def test_lists_and_options_are_shown_as_they_are_typed(staff):
    product = make_product(bullet_points=["Holds 350 ml", "Stacks"])
    Variant.objects.update(options={"Color": "Blue", "Size": "L"})
    page = staff.get(f"/staff/shop/product/{product.pk}/change/").content.decode()
    assert "Holds 350 ml\nStacks</textarea>" in page
    assert "Color: Blue\nSize: L</textarea>" in page


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("variants-0-options", "Blue", "such as “Color: Blue”: Blue."),
        ("variants-0-options", "Color:", "such as “Color: Blue”: Color:."),
        ("variants-0-options", ": Blue", "such as “Color: Blue”: :Blue."),
        ("variants-0-options", "Color: Blue\nColor: Red", "This name is there twice: Color."),
        ("ships_to", "DE\nGermany\nXX", "No country has this code: GERMANY, XX."),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_at_its_field_and_kept_for_mending(staff, field, typed, said):
    product = make_product()
    answer = staff.post(f"/staff/shop/product/{product.pk}/change/", product_form(product, **{field: typed}))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert f"{typed}</textarea>" in page
    assert (Product.objects.get().ships_to, Variant.objects.get().options) == ([], {})


def second_variant(**fields: object) -> dict[str, object]:
    row = {"sku": "B", "options": "", "price": "12.90", "is_active": "on", "position": 1} | fields
    return {"variants-TOTAL_FORMS": 2} | {f"variants-1-{name}": value for name, value in row.items()}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Two variants have the same options"),
        ({"options": "Color: Blue", "gtin": "04006381333931"}, "SKUs or GTINs belongs to another variant"),
        ({"options": "Color: Blue", "gtin": "04006381333948"}, "SKUs or GTINs belongs to another variant"),
        ({"options": "Color: Blue", "gtin": "4006381333955"}, ""),
        ({"is_active": ""}, ""),
    ],
)
def test_variants_can_be_told_apart_and_have_gtins_of_their_own(staff, fields, said):
    make_product("Bowl").variants.update(gtin="4006381333948")
    product = make_product("Mug")
    product.variants.update(gtin="4006381333931")
    typed = product_form(product, **{"variants-0-gtin": "4006381333931"}) | second_variant(**fields)
    answer = staff.post(f"/staff/shop/product/{product.pk}/change/", typed)
    assert answer.status_code == (200 if said else 302), answer.context["errors"]
    assert said in answer.content.decode()
    assert product.variants.count() == (1 if said else 2)


def test_words_are_changed_beside_variants_that_were_alike_before(staff):
    product = make_product()
    typed = product_form(product, title="Porcelain cup")
    twin = make_variant(product, sku="TWIN", stock=0)
    row = {"id": twin.pk, "product": product.pk, "sku": "TWIN", "options": "", "is_active": "on", "position": 0}
    twins = {"variants-TOTAL_FORMS": 2, "variants-INITIAL_FORMS": 2}
    twins |= {f"variants-1-{name}": value for name, value in row.items()}
    answer = staff.post(f"/staff/shop/product/{product.pk}/change/", typed | twins)
    assert answer.status_code == 302, answer.context["errors"]
    product.refresh_from_db()
    assert product.title == "Porcelain cup"


@pytest.mark.parametrize(("field", "typed"), [("slug", "gift-card"), ("variants-0-sku", "GIFT-CARD")])
def test_what_gift_cards_are_sold_as_is_nobody_elses(staff, field, typed):
    product = make_product()
    answer = staff.post(f"/staff/shop/product/{product.pk}/change/", product_form(product, **{field: typed}))
    assert f"The shop keeps “{typed}” for its gift cards." in answer.content.decode()
    assert not Product.objects.filter(slug="gift-card").exists()
    assert not Variant.objects.filter(sku="GIFT-CARD").exists()


def test_the_product_of_gift_cards_is_saved_but_not_published(staff):
    product = gift_card_variant().product
    answer = staff.post(f"/staff/shop/product/{product.pk}/change/", product_form(product, title="Voucher", brand=""))
    assert answer.status_code == 302, answer.context["errors"]
    staff.post("/staff/shop/product/", {"action": "publish", "_selected_action": product.pk})
    product.refresh_from_db()
    assert (product.title, product.state) == ("Voucher", "draft")


def test_a_category_filters_by_attributes_the_shop_knows(staff):
    Attribute.objects.create(key="color", label="Color")
    category = make_category("Kitchen")
    fields = {"name": "Kitchen", "slug": category.slug, "icon": "package", "position": 0, "facets": "color\r\ncolour"}
    answer = staff.post(f"/staff/shop/category/{category.pk}/change/", fields)
    assert "No attribute has this key: colour." in answer.content.decode()
    staff.post(f"/staff/shop/category/{category.pk}/change/", fields | {"facets": "color\r\n"})
    category.refresh_from_db()
    assert category.facets == ["color"]


def test_the_price_of_a_variant_is_not_changed_by_its_form(staff):
    product = make_product(price=1290)
    staff.post(f"/staff/shop/product/{product.pk}/change/", product_form(product, **{"variants-0-price": "1.00"}))
    assert Variant.objects.get().price == Money(1290)


def test_prices_are_changed_in_bulk_and_the_history_says_who(staff):
    products = [make_product("Pan", price=1000), make_product("Pot", price=2000)]
    chosen = {"action": "change_prices", "_selected_action": [product.pk for product in products]}
    page = staff.post("/staff/shop/product/", chosen).content.decode()
    assert "2 products are chosen." in page
    staff.post("/staff/shop/product/", chosen | {"percent": "-10", "announce": "on"})
    assert [variant.price.minor for variant in Variant.objects.order_by("pk")] == [900, 1800]
    assert Variant.objects.first().compare_at == Money(1000)
    assert PriceChange.objects.first().changed_by.email == "stan@example.com"


def test_retired_and_published_in_bulk(staff):
    product = make_product()
    for action, state in (("retire", "retired"), ("publish", "published")):
        staff.post("/staff/shop/product/", {"action": action, "_selected_action": product.pk})
        assert Product.objects.get().state == state


def test_stock_is_received_and_counted_with_a_movement_each(staff):
    make_product(stock=5)
    record = StockRecord.objects.get()
    staff.post(f"/staff/shop/stockrecord/{record.pk}/receive/", {"quantity": "7", "reason": "note 12"})
    staff.post(f"/staff/shop/stockrecord/{record.pk}/count/", {"quantity": "3", "reason": "counted"})
    record.refresh_from_db()
    assert record.on_hand == 3
    assert sum(StockMovement.objects.values_list("quantity", flat=True)) == 3


def test_a_picture_is_made_in_three_formats_and_sizes_without_its_metadata(staff):
    product = make_product()
    drawing = Picture.objects.create(product=product, file=picture("JPEG"), alt="A mug")
    make_renditions(picture=drawing)
    drawing.refresh_from_db()
    assert drawing.state == "ready"
    assert set(drawing.renditions) == {"avif", "webp", "jpeg"}
    assert list(drawing.renditions["webp"]) == ["160", "320", "640"]
    assert "srcset" in staff.get(product.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["x.svg", "x.png", "x.html"])
def test_what_is_no_picture_is_refused_at_the_field(staff, name):
    product = make_product()
    upload = SimpleUploadedFile(name, b"<svg onload=alert(1)>", "image/png")
    fields = {"pictures-TOTAL_FORMS": 1, "pictures-0-file": upload, "pictures-0-alt": "A mug", "pictures-0-position": 0}
    answer = staff.post(f"/staff/shop/product/{product.pk}/change/", product_form(product, **fields))
    assert answer.status_code == 200
    assert not Picture.objects.exists()


def test_an_uploaded_picture_is_kept_and_rung_for(staff, bells, django_capture_on_commit_callbacks):
    product = make_product()
    fields = {
        "pictures-TOTAL_FORMS": 1,
        "pictures-0-file": picture(),
        "pictures-0-alt": "A mug",
        "pictures-0-position": 0,
    }
    with django_capture_on_commit_callbacks(execute=True):
        answer = staff.post(f"/staff/shop/product/{product.pk}/change/", product_form(product, **fields))
    assert answer.status_code == 302, answer.context["errors"]
    assert ("shop.make_renditions", {"picture_id": Picture.objects.get().pk}) in bells


def test_a_sheet_makes_no_product_of_gift_cards(staff):
    rows = f"slug,title,category\ngift-card,Mine,{make_category().slug}\n".encode()
    sheet = SimpleUploadedFile("sheet.csv", rows)
    page = staff.post("/staff/shop/product/import/", {"import_file": sheet, "format": "0", "resource": ""})
    assert "The shop keeps “gift-card” for its gift cards." in page.content.decode()
    assert not Product.objects.exists()


def test_a_sheet_is_previewed_before_it_changes_anything(staff):
    product = make_product("Pan")
    sheet = SimpleUploadedFile(
        "sheet.csv", f"slug,title,category\n{product.slug},Iron pan,{product.category.slug}\n".encode()
    )
    page = staff.post("/staff/shop/product/import/", {"import_file": sheet, "format": "0", "resource": ""})
    assert "Iron" in page.content.decode()
    assert Product.objects.get().title == "Pan"


def test_a_new_category_finds_its_place(staff):
    parent = make_category("Kitchen")
    fields = {"name": "Pans", "slug": "pans", "parent": parent.pk, "icon": "package", "position": 0, "facets": ""}
    assert staff.post("/staff/shop/category/add/", fields).status_code == 302
    assert parent.children.get().path == f"{parent.path}{parent.children.get().pk}/"


def test_staffs_texts_lose_scripts(staff):
    text = '<p onclick="x()">Hello <script>alert(1)</script><a href="javascript:x()">there</a></p>'
    staff.post(
        "/staff/shop/page/add/", {"title": "Terms", "slug": "terms", "language": "en", "text": text, "position": 0}
    )
    page = staff.get("/pages/terms/").content.decode()
    assert "Hello" in page
    assert "onclick" not in page
    assert "javascript:" not in page
