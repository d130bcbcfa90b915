"""What carriers say, from their files to the buyer's page, the mails and the staff's desk."""

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from accounts.actions.closing import close_account
from accounts.rules.farewell import Farewell
from core.ledger import AppendOnly
from core.models import OutgoingMail
from orders.actions.cancel_requests import ask_to_cancel
from orders.actions.fulfillment import pack_shipment, presume_arrival, ship_shipment, silent_shipments
from orders.actions.losses import lose_shipment
from orders.actions.tracking import BeforeTheParcel, FromTheFuture, NotWithCarrier, forget_proofs, parcels_in_need
from orders.models import CarrierEvent, DeliveryProof, Order, Shipment
from orders.tasks.tracking import tell_delays
from tests.cast import ada, carrier_says, make_product, paid_order, sent_order, stan
from tests.orders.test_orders_pages import link_to

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 9, 10, tzinfo=BERLIN)
"""When the parcel leaves. It was ordered on Sunday; promised from Tuesday to Wednesday."""
WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=days) for days in (2, 3, 4))


@pytest.fixture
def order(provider) -> Order:
    sent = sent_order(provider, make_product("Mug"), owner=ada(), sent_at=MONDAY)
    assert (sent.arrives_from, sent.arrives_until) == (date(2026, 11, 10), date(2026, 11, 11))
    return sent


def parcel_of(order: Order) -> Shipment:
    return order.shipments.get()


def page_of(client, order: Order, at: datetime) -> str:
    with time_machine.travel(at):
        return client.get(link_to(order)).content.decode()


def mails(template: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(template=f"orders/{template}").order_by("pk"))


def picture() -> bytes:
    buffer = io.BytesIO()
    image = Image.new("RGB", (400, 300), "green")
    image.getexif()[0x010E] = "secret place"
    image.save(buffer, "JPEG", exif=image.getexif())
    return buffer.getvalue()


def test_the_page_tells_the_way_of_a_parcel_newest_first(client, order):
    parcel = parcel_of(order)
    carrier_says(parcel, "accepted", MONDAY, place="Berlin")
    carrier_says(parcel, "at_depot", MONDAY + timedelta(hours=20), place="Leipzig")
    page = page_of(client, order, MONDAY + timedelta(days=1))
    assert page.index("At the depot near you") < page.index("The carrier has it")
    assert "Leipzig" in page
    assert "Promised by Wed, Nov 11" in page
    assert "https://www.dhl.de/" in page


def test_older_reports_are_folded(client, order):
    for hours in range(6):
        carrier_says(parcel_of(order), "in_transit", MONDAY + timedelta(hours=hours), place=f"Town {hours}")
    page = page_of(client, order, MONDAY + timedelta(days=1))
    assert "3 earlier reports" in page
    assert page.index("Town 5") < page.index("3 earlier reports") < page.index("Town 2")


def test_a_parcel_without_a_number_is_shown_too(client, provider):
    order = paid_order(provider, make_product("Jug"))
    parcel = pack_shipment(order=order, by=None, at=timezone.now())
    assert "Packed. The carrier fetches it next." in client.get(link_to(order)).content.decode()
    ship_shipment(shipment=parcel, carrier="other", tracking_number="", by=None, at=timezone.now())
    page = client.get(link_to(order)).content.decode()
    assert "without a number to follow it by" in page
    assert "1 × Jug" in page


@pytest.mark.parametrize(
    ("came", "words"),
    [
        (MONDAY + timedelta(hours=4), "Came a day early"),
        (WEDNESDAY, "Came as promised"),
        (THURSDAY, "Came a day later than promised"),
        (FRIDAY, "Came 2 days later than promised"),
    ],
)
def test_the_page_holds_the_promise_against_what_happened(client, order, came, words):
    carrier_says(parcel_of(order), "delivered", came)
    assert words in page_of(client, order, FRIDAY + timedelta(days=1))


