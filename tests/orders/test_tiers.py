"""Tiers through the shop: reached by what arrived, kept till the review, and more points on every order."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.models import DigestItem, Topic, User
from accounts.rules.farewell import Farewell
from core.models import OutgoingMail
from core.money import Money
from core.retries import TooBusy
from loyalty.actions.perks import perks_for
from loyalty.actions.tiers import DayNotSensible, OwnTier, SpendReachesMore, TierSwitchedOff, give_tier, record_tiers
from loyalty.models import PointsLot, PointsProgram, Tier, TierMove, TierStatus
from loyalty.rules.tiers import GRACE, spend_on
from orders.actions.cancellation import cancel_units
from orders.actions.claims import claim_orders
from orders.actions.fulfillment import deliver_shipment, pack_shipment, presume_arrival, ship_shipment
from orders.actions.losses import lose_shipment
from orders.actions.refunds import refund_line
from orders.actions.returned_units import record_returned_units
from orders.actions.tiers import bought_by, count_tiers, progress_of
from orders.models import Order, Shipment
from orders.tasks.tiers import count_tiers as count_task
from tests.cast import (
    ada,
    ben,
    bought_gift_card,
    deliver_order,
    delivered_order,
    make_gift_card,
    make_member,
    make_plan,
    make_points,
    make_product,
    make_promotion,
    make_tier,
    paid_order,
    sent_order,
    stan,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def tiers() -> tuple[Tier, Tier]:
    return make_tier("Silver", 100_00, 125), make_tier("Gold", 300_00, 150)


def held(customer: User | None = None) -> str:
    """The name of the tier; "" for none."""
    status = TierStatus.objects.filter(customer=customer or ada()).select_related("tier").first()
    return status.tier.name if status and status.tier else ""


def bought(customer: User | None = None, on: date | None = None) -> int:
    """What counts on a day, in cents, from scratch."""
    customer, day = customer or ada(), on or timezone.localdate()
    return spend_on(bought_by([customer.pk], day).get(customer.pk, []), day).minor


def buys(provider, net: int, **how) -> Order:
    """An order of goods worth so many cents without tax, paid, without delivery's part."""
    return paid_order(provider, make_product(price=net * 119 // 100, stock=20), **{"owner": ada(), **how})


def kinds() -> list[str]:
    return list(TierMove.objects.order_by("status", "number").values_list("kind", flat=True))


def mails() -> list[str]:
    rows = OutgoingMail.objects.filter(template__startswith="loyalty/tier").order_by("pk")
    return [template.removeprefix("loyalty/tier_") for template in rows.values_list("template", flat=True)]


def in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def test_a_shop_without_tiers_shows_and_keeps_nothing(client, provider):
    make_points(ada(), 100)
    make_tier("Silver", 100, is_active=False)
    deliver_order(buys(provider, 500_00), timezone.now())
    client.force_login(ada())
    assert "tier-ladder" not in client.get("/account/points/").content.decode()
    assert "tier-name" not in client.get("/account/").content.decode()
    assert perks_for(ada(), timezone.now()).snapshot == {}
    assert not mails() and not TierMove.objects.exists()


def test_a_delivery_brings_one_up_at_once_and_an_order_does_not(provider, tiers):
    order = buys(provider, 100_00)
    assert held() == ""
    deliver_order(order, timezone.now())
    status = TierStatus.objects.get(customer=ada())
    assert (held(), status.spend) == ("Silver", Money(100_00))
    assert (status.review_on - timezone.localdate()).days in (365, 366)
    deliver_order(buys(provider, 200_00), timezone.now())
    assert (held(), kinds(), mails()) == ("Gold", ["reached", "reached"], ["reached", "reached"])


def test_it_counts_net_of_discounts_tenders_tax_and_delivery(provider, tiers):
    make_points(ada(), 3000)
    make_promotion("line", percent=10)
    product = make_product(price=119_00, stock=9)
    order = paid_order(provider, product, owner=ada(), points=3000, codes=[make_gift_card(20_00).code])
    deliver_order(order, timezone.now())
    money = order.due.minor / order.total.minor
    assert bought() == int(90_00 * money)
    assert TierStatus.objects.get().spend.minor == bought()


def test_when_all_goes_back_order_by_order_no_tier_is_left(provider, tiers):
    first = deliver_order(buys(provider, 100_00), timezone.now())
    second = deliver_order(buys(provider, 200_00), timezone.now())
    assert held() == "Gold"
    for order in (first, second):
        record_returned_units(line=order.lines.get(), units=1, by=None, at=timezone.now())
    assert (held(), bought()) == ("", 0)


def test_from_step_to_step_back_what_is_kept_decides(provider, tiers):
    first = deliver_order(buys(provider, 100_00), timezone.now())
    second = deliver_order(buys(provider, 200_00), timezone.now())
    record_returned_units(line=second.lines.get(), units=1, by=None, at=timezone.now())
    assert held() == "Silver"
    record_returned_units(line=first.lines.get(), units=1, by=None, at=timezone.now())
    assert held() == ""


def test_guests_and_gift_cards_count_nothing(provider, tiers):
    delivered_order(provider, make_product(price=500_00), email="guest@example.com")
    bought_gift_card(provider, 25_000)
    assert not TierStatus.objects.exists()


def test_what_a_guest_bought_counts_once_it_is_in_the_account(provider, tiers):
    delivered_order(provider, make_product(price=119_00), email=ada().email)
    claim_orders(user=ada(), emails=[ada().email], at=timezone.now())
    assert held() == "Silver"


def test_each_parcel_counts_from_its_own_day(provider, tiers):
    order = buys(provider, 60_00, quantity=3)
    line = order.lines.get()
    for units, days in ((1, -400), (2, -10)):
        at = in_days(days)
        parcel = pack_shipment(order=order, quantities={line.pk: units}, by=None, at=at)
        ship_shipment(shipment=parcel, carrier="dhl", tracking_number="1", by=None, at=at)
        deliver_shipment(shipment=parcel, by=None, at=at)
    assert (bought(), held()) == (120_00, "Silver")
    assert bought(on=timezone.localdate(in_days(-300))) == 60_00


def test_what_is_presumed_delivered_counts_until_it_is_lost(provider, tiers):
    make_tier("Bronze", 10_00, 110)
    sent_order(provider, make_product(price=119_00), owner=ada(), sent_at=in_days(-40))
    parcel = Shipment.objects.get()
    presume_arrival(shipment=parcel, at=timezone.now())
    assert held() == "Silver"
    lose_shipment(shipment=parcel, send_again=False, by=stan(), at=timezone.now())
    assert (held(), kinds()[-1], bought()) == ("", "taken_back", 0)


def test_a_refund_of_a_part_takes_nothing_away_before_the_review(provider, tiers):
    order = deliver_order(buys(provider, 100_00), timezone.now())
    refund_line(line=order.lines.get(), amount=Money(59_50), reason="scratched", at=timezone.now(), by=None)
    assert (held(), bought(), TierStatus.objects.get().spend.minor) == ("Silver", 50_00, 50_00)


def test_an_order_that_went_back_as_a_whole_leaves_what_stood_before(provider, tiers):
    deliver_order(buys(provider, 100_00), in_days(-100))
    before = TierStatus.objects.get().review_on
    order = deliver_order(buys(provider, 200_00), timezone.now())
    assert held() == "Gold"
    record_returned_units(line=order.lines.get(), units=1, by=None, at=timezone.now())
    assert (held(), TierStatus.objects.get().review_on, kinds()[-1]) == ("Silver", before, "taken_back")
    line = order.lines.get()
    refund_line(line=line, amount=line.cost.without_delivery, reason="back", at=timezone.now(), by=None)
    assert (held(), bought(), mails()[-1]) == ("Silver", 100_00, "ended")
    record_returned_units(line=order.lines.get(), units=-1, by=None, at=timezone.now())
    assert bought() == 100_00, "the money is back all the same"


def test_canceling_what_had_not_come_yet_changes_nothing_of_what_came(provider, tiers):
    order = buys(provider, 50_00, quantity=4)
    line, at = order.lines.get(), timezone.now()
    parcel = pack_shipment(order=order, quantities={line.pk: 2}, by=None, at=at)
    ship_shipment(shipment=parcel, carrier="dhl", tracking_number="1", by=None, at=at)
    deliver_shipment(shipment=parcel, by=None, at=at)
    assert (bought(), held()) == (100_00, "Silver")
    parcel = pack_shipment(order=order, quantities={line.pk: 2}, by=None, at=at)
    ship_shipment(shipment=parcel, carrier="dhl", tracking_number="2", by=None, at=at)
    lose_shipment(shipment=parcel, send_again=False, by=stan(), at=at)
    assert (bought(), held()) == (100_00, "Silver")


def test_the_review_confirms_or_begins_the_grace_and_then_one_falls(provider, tiers):
    deliver_order(buys(provider, 300_00), in_days(-370))
    deliver_order(buys(provider, 150_00), in_days(-20))
    assert held() == "Gold"
    count_tiers(at=timezone.now())
    status = TierStatus.objects.get()
    assert (held(), status.grace_until, kinds()[-1]) == ("Gold", timezone.localdate() + GRACE, "grace")
    mail = OutgoingMail.objects.get(template="loyalty/tier_grace")
    assert "€150.00 more" in mail.text
    assert count_tiers(at=in_days(30)) == 0
    count_tiers(at=in_days(31))
    assert (held(), kinds()[-1], mails()) == ("Silver", "fell", ["reached", "grace", "ended"])
    assert count_tiers(at=in_days(31)) == 0


def test_buying_in_the_grace_keeps_it_for_another_year(provider, tiers):
    deliver_order(buys(provider, 100_00), in_days(-370))
    count_tiers(at=timezone.now())
    deliver_order(buys(provider, 100_00), in_days(5))
    status = TierStatus.objects.get()
    assert (held(), status.grace_until, kinds()[-1]) == ("Silver", None, "confirmed")
    assert (status.review_on - timezone.localdate()).days >= 365


def test_who_goes_on_buying_is_confirmed_at_the_review(provider, tiers):
    deliver_order(buys(provider, 100_00), in_days(-370))
    deliver_order(buys(provider, 120_00), in_days(-30))
    count_tiers(at=timezone.now())
    assert (kinds(), mails()) == (["reached", "confirmed"], ["reached"])


def test_the_day_is_counted_once_and_what_fell_out_is_seen(provider, tiers):
    deliver_order(buys(provider, 50_00), in_days(-365))
    count_task()
    assert TierStatus.objects.get().spend.minor in (0, 50_00)
    count_tiers(at=in_days(2))
    assert TierStatus.objects.get().spend.minor == 0
    with patch("orders.actions.tiers._count_batch") as batch:
        count_tiers(at=in_days(2))
    batch.assert_not_called()


def test_a_change_by_staff_brings_up_who_reached_it_already(client, provider):
    PointsProgram(is_active=True).save()
    deliver_order(buys(provider, 100_00), timezone.now())
    client.force_login(stan())
    data = {"name": "Silver", "words": "", "amount": "100.00", "percent": "125", "is_active": "on"}
    client.post(reverse("admin:loyalty_tier_add"), data)
    count_task()
    assert held() == "Silver"
    tier = Tier.objects.get()
    client.post(reverse("admin:loyalty_tier_change", args=[tier.pk]), data | {"is_active": ""})
    count_tiers(at=in_days(1))
    assert held() == "Silver", "who has it keeps it"


def test_a_count_that_could_not_be_finished_comes_again(provider, tiers):
    deliver_order(buys(provider, 100_00), in_days(-370))
    with patch("orders.actions.tiers._count_batch", side_effect=TooBusy):
        assert count_tiers(at=timezone.now()) == 0
    assert kinds() == ["reached"]
    assert count_tiers(at=timezone.now()) == 1


def test_what_was_switched_on_is_shown_as_reached_before_the_count(client, provider):
    make_tier("Silver", 900_00)
    deliver_order(buys(provider, 100_00), timezone.now())
    make_tier("Bronze", 50_00, 110)
    client.force_login(ada())
    assert "is enough for Bronze. It is yours within an hour." in client.get("/account/points/").content.decode()
    count_task()
    assert held() == "Bronze"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"amount": "100.00"}, "Another tier begins at this amount."),
        ({"amount": "0"}, "More than nothing"),
        ({"name": "Silver"}, "Another tier has this name."),
        ({"percent": "120"}, "Silver takes less and gives 125 % already."),
        ({"amount": "50.00", "percent": "130"}, "Silver takes more and gives only 125 %."),
        ({"percent": "100"}, "greater than or equal to 101"),
    ],
)
def test_what_is_not_sensible_is_said_beside_its_field(client, changed, words):
    make_tier("Silver", 100_00, 125)
    client.force_login(stan())
    data = {"name": "Gold", "words": "", "amount": "300.00", "percent": "150", "is_active": "on"} | changed
    assert words in client.post(reverse("admin:loyalty_tier_add"), data).content.decode()
    assert Tier.objects.count() == 1


