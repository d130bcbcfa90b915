"""Sending things back as its buyer sees it: on the pages, with the link and nothing else."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import User
from core.links import sign_link
from core.models import OutgoingMail
from core.money import Money
from orders.actions.mails import VIEW
from orders.actions.payments import settle
from orders.actions.receiving import Found, inspect_return, receive_return, settle_return
from orders.actions.return_requests import reject_return, request_return
from orders.models import Order, Payment, Return, ReturnLabel, ReturnPhoto, ReturnPolicy
from orders.rules.returns import Wish
from shop.models import Location
from tests.cast import (
    ada,
    delivered_order,
    make_location,
    make_product,
    make_variant,
    paid_order,
    placed_order,
    sent_order,
    stan,
)
from tests.orders.test_documents_pages import prove

pytestmark = pytest.mark.django_db


def _token(order):
    return sign_link(VIEW, order.number)


def _url(name, order, *args):
    return reverse(f"orders:{name}", args=[_token(order), *args])


def _said(order, units=1, reason="changed_mind", **more):
    line = order.lines.first()
    return {f"units-{line.pk}": units, f"reason-{line.pk}": reason} | {
        f"{name}-{line.pk}": value for name, value in more.items()
    }


def _photo(size=(400, 300)):
    file = io.BytesIO()
    Image.new("RGB", size, "red").save(file, "JPEG")
    file.name = "crack.jpg"
    file.seek(0)
    return file


def _confirm(client, order, said, outcome="original", expected=None, **files):
    shown = client.get(_url("return-create", order), said)
    sums = dict(re.findall(r'name="expected-(\w+)" value="(\d+)"', shown.content.decode()))
    sums = {f"expected-{name}": value for name, value in sums.items()}
    if expected is not None:
        sums[f"expected-{outcome}"] = expected
    return client.post(_url("return-create", order), said | sums | {"outcome": outcome} | files)


def test_a_guest_returns_one_of_three_by_the_link_and_sees_every_sum_before(client, provider):
    ReturnPolicy(label_fee=Money(490)).save()
    order = delivered_order(provider, make_product("Lamp", price=2000), quantity=3)
    page = client.get(_url("order-link", order)).content.decode()
    assert "Send something back" in page
    assert "Lamp" in client.get(_url("return-create", order)).content.decode()
    shown = client.get(_url("return-create", order), _said(order)).content.decode()
    assert "€20.00" in shown and "-€4.90" in shown and "€15.10" in shown
    answer = _confirm(client, order, _said(order))
    sent_back = Return.objects.get()
    assert answer.url.endswith(f"/returns/{sent_back.number}/")
    assert sent_back.quoted == Money(1510)
    assert "Agreed. Please send it." in client.get(answer.url).content.decode()


def test_a_sum_that_was_not_shown_is_refused_and_nothing_is_kept(client, provider):
    order = delivered_order(provider, make_product(price=2000))
    for sum_ in ("1", "", "x", "-5", "99999999"):
        answer = _confirm(client, order, _said(order), expected=sum_)
        assert answer.status_code == 422 and "changed meanwhile" in answer.content.decode()
    assert not Return.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        {"units": 9},
        {"units": -1},
        {"units": "x"},
        {"reason": ""},
        {"reason": "because"},
        {"reason": "withdrawal"},
        {"instead": "99999"},
    ],
)
def test_nonsense_is_told_so(client, provider, said):
    order = delivered_order(provider, make_product(), quantity=2)
    assert client.get(_url("return-create", order), _said(order, **said)).status_code == 422
    assert client.post(_url("return-create", order), _said(order, **said)).status_code == 422
    assert not Return.objects.exists()


def test_lines_of_another_order_are_not_even_asked_about(client, provider):
    order, other = delivered_order(provider, make_product()), delivered_order(provider, make_product())
    assert client.get(_url("return-create", order), _said(other)).status_code == 422


def test_a_return_is_found_with_its_own_order_s_link_alone(client, provider):
    order, other = delivered_order(provider, make_product()), delivered_order(provider, make_product())
    _confirm(client, order, _said(order))
    number = Return.objects.get().number
    prove(client, order)
    prove(client, other)
    for name in ("return-detail", "return-label", "return-code"):
        assert client.get(_url(name, order, number)).status_code in (200, 404)
        assert client.get(_url(name, other, number)).status_code == 404
    for name in ("return-cancel", "return-send", "return-message"):
        assert client.post(_url(name, other, number), {"text": "mine"}).status_code == 404
    assert Return.objects.get().state == "approved"
    assert client.get(reverse("orders:return-detail", args=["forged", number])).status_code in (302, 404)


def test_the_label_is_a_pdf_with_codes_and_is_made_once(client, provider):
    order = delivered_order(provider, make_product())
    _confirm(client, order, _said(order))
    sent_back = Return.objects.get()
    assert "/proof/" in client.get(_url("return-label", order, sent_back.number)).url, "the sender's address is on it"
    prove(client, order)
    for _turn in range(2):
        answer = client.get(_url("return-label", order, sent_back.number))
        assert answer["Content-Type"] == "application/pdf"
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
    label = ReturnLabel.objects.get()
    page = client.get(_url("return-detail", order, sent_back.number)).content.decode()
    assert label.tracking_number in page
    assert b"<svg" in client.get(_url("return-code", order, sent_back.number)).content


def test_no_label_for_what_is_not_agreed(client, provider):
    ReturnPolicy(review_from=Money(100)).save()
    order = delivered_order(provider, make_product())
    _confirm(client, order, _said(order))
    number = Return.objects.get().number
    prove(client, order)
    assert client.get(_url("return-label", order, number)).status_code == 302
    assert client.get(_url("return-code", order, number)).status_code == 404
    assert not ReturnLabel.objects.exists()


def test_photos_are_asked_for_encoded_anew_and_shown_to_nobody_else(client, provider, settings):
    order, other = delivered_order(provider, make_product()), delivered_order(provider, make_product())
    said = _said(order, reason="damaged")
    answer = _confirm(client, order, said)
    assert answer.status_code == 422 and "photo that shows" in answer.content.decode()
    _confirm(client, order, said, photos=[_photo()])
    photo = ReturnPhoto.objects.get()
    assert client.get(_url("return-photo", order, photo.sent_back.number, photo.pk))["Content-Type"] == "image/jpeg"
    assert client.get(_url("return-photo", other, photo.sent_back.number, photo.pk)).status_code == 404
    assert not photo.file.path.startswith(str(settings.MEDIA_ROOT)), "no address leads there"


def test_photo_bombs_and_other_files_are_refused(client, provider):
    order = delivered_order(provider, make_product())
    said = _said(order, reason="damaged")
    bomb = io.BytesIO()
    Image.new("1", (12000, 12000)).save(bomb, "PNG")
    bomb.seek(0)
    bomb.name = "bomb.png"
    text = io.BytesIO(b"<svg onload=alert(1)>")
    text.name = "x.jpg"
    for file in (bomb, text):
        answer = _confirm(client, order, said, photos=[file])
        assert answer.status_code == 422 and "not a photo" in answer.content.decode()
    answer = _confirm(client, order, said, photos=[_photo() for _number in range(7)])
    assert answer.status_code == 422 and "six photos" in answer.content.decode()
    assert not Return.objects.exists()


def test_nothing_can_be_sent_back_before_it_came(client, provider):
    order = paid_order(provider, make_product())
    assert "only what has arrived" in client.get(_url("return-create", order)).content.decode()
    page = client.get(_url("order-link", order)).content.decode()
    assert "Send something back" not in page and "/withdrawal/" in page


def test_pages_of_an_unpaid_order_offer_nothing(client, provider):
    order = placed_order(make_product())
    assert client.get(_url("return-create", order)).status_code == 200
    assert client.post(_url("return-create", order), {"outcome": "original"}).status_code == 200
    assert client.get(_url("withdrawal-create", order)).status_code == 200


def test_it_can_be_canceled_and_sent_from_its_page(client, provider):
    order = delivered_order(provider, make_product(), quantity=2)
    _confirm(client, order, _said(order))
    first = Return.objects.get()
    client.post(_url("return-cancel", order, first.number))
    assert Return.objects.get().state == "canceled"
    _confirm(client, order, _said(order))
    second = Return.objects.latest("pk")
    client.post(_url("return-send", order, second.number))
    assert Return.objects.latest("pk").state == "in_transit"
    assert "gone on meanwhile" in client.post(_url("return-cancel", order, second.number), follow=True).content.decode()


def test_withdrawing_takes_two_steps_and_sends_a_receipt(client, provider):
    order = delivered_order(provider, make_product("Kettle"), quantity=2)
    line = order.lines.get()
    page = client.post(_url("withdrawal-create", order), {f"units-{line.pk}": 2})
    assert "Confirm withdrawal" in page.content.decode() and not Return.objects.exists()
    client.post(_url("withdrawal-create", order), {f"units-{line.pk}": 2, "step": "confirm"})
    sent_back = Return.objects.get()
    assert (sent_back.is_withdrawal, sent_back.state, sent_back.refund_by is not None) == (True, "approved", True)
    receipt = OutgoingMail.objects.get(template="orders/withdrawal_receipt")
    assert "Kettle" in receipt.text and order.number in receipt.text


def _confirm_withdrawal(client, order, units) -> dict[str, object]:
    """What the browser sends when the confirming button is pressed."""
    said = {f"units-{order.lines.get().pk}": units}
    page = client.post(_url("withdrawal-create", order), said).content.decode()
    return said | {"step": "confirm", "key": re.search(r'name="key" value="(\w+)"', page).group(1)}


def test_a_withdrawal_pressed_twice_is_one(client, provider):
    order = delivered_order(provider, make_product("Kettle"), quantity=4)
    press = _confirm_withdrawal(client, order, 1)
    token = _token(order)
    first, again = (client.post(reverse("orders:withdrawal-create", args=[token]), press) for _turn in range(2))
    assert first.url == again.url == reverse("orders:return-detail", args=[token, Return.objects.get().number])
    assert Return.objects.get().lines.get().requested == 1
    assert OutgoingMail.objects.filter(template="orders/withdrawal_receipt").count() == 1
    client.post(_url("withdrawal-create", order), _confirm_withdrawal(client, order, 1))
    assert Return.objects.count() == 2, "another form is another withdrawal"


def test_the_last_press_of_all_that_is_left_is_answered_like_the_first(client, provider):
    order = paid_order(provider, make_product(stock=5), quantity=2)
    press = _confirm_withdrawal(client, order, 2)
    token = _token(order)
    urls = {client.post(reverse("orders:withdrawal-create", args=[token]), press).url for _ in range(2)}
    assert urls == {reverse("orders:order-link", args=[token])}
    assert Payment.objects.get(order=order).refunded == order.total


def test_a_return_of_all_that_is_left_is_answered_twice_alike(client, provider):
    order = delivered_order(provider, make_product())
    said = {**_said(order), "outcome": "original"}
    page = client.post(_url("return-create", order), said).content.decode()
    sum_shown = re.search(r'name="expected-original" value="([\d-]+)"', page).group(1)
    said |= {"expected-original": sum_shown, "key": re.search(r'name="key" value="(\w+)"', page).group(1)}
    token = _token(order)
    urls = {client.post(reverse("orders:return-create", args=[token]), said).url for _ in range(2)}
    assert urls == {reverse("orders:return-detail", args=[token, Return.objects.get().number])}


def test_withdrawing_before_it_is_packed_cancels_it(client, provider):
    order = paid_order(provider, make_product())
    line = order.lines.get()
    client.post(_url("withdrawal-create", order), {f"units-{line.pk}": 1, "step": "confirm"})
    assert Order.objects.get(pk=order.pk).state == "canceled"
    assert Payment.objects.get(order=order).refunded == order.total
    assert OutgoingMail.objects.filter(template="orders/withdrawal_receipt").exists()


def test_withdrawing_while_it_is_on_its_way_and_sending_it_back(client, provider):
    order = sent_order(provider, make_product(), sent_at=timezone.now())
    line = order.lines.get()
    client.post(_url("withdrawal-create", order), {f"units-{line.pk}": 1, "step": "confirm"})
    sent_back = receive_return(sent_back=Return.objects.get(), by=stan(), at=timezone.now())
    assert (sent_back.state, order.shipments.get().state) == ("received", "delivered")


def test_after_fourteen_days_nothing_is_withdrawn_from(client, provider):
    order = delivered_order(provider, make_product())
    line = order.lines.get()
    with time_machine.travel(timezone.now() + timedelta(days=17)):
        answer = client.post(_url("withdrawal-create", order), {f"units-{line.pk}": 1, "step": "confirm"})
        assert "fourteen days are over" in answer.content.decode()
    assert not Return.objects.exists()


def test_what_was_decided_can_be_contested_and_is_answered(client, provider):
    order = delivered_order(provider, make_product())
    ReturnPolicy(review_from=Money(100)).save()
    _confirm(client, order, _said(order))
    sent_back = reject_return(sent_back=Return.objects.get(), reason="Worn", by=stan(), at=timezone.now())
    client.post(_url("return-message", order, sent_back.number), {"text": "It was never worn <b>at all</b>"})
    assert Return.objects.get().is_contested
    assert "&lt;b&gt;at all" in client.get(_url("return-detail", order, sent_back.number)).content.decode()
    staff = _staff(client)
    staff.post(reverse("admin:orders_return_answer", args=[sent_back.pk]), {"text": "Sorry, we look again."})
    assert not Return.objects.get().is_contested
    assert "Sorry, we look again." in OutgoingMail.objects.get(key__contains="answered").text


def test_the_warehouse_scans_receives_short_looks_and_pays(client, provider):
    order = delivered_order(provider, make_product(price=1000), quantity=3)
    ReturnPolicy(label_fee=Money(0)).save()
    _confirm(client, order, _said(order, units=2))
    prove(client, order)
    client.get(_url("return-label", order, Return.objects.get().number))
    staff, label = _staff(client), ReturnLabel.objects.get()
    pk, row = label.sent_back_id, Return.objects.get().lines.get()
    answer = staff.post(reverse("admin:orders_return_scan"), {"code": label.drop_off_code})
    assert answer.url == reverse("admin:orders_return_receive", args=[pk])
    staff.post(answer.url)
    assert staff.post(reverse("admin:orders_return_scan"), {"code": label.tracking_number.lower()}).url == reverse(
        "admin:orders_return_inspect", args=[pk]
    )
    numbers = {"received": 1, "accepted": 1, "restocked": 1, "damaged": 0, "quarantined": 0, "finding": "One came"}
    said = {f"{name}-{row.pk}": value for name, value in numbers.items()} | {"location": make_location().pk}
    staff.post(reverse("admin:orders_return_inspect", args=[pk]), said)
    assert (Return.objects.get().state, Payment.objects.get().refunded) == ("inspected", Money(0))
    staff.post(reverse("admin:orders_return_settle", args=[pk]), {"note": ""})
    assert (Return.objects.get().state, Payment.objects.get().refunded) == ("settled", Money(1000))


def test_numbers_that_do_not_fit_stand_on_the_warehouse_s_form(client, provider):
    order = delivered_order(provider, make_product(), quantity=2)
    _confirm(client, order, _said(order, units=2))
    staff, sent_back = _staff(client), Return.objects.get()
    staff.post(reverse("admin:orders_return_receive", args=[sent_back.pk]))
    row = sent_back.lines.get()
    numbers = {"received": 1, "accepted": 2, "restocked": 0, "damaged": 0, "quarantined": 0}
    said = {f"{name}-{row.pk}": value for name, value in numbers.items()} | {"location": make_location().pk}
    answer = staff.post(reverse("admin:orders_return_inspect", args=[sent_back.pk]), said)
    assert "do not fit" in answer.content.decode() and Return.objects.get().state == "received"


def test_the_warehouse_s_door_is_closed_to_customers_and_to_staff_without_the_right(client, provider):
    order = delivered_order(provider, make_product(), owner=ada())
    sent_back = request_return(
        order=order, wishes=[Wish(order.lines.get().pk, 1, "changed_mind")], outcome="original", by=ada(),
        at=timezone.now(),
    )  # fmt: skip
    client.force_login(ada())
    urls = [reverse(f"admin:orders_return_{name}", args=[sent_back.pk]) for name in ("settle", "receive", "approve")]
    assert all(client.post(url).status_code == 302 and "/login" in client.post(url).url for url in urls)
    helper = User.objects.create_user("helper@example.com", "a-long-password", name="Helper", is_staff=True)
    client.force_login(helper)
    assert all(client.post(url).status_code in (302, 403) for url in urls)
    assert Return.objects.get().state == "approved"


def test_staff_pages_open_with_few_queries(client, provider, django_assert_max_num_queries):
    for _number in range(3):
        order = delivered_order(provider, make_product())
        _confirm(client, order, _said(order))
    staff = _staff(client)
    for name in ("orders_return", "orders_claim", "orders_returnpolicy"):
        with django_assert_max_num_queries(20):
            assert staff.get(reverse(f"admin:{name}_changelist")).status_code == 200
    assert staff.get(reverse("admin:orders_return_change", args=[Return.objects.first().pk])).status_code == 200
    assert staff.get(reverse("admin:orders_returnpolicy_add")).status_code == 200


def test_the_difference_of_an_exchange_is_paid_on_the_order_s_page(client, provider):
    ReturnPolicy().save()
    product = make_product(price=1000)
    large = make_variant(product, sku="LARGE", price=1300)
    order = delivered_order(provider, product, owner=ada())
    _confirm(client, order, _said(order, instead=large.pk), outcome="exchange")
    _through_the_warehouse(Return.objects.get())
    new = Order.objects.get(replaces=order)
    assert "Pay the difference" in client.get(_url("order-link", new)).content.decode()
    answer = client.post(_url("difference-pay", new))
    payment = Payment.objects.get(order=new)
    assert answer.url == payment.session_url
    provider.pay(payment.session_id)
    client.get(_url("order-link", new))
    assert Order.objects.get(pk=new.pk).state == "confirmed"
    assert client.post(_url("difference-pay", new)).status_code == 302


def test_an_exchange_that_is_not_paid_becomes_money_back(provider):
    ReturnPolicy().save()
    product = make_product(price=1000)
    large = make_variant(product, sku="LARGE", price=1300)
    order = delivered_order(provider, product, quantity=2, owner=ada())
    request_return(
        order=order, wishes=[Wish(order.lines.get().pk, 1, "not_fitting", instead=large.pk)], outcome="exchange",
        by=None, at=timezone.now(),
    )  # fmt: skip
    _through_the_warehouse(Return.objects.get())
    new = Order.objects.get(replaces=order)
    settle(payment=new.payments.get(), at=timezone.now() + timedelta(days=8))
    assert Order.objects.get(pk=new.pk).state == "canceled"
    assert (Payment.objects.get(order=order).refunded, Order.objects.get(pk=order.pk).moved) == (Money(1000), Money(0))


def _staff(client):
    staff = Client()
    staff.force_login(stan())
    return staff


def _through_the_warehouse(sent_back):
    now, by = timezone.now(), stan()
    sent_back = receive_return(sent_back=sent_back, by=by, at=now)
    found = {row.pk: Found(row.requested, row.requested, row.requested) for row in sent_back.lines.all()}
    inspect_return(sent_back=sent_back, found=found, location=make_location(), by=by, at=now)
    return settle_return(sent_back=Return.objects.get(pk=sent_back.pk), by=by, at=now)


def test_staff_take_back_what_the_rules_would_not_with_a_reason(client, provider):
    order = delivered_order(provider, make_product(), delivered_at=timezone.now() - timedelta(days=90))
    staff, line = _staff(client), order.lines.get()
    url = reverse("admin:orders_order_take_back", args=[order.pk])
    said = {f"units-{line.pk}": 1, "reason": "changed_mind", "outcome": "original"}
    assert staff.get(url).status_code == 200
    staff.post(url, said)
    assert not Return.objects.exists()
    staff.post(url, said | {"override": "A regular, and she asked so kindly"})
    assert (Return.objects.get().state, Return.objects.get().note[:9]) == ("approved", "A regular")


def test_a_return_that_the_carrier_lost_is_paid_as_if_it_had_come(client, provider):
    ReturnPolicy(label_fee=Money(0)).save()
    order = delivered_order(provider, make_product(price=1000), quantity=2)
    _confirm(client, order, _said(order))
    sent_back = Return.objects.get()
    client.post(_url("return-send", order, sent_back.number))
    url = reverse("admin:orders_return_lost", args=[sent_back.pk])
    _staff(client).post(url, {"pays": "1", "note": ""})
    assert (Return.objects.get().state, Payment.objects.get().refunded) == ("settled", Money(1000))
    assert order.lines.get().returned == 1


def test_the_sheet_of_returns_runs_nothing(client, provider):
    order = delivered_order(provider, make_product('=HYPERLINK("https://bad.example")'))
    _confirm(client, order, _said(order, note="+1+1"))
    said = {"action": "export", "_selected_action": [Return.objects.get().pk]}
    answer = _staff(client).post(reverse("admin:orders_return_changelist"), said)
    assert answer["Content-Type"].startswith("text/csv")
    text = answer.content.decode()
    assert "'=HYPERLINK" in text and "'+1+1" in text


def test_a_return_is_brought_to_a_store_and_it_is_known_to_which(client, provider):
    warehouse = make_location()
    store = Location.objects.create(
        name="Store Mitte",
        country_code="DE",
        takes_returns=True,
        address="Am Markt 1, Berlin",
        hours="Mon to Sat 10-20",
    )
    Location.objects.create(name="Store Wien", country_code="AT", takes_returns=True, address="Graben 1, Wien")
    order = delivered_order(provider, make_product())
    _confirm(client, order, _said(order))
    sent_back = Return.objects.get()
    page = client.get(_url("return-detail", order, sent_back.number)).content.decode()
    assert all(words in page for words in ("Store Mitte", "Am Markt 1, Berlin", "Mon to Sat 10-20"))
    assert "Store Wien" not in page and warehouse.name not in page
    staff = _staff(client)
    receive = reverse("admin:orders_return_receive", args=[sent_back.pk])
    assert "Store Mitte" in staff.get(receive).content.decode()
    assert staff.post(receive, {"place": "99999"}).status_code == 200 and Return.objects.get().state == "approved"
    staff.post(receive, {"place": store.pk})
    sent_back = Return.objects.get()
    assert (sent_back.state, sent_back.place) == ("received", store)
    form = staff.get(reverse("admin:orders_return_inspect", args=[sent_back.pk])).context["form"]
    assert form["location"].value() == store.pk, "put away where it came to"


def test_a_store_without_an_address_takes_no_returns(client):
    said = {"name": "X", "country_code": "DE", "takes_returns": "on"}
    page = _staff(client).post(reverse("admin:shop_location_add"), said)
    assert "need its address" in page.content.decode() and not Location.objects.filter(name="X").exists()


def test_the_promise_of_money_is_shown_and_measured(client, provider):
    ReturnPolicy(label_fee=Money(0), money_within_days=5).save()
    now = timezone.now()
    for days in (1, 2, 9):
        order = delivered_order(provider, make_product())
        with time_machine.travel(now + timedelta(minutes=days)):
            _confirm(client, order, _said(order))
            sent_back = Return.objects.latest("pk")
            page = client.get(_url("return-detail", order, sent_back.number)).content.decode()
            assert "within 5 days of its being here" in page
            receive_return(sent_back=sent_back, by=stan(), at=timezone.now())
            page = client.get(_url("return-detail", order, sent_back.number)).content.decode()
            assert "your money is on its way by" in page
        came = Return.objects.get(pk=sent_back.pk).received_at
        found = {row.pk: Found(1, 1, 1) for row in sent_back.lines.all()}
        inspect_return(sent_back=sent_back, found=found, location=make_location(), by=stan(), at=came)
        settle_return(sent_back=sent_back, by=stan(), at=came + timedelta(days=days))
    with CaptureQueriesContext(connection) as asked:
        assert Return.objects.days_to_money(now) == 2, "the middle of 1, 2 and 9"
    assert len(asked) == 1
    assert Return.objects.days_to_money(now + timedelta(days=30)) is None
    page = _staff(client).get("/staff/").content.decode()
    assert "2.0" in page and "(promised: 5)" in page