def test_what_the_carrier_delivered_is_delivered_at_that_moment(order):
    carrier_says(parcel_of(order), "delivered", WEDNESDAY, heard=THURSDAY)
    parcel = parcel_of(order)
    assert (parcel.state, parcel.delivered_at) == ("delivered", WEDNESDAY)
    assert (Order.objects.get().state, Order.objects.get().completed_at) == ("completed", WEDNESDAY)
    assert len(mails("order_delivered")) == 1


def test_an_order_is_done_when_the_last_of_its_parcels_came_in_whatever_order_that_is_heard(provider):
    with time_machine.travel(MONDAY):
        order = paid_order(provider, make_product("Mug"), quantity=2)
    line = order.lines.get()
    first, second = (pack_shipment(order=order, quantities={line.pk: 1}, by=None, at=MONDAY) for _turn in range(2))
    for parcel, number in ((first, "1"), (second, "2")):
        ship_shipment(shipment=parcel, carrier="dhl", tracking_number=number, by=None, at=MONDAY)
    carrier_says(second, "delivered", THURSDAY)
    carrier_says(first, "delivered", WEDNESDAY, heard=FRIDAY)
    assert Order.objects.get().completed_at == THURSDAY


def test_what_is_heard_twice_happens_once(order):
    first = carrier_says(parcel_of(order), "delivered", WEDNESDAY, key="a")
    again = carrier_says(parcel_of(order), "exception", THURSDAY, key="a")
    assert first == again
    assert (CarrierEvent.objects.count(), parcel_of(order).told_code) == (1, "delivered")


def test_a_report_that_comes_late_moves_nothing_back(client, order):
    carrier_says(parcel_of(order), "delivered", WEDNESDAY)
    carrier_says(parcel_of(order), "delivery_failed", MONDAY + timedelta(hours=9), heard=THURSDAY)
    parcel = parcel_of(order)
    assert (parcel.state, parcel.told_code, parcel.told_at) == ("delivered", "delivered", WEDNESDAY)
    assert not parcels_in_need(THURSDAY).exists()


def test_reports_of_other_parcels_are_refused(provider, order):
    with pytest.raises(FromTheFuture):
        carrier_says(parcel_of(order), "delivered", FRIDAY, heard=WEDNESDAY)
    with pytest.raises(BeforeTheParcel):
        carrier_says(parcel_of(order), "delivered", MONDAY - timedelta(days=4), heard=WEDNESDAY)
    packed = pack_shipment(order=paid_order(provider), by=None, at=timezone.now())
    with pytest.raises(NotWithCarrier):
        carrier_says(packed, "delivered")
    assert not CarrierEvent.objects.exists()


def test_reports_stay_as_they_are(order):
    event = carrier_says(parcel_of(order), "accepted", MONDAY)
    with pytest.raises(AppendOnly), transaction.atomic():
        event.save()
    with pytest.raises(AppendOnly), transaction.atomic():
        CarrierEvent.objects.update(code="delivered")


# What the buyer is told


def test_a_later_day_is_told_once_with_what_one_can_do(client, order):
    for _turn in range(2):
        carrier_says(parcel_of(order), "in_transit", MONDAY + timedelta(hours=8), expected_on=date(2026, 11, 13))
    (mail,) = mails("order_delayed")
    assert "now expected Fri, Nov 13" in mail.subject
    assert "promised it by Wed, Nov 11" in mail.text
    assert "That day is the carrier's." in mail.text
    assert "we send it again or give the money back" in mail.text
    page = page_of(client, order, WEDNESDAY)
    assert "Promised by Wed, Nov 11; expected Fri, Nov 13" in page
    assert "Expected <b>Fri, Nov 13</b>" in page
    assert "Later than promised" in page


def test_a_day_within_the_promise_is_told_to_nobody(order):
    carrier_says(parcel_of(order), "in_transit", MONDAY + timedelta(hours=8), expected_on=date(2026, 11, 11))
    assert mails("order_delayed") == []


