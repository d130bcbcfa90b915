"""The demo world: is its content fit to be seen, and are its books right?"""

import json
from collections import Counter
from datetime import timedelta
from random import Random
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Sum
from django.test.utils import override_settings
from django.utils import timezone
from django.utils.text import slugify

from core.models import OutgoingMail
from core.money import Money, total
from demo import catalog
from demo.carriers import _under_way
from demo.drawings import pictures
from demo.drawings.look import SHAPES, Look
from demo.opinions import Writer, banks
from demo.people import ADA_EMAIL
from demo.questions import talks
from demo.shelves import sku_of, variants_of
from demo.world import load_world
from orders.actions.pricing import methods_for
from orders.models import DeliveryProof, Order, OrderEvent, OrderLine, Payment, Refund, Shipment
from reviews.actions.requests import orders_to_ask
from reviews.models import Review
from reviews.rules.questions import is_about_an_order, mask_personal
from reviews.rules.risk import needs_a_look, signs_in
from shop.actions.prices import carry_out_price_lists
from shop.models import Document, Page, Picture, PriceList, Product, StockHold, StockRecord, Variant

ITEMS = list(catalog.items())
SVG = "{http://www.w3.org/2000/svg}"
SHELVES = {shelf.name: shelf for department in catalog.departments() for shelf in department.shelves}


def repeated(values):
    return [value for value, number in Counter(values).items() if number > 1]


def test_there_is_enough_to_look_at():
    assert len(ITEMS) >= 150
    assert len(catalog.departments()) == 8
    assert len(SHELVES) >= 30
    assert len(SHAPES) >= 35
    assert not {item.category for item in ITEMS} ^ set(SHELVES)


def test_slugs_and_skus_are_unique():
    skus = [
        sku_of(item, number, options) for number, item in enumerate(ITEMS, 1) for options, _price in variants_of(item)
    ]
    names = [department.name for department in catalog.departments()] + list(SHELVES)
    assert not repeated(skus)
    assert not repeated(slugify(item.title) for item in ITEMS)
    assert not repeated(slugify(name) for name in names)
    assert max(map(len, skus)) <= 60


def test_descriptions_are_told_and_not_repeated():
    assert not [item.title for item in ITEMS if len(item.description) < 80 or not 3 <= len(item.bullets) <= 5]
    assert not repeated(item.description for item in ITEMS)
    sentences = [sentence for item in ITEMS for sentence in item.description.split(". ")]
    assert not repeated(sentences)


def test_prices_are_believable():
    assert all(Money(250) <= item.price <= Money(40_000) for item in ITEMS)
    assert all(item.was > item.price for item in ITEMS if item.was)
    assert {item.stock for item in ITEMS} >= {None, 0, 2}
    assert {item.state for item in ITEMS} == {"published", "retired", "draft"}


def test_every_filter_of_a_category_can_filter_something():
    for item_category, shelf in SHELVES.items():
        specs = [item.specs for item in ITEMS if item.category == item_category]
        assert all(any(key in row for row in specs) for key in shelf.facets), shelf
    assert {key for item in ITEMS for key in item.specs} <= set(catalog.attributes())


def fronts():
    return [
        pictures.front(look) for item in ITEMS for look in [item.draw.colored(c) for c in item.colors] or [item.draw]
    ]


def test_drawings_are_plain_svg_and_each_its_own():
    drawn = fronts()
    assert not repeated(drawn)
    for svg in drawn:
        names = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(svg).iter()}
        assert names <= {"svg", "defs", "radialGradient", "stop", "g", "path", "rect", "ellipse", "clipPath"}
        assert len(svg) < 60_000


def test_second_views_are_valid_and_differ_from_the_first():
    for item in ITEMS:
        looks = [item.draw.colored(color) for color in item.colors] or [item.draw]
        svg, alt = pictures.second_view(item.view, item.title, looks)
        ids = [element.get("id") for element in ElementTree.fromstring(svg).iter() if element.get("id")]
        assert svg != pictures.front(looks[0])
        assert alt != item.title
        assert not repeated(ids)


