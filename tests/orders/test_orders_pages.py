"""Orders for those who placed them, and for nobody else."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from orders.actions.mails import order_link
from orders.models import Order
from tests.cast import ada, ben, deliver_mail, delivered_order, make_product, paid_order, stan

pytestmark = pytest.mark.django_db


def link_to(order: Order) -> str:
    return "/" + order_link(order).split("/", 3)[3]


def test_a_customer_sees_her_orders_and_nobody_elses(client, provider):
    mine, theirs = paid_order(provider, owner=ada()), paid_order(provider, owner=ben())
    client.force_login(ada())
    assert mine.number in client.get("/orders/").content.decode()
    assert client.get(f"/orders/{mine.number}/").status_code == 200
    assert client.get(f"/orders/{theirs.number}/").status_code == 404


def test_an_order_is_not_for_visitors(client, provider):
    order = paid_order(provider, owner=ada())
    assert client.get(f"/orders/{order.number}/").url.startswith("/account/login/")
    assert client.get("/orders/").status_code == 302


@pytest.mark.parametrize("page", ["-1", "0", "x", "9", "１"])
def test_a_page_of_orders_that_is_not_there_is_not_found(client, page):
    client.force_login(ada())
    assert client.get("/orders/", {"page": page}).status_code == 404


def test_a_guest_comes_by_the_link_and_sees_no_street(client, provider):
    order = paid_order(provider)
    page = client.get(link_to(order)).content.decode()
    assert "We have your order and pack it next." in page
    assert "Lindenweg" not in page


def test_a_link_expires(client, provider):
    link = link_to(paid_order(provider))
    with time_machine.travel(timezone.now() + timedelta(days=200)):
        assert client.get(link).status_code == 302


def test_a_look_up_answers_the_same_for_hit_and_miss_and_mails_the_link(client, provider):
    order = paid_order(provider, email="grace@example.com")
    deliver_mail()
    hit = client.post("/orders/lookup/", {"number": f" {order.number.lower()} ", "email": "GRACE@example.com"})
    miss = client.post("/orders/lookup/", {"number": order.number, "email": "other@example.com"})
    strip = [answer.content.decode().split("<main")[1].split("</main>")[0] for answer in (hit, miss)]
    assert strip[0] == strip[1]
    deliver_mail()
    assert [message.to for message in mail.outbox[1:]] == [["grace@example.com"]]
    assert "/orders/link/" in mail.outbox[-1].body


def test_looking_up_is_limited(client):
    codes = [
        client.post("/orders/lookup/", {"number": f"N{number}", "email": "a@example.com"}).status_code
        for number in range(7)
    ]
    assert codes == [200] * 5 + [429] * 2


@pytest.mark.parametrize(
    "fields", [{}, {"number": "x"}, {"number": "1" * 99, "email": "a@b.de"}, {"number": "1", "email": "x"}]
)
def test_a_look_up_without_sense_is_a_field_error(client, fields):
    assert client.post("/orders/lookup/", fields).status_code == 422


def test_the_holder_of_the_link_cancels_what_is_not_packed(client, provider):
    order = paid_order(provider)
    page = client.post(link_to(order) + "cancellation/", follow=True).content.decode()
    assert "This order is canceled" in page
    assert Order.objects.get().payment_status == "refunded"


def test_a_delivered_order_cannot_be_canceled_and_says_why(client, provider):
    order = delivered_order(provider)
    page = client.post(link_to(order) + "cancellation/", follow=True).content.decode()
    assert "cannot be changed any more" in page
    assert Order.objects.get().state == "completed"


def test_staff_see_every_order_and_edit_none_by_hand(client, provider):
    order = paid_order(provider)
    client.force_login(stan())
    page = client.get(f"/staff/orders/order/{order.pk}/change/").content.decode()
    assert order.number in page
    assert 'name="total"' not in page
    client.post(f"/staff/orders/order/{order.pk}/change/", {"state": "completed", "total": "1"})
    assert Order.objects.get().state == "confirmed"


def test_the_packing_slip_is_a_pdf(client, provider):
    order = paid_order(provider)
    client.force_login(stan())
    answer = client.get(f"/staff/orders/order/{order.pk}/packing-slip/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_a_customer_does_not_get_into_the_staffs_rooms(client, provider):
    order = paid_order(provider)
    client.force_login(ada())
    for path in ("", f"orders/order/{order.pk}/change/", f"orders/order/{order.pk}/pack", "orders/shipment/pick-list/"):
        assert client.get(f"/staff/{path}").status_code in (302, 403)


@pytest.mark.parametrize("page", ["0", "x", "²", "-1", "99", "00000099", "0" * 5000 + "1"])
def test_a_page_of_orders_that_is_none_is_not_there(client, page):
    client.force_login(ada())
    assert client.get("/orders/", {"page": page}).status_code in (400, 404)


@pytest.mark.parametrize("number", ["²", "x", "-1", "9" * 40, ""])
def test_a_pick_list_of_nothing_that_is_an_order_is_no_fault(client, number):
    client.force_login(stan())
    assert client.post("/staff/orders/shipment/pick-list/", {"order": [number]}).status_code == 302


def test_a_signed_in_buyer_changes_and_cancels_from_the_account(client, provider):
    order = paid_order(provider, make_product(stock=5), owner=ada())
    client.force_login(ada())
    page = client.get(reverse("orders:order-detail", args=[order.number])).content.decode()
    assert "Another address" in page
    action = re.search(r'action="(/[^"]*cancel[^"]*)"', page[page.index("Cancel this order") :]).group(1)
    client.post(action)
    assert Order.objects.get().state == "canceled"


def test_staff_who_look_at_a_buyers_order_get_no_buttons_of_theirs(client, provider):
    order = paid_order(provider, make_product(stock=5), owner=ada())
    stan()
    client.login(email="stan@example.com", password="a-long-password")
    page = client.get(reverse("orders:order-detail", args=[order.number])).content.decode()
    assert "Cancel this order" not in page