def test_an_order_earns_by_the_tier_and_keeps_what_it_was(provider, tiers):
    deliver_order(buys(provider, 300_00), timezone.now())
    order = buys(provider, 100_00, quantity=2)
    assert order.perks == {"tier": "Gold", "points_percent": 150}
    lot = PointsLot.objects.latest("pk")
    assert lot.granted == 300
    Tier.objects.filter(name="Gold").update(percent=1000)
    cancel_units(order=order, quantities={order.lines.get().pk: 1}, by=None, at=timezone.now())
    lot.refresh_from_db()
    assert lot.kept == 150


def test_with_a_membership_the_better_counts(provider, tiers):
    make_member(ada(), make_plan(perks={"points": {"percent": 200}}))
    deliver_order(buys(provider, 300_00), timezone.now())
    perks = perks_for(ada(), timezone.now())
    assert (perks.points_percent, perks.tier, perks.member) == (200, "Gold", True)
    make_member(ben(), make_plan("Plain", perks={"points": {"percent": 110}}))
    deliver_order(buys(provider, 300_00, owner=ben()), timezone.now())
    assert perks_for(ben(), timezone.now()).points_percent == 150


def test_what_applies_is_one_query_and_none_for_a_guest(provider, tiers, django_assert_num_queries):
    make_member(ada())
    deliver_order(buys(provider, 300_00), timezone.now())
    perks_for(ada(), timezone.now())
    customer = ada()
    with django_assert_num_queries(1):
        assert perks_for(customer, timezone.now()).tier == "Gold"
    with django_assert_num_queries(0):
        assert perks_for(None, timezone.now()).tier == ""