@pytest.mark.parametrize("kind", sorted(SHAPES))
def test_every_style_of_every_shape_can_be_drawn(kind):
    for style in range(4):
        ElementTree.fromstring(pictures.front(Look(kind, "sage", "rust", style)))


def test_reviews_have_words_for_every_category_and_never_wait_for_staff():
    assert set(SHELVES) < set(banks("en"))
    writer = Writer(Random(1))
    said = [
        writer.write(place % 20, category, stars, "en")
        for place, category in enumerate(SHELVES)
        for stars in range(1, 6)
    ]
    said += [writer.write(99, "", stars, "de") for stars in range(1, 6) for _ in range(10)]
    assert all(row.text or row.title for row in said)
    assert len({row.text for row in said if row.text}) > 0.97 * sum(bool(row.text) for row in said)
    assert not any(needs_a_look(signs_in(f"{row.title}\n{row.text}")) for row in said)


def test_questions_are_about_things_we_sell_and_never_wait_for_staff():
    titles = {item.title for item in ITEMS if item.state == "published"}
    assert not repeated(talk.text for talk in talks())
    assert {talk.title for talk in talks()} <= titles
    assert {talk.language for talk in talks()} == {"en", "de"}
    said = [text for talk in talks() for text in (talk.text, talk.shop, *talk.buyers) if text]
    assert not any(needs_a_look(signs_in(text)) or mask_personal(text) != text for text in said)
    assert not any(is_about_an_order(talk.text) for talk in talks())


def _files_in(var):
    return {"MEDIA_ROOT": var / "media", "PRIVATE_ROOT": var / "private", "CARRIER_FILES": var / "carrier"}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """A tenth of the world, loaded once: its tests only look. They are marked, or no test database would be made."""
    var = tmp_path_factory.mktemp("var")
    with django_db_blocker.unblock(), override_settings(**_files_in(var)), transaction.atomic():
        methods_for("DE")  # as a page does that was asked for while the shop was empty
        counted = load_world(seed=3, scale=0.1, books=var / "books.json")
        yield counted, json.loads((var / "books.json").read_text())
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_every_kind_of_order_is_there(world):
    states = set(Order.objects.values_list("state", flat=True))
    assert states == set(Order.State.values)
    fulfillment = {order.fulfillment_status for order in Order.objects.filter(state=Order.State.CONFIRMED)}
    assert fulfillment >= {"none", "packing", "partly_shipped", "shipped"}
    assert OrderEvent.objects.order_by("created_at").first().created_at < timezone.now() - timedelta(days=300)


@pytest.mark.django_db
def test_money_adds_up_and_the_provider_knows_of_it(world):
    books = world[1]
    for order in Order.objects.prefetch_related("lines", "payments__refunds"):
        assert order.total == total(line.amount for line in order.lines.all()) + order.delivery
        for payment in order.payments.all():
            assert payment.amount == order.total
            assert payment.refunded == total(refund.amount for refund in payment.refunds.all())
    for payment in Payment.objects.filter(state=Payment.State.CAPTURED):
        assert books["intents"][payment.intent_id]["amount_received"] == payment.amount.minor
    assert not Refund.objects.exclude(state=Refund.State.SUCCEEDED).exists()


@pytest.mark.django_db
def test_stock_is_the_sum_of_its_movements_and_promises(world):
    for record in StockRecord.objects.annotate(moved=Sum("movements__quantity")):
        holds = StockHold.objects.filter(record=record)
        assert record.on_hand == record.moved
        assert record.held == sum(hold.quantity for hold in holds.filter(state="held"))
        assert record.allocated == sum(hold.quantity for hold in holds.filter(state="allocated"))


def counted(product: Product) -> list[int]:
    shown = Review.objects.published().filter(product=product)
    return [shown.filter(stars=stars).count() for stars in range(1, 6)]