def test_each_later_day_is_told_and_none_twice(order):
    for hours, day in enumerate((13, 16, 13, 16, 17)):
        carrier_says(parcel_of(order), "in_transit", MONDAY + timedelta(hours=hours), expected_on=date(2026, 11, day))
    assert [mail.key.split("/")[-1] for mail in mails("order_delayed")] == ["2026-11-13", "2026-11-16", "2026-11-17"]


def test_a_report_without_a_day_is_no_time_to_guess(order):
    carrier_says(parcel_of(order), "in_transit", FRIDAY)
    assert mails("order_delayed") == []
    carrier_says(parcel_of(order), "in_transit", FRIDAY + timedelta(hours=1), expected_on=date(2026, 11, 17))
    assert [mail.key.split("/")[-1] for mail in mails("order_delayed")] == ["2026-11-17"]


def late_days(*moments: datetime) -> list[str]:
    for moment in moments:
        with time_machine.travel(moment):
            tell_delays()
            tell_delays()
    return [mail.key.split("/")[-1] for mail in mails("order_delayed")]


def test_a_promise_that_passed_in_silence_is_told_on_business_days_with_a_day_of_ours(client, order):
    assert late_days(WEDNESDAY) == []
    assert late_days(THURSDAY) == ["2026-11-16"]
    assert "our own estimate" in mails("order_delayed")[0].text
    assert late_days(FRIDAY, MONDAY + timedelta(days=7)) == ["2026-11-16"]
    assert late_days(MONDAY + timedelta(days=8)) == ["2026-11-16", "2026-11-19"]
    assert late_days(*(MONDAY + timedelta(days=days) for days in range(9, 30))) == ["2026-11-16", "2026-11-19"]
    assert "and is late. We are looking where it is." in page_of(client, order, MONDAY + timedelta(days=12))


def test_the_day_ends_in_the_shops_zone(order):
    late_in_utc = datetime(2026, 11, 11, 23, 30, tzinfo=ZoneInfo("UTC"))  # Thursday, half past midnight in Berlin
    assert late_days(late_in_utc - timedelta(hours=1)) == []
    assert late_days(late_in_utc) == ["2026-11-16"]


def test_nobody_is_told_after_it_came(order):
    deliver = parcel_of(order)
    carrier_says(deliver, "delivered", WEDNESDAY)
    carrier_says(deliver, "in_transit", MONDAY, heard=THURSDAY, expected_on=date(2026, 11, 20))
    assert late_days(FRIDAY) == []


def test_what_was_never_sent_is_told_as_well_and_how_to_cancel(provider):
    with time_machine.travel(MONDAY - timedelta(days=1)):
        paid_order(provider, make_product("Mug"))
    assert late_days(THURSDAY) == ["2026-11-17"]
    assert "cancel on the page of your order" in mails("order_delayed")[0].text


def test_an_order_that_waits_for_its_buyer_is_not_called_late(order):
    Order.objects.filter(pk=order.pk).update(state="on_hold", hold_reason="address")
    assert late_days(THURSDAY, FRIDAY) == []


# Photos and where it was left


def test_where_it_was_left_is_on_the_page_and_in_the_mail_and_the_photo_is_private(client, order, settings):
    event = carrier_says(parcel_of(order), "delivered", WEDNESDAY, left_with="Neighbour Weber", photo=picture())
    page = page_of(client, order, THURSDAY)
    assert "Left with: Neighbour Weber" in page
    assert "Left with: Neighbour Weber" in mails("order_delivered")[0].text
    address = f"{link_to(order)}reports/{event.pk}/photo/"
    assert f'src="{address.split("/link/")[0]}/link/' in page
    answer = client.get(address)
    body = b"".join(answer.streaming_content)
    assert Image.open(io.BytesIO(body)).size == (400, 300)
    assert b"secret place" not in body
    assert not list(settings.MEDIA_ROOT.glob("**/*.jpg"))


