"""Points through the shop: earned by what was paid in money, paid with at the checkout, back when the order goes back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.models import User
from accounts.rules.farewell import Farewell
from core.models import OutgoingMail
from core.money import Money
from loyalty.actions.points import record_program
from loyalty.actions.points_spending import NotEnoughPoints
from loyalty.models import PointsAccount, PointsLot, PointsProgram, PointsRequest
from loyalty.tasks.points import sweep_points, warn_of_expiring_points
from orders.actions.cancellation import cancel_order, cancel_units
from orders.actions.points import points_for_quote, points_offer
from orders.actions.pricing import items_of, quote_offers
from orders.actions.refunds import refund_line
from orders.actions.rewards import RewardGone, RewardHadAlready, claim_reward
from orders.actions.terms import terms_for
from orders.actions.undoing import undo_placing
from orders.models import EarningRule, Order, Reward
from tests.cast import (
    ada,
    ben,
    deliver_order,
    delivered_order,
    filled_basket,
    make_delivery,
    make_gift_card,
    make_member,
    make_plan,
    make_points,
    make_product,
    make_promotion,
    midnight_after,
    paid_order,
    placed_order,
    stan,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    PointsProgram(is_active=True).save()


def counters(customer=None) -> tuple[int, int, int, int]:
    row = PointsAccount.objects.get(customer=customer or ada())
    return row.available, row.pending, row.held, row.debt


def test_an_order_earns_by_its_goods_without_tax_and_delivery_and_later(program, provider):
    order = paid_order(provider, make_product(price=11900, stock=5), owner=ada())
    assert counters() == (0, 100, 0, 0), "119.00 with 19 % of tax is 100.00"
    order = deliver_order(order, timezone.now())
    lot = PointsLot.objects.get()
    assert lot.confirms_at == midnight_after(order.completed_at, 30)
    sweep_points()
    assert counters() == (0, 100, 0, 0)
    PointsLot.objects.update(confirms_at=timezone.now())
    for _twice in range(2):
        sweep_points()
    assert counters() == (100, 0, 0, 0)


def test_guests_and_shops_without_points_earn_none(provider):
    paid_order(provider, make_product(stock=5), owner=ada())
    PointsProgram(is_active=True).save()
    paid_order(provider, make_product(stock=5))
    assert not PointsLot.objects.exists()


def test_what_gift_cards_and_points_pay_earns_nothing(provider):
    make_points(ada(), 5000)
    product = make_product(price=11900, stock=9)
    order = paid_order(provider, product, owner=ada(), points=5000, codes=[make_gift_card(6190).code])
    share = order.due.minor / order.total.minor
    assert PointsLot.objects.get(state="pending").granted == int(100 * share)


def test_what_the_checkout_says_is_what_the_order_earns(program, provider):
    make_points(ada(), 3000)
    products = [make_product(f"Thing {n}", price=999 + 777 * n, stock=9) for n in range(3)]
    basket = filled_basket(*products, owner=ada(), quantity=2)
    basket.points = 700
    basket.save()
    now = timezone.now()
    items = items_of(basket.lines.with_goods(), customer=ada(), at=now)
    make_delivery()
    offer = quote_offers(items, terms=terms_for(customer=ada(), basket=basket, at=now), country="DE", at=now)[0]
    said = points_for_quote(offer.quote, now)
    basket.lines.all().delete()
    paid_order(provider, *products, owner=ada(), quantity=2, points=700)
    assert sum(PointsLot.objects.filter(state="pending").values_list("granted", flat=True)) == said > 0


def test_the_product_says_what_it_earns_and_more_to_who_gets_more(client, provider):
    make_delivery()
    product = make_product(price=11900, stock=5)
    assert "Earns" not in client.get(product.get_absolute_url()).content.decode()
    PointsProgram(is_active=True).save()
    record_program()
    assert "Earns 100 points with your account" in client.get(product.get_absolute_url()).content.decode()
    make_member(ada(), make_plan(perks={"points": {"percent": 200}}))
    client.force_login(ada())
    assert "Earns 200 points with your account" in client.get(product.get_absolute_url()).content.decode()
    order = paid_order(provider, product, owner=ada())
    assert sum(lot.granted for lot in PointsLot.objects.filter(reference__startswith=order.reference)) == 200


def test_points_pay_up_to_their_share_and_no_more_than_there_are(provider):
    make_points(ada(), 800)
    order = placed_order(make_product(price=1000, stock=9), owner=ada(), points=5000)
    assert order.total.minor == 1490
    assert (order.tendered.minor, counters()) == (745, (55, 0, 745, 0))


def test_too_few_points_are_not_used(provider):
    make_points(ada(), 800)
    assert placed_order(make_product(price=1000, stock=9), owner=ada(), points=99).tendered.minor == 0


def test_held_points_are_spent_by_paying_and_free_again_without(provider):
    make_points(ada(), 800)
    product = make_product(price=1000, stock=9)
    undo_placing(order=placed_order(product, owner=ada(), points=500), at=timezone.now())
    assert counters() == (800, 0, 0, 0)
    paid_order(provider, product, owner=ada(), points=500)
    assert counters()[0] == 300
    assert counters()[2] == 0


def test_points_held_for_one_order_do_not_pay_another(provider):
    make_points(ada(), 500)
    product = make_product(price=2000, stock=9)
    placed_order(product, owner=ada(), points=500)
    assert placed_order(product, owner=ada(), points=500).tendered.minor == 0


def test_points_gone_between_page_and_press_are_refused(provider, monkeypatch):
    account = make_points(ada(), 500)
    monkeypatch.setattr("loyalty.actions.points_spending.take_from_lots", lambda *_args, **_how: [])
    with pytest.raises(NotEnoughPoints):
        placed_order(make_product(price=2000, stock=9), owner=ada(), points=500)
    assert not Order.objects.exists()
    assert account.available == 500


def test_a_canceled_order_gives_points_back_and_takes_what_it_earned(provider):
    make_points(ada(), 800)
    order = paid_order(provider, make_product(price=2000, stock=9), owner=ada(), points=600)
    cancel_order(order=order, by=None, at=timezone.now())
    assert counters() == (800, 0, 0, 0)


def test_part_of_an_order_back_is_that_part_of_the_points_back(program, provider):
    order = paid_order(provider, make_product(price=1190, stock=19), owner=ada(), quantity=10)
    assert counters()[1] == 100
    line = order.lines.get()
    cancel_units(order=order, quantities={line.pk: 3}, by=None, at=timezone.now())
    assert counters()[1] == 70
    deliver_order(order, timezone.now())
    PointsLot.objects.update(confirms_at=timezone.now())
    sweep_points()
    line.refresh_from_db()
    refund_line(line=line, amount=Money(5950), reason="broken", at=timezone.now(), by=None)
    assert counters() == (20, 0, 0, 0)


def test_spent_points_that_are_taken_back_are_owed_and_no_money_is_kept(program, provider):
    order = delivered_order(provider, make_product(price=11900, stock=9), owner=ada())
    PointsLot.objects.update(confirms_at=timezone.now())
    sweep_points()
    paid_order(provider, make_product("Bowl", price=1190, stock=9), owner=ada(), points=100)
    line = order.lines.get()
    refund_line(line=line, amount=Money(11900), reason="sent back", at=timezone.now(), by=None)
    assert counters()[0] == 0
    assert counters()[3] == 100
    assert order.payments.get().refunds.get().amount.minor == 11900


def test_a_later_change_of_the_program_changes_nothing_that_was_earned(program, provider):
    order = paid_order(provider, make_product(price=1190, stock=19), owner=ada(), quantity=10)
    PointsProgram(is_active=True, earned_per_unit=50, per_unit=1000).save()
    cancel_units(order=order, quantities={order.lines.get().pk: 5}, by=None, at=timezone.now())
    assert counters()[1] == 50


def test_points_paid_at_another_rate_come_back_as_they_were(provider):
    make_points(ada(), 1000, per_unit=200)
    order = paid_order(provider, make_product(price=2000, stock=9), owner=ada(), points=1000)
    assert (order.tendered.minor, counters()[0]) == (500, 0)
    PointsProgram(is_active=True, per_unit=10).save()
    cancel_order(order=order, by=None, at=timezone.now())
    assert counters()[0] == 1000


def test_campaigns_multiply_and_the_best_counts(program, provider):
    mug = make_product("Mug", price=1190, stock=99)
    for times in (2, 3):
        EarningRule.objects.create(name=f"{times} times", times=Decimal(times), is_active=True).products.add(mug)
    EarningRule.objects.create(
        name="over", times=Decimal(9), is_active=True, ends_at=timezone.now() - timedelta(days=1)
    )
    paid_order(provider, mug, make_product("Pan", price=1190, stock=9), owner=ada(), quantity=2)
    assert counters()[1] == 80


def test_the_first_order_earns_once(program, provider):
    EarningRule.objects.create(name="Welcome", kind="first_order", points=250, is_active=True)
    product = make_product(price=1190, stock=9)
    first = paid_order(provider, product, owner=ada())
    paid_order(provider, product, owner=ada())
    assert counters()[1] == 250 + 10 + 10
    cancel_order(order=first, by=None, at=timezone.now())
    assert counters()[1] == 10


def test_a_reward_is_a_code_of_ones_own(provider):
    make_points(ada(), 1000)
    promotion = make_promotion("coupon", "amount", amount=Money(500))
    reward = Reward.objects.create(
        name="5 off", points=400, promotion=promotion, stock=3, max_per_customer=2, is_active=True
    )
    claims = [claim_reward(reward=reward, customer=ada(), at=timezone.now()) for _n in range(2)]
    assert counters()[0] == 200
    with pytest.raises(RewardHadAlready):
        claim_reward(reward=reward, customer=ada(), at=timezone.now())
    with pytest.raises(NotEnoughPoints):
        claim_reward(reward=reward, customer=ben(), at=timezone.now())
    reward.refresh_from_db()
    assert reward.claimed == 2
    order = paid_order(provider, make_product(price=2000, stock=9), owner=ada(), codes=[claims[0].coupon.code])
    assert order.discount.minor == 500
    reward.stock = 2
    reward.save()
    make_points(ben(), 500)
    with pytest.raises(RewardGone):
        claim_reward(reward=reward, customer=ben(), at=timezone.now())


def test_the_account_shows_all_of_it(client, provider):
    make_points(ada(), 1000)
    paid_order(provider, make_product("Stoneware mug", price=11900, stock=9), owner=ada(), points=300)
    promotion = make_promotion("coupon", "amount", amount=Money(500))
    reward = Reward.objects.create(name="5 off your order", points=400, promotion=promotion, is_active=True)
    client.force_login(ada())
    page = client.get("/account/points/").content.decode()
    assert "700" in page
    assert "A gift" in page
    assert "Kept for an order" in page
    assert "Stoneware mug" in page
    assert "yours 30 days after delivery" in page
    answer = client.post(f"/account/points/rewards/{reward.pk}/", follow=True).content.decode()
    assert "PTS" in answer
    assert "points/" in client.get("/account/").content.decode()
    assert client.get("/account/points/?page=9").status_code == 404
    for _n in range(2):
        answer = client.post(f"/account/points/rewards/{reward.pk}/", follow=True)
    assert "not that many points" in answer.content.decode()


def test_a_shop_without_points_has_no_page_of_them(client):
    client.force_login(ada())
    assert client.get("/account/points/").status_code == 404
    assert "account/points" not in client.get("/account/").content.decode()


def test_the_slider_sets_how_many_pay(client):
    make_points(ada(), 1000)
    client.force_login(ada())
    make_delivery()
    product = make_product(price=1510, stock=9)
    client.post("/basket/lines/", {"sku": product.variants.get().sku, "quantity": "1"})
    page = client.get("/basket/").content.decode()
    assert 'max="1000"' in page
    assert "You earn 12 points" in page
    client.post("/basket/points/", {"points": "600"})
    page = client.get("/checkout/").content.decode()
    assert "600 points" in page
    assert "−€6.00" in page
    answer = client.post("/basket/points/", {"points": "many"}, follow=True)
    assert "whole number" in answer.content.decode()
    client.post("/basket/points/", {"points": "0"})
    assert "600 points" not in client.get("/basket/").content.decode()


def test_a_guest_has_no_slider(client):
    make_points(ada(), 1000)
    product = make_product(price=1510, stock=9)
    client.post("/basket/lines/", {"sku": product.variants.get().sku, "quantity": "1"})
    page = client.get("/basket/").content.decode()
    assert "id_points" not in page
    assert points_offer(customer=None, quote=None, at=timezone.now()) is None


def test_owners_are_warned_a_month_and_a_week_before_once(provider):
    make_points(ada(), 300)
    for days, mails in ((40, 0), (29, 1), (6, 2)):
        PointsLot.objects.update(expires_at=timezone.now() + timedelta(days=days))
        for _twice in range(2):
            warn_of_expiring_points()
        assert OutgoingMail.objects.filter(template="loyalty/points_expiring").count() == mails
    PointsLot.objects.update(expires_at=timezone.now())
    sweep_points()
    assert counters() == (0, 0, 0, 0)


def test_who_does_not_want_it_is_not_warned():
    make_points(ada(), 300)
    PointsLot.objects.update(expires_at=timezone.now() + timedelta(days=6))
    User.objects.update(wants_points_mails=False)
    warn_of_expiring_points()
    assert not OutgoingMail.objects.exists()


def test_staff_adjust_alone_up_to_a_limit_and_above_it_together(client):
    PointsProgram(is_active=True, adjust_limit=100).save()
    ada()
    client.force_login(stan())
    address = reverse("admin:loyalty_pointsaccount_adjust")
    nobody = client.post(address, {"email": "nobody@example.com", "points": "5", "reason": "x"})
    assert "Nobody has an account" in nobody.content.decode()
    client.post(address, {"email": "ada@example.com", "points": "100", "reason": "A late parcel"})
    assert counters()[0] == 100
    client.post(address, {"email": "ada@example.com", "points": "500", "reason": "A very late parcel"})
    asked = PointsRequest.objects.get(state="asked")
    assert counters()[0] == 100
    agree = reverse("admin:loyalty_pointsrequest_agree", args=[asked.pk])
    assert "Somebody else has to agree" in client.post(agree, follow=True).content.decode()
    second = stan()
    second.pk, second.email, second.public_id = None, "second@example.com", "cus_second"
    second.save()
    client.force_login(second)
    client.post(agree)
    assert counters()[0] == 600
    assert "decided already" in client.post(agree, follow=True).content.decode()
    too_many = client.post(address, {"email": "ada@example.com", "points": "-601", "reason": "x"})
    assert "not that many points" in too_many.content.decode()


def test_the_programs_page_is_one(client):
    client.force_login(stan())
    add = reverse("admin:loyalty_pointsprogram_add")
    assert client.get(add).status_code == 200
    PointsProgram(is_active=True).save()
    assert client.get(add).status_code == 403
    assert client.get(reverse("admin:orders_earningrule_add")).status_code == 200
    assert client.get(reverse("admin:orders_reward_add")).status_code == 200


def test_points_are_forfeited_with_the_account_and_that_is_said_before(client, provider):
    make_points(ada(), 300)
    order = delivered_order(provider, make_product(price=11900, stock=9), owner=ada())
    client.force_login(ada())
    assert "Your 400 points" in client.get("/account/deletion/").content.decode()
    close_account(user=ada(), wishes=Farewell(), at=timezone.now())
    customer = Order.objects.get(pk=order.pk).customer
    assert counters(customer) == (0, 0, 0, 0)
