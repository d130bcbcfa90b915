"""Importing another shop's orders: history that costs nobody anything, read again as often as one likes."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.actions.mail import send_mail
from core.audit import find_breaches
from core.models import OutgoingMail
from core.money import Money
from orders.actions.mails import mail_order_link
from orders.actions.price_drops import due_for, lines_that_may_be_due
from orders.actions.problem_claims import NothingToClaim, NotLateEnough, claim_goods, claim_lateness, claim_parcel
from orders.actions.refunds import RefundTooLarge, refund_line
from orders.actions.return_quotes import returnables
from orders.actions.returned_units import units_kept
from orders.actions.withdrawals import withdrawable
from orders.models import CreditNote, Invoice, Order, OrderEvent, OrderLine, Payment, PriceDropPromise, Shipment
from orders.models.order_lists import standing_in
from orders.rules.price_drops import CountedFrom, Mode
from reviews.actions.requests import orders_to_ask
from shop.models import Category, Product, StockHold, StockMovement, Variant
from tests.cast import ada, delivered_order, make_product, make_variant, stan
from tests.orders.test_orders_pages import link_to

pytestmark = pytest.mark.django_db

HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


def row(number: str = "7001", sku: str = "MUG", units: object = 2, **changes: object) -> str:
    """A row of the other shop's file."""
    cells = {
        "title": f"The {sku} of then", "at": "2024-03-05 10:15:00", "price": "4.50", "customer": "311.0",
        "country": "Germany",
    } | changes  # fmt: skip
    return ",".join(
        [number, sku, cells["title"], str(units), cells["at"], cells["price"], cells["customer"], cells["country"]]
    )