@pytest.mark.django_db
def test_listings_say_what_the_rows_say(world):
    for product in Product.objects.exclude(state=Product.State.DRAFT):
        sold = OrderLine.objects.filter(product=product).exclude(order__confirmed_at=None).aggregate(n=Sum("quantity"))
        assert product.sold_count == (sold["n"] or 0)
        assert product.rating_counts in ([], counted(product))
        records = StockRecord.objects.filter(variant__product=product)
        assert product.is_available == (records.available() > 0)
        assert product.main_picture is not None
    for variant in Variant.objects.all():
        assert variant.price_history.latest("pk").new_price == variant.price
    assert not Picture.objects.exclude(state=Picture.State.READY).exists()


@pytest.mark.django_db
def test_every_price_before_is_the_lowest_of_the_thirty_days_before(world):
    reduced = list(Variant.objects.exclude(compare_at=None))
    assert reduced
    for variant in reduced:
        history = list(variant.price_history.order_by("pk"))
        cut = history[-1]
        since = cut.created_at - timedelta(days=30)
        asked = {row.new_price for row in history[:-1] if row.created_at >= since}
        asked |= {row.new_price for row in [row for row in history[:-1] if row.created_at < since][-1:]}
        assert (variant.price, variant.compare_at) == (cut.new_price, min(asked))


def test_price_lists_hold_and_contents_are_known(world):
    assert carry_out_price_lists(at=timezone.now()) == 0
    assert set(PriceList.objects.values_list("audience", flat=True)) == {"everybody", "members", "group"}
    assert Product.objects.exclude(price_unit="").exists()


def test_nothing_of_the_past_is_left_to_be_done(world):
    assert not OutgoingMail.objects.exclude(state=OutgoingMail.State.SENT).exists()
    assert {order.email for order in orders_to_ask(timezone.now())} == {ADA_EMAIL}
    assert not Review.objects.filter(created_at__lt=F("order_line__order__completed_at")).exists()
    waiting = Review.objects.exclude(state=Review.State.PUBLISHED)
    assert {sign for review in waiting for sign in review.risks} <= {"duplicate", "burst", "many_today"}
    assert waiting.count() <= 10  # staff find something to decide


@pytest.mark.django_db
def test_pages_are_there_in_both_languages(world):
    assert Page.objects.filter(language="en").count() == Page.objects.filter(language="de").count() == 7
    assert all(page.text.startswith("<p>") and page.title for page in Page.objects.all())


@pytest.mark.django_db
def test_a_second_run_changes_nothing(world, capsys):
    before = Product.objects.count(), Order.objects.count(), Document.objects.count()
    call_command("load_demo")
    assert "nothing was changed" in capsys.readouterr().out
    assert (Product.objects.count(), Order.objects.count(), Document.objects.count()) == before


@pytest.mark.parametrize("minutes", [10, 5000])
@pytest.mark.django_db
def test_what_a_carrier_says_last_is_last_however_lately_the_parcel_left(world, minutes):
    parcel = Shipment.objects.filter(state="shipped").exclude(tracking_number="").first()
    parcel.shipped_at = timezone.now() - timedelta(minutes=minutes)
    for is_in_trouble, code in ((True, {"exception"}), (False, {"at_depot", "out_for_delivery"})):
        told = list(_under_way(parcel, timezone.now(), is_in_trouble=is_in_trouble))
        assert told == sorted(told, key=lambda report: report["happened_at"])
        assert told[-1]["code"] in code and told[-1]["happened_at"] < timezone.now().isoformat()


@pytest.mark.django_db
def test_carriers_tell_of_parcels_that_came_and_of_those_on_their_way(world):
    told = Shipment.objects.exclude(told_code="")
    assert set(told.values_list("state", flat=True)) == {"shipped", "delivered"}
    assert Shipment.objects.in_trouble().exists()
    assert DeliveryProof.objects.exclude(photo="").exists()
    assert OrderEvent.objects.filter(kind="delayed").exists()