def test_the_photo_is_for_the_holder_of_that_orders_link_alone(client, provider, order):
    event = carrier_says(parcel_of(order), "delivered", WEDNESDAY, photo=picture())
    other = paid_order(provider)
    assert client.get(f"{link_to(other)}reports/{event.pk}/photo/").status_code == 404
    assert client.get(f"/orders/link/nonsense/reports/{event.pk}/photo/").status_code == 302
    client.force_login(ada())
    assert client.get(f"/staff/orders/shipment/reports/{event.pk}/photo/").status_code in (302, 403)
    client.force_login(stan())
    assert client.get(f"/staff/orders/shipment/reports/{event.pk}/photo/").status_code == 200


def test_what_is_no_photo_is_left_out_and_the_rest_counts(order):
    carrier_says(parcel_of(order), "delivered", WEDNESDAY, photo=b"<svg onload=alert(1)>")
    assert parcel_of(order).state == "delivered"
    assert not DeliveryProof.objects.exists()


def test_proofs_go_with_the_account_and_their_files_too(order, settings, django_capture_on_commit_callbacks):
    carrier_says(parcel_of(order), "delivered", timezone.now() - timedelta(days=1), left_with="Weber", photo=picture())
    assert len(list(settings.PRIVATE_ROOT.glob("**/*.jpg"))) == 1
    with django_capture_on_commit_callbacks(execute=True):
        close_account(user=ada(), wishes=Farewell(), at=timezone.now())
    assert not DeliveryProof.objects.exists()
    assert not list(settings.PRIVATE_ROOT.glob("**/*.jpg"))
    assert CarrierEvent.objects.count() == 1


def test_a_photo_that_is_gone_is_not_found(client, order, settings):
    event = carrier_says(parcel_of(order), "delivered", WEDNESDAY, photo=picture())
    (file,) = settings.PRIVATE_ROOT.glob("**/*.jpg")
    file.unlink()
    assert client.get(f"{link_to(order)}reports/{event.pk}/photo/").status_code == 404
    forget_proofs(proofs=DeliveryProof.objects.all())


# The staff's desk


def desk(client) -> str:
    client.force_login(stan())
    return client.get("/staff/orders/shipment/?need=person").content.decode()


@pytest.mark.parametrize("code", ["delivery_failed", "returned_to_sender", "exception"])
def test_a_parcel_in_trouble_is_on_the_desk_until_somebody_looked(client, order, code):
    parcel = parcel_of(order)
    with time_machine.travel(WEDNESDAY) as clock:
        assert order.number not in desk(client)
        carrier_says(parcel, code)
        assert order.number in desk(client)
        assert 'href="/staff/orders/shipment/?need=person"' in client.get("/staff/").content.decode()
        clock.shift(60)
        client.post("/staff/orders/shipment/", {"action": "look_after", "_selected_action": [parcel.pk]})
        assert order.number not in desk(client)
        clock.shift(60)
        carrier_says(parcel, code)
        assert order.number in desk(client)


def test_what_comes_back_moves_no_money(order):
    carrier_says(parcel_of(order), "returned_to_sender", THURSDAY)
    assert (parcel_of(order).state, Order.objects.get().payment_status) == ("shipped", "paid")


def test_a_parcel_past_its_promise_and_silent_is_on_the_desk(order):
    carrier_says(parcel_of(order), "in_transit", MONDAY + timedelta(hours=1))
    assert not parcels_in_need(WEDNESDAY).exists()
    assert parcels_in_need(FRIDAY).exists()
    carrier_says(parcel_of(order), "in_transit", FRIDAY)
    assert not parcels_in_need(FRIDAY + timedelta(days=2)).exists()