@pytest.fixture
def run(tmp_path, capsys, settings):
    """Imports these rows and returns what the command said."""
    settings.VAR = tmp_path

    def run(*rows: str, name: str = "sold.csv", currency: str = "EUR", **options: object) -> str:
        text = "\n".join([HEAD, *rows]).encode()
        (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
        call_command("import_orders", str(tmp_path / name), source="Old Shop", currency=currency, **options)
        return capsys.readouterr().out

    return run


@pytest.fixture
def mug() -> Variant:
    return make_variant(make_product("Stoneware mug"), sku="MUG", price=990)


def refusals(tmp_path: Path) -> list[tuple[int, str]]:
    file = tmp_path / "imports" / "sold.csv.refused.jsonl"
    return [(found["line"], found["reason"]) for found in map(json.loads, file.read_text().splitlines())]


def test_a_good_of_the_other_shop_is_never_taken_for_our_gift_cards(run, mug, tmp_path):
    told = run(row(sku="MUG"), row(sku="GIFT-CARD"))
    assert "0 unlisted products made, 1 rows" in told
    assert refusals(tmp_path) == [(3, "There is no article GIFT-CARD.")]


def test_an_invoice_becomes_an_order_that_came_long_ago(run, mug):
    told = run(row(), row(sku="BOWL", units=1, price="6"), row(sku="POST", units=1, price="3.01"), delivery=["POST"])
    assert "1 orders with 2 lines taken over, 0 known, 0 units came back, 1 unlisted products made, 0 rows" in told
    order = Order.objects.get()
    assert (order.imported_from, order.imported_number, order.state) == ("Old Shop", "7001", "completed")
    assert order.placed_at == order.completed_at == datetime(2024, 3, 5, 9, 15, tzinfo=UTC)
    assert (order.goods, order.delivery, order.total) == (Money(1500), Money(301), Money(1801))
    assert (order.email, order.customer, order.address.country_code) == ("customer-311@old-shop.invalid", None, "DE")
    assert (order.fulfillment_status, order.payment_status) == ("delivered", "paid")
    line = order.lines.get(variant=mug)
    assert (line.title, line.quantity, line.unit_price, line.delivery_share) == (
        "The MUG of then", 2, Money(450), Money(181),
    )  # fmt: skip
    assert list(standing_in(Order.objects.all(), "delivered")) == [order]
    assert set(OrderLine.objects.delivered()) == set(order.lines.all())


def test_nothing_of_ours_moves(run, mug, bells):
    sold, movements = mug.product.sold_count, StockMovement.objects.count()
    run(row(), row("C7002", units=-1, at="2024-03-09 10:00:00"))
    mug.product.refresh_from_db()
    assert (mug.product.sold_count, StockMovement.objects.count()) == (sold, movements)
    for model in (Payment, Invoice, CreditNote, StockHold, OutgoingMail):
        assert not model.objects.exists(), model
    assert bells == []


@pytest.mark.corrupts
def test_the_audit_expects_of_it_no_money_no_invoice_and_no_stock_and_of_others_all(run, provider, mug):
    ours = delivered_order(provider, mug.product)
    run(row())
    assert find_breaches() == []
    Order.objects.filter(pk=ours.pk).update(imported_from="Old Shop", imported_number="1")
    expected = {"payments.paid", "documents.invoices", "orders.stock"}
    assert {finding.check.id for finding in find_breaches()} == expected
    Order.objects.update(imported_from="", imported_number="")
    found = find_breaches()
    assert {finding.check.id for finding in found} == expected | {"events.orders"}, (
        "of what was imported nobody is told"
    )
    assert all(len(finding.rows) == 1 for finding in found)


def test_an_unknown_article_becomes_a_draft_that_no_list_shows(client, run):
    run(row(sku="OLD JAR"), row("7002", sku="OLD JAR", price="5"), row("7003", sku="old jar"))
    first, second = Product.objects.order_by("pk")
    assert (first.state, first.category.name, first.variants.get().price) == ("draft", "Imported", Money(450))
    assert first.slug != second.slug
    assert client.get(first.get_absolute_url()).status_code == 404
    assert "Imported" not in client.get("/").content.decode()
    assert Category.tree().trail(first.category_id)[-1].name == "Imported"


def test_unknown_articles_are_refused_on_demand(run, mug, tmp_path):
    told = run(row(), row(sku="JAR"), row("7002", sku="JAR"), known_goods_only=True)
    assert "1 orders with 1 lines taken over" in told
    assert refusals(tmp_path) == [(3, "There is no article JAR."), (4, "There is no article JAR.")]
    assert not Product.objects.filter(state="draft").exists()


def test_the_same_article_twice_is_one_line_at_one_price(run, mug, tmp_path):
    run(row(), row(units=3), row(price="4.00"), row(units=9999))
    assert OrderLine.objects.get().quantity == 5
    assert [line for line, _reason in refusals(tmp_path)] == [4, 5]
    assert "Line 2 of the same invoice sells MUG at another price." in refusals(tmp_path)[0][1]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"price": "0"}, "The price is not above zero."),
        ({"price": "-4"}, "The price is not above zero."),
        ({"price": "1.005"}, "The price has more decimals than the currency."),
        ({"price": "dear"}, "price: a number was expected."),
        ({"units": 0}, "Quantity: a whole number other than zero was expected."),
        ({"units": 1.5}, "Quantity: a whole number other than zero was expected."),
        ({"units": "NaN"}, "Quantity: this number is out of bounds."),
        ({"units": 10_000, "sku": "POST"}, "An order has at most 9999 of one article."),
        ({"units": 10_000}, "An order has at most 9999 of one article."),
        ({"number": "C7001"}, "A cancellation takes units back"),
        ({"number": ""}, "InvoiceNo: the number of an invoice was expected."),
        ({"number": "7" * 41}, "InvoiceNo: the number of an invoice was expected."),
        ({"sku": ""}, "StockCode: an article's code"),
        ({"sku": "D"}, "D is not an article."),
        ({"sku": "POST"}, "The invoice has delivery and no goods."),
        ({"sku": "POST", "units": -1}, "Delivery that was paid back is not taken over."),
        ({"customer": "a@b.example"}, "CustomerID: a number or short name was expected."),
        ({"country": "Atlantis"}, 'Country: "Atlantis" is not known. Say which it is by --country "Atlantis=…".'),
        ({"at": "yesterday"}, "InvoiceDate: a moment like"),
        ({"at": "2999-01-01"}, "InvoiceDate: this is still to come."),
        ({"title": "a\x07b"}, "Description: there are control characters in it."),
        ({"title": "one,cell more"}, "The row has 9 cells where the first line names 8 columns."),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_line(run, tmp_path, changes, reason):
    told = run(row("7000"), row(**changes), delivery=["POST"], not_goods=["D"])
    assert "1 orders with 1 lines" in told and "1 rows refused" in told
    [(line, found)] = refusals(tmp_path)
    assert line == 3 and found.startswith(reason)