def test_the_basket_says_what_the_tier_gives(client, provider, tiers):
    deliver_order(buys(provider, 300_00), timezone.now())
    client.force_login(ada())
    product = make_product(price=119_00, stock=9)
    client.post("/basket/lines/", {"sku": product.variants.get().sku, "quantity": "1"})
    assert "You earn 150 points" in client.get("/basket/").content.decode()


def test_the_account_says_how_one_stands_and_what_is_next(client, provider, tiers):
    client.force_login(ada())
    page = client.get("/account/points/").content.decode()
    assert "<b>€100.00</b> in twelve months, and you are Silver." in page
    deliver_order(buys(provider, 120_00), in_days(-100))
    page = client.get("/account/points/").content.decode()
    assert "You are Silver" in page and "1.25 times the points" in page
    assert "<b>€180.00 more</b>, delivered by" in page
    assert 'max="30000" value="12000"' in page
    assert "What has arrived is enough" not in page, "it does not count any more on the day of the review"
    assert "Silver</span>" in client.get("/account/").content.decode()


def test_the_page_of_points_asks_as_little_for_many_orders(client, provider, tiers, django_assert_max_num_queries):
    client.force_login(ada())
    for _n in range(2):
        deliver_order(buys(provider, 10_00, quantity=2), timezone.now())
    client.get("/account/points/")
    with django_assert_max_num_queries(20):
        client.get("/account/points/")


