"""What went wrong on the shop's side is put right at a press, or looked at by a person when much hangs on it."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from core.links import sign_link
from core.money import Money
from orders.actions.mails import VIEW
from orders.actions.problem_claims import (
    ClaimDecided,
    NothingToClaim,
    NotLateEnough,
    PhotoWanted,
    SendItBack,
    claim_goods,
    claim_lateness,
    claim_parcel,
    decide_claim,
)
from orders.actions.return_quotes import returnables
from orders.models import Claim, Order, Payment, ReturnPolicy, Shipment
from shop.models import StockRecord
from tests.cast import ada, delivered_order, make_product, sent_order, stan

pytestmark = pytest.mark.django_db
LATE = timedelta(days=12)


def _lost(provider, price=1000, quantity=1, **how):
    order = sent_order(provider, make_product(price=price), sent_at=timezone.now(), quantity=quantity, **how)
    return order, order.shipments.get()


def _photo():
    file = io.BytesIO()
    Image.new("RGB", (200, 200), "red").save(file, "PNG")
    file.seek(0)
    return file


def _claim(order, kind="missing", remedy="refund", units=1, **more):
    lines = {order.lines.first().pk: units}
    return claim_goods(order=order, kind=kind, remedy=remedy, units=lines, by=None, at=timezone.now(), **more)


def test_a_parcel_that_never_came_is_paid_back_at_a_press(provider):
    order, shipment = _lost(provider)
    claim = claim_parcel(shipment=shipment, remedy="refund", by=None, at=timezone.now() + LATE)
    assert (claim.state, Order.objects.get(pk=order.pk).state) == ("granted", "canceled")
    assert Payment.objects.get(order=order).refunded == order.total


def test_or_sent_again(provider):
    order, shipment = _lost(provider)
    claim_parcel(shipment=shipment, remedy="replacement", by=None, at=timezone.now() + LATE)
    assert Shipment.objects.get().state == "lost"
    assert Order.objects.to_pack().get() == order
    assert Payment.objects.get(order=order).refunded == Money(0)


def test_not_before_it_is_late_and_not_twice(provider):
    _order, shipment = _lost(provider)
    with pytest.raises(NotLateEnough):
        claim_parcel(shipment=shipment, remedy="refund", by=None, at=timezone.now() + timedelta(days=2))
    claim_parcel(shipment=shipment, remedy="refund", by=None, at=timezone.now() + LATE)
    with pytest.raises(NotLateEnough):
        claim_parcel(shipment=shipment, remedy="refund", by=None, at=timezone.now() + LATE)
    assert Claim.objects.count() == 1


def test_a_dear_parcel_and_one_that_is_said_to_be_delivered_are_looked_at(provider):
    ReturnPolicy(claim_up_to=Money(5000)).save()
    order, shipment = _lost(provider, price=9000)
    claim = claim_parcel(shipment=shipment, remedy="refund", by=None, at=timezone.now() + LATE)
    assert (claim.state, claim.signs) == ("in_review", ["value"])
    decide_claim(claim=claim, grants=True, note="", by=stan(), at=timezone.now() + LATE)
    assert Payment.objects.get(order=order).refunded == order.total
    come = delivered_order(provider, make_product(price=1000))
    claim = claim_parcel(shipment=come.shipments.get(), remedy="refund", by=None, at=timezone.now() + LATE)
    assert claim.signs == ["said_delivered"]
    decide_claim(claim=claim, grants=True, note="", by=stan(), at=timezone.now() + LATE)
    assert Payment.objects.get(order=come).refunded == come.total


def test_a_claim_is_decided_once_and_a_no_pays_nothing(provider):
    ReturnPolicy(claim_up_to=Money(100)).save()
    order, shipment = _lost(provider)
    claim = claim_parcel(shipment=shipment, remedy="refund", by=None, at=timezone.now() + LATE)
    declined = decide_claim(claim=claim, grants=False, note="It was signed for", by=stan(), at=timezone.now())
    assert (declined.state, Payment.objects.get(order=order).refunded) == ("declined", Money(0))
    with pytest.raises(ClaimDecided):
        decide_claim(claim=claim, grants=True, note="", by=stan(), at=timezone.now())


def test_who_claims_often_is_looked_at(provider):
    order = delivered_order(provider, make_product(price=1000), quantity=5, owner=ada())
    states = [_claim(order).state for _turn in range(3)]
    assert states == ["granted", "granted", "in_review"]


def test_what_was_missing_is_paid_back_with_delivery_and_brings_nothing_twice(provider):
    order = delivered_order(provider, make_product(price=1000), quantity=3)
    claim = _claim(order, units=2)
    assert (claim.amount, Payment.objects.get(order=order).refunded) == (Money(2490), Money(2490))
    assert returnables(order)[0].units == 1
    with pytest.raises(NothingToClaim):
        _claim(order, units=2)


def test_a_broken_thing_is_sent_again_for_nothing_and_need_not_come_back(provider):
    product = make_product(price=1000, stock=5)
    order = delivered_order(provider, product)
    with pytest.raises(PhotoWanted):
        _claim(order, kind="damaged", remedy="replacement")
    claim = _claim(order, kind="damaged", remedy="replacement", photos=[_photo()])
    new = claim.replacement
    assert (new.state, new.total, new.due) == ("confirmed", Money(0), Money(0))
    assert StockRecord.objects.get(variant=product.variants.first()).allocated == 1
    assert Payment.objects.get(order=order).refunded == Money(0)


def test_what_is_not_there_any_more_is_paid_back_instead(provider):
    order = delivered_order(provider, make_product(price=1000, stock=1))
    claim = _claim(order, kind="damaged", remedy="replacement", photos=[_photo()])
    assert (claim.replacement, claim.amount) == (None, order.total)


def test_a_dear_thing_comes_back_first(provider):
    ReturnPolicy(keep_up_to=Money(2000)).save()
    order = delivered_order(provider, make_product(price=9000))
    with pytest.raises(SendItBack):
        _claim(order, kind="damaged", photos=[_photo()])


@pytest.mark.parametrize("units", [0, -1, 2, 9999])
def test_more_than_came_cannot_be_claimed(provider, units):
    order = delivered_order(provider, make_product())
    with pytest.raises(NothingToClaim):
        _claim(order, units=units)


def test_a_late_parcel_gives_delivery_back_once(provider):
    order = delivered_order(provider, make_product(price=1000), delivered_at=timezone.now() + timedelta(days=9))
    claim = claim_lateness(order=order, by=None, at=timezone.now())
    assert claim.amount == order.delivery_paid
    with pytest.raises(NothingToClaim):
        claim_lateness(order=order, by=None, at=timezone.now())


def test_the_pages_offer_it_and_say_what_happens(client, provider, time_machine):
    order, shipment = _lost(provider)
    token = sign_link(VIEW, order.number)
    url = reverse("orders:parcel-claim", args=[token, shipment.pk])
    assert url not in client.get(reverse("orders:order-link", args=[token])).content.decode()
    time_machine.move_to(timezone.now() + timedelta(days=9))
    assert url in client.get(reverse("orders:order-link", args=[token])).content.decode()
    assert client.post(url, {}).status_code == 422
    assert "put right" in client.post(url, {"remedy": "refund"}, follow=True).content.decode()


def test_goods_are_claimed_on_their_page_and_strangers_parcels_are_not_found(client, provider):
    order, other = delivered_order(provider, make_product(price=1000)), delivered_order(provider, make_product())
    token, line = sign_link(VIEW, order.number), order.lines.get()
    url = reverse("orders:goods-claim", args=[token])
    assert client.get(url).status_code == 200
    assert client.post(url, {"kind": "missing", "remedy": "refund", f"units-{line.pk}": 7}).status_code == 422
    assert client.post(url, {"kind": "missing", "remedy": "refund"}).status_code == 422
    client.post(url, {"kind": "missing", "remedy": "refund", f"units-{line.pk}": 1})
    assert Claim.objects.get().state == "granted"
    strange = reverse("orders:parcel-claim", args=[token, other.shipments.get().pk])
    assert client.post(strange, {"remedy": "refund"}).status_code == 404


def test_staff_decide_on_the_claim_s_page(client, provider):
    ReturnPolicy(claim_up_to=Money(100)).save()
    order, shipment = _lost(provider)
    claim = claim_parcel(shipment=shipment, remedy="refund", by=None, at=timezone.now() + LATE)
    client.force_login(stan())
    assert client.get(reverse("admin:orders_claim_change", args=[claim.pk])).status_code == 200
    client.post(reverse("admin:orders_claim_decide", args=[claim.pk]), {"grants": "1", "note": ""})
    assert Claim.objects.get().state == "granted"
    assert Payment.objects.get(order=order).refunded == order.total