def test_countries_go_by_names_codes_and_the_senders_own_words(run):
    run(
        row("1"), row("2", country="ie"), row("3", country="EIRE"), row("4", country="Nowhere"),
        country=["EIRE=IE", "Nowhere=ZZ"],
    )  # fmt: skip
    assert [order.address.country_code for order in Order.objects.order_by("pk")] == ["DE", "IE", "IE", "ZZ"]
    with pytest.raises(CommandError, match="EIRE=IE"):
        run(row("5"), country=["EIRE"])


def test_amounts_in_another_currency_are_taken_only_as_they_are(run):
    with pytest.raises(CommandError, match="in GBP and the shop counts in EUR"):
        run(row(), currency="GBP")
    assert not Order.objects.exists()
    with pytest.raises(CommandError, match="in GBP"):
        run(row(), currency="GBP", as_currency="USD")
    run(row(), currency="GBP", as_currency="EUR")
    assert (Order.objects.get().currency, Order.objects.get().goods) == ("EUR", Money(900))


def test_what_came_back_counts_on_the_latest_earlier_order(run, mug, tmp_path):
    told = run(
        row("1", units=4, at="2024-01-01"),
        row("2", units=3, at="2024-02-01"),
        row("3", units=9, at="2024-03-03", customer="999"),
        row("C4", units=-5, at="2024-03-01"),
        row("5", units=9, at="2024-04-01"),
    )
    assert "5 units came back" in told and "0 rows refused" in told
    assert [line.returned for line in OrderLine.objects.order_by("pk")] == [2, 3, 0, 0]
    events = OrderEvent.objects.filter(kind="returned").order_by("order_id")
    assert [event.data for event in events] == [
        {"units": {"MUG": 2}, "number": "C4"}, {"units": {"MUG": 3}, "number": "C4"},
    ]  # fmt: skip
    assert events[0].happened_at == datetime(2024, 2, 29, 23, tzinfo=UTC)


def test_what_came_back_and_fits_nowhere_is_refused(run, mug, tmp_path):
    run(
        row("1", units=2, at="2024-01-01"),
        row("C2", units=-3, at="2024-01-02"),
        row("C3", units=-1, at="2024-01-03"),
        row("C4", sku="JAR", units=-1, at="2024-01-03"),
        row("C5", units=-1, customer="", at="2024-01-03"),
        row("6", units=-1, customer="", at="2024-01-03", price="0"),
    )
    nobody = "Units came back, and the row names no customer whose order that could be."
    assert refusals(tmp_path) == [
        (3, "Of 3 that came back 1 are in no earlier order of this customer."),
        (4, "Of 1 that came back 1 are in no earlier order of this customer."),
        (5, "Of 1 that came back 1 are in no earlier order of this customer."),
        (6, nobody),
        (7, nobody),
    ]
    assert OrderLine.objects.get().returned == 2


FILE = [
    row("1", units=4, at="2024-01-01"),
    row("2", sku="JAR", customer="", at="2024-01-02"),
    row("C3", units=-9, at="2024-01-03"),
    row("3", units=1, price="x", at="2024-01-04"),
    row("4", units=8, at="2024-01-05"),
    row("C5", units=-1, at="2024-01-06"),
]