def test_a_lost_parcel_that_arrives_after_all_is_on_the_desk(order):
    lose_shipment(shipment=parcel_of(order), send_again=False, by=None, at=FRIDAY)
    assert not parcels_in_need(FRIDAY).exists()
    carrier_says(parcel_of(order), "delivered", FRIDAY + timedelta(days=1))
    assert parcel_of(order).state == "lost"
    assert parcels_in_need(FRIDAY + timedelta(days=1)).exists()


def test_staff_see_what_the_carrier_said(client, order):
    carrier_says(parcel_of(order), "delivered", WEDNESDAY, place="Leipzig", left_with="Weber", photo=picture())
    client.force_login(stan())
    page = client.get(f"/staff/orders/shipment/{parcel_of(order).pk}/change/").content.decode()
    assert "Leipzig" in page
    assert "Weber" in page
    page = client.get(f"/staff/orders/order/{order.pk}/change/").content.decode()
    assert f"/staff/orders/shipment/{parcel_of(order).pk}/change/" in page


def test_a_parcel_of_which_the_carrier_speaks_is_not_taken_to_have_arrived(order):
    parcel, month_on = parcel_of(order), MONDAY + timedelta(days=30)
    assert silent_shipments(month_on).exists()
    carrier_says(parcel, "in_transit", month_on - timedelta(days=2))
    assert not silent_shipments(month_on).exists()
    assert silent_shipments(month_on + timedelta(days=8)).exists()
    carrier_says(parcel, "returned_to_sender", month_on)
    assert presume_arrival(shipment=parcel, at=month_on + timedelta(days=90)).presumed_at is None


# The doors


def test_a_parcel_that_waits_at_a_counter_is_told_once_with_where(client, order):
    parcel = parcel_of(order)
    carrier_says(parcel, "held_at_counter", WEDNESDAY, place="Kiosk Schmidt, Am Markt 2")
    carrier_says(parcel, "held_at_counter", THURSDAY, place="Kiosk Schmidt, Am Markt 2")
    (mail,) = mails("parcel_waits")
    assert mail.subject == f"A parcel of your order {order.number} waits to be collected"
    for words in (mail.text, mail.html):
        assert "here: Kiosk Schmidt, Am Markt 2" in words and "1 × Mug" in words and "00340434" in words
    assert "Ready to be collected" in page_of(client, order, THURSDAY)


def test_without_a_place_the_mail_sends_to_the_carrier_and_late_news_is_no_news(provider, order):
    parcel = parcel_of(order)
    carrier_says(parcel, "delivered", THURSDAY)
    carrier_says(parcel, "held_at_counter", WEDNESDAY, heard=FRIDAY)
    assert mails("parcel_waits") == [], "it was fetched already"
    other = sent_order(provider, make_product("Jug"), sent_at=MONDAY + timedelta(minutes=1))
    carrier_says(parcel_of(other), "held_at_counter", WEDNESDAY)
    assert "Their page says at which." in mails("parcel_waits")[0].text


def test_what_is_asked_to_be_canceled_is_not_said_to_leave(client, provider):
    order = paid_order(provider, make_product("Jug"))
    pack_shipment(order=order, by=None, at=timezone.now())
    ask_to_cancel(order=order, words="", by=None, at=timezone.now())
    page = client.get(link_to(order)).content.decode()
    assert "it stays here until then" in page and "fetches it next" not in page


def test_a_page_with_many_parcels_and_reports_costs_no_more_queries(client, provider):
    counts = []
    for reports in (1, 12):
        order = sent_order(provider, make_product("Mug"), sent_at=MONDAY)
        for hours in range(reports):
            carrier_says(parcel_of(order), "in_transit", MONDAY + timedelta(hours=hours), left_with="x")
        counts.append(min(queries_of(client, order) for _turn in range(3)))  # what is kept for seconds may run out
    assert counts[0] == counts[1]


def queries_of(client, order: Order) -> int:
    with CaptureQueriesContext(connection) as queries:
        page_of(client, order, WEDNESDAY)
    return len(queries)