def test_who_wants_no_such_mails_gets_none(provider, tiers):
    User.objects.filter(pk=ada().pk).update(wants_points_mails=False)
    deliver_order(buys(provider, 100_00), timezone.now())
    assert (held(), mails()) == ("Silver", [])


def test_who_wants_them_once_a_week_finds_the_tier_in_the_weekly_mail(provider, tiers):
    User.objects.filter(pk=ada().pk).update(weekly_topics=[Topic.POINTS.value])
    deliver_order(buys(provider, 100_00), timezone.now())
    item = DigestItem.objects.get()
    assert (held(), mails(), item.title) == ("Silver", [], "You are Silver now")
    assert item.url.endswith("/account/points/")


def test_staff_set_a_tier_until_a_day_with_a_reason(client, tiers):
    client.force_login(stan())
    ada()
    address = reverse("admin:loyalty_tierstatus_give")
    asked = {"email": "ada@example.com", "tier": tiers[1].pk, "until": str(timezone.localdate(in_days(90)))}
    assert "This field is required" in client.post(address, asked).content.decode()
    assert "Until which day?" in client.post(address, asked | {"until": "", "reason": "x"}).content.decode()
    page = client.post(address, asked | {"reason": "A parcel that was lost"}, follow=True).content.decode()
    assert "A parcel that was lost" in page
    move = TierMove.objects.get()
    assert (held(), move.kind, move.written_by, mails()) == ("Gold", "given", stan(), ["reached"])
    client.post(address, {"email": "ada@example.com", "tier": "", "until": "", "reason": "a mistake"})
    assert (held(), mails()[-1]) == ("", "ended")