def state_of_books() -> list[object]:
    lines = OrderLine.objects.order_by("order__imported_number", "sku")
    return [
        list(lines.values_list("order__imported_number", "sku", "quantity", "returned", "amount")),
        Product.objects.count(), Shipment.objects.count(), OrderEvent.objects.count(),
    ]  # fmt: skip


def test_the_same_file_again_changes_nothing(run, mug, tmp_path):
    run(*FILE)
    before, refused = state_of_books(), refusals(tmp_path)
    told = run(*FILE)
    assert "0 orders with 0 lines taken over, 3 known, 0 units came back, 0 unlisted products made, 2 rows" in told
    assert (state_of_books(), refusals(tmp_path)) == (before, refused)


def test_the_same_numbers_of_another_shop_are_other_orders(run, mug, tmp_path):
    run(row())
    call_command("import_orders", str(tmp_path / "sold.csv"), source="Market", currency="EUR")
    assert set(Order.objects.values_list("email", flat=True)) == {
        "customer-311@old-shop.invalid", "customer-311@market.invalid",
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.update(imported_from="Market")
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.update(state="confirmed")


@pytest.mark.parametrize("dies_at", range(1, 7))
def test_an_import_that_was_killed_goes_on_where_it_was(run, mug, tmp_path, monkeypatch, dies_at):
    with transaction.atomic():
        run(*FILE, name="whole.csv")
        whole = state_of_books()
        transaction.set_rollback(True)
    monkeypatch.setattr("orders.actions.imports.BATCH_INVOICES", 1)
    left = [dies_at]
    bulk_create = type(OrderEvent.objects).bulk_create

    def dying(manager, rows, **how):
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        return bulk_create(manager, rows, **how)

    monkeypatch.setattr(type(OrderEvent.objects), "bulk_create", dying)
    with pytest.raises(KeyboardInterrupt):
        run(*FILE)
    monkeypatch.setattr(type(OrderEvent.objects), "bulk_create", bulk_create)
    assert state_of_books() != whole
    run(*FILE)
    assert state_of_books() == whole


def test_a_file_that_is_cut_off_never_leaves_half_an_invoice(run, mug, tmp_path, capsys, settings):
    rows = [row(str(number // 5), sku=f"SKU-{number}", price=f"{number + 1}.99") for number in range(4000)]
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress("\n".join([HEAD, *rows]).encode())[:-9000])
    with pytest.raises(CommandError, match="damaged or cut off"):
        call_command("import_orders", str(tmp_path / "cut.csv.gz"), source="Old Shop", currency="EUR")
    assert 0 < Order.objects.count() < 800
    assert {order.lines.count() for order in Order.objects.all()} == {5}


def test_rows_of_an_invoice_that_stand_apart_are_refused(run, mug, tmp_path):
    run(row("1"), row("2"), row("1", sku="JAR"))
    assert refusals(tmp_path) == [(4, "The other rows of invoice 1 stand further up, not beside this one.")]


def test_a_missing_column_says_so(tmp_path):
    (tmp_path / "x.csv").write_text("InvoiceNo,StockCode\n1,2\n")
    with pytest.raises(CommandError, match="no column Quantity"):
        call_command("import_orders", str(tmp_path / "x.csv"), source="Old Shop", currency="EUR")
    with pytest.raises(CommandError, match="by which name"):
        call_command("import_orders", str(tmp_path / "x.csv"), source="!", currency="EUR")


def test_a_limit_counts_invoices(run, mug):
    assert "2 orders with 3 lines" in run(row("1"), row("1", sku="JAR"), row("2"), row("3"), limit=2)


def test_nobody_is_asked_or_paid_for_what_another_shop_sold(run, mug, settings):
    PriceDropPromise.objects.update_or_create(
        pk=1,
        defaults={"mode": Mode.AUTOMATIC, "days": 30, "counted_from": CountedFrom.ORDER},
    )
    now, settings.TIME_ZONE = timezone.now(), "UTC"
    run(row(price="99", at=(now - timedelta(days=9)).isoformat()))
    order = Order.objects.get()
    for days in range(0, 90, 3):
        assert orders_to_ask(now + timedelta(days=days)) == []
    assert due_for(order=order, at=now) == [] and list(lines_that_may_be_due(at=now)) == []
    assert returnables(order) == [] and withdrawable(order, now) == {} and order.returnable_until is None
    line, later = order.lines.get(), now + timedelta(days=60)
    with pytest.raises(NothingToClaim):
        claim_goods(order=order, kind="missing", remedy="refund", units={line.pk: 1}, by=None, at=now)
    with pytest.raises(NothingToClaim):
        claim_lateness(order=order, by=None, at=now)
    with pytest.raises(NotLateEnough):
        claim_parcel(shipment=order.shipments.get(), remedy="refund", by=None, at=later)
    with pytest.raises(RefundTooLarge):
        refund_line(line=line, amount=Money(100), reason="kindness", at=now, by=stan())
    assert units_kept(order) == {line.pk: 2}


def test_staff_may_still_write_down_that_something_came_back(client, run, mug, tmp_path):
    run(row(), row("C7002", units=-1, at="2024-03-09"))
    order, line = Order.objects.get(), OrderLine.objects.get()
    client.force_login(stan())
    answer = client.post(f"/staff/orders/order/{order.pk}/came-back/", {f"line-{line.pk}": "1"})
    assert answer.status_code == 302
    line.refresh_from_db()
    assert line.returned == 2
    assert "0 units came back" in run(row(), row("C7002", units=-1, at="2024-03-09"))


def test_no_mail_leaves_for_an_address_that_cannot_exist(run, mug):
    run(row())
    mail_order_link(Order.objects.get(), key="look")
    sent = send_mail(mail=OutgoingMail.objects.get(), at=timezone.now() + timedelta(minutes=1))
    assert (sent.state, sent.error) == ("failed", "Nobody has this address, so nothing was sent.")
    assert mail.outbox == []


def test_its_pages_open_with_as_few_questions_as_another_orders(client, provider, run):
    mine = delivered_order(provider, make_product("Pepper mill"))
    run(row())
    theirs = Order.objects.exclude(imported_from="").get()
    asked = {}
    for order in (mine, theirs):
        client.get(link_to(order))  # warms what is kept for everybody
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(link_to(order))
        assert page.status_code == 200
        asked[order.pk] = len(queries)
    assert asked[theirs.pk] <= asked[mine.pk]
    text = page.content.decode()
    assert "Old Shop" in text and "The MUG of then" in text
    assert (
        "An order at Old Shop" in text
        and "Their invoice 7001." in text
        and "Tax" not in text.split("<main")[1].split("</main")[0]
    )
    assert "promised" not in text and "Write a review" not in text
    assert "send things back" not in text and "could be sent back" not in text


def test_staff_see_where_it_comes_from_with_as_few_questions(client, provider, run):
    mine = delivered_order(provider, make_product("Pepper mill"))
    run(row())
    theirs = Order.objects.exclude(imported_from="").get()
    client.force_login(stan())
    asked = {}
    for order in (mine, theirs):
        client.get(f"/staff/orders/order/{order.pk}/change/")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"/staff/orders/order/{order.pk}/change/").content.decode()
        asked[order.pk] = len(queries)
        assert ("Old Shop" in page) == (order == theirs)
    assert asked[theirs.pk] <= asked[mine.pk]
    assert theirs.number in client.get("/staff/orders/order/", {"q": "7001"}).content.decode()


def test_it_can_be_bought_again_as_far_as_we_sell_it(client, run, mug):
    run(row(), row(sku="JAR"))
    page = client.post(link_to(Order.objects.get()) + "again/", follow=True)
    assert page.status_code == 200
    basket = client.get("/basket/").content.decode()
    assert "Stoneware mug" in basket and "JAR" not in basket.replace("The JAR of then", "")


def test_it_counts_for_nobody_with_an_account(client, run, mug):
    run(row())
    client.force_login(ada())
    assert Order.objects.get().number not in client.get("/orders/").content.decode()
    assert client.get(Order.objects.get().get_absolute_url()).status_code == 404
