"""The audit finds every kind of damage, tells people once a day, and leaves books that are right alone."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.actions.consents import choose_mails
from accounts.actions.joining import join_by_mail
from accounts.models import ConsentSource, Frequency, Topic, User
from accounts.rules.farewell import Farewell
from core.audit import all_checks, find_breaches
from core.http import Answer
from core.models import OutgoingMail
from core.money import Money
from core.tasks.audit import audit_books
from loyalty.actions.membership_refunds import execute_membership_refund, refund_unused
from loyalty.actions.occasions import celebrate
from loyalty.actions.plans import add_plan_price
from loyalty.actions.referrals import open_code
from loyalty.models import Occasion, OccasionRule, ReferralProgram
from orders.actions.cancel_requests import ask_to_cancel
from orders.actions.cancellation import cancel_order, cancel_units
from orders.actions.fulfillment import pack_shipment
from orders.actions.price_drops import pay_price_drop
from orders.actions.receiving import Found, inspect_return, receive_return, settle_return
from orders.actions.referrals import Invitation
from orders.actions.refunds import refund_line
from orders.actions.return_requests import request_return
from orders.actions.undoing import undo_placing
from orders.models import Order, PriceDropPromise
from orders.rules.returns import Wish
from reviews.actions.answers import answer_question
from reviews.actions.asking import never_ask
from reviews.actions.questions import ask_question
from reviews.actions.reviews import Reviewer, Words, write_review
from reviews.actions.votes import cast_vote
from shop.actions.alert_mails import send_due_alerts
from shop.actions.prices import set_price
from shop.models import Product
from tests.cast import (
    ada,
    ben,
    bought_gift_card,
    carrier_says,
    compared,
    deliver_mail,
    delivered_order,
    filled_basket,
    joined,
    make_coupon,
    make_gift_card,
    make_location,
    make_member,
    make_plan,
    make_points,
    make_price_list,
    make_product,
    make_promotion,
    make_tier,
    paid_order,
    placed_order,
)
from tests.shop.alerts import arrive, sold_out, waiting
from tests.webhooks import deliver, make_endpoint

pytestmark = pytest.mark.django_db

DAMAGE = [
    (
        "webhooks.deadline",
        "UPDATE accounts_webhookdelivery SET state = 'pending', deadline_at = '2020-01-01 00:00:00+00'",
    ),
    ("webhooks.once", "INSERT INTO accounts_event SELECT * FROM accounts_event"),
    ("webhooks.once", "INSERT INTO accounts_webhookdelivery SELECT * FROM accounts_webhookdelivery"),
    ("webhooks.spread", "UPDATE accounts_event SET spread_at = NULL"),
    ("webhooks.delivered", "UPDATE accounts_webhookattempt SET status = 500"),
    ("events.orders", "UPDATE accounts_event SET reference = 'lost'"),
    ("mail.once", "INSERT INTO core_outgoingmail SELECT * FROM core_outgoingmail"),
    ("mail.sent", "UPDATE core_outgoingmail SET sent_at = NULL"),
    ("purses.balance", "UPDATE loyalty_purse SET balance = balance + 1"),
    ("purses.balance", "DELETE FROM loyalty_purseentry WHERE kind = 'issued'"),
    ("purses.issued", "UPDATE loyalty_purse SET issued = issued + 1"),
    ("purses.returned", "INSERT INTO loyalty_purseentry SELECT * FROM loyalty_purseentry WHERE kind = 'returned'"),
    (
        "memberships.live",
        "UPDATE loyalty_membership SET state = 'active', customer_id = (SELECT min(id) FROM accounts_user)",
    ),
    ("memberships.state", "UPDATE loyalty_membership SET state = 'paused'"),
    ("memberships.state", "DELETE FROM loyalty_membershipevent"),
    ("memberships.periods", "UPDATE loyalty_membershipperiod SET starts_at = '2020-01-01 00:00:00+00:00'"),
    ("memberships.backed", "UPDATE loyalty_membershipinvoice SET status = 'open'"),
    ("memberships.backed", "DELETE FROM loyalty_membershipevent WHERE kind = 'granted'"),
    ("memberships.paid", "DELETE FROM loyalty_membershipperiod WHERE kind = 'paid'"),
    ("memberships.refunded", "UPDATE loyalty_membershipinvoice SET refunded = 0"),
    ("memberships.refunded", "DELETE FROM loyalty_membershiprefund"),
    ("memberships.ended", "UPDATE loyalty_membershipperiod SET ends_at = '2099-01-01 00:00:00+00:00'"),
    (
        "memberships.dearer",
        "UPDATE loyalty_membership SET price_id = (SELECT id FROM loyalty_planprice WHERE amount = 4900), "
        "next_price_id = (SELECT id FROM loyalty_planprice WHERE amount = 5900)",
    ),
    ("savings.orders", "DELETE FROM loyalty_saving WHERE amount > 0"),
    ("savings.orders", "UPDATE orders_order SET state = 'canceled'"),
    ("savings.members", "UPDATE orders_order SET customer_id = NULL"),
    ("savings.members", "UPDATE loyalty_saving SET reference = 'order/NOWHERE'"),
    ("stock.on_hand", "UPDATE shop_stockrecord SET on_hand = on_hand + 1"),
    ("stock.on_hand", "DELETE FROM shop_stockmovement WHERE kind = 'shipped'"),
    ("stock.promised", "UPDATE shop_stockrecord SET held = held + 1"),
    ("stock.promised", "UPDATE shop_stockhold SET state = 'released' WHERE state = 'allocated'"),
    ("stock.limits", "UPDATE shop_stockrecord SET allocated = on_hand + 1"),
    ("stock.shipped", "UPDATE shop_stockhold SET quantity = quantity + 1 WHERE state = 'shipped'"),
    ("prices.history", "UPDATE shop_variant SET price = price + 1"),
    ("baskets.open", "UPDATE orders_basket SET state = 'open' WHERE owner_id IS NOT NULL"),
    ("baskets.open", "UPDATE orders_basket SET token = 'one for all'"),
    ("baskets.owners", "UPDATE orders_order SET customer_id = NULL"),
    ("baskets.placed", "UPDATE orders_basket SET state = 'placed'"),
    ("orders.numbers", "UPDATE orders_order SET number = 'SAMENUMBER'"),
    ("totals.orders", "UPDATE orders_order SET total = total + 1"),
    ("totals.lines", "UPDATE orders_orderline SET delivery_share = delivery_share + 1"),
    ("totals.lines", "UPDATE orders_orderline SET tax = tax + 1"),
    ("totals.discounts", "DELETE FROM orders_orderdiscount WHERE line_id IS NOT NULL"),
    ("totals.discounts", "UPDATE orders_order SET delivery_discount = delivery_discount + 1"),
    ("totals.amounts", "UPDATE orders_orderline SET quantity = quantity + 1"),
    ("totals.amounts", "UPDATE orders_order SET delivery = -1"),
    ("totals.shares", "DELETE FROM orders_tendershare"),
    ("totals.shares", "UPDATE orders_orderline SET amount = discount, delivery_share = 0"),
    ("payments.paid", "UPDATE orders_payment SET amount = amount - 1"),
    ("payments.paid", "UPDATE orders_order SET state = 'pending', confirmed_at = NULL"),
    ("payments.currency", "UPDATE orders_payment SET currency = 'USD'"),
    ("payments.one_order", "UPDATE orders_payment SET intent_id = 'pi_same'"),
    ("payments.canceled", "UPDATE orders_order SET state = 'canceled'"),
    ("tenders.orders", "UPDATE orders_ordertender SET amount = amount + 1"),
    ("tenders.spent", "DELETE FROM loyalty_purseentry WHERE kind = 'spent'"),
    ("tenders.spent", "DELETE FROM orders_ordertender"),
    ("tenders.canceled", "DELETE FROM loyalty_purseentry WHERE kind = 'returned'"),
    ("tenders.canceled", "UPDATE orders_ordertender SET refunded = amount"),
    ("tenders.points", "DELETE FROM loyalty_pointsmove WHERE kind = 'spent'"),
    ("tenders.points", "UPDATE orders_ordertender SET points = points + 1"),
    ("refunds.points", "UPDATE orders_ordertender SET refunded = 0"),
    ("points.legs", "UPDATE loyalty_pointsleg SET points = points + 1"),
    ("points.legs", "DELETE FROM loyalty_pointsleg"),
    ("points.accounts", "UPDATE loyalty_pointsaccount SET pending = pending + 1"),
    ("points.accounts", "DELETE FROM loyalty_pointsleg WHERE book = 'pending'"),
    ("points.lots", "UPDATE loyalty_pointslot SET remaining = remaining + 1"),
    ("points.lots", "UPDATE loyalty_pointsaccount SET available = available + 1"),
    ("points.settled", "UPDATE loyalty_pointsmove SET kind = 'released' WHERE kind = 'held'"),
    ("points.occasions", "UPDATE loyalty_pointslot SET reference = 'occasion/birthday/0/2027' WHERE words = 'A gift'"),
    ("points.occasions", "INSERT INTO loyalty_pointslot SELECT * FROM loyalty_pointslot"),
    ("tiers.status", "UPDATE loyalty_tierstatus SET review_on = '2099-01-01'"),
    ("tiers.status", "DELETE FROM loyalty_tiermove"),
    ("tiers.history", "UPDATE loyalty_tiermove SET number = number + 1"),
    ("tiers.history", "UPDATE loyalty_tiermove SET from_tier_id = to_tier_id"),
    ("tiers.reached", "UPDATE loyalty_tierstatus SET tier_id = NULL, review_on = NULL"),
    ("tiers.reached", "UPDATE accounts_user SET closed_at = date_joined"),
    ("referrals.points", "UPDATE loyalty_referral SET friend_points = friend_points + 1"),
    ("referrals.points", "UPDATE loyalty_referral SET state = 'expired'"),
    ("referrals.orders", "UPDATE loyalty_referral SET reference = 'order/NOBODYS'"),
    ("referrals.orders", "UPDATE orders_order SET customer_id = NULL"),
    ("gift_cards.issued", "UPDATE orders_giftcardrequest SET purse_id = NULL"),
    ("refunds.payments", "UPDATE orders_refund SET amount = amount + 1"),
    ("refunds.payments", "UPDATE orders_payment SET refunded = amount + 1"),
    ("refunds.tenders", "UPDATE orders_ordertender SET refunded = refunded + 1"),
    ("refunds.orders", "UPDATE orders_orderline SET refunded = 0"),
    ("refunds.lines", "UPDATE orders_orderline SET refunded = amount + 1"),
    ("tenders.exchanges", "UPDATE orders_order SET moved = moved + 1"),
    ("returns.units", "UPDATE orders_orderline SET returned = quantity"),
    ("returns.units", "UPDATE orders_returnline SET requested = 9"),
    ("returns.accepted", "UPDATE orders_returnline SET accepted = 9"),
    ("returns.accepted", "UPDATE orders_returnline SET restocked = 9"),
    ("returns.paid", "UPDATE orders_return SET paid_back = paid_back + 1"),
    ("returns.paid", "UPDATE orders_return SET paid_back = 0"),
    ("refunds.lines", "UPDATE orders_orderline SET canceled = quantity + 1"),
    ("documents.invoices", "DELETE FROM orders_invoice"),
    ("documents.numbers", "UPDATE orders_documentseries SET last = last + 1"),
    ("documents.numbers", "UPDATE orders_creditnote SET number = number + 1"),
    ("documents.numbers", "DELETE FROM orders_documentseries"),
    ("documents.parts", "UPDATE orders_creditnotepart SET amount = amount + 1"),
    ("documents.parts", "UPDATE orders_creditnote SET tax = tax + 1"),
    ("documents.refunded", "UPDATE orders_creditnote SET amount = 0"),
    ("documents.refunded", "DELETE FROM orders_creditnote"),
    ("documents.credit", "DELETE FROM loyalty_purseentry WHERE reference LIKE '%/price-drop/%'"),
    ("documents.price_drops", "UPDATE orders_pricedrop SET amount = amount + 1"),
    ("documents.lines", "DELETE FROM orders_creditnotepart WHERE kind = 'goods'"),
    ("documents.lines", "UPDATE orders_order SET delivery_refunded = delivery_refunded + 1"),
    ("refunds.parcels", "UPDATE orders_shipmentline SET quantity = quantity + 1"),
    ("promotions.used", "UPDATE orders_promotion SET used = used + 1"),
    ("promotions.used", "UPDATE orders_promotion SET max_uses = 0"),
    ("promotions.codes", "UPDATE orders_coupon SET used = 0"),
    ("promotions.codes", "UPDATE orders_coupon SET max_uses = 0"),
    ("promotions.buyers", "UPDATE orders_promotionallowance SET used = used + 1"),
    ("promotions.buyers", "UPDATE orders_promotion SET max_uses_per_buyer = 0"),
    ("promotions.amounts", "UPDATE orders_promotionuse SET amount = amount + 1"),
    ("promotions.given_back", "UPDATE orders_promotionuse SET given_back_at = NULL"),
    ("orders.stock", "UPDATE shop_stockhold SET state = 'released'"),
    ("orders.stock", "UPDATE orders_orderline SET canceled = 0"),
    ("orders.released", "UPDATE shop_stockhold SET state = 'held' WHERE state = 'released'"),
    ("tracking.last", "UPDATE orders_shipment SET told_code = 'in_transit'"),
    ("tracking.last", "DELETE FROM orders_carrierevent"),
    ("tracking.delivered", "UPDATE orders_shipment SET state = 'shipped'"),
    ("cancel_requests.open", "UPDATE orders_shipment SET state = 'shipped' WHERE state = 'preparing'"),
    ("cancel_requests.open", "UPDATE orders_cancelrequest SET order_id = (SELECT min(id) FROM orders_order)"),
    ("reviews.once", "INSERT INTO reviews_review SELECT * FROM reviews_review"),
    ("reviews.verified", "UPDATE reviews_review SET is_verified = NOT is_verified"),
    ("reviews.verified", "UPDATE orders_shipment SET state = 'shipped'"),
    ("reviews.ratings", "UPDATE shop_product SET rating_count = rating_count + 1"),
    ("reviews.verified", "UPDATE orders_orderline SET returned = quantity"),
    ("reviews.summaries", "DELETE FROM reviews_review"),
    ("reviews.summaries", "UPDATE reviews_ratingsummary SET weighted_stars = weighted_stars + 1"),
    ("reviews.ratings", "UPDATE reviews_ratingsummary SET weight = weight * 2"),
    ("questions.answers", "UPDATE reviews_question SET answer_count = answer_count + 1"),
    ("questions.answers", "UPDATE reviews_question SET best_answer_id = NULL"),
    ("questions.answers", "UPDATE reviews_answer SET state = 'hidden'"),
    ("questions.products", "UPDATE shop_product SET question_count = question_count + 1"),
    ("questions.merged", "UPDATE reviews_question SET merged_into_id = id"),
    ("answers.verified", "UPDATE reviews_answer SET is_verified = NOT is_verified"),
    ("answers.verified", "UPDATE orders_shipment SET state = 'shipped'"),
    ("answers.verified", "UPDATE orders_orderline SET returned = quantity"),
    ("answers.verified", "UPDATE orders_shipment SET state = 'lost', presumed_at = delivered_at"),
    ("entries.closed", "UPDATE accounts_user SET closed_at = date_joined"),
    ("accounts.closed", "UPDATE accounts_user SET closed_at = date_joined"),
    ("accounts.closed", "UPDATE accounts_user SET name = 'Ada', password = '!' WHERE closed_at IS NOT NULL"),
    ("accounts.consents", "UPDATE accounts_user SET wants_alert_mails = NOT wants_alert_mails"),
    ("alerts.once", "UPDATE shop_alert SET notice = 'alerts/0' WHERE state = 'sent'"),
    ("alerts.once", "DELETE FROM shop_alert"),
    ("alerts.weekly", "UPDATE shop_alert SET notice = 'alerts/0' WHERE notice = 'weekly'"),
    ("alerts.closed", "UPDATE accounts_user SET closed_at = date_joined"),
    ("alerts.single", "INSERT INTO shop_alert SELECT * FROM shop_alert"),
    ("answers.votes", "UPDATE reviews_answer SET helpful = helpful + 1"),
    ("answers.votes", "DELETE FROM reviews_vote"),
]


def busy_shop(provider) -> None:
    """Something of everything: sales of every kind, paid and returned in every way, with codes, cards and a review."""
    memberships(provider)
    make_tier("Silver", 500)
    make_promotion("delivery", "free_delivery", units_from=2)
    make_coupon("SPRING", max_uses=9, max_uses_per_buyer=3)
    card = make_gift_card(10_000).code
    mug, pan = make_product("Mug", price=999, stock=20), make_product("Pan", price=2999)
    make_price_list("Members", "members", {mug: 899})
    arrived = delivered_order(provider, mug, owner=ada(), codes=["SPRING"])
    carrier_says(arrived.shipments.get(), "delivered")
    words = Words(stars=4, title="Solid", text="", author_name="Ada Lovelace", language="en")
    write_review(product=mug, words=words, by=Reviewer(ada()), at=timezone.now())
    answered_question(mug, by=ada())
    packed = paid_order(provider, mug)
    pack_shipment(order=packed, by=None, at=timezone.now())
    ask_to_cancel(order=packed, by=None, at=timezone.now())
    partly = paid_order(provider, mug, pan, owner=ben(), quantity=3, codes=["SPRING", card])
    cancel_units(order=partly, quantities={partly.lines.first().pk: 1}, by=None, at=timezone.now())
    cancel_order(order=paid_order(provider, mug, codes=["SPRING"]), by=None, at=timezone.now())
    undo_placing(order=placed_order(mug, codes=[make_gift_card(500).code]), at=timezone.now())
    placed_order(pan, owner=ben())
    make_points(ada(), 900)
    celebrated(ada())
    brought(provider)
    by_points = paid_order(provider, mug, owner=ada(), quantity=2, points=500)
    cancel_units(order=by_points, quantities={by_points.lines.get().pk: 1}, by=None, at=timezone.now())
    refund_line(line=by_points.lines.get(), amount=Money(600), reason="scratched", at=timezone.now(), by=None)
    filled_basket(mug)
    close_account(
        user=join_by_mail(email="gone@example.com", name="Gus", language="en"), wishes=Farewell(), at=timezone.now()
    )
    bought_gift_card(provider)
    got_cheaper(paid_order(provider, pan, owner=ada()))
    people_waiting()
    asked_no_more(ben())
    sent_back(provider)
    heard_by_a_partner()
    deliver_mail()


def heard_by_a_partner() -> None:
    """All that was placed is delivered to an endpoint."""
    make_endpoint("https://partner.example/hook", ["order.placed"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("accounts.actions.deliveries.send", lambda **_request: Answer(200, {}, b"", False, 1))
        deliver()


def sent_back(provider) -> None:
    """One return that is done, one exchange, and one that is announced."""
    now, product = timezone.now(), make_product(price=1000, stock=9)
    order = delivered_order(provider, product, quantity=4)
    line = order.lines.get()
    for outcome in ("original", "exchange"):
        wish = Wish(line.pk, 1, "faulty", instead=line.variant_id)
        asked = request_return(order=order, wishes=[wish], outcome=outcome, by=None, at=now)
        asked = receive_return(sent_back=asked, by=None, at=now)
        found = {row.pk: Found(1, 1, 1) for row in asked.lines.all()}
        asked = inspect_return(sent_back=asked, found=found, location=make_location(), by=None, at=now)
        settle_return(sent_back=asked, by=None, at=now)
    request_return(order=order, wishes=[Wish(line.pk, 1, "faulty")], outcome="original", by=None, at=now)


def got_cheaper(order: Order) -> None:
    """Its line costs less now, and the difference became store credit."""
    PriceDropPromise.objects.create(mode=PriceDropPromise.Mode.CLICK)
    line = order.lines.select_related("order", "variant").get()
    set_price(variant=line.variant, price=Money(line.unit_price.minor - 500), reference="staff", by=None)
    pay_price_drop(line=line, to_credit=True, by=ada(), at=timezone.now())


def asked_no_more(customer: User) -> None:
    """Questions off and on in the account, then off by the link of a mail: the last word holds."""
    for often in (Frequency.NEVER, Frequency.AT_ONCE):
        choose_mails(user=customer, choices={Topic.QUESTIONS: often}, source=ConsentSource.ACCOUNT)
    never_ask(customer=customer)


def memberships(provider) -> None:
    """One that was paid, renewed and sent back, one that is paid for, and one that was given; and a dearer price."""
    first = joined(provider, ada(), interval="month")
    provider.renew(first.stripe_subscription_id)
    refund = refund_unused(membership=compared(first), by=ada(), at=timezone.now())
    execute_membership_refund(refund=refund)
    provider.books.ahead = 0
    joined(provider, ada())
    make_member(ben())
    add_plan_price(plan=make_plan(), interval="year", amount=Money(5900), at=timezone.now())


def people_waiting() -> None:
    """One is told by a mail, one by the weekly mail, and one goes on waiting."""
    choose_mails(user=ben(), choices={Topic.ALERTS: Frequency.WEEKLY}, source=ConsentSource.ACCOUNT)
    kettle = sold_out("Kettle")
    for customer in (ada(), ben()):
        waiting(kettle, customer)
    arrive(kettle)
    send_due_alerts(at=timezone.now())
    waiting(sold_out("Jug"), ada())


def brought(provider) -> None:
    """A friend's first order by Ada's link."""
    ReferralProgram(is_active=True).save()
    friend = User.objects.create_user("friend@example.com")
    invitation = Invitation(open_code(customer=ada()).code, is_same_device=False)
    place = "UPDATE orders_orderaddress SET street_address = 'Far away ' || id"
    with connection.cursor() as cursor:
        cursor.execute(place)
    paid_order(provider, make_product("Bowl", price=4000), owner=friend, invitation=invitation)


def celebrated(customer: User) -> None:
    """Points for another year with the account."""
    OccasionRule.objects.create(kind=Occasion.ACCOUNT, points=50, is_active=True)
    celebrate(kind=Occasion.ACCOUNT, people=lambda _day: User.objects.filter(pk=customer.pk), at=timezone.now())


def answered_question(product: Product, *, by: User) -> None:
    """Ben asks, a buyer answers, Ben finds it helpful."""
    now = timezone.now()
    question = ask_question(product=product, text="Does it keep coffee warm?", language="en", by=ben(), at=now)
    answer = answer_question(question=question, text="For an hour or so.", language="en", by=by, at=now)
    cast_vote(entry=answer, by=ben(), is_helpful=True, at=now)


def damage(sql: str) -> None:
    """On a temporary copy that stands before the table: there no constraint and no trigger is in the way."""
    table = re.search(r"(?:UPDATE|INTO|FROM) (\w+)", sql)[1]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {table} AS SELECT * FROM {table}")
        cursor.execute(sql)


def test_every_check_finds_what_breaks_it(provider):
    busy_shop(provider)
    unnoticed = []
    for check_id, sql in DAMAGE:
        with transaction.atomic():
            damage(sql)
            if check_id not in {finding.check.id for finding in find_breaches()}:
                unnoticed.append((check_id, sql))
            transaction.set_rollback(True)
    assert unnoticed == []
    assert {check_id for check_id, _sql in DAMAGE} == {check.id for check in all_checks()}


def test_the_command_says_that_all_is_well(provider, capsys):
    busy_shop(provider)
    call_command("audit", "--only", "totals")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [check.id for check in all_checks("totals")]
    assert all(" ok " in line for line in lines)


@pytest.mark.corrupts
def test_the_command_shows_at_most_twenty_rows_and_fails(provider, capsys):
    product = make_product(stock=30)
    for number in range(21):
        placed_order(product, email=f"{number}@example.com")
    damage("UPDATE orders_order SET total = total + 1")
    with pytest.raises(CommandError, match="1 of 1 checks do not hold"):
        call_command("audit", "--only", "totals.orders")
    told = capsys.readouterr().out
    assert told.count("number ") == 20
    assert "WRONG" in told and "and more" in told


def test_a_check_that_is_not_there_is_refused():
    with pytest.raises(CommandError, match="nonsense"):
        call_command("audit", "--only", "nonsense")


def test_the_audit_only_reads(provider):
    busy_shop(provider)
    with CaptureQueriesContext(connection) as queries:
        find_breaches()
    verbs = {query["sql"].split()[0] for query in queries}
    assert verbs <= {"SELECT", "SET", "SAVEPOINT", "RELEASE", "ROLLBACK"}
    filled_basket(make_product())  # and what comes after it in the same transaction may write again


@pytest.mark.corrupts
def test_people_are_told_once_a_day(settings):
    settings.SHOP_EMAIL = "owner@example.com"
    filled_basket(make_product())
    audit_books()
    assert not OutgoingMail.objects.exists()
    damage("UPDATE shop_stockrecord SET on_hand = on_hand + 1")
    audit_books()
    audit_books()
    mail = OutgoingMail.objects.get()
    assert mail.recipient == "owner@example.com"
    assert mail.subject == "The books are wrong: 1 check does not hold"
    assert "stock.on_hand" in mail.text and "on_hand 11, of_movements 10" in mail.text