def test_a_given_tier_is_reviewed_on_its_day(tiers):
    until = timezone.localdate(in_days(10))
    give_tier(customer=ada(), tier=tiers[0], until=until, reason="thanks", by=stan(), at=timezone.now())
    count_tiers(at=in_days(10))
    count_tiers(at=in_days(41))
    assert kinds() == ["given", "grace", "fell"]


def test_what_staff_cannot_set_is_refused_in_words(provider, tiers):
    how = {"reason": "x", "by": stan(), "at": timezone.now()}
    tomorrow = timezone.localdate(in_days(1))
    deliver_order(buys(provider, 100_00), timezone.now())
    with pytest.raises(SpendReachesMore, match="reaches Silver by itself"):
        give_tier(customer=ada(), tier=None, until=None, **how)
    for until in (None, timezone.localdate(), timezone.localdate(in_days(800))):
        with pytest.raises(DayNotSensible):
            give_tier(customer=ada(), tier=tiers[1], until=until, **how)
    with pytest.raises(OwnTier):
        give_tier(customer=stan(), tier=tiers[1], until=tomorrow, **how)
    off = make_tier("Off", 900_00, 200, is_active=False)
    with pytest.raises(TierSwitchedOff):
        give_tier(customer=ada(), tier=off, until=tomorrow, **how)
    assert kinds() == ["reached"]


def test_staff_see_the_tier_with_the_points(client, provider, tiers):
    deliver_order(buys(provider, 100_00), timezone.now())
    client.force_login(stan())
    account = ada().points
    page = client.get(reverse("admin:loyalty_pointsaccount_change", args=[account.pk])).content.decode()
    status = TierStatus.objects.get()
    assert reverse("admin:loyalty_tierstatus_change", args=[status.pk]) in page
    assert "Silver" in client.get(reverse("admin:loyalty_tierstatus_changelist") + "?grace=yes").content.decode()
    assert client.get(reverse("admin:loyalty_tier_changelist")).status_code == 200
    assert client.get(reverse("admin:loyalty_tier_delete", args=[tiers[0].pk])).status_code == 403


def test_a_deleted_account_has_no_tier_and_gets_none(provider, tiers):
    order = deliver_order(buys(provider, 100_00), timezone.now())
    close_account(user=ada(), wishes=Farewell(), at=timezone.now())
    status = TierStatus.objects.get()
    assert (status.tier, status.spend, kinds()[-1]) == (None, Money(0), "left")
    record_tiers(at=timezone.now())
    count_tiers(at=in_days(1))
    refund_line(line=order.lines.get(), amount=Money(100), reason="x", at=timezone.now(), by=None)
    assert kinds() == ["reached", "left"]


def test_progress_tells_what_is_missing_to_keep_it(provider, tiers):
    deliver_order(buys(provider, 100_00), in_days(-100))
    deliver_order(buys(provider, 30_00), timezone.now())
    progress = progress_of(customer=ada(), at=timezone.now())
    assert progress.missing_to_keep == Money(70_00)
    assert progress.missing == Money(170_00)
    assert progress.next == progress.tiers[1]
