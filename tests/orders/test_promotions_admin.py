"""A spring sale from the admin alone: built, tried, started, with codes and gift cards, and every total explained."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from core.cache import near
from core.models import OutgoingMail
from loyalty.models import Purse
from orders.actions.cancellation import cancel_order
from orders.models import Coupon, Promotion
from orders.tasks.promotions import turn_promotions
from tests.cast import (
    ada,
    filled_basket,
    make_category,
    make_coupon,
    make_gift_card,
    make_product,
    make_promotion,
    paid_order,
    placed_order,
    stan,
)

pytestmark = pytest.mark.django_db
PROMOTION = "/staff/orders/promotion/"
NO_CODES = {"coupons-TOTAL_FORMS": "0", "coupons-INITIAL_FORMS": "0"}


@pytest.fixture
def staff(client):
    client.force_login(stan())
    return client


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What happens after commit happens at the end of the block."""
    return partial(django_capture_on_commit_callbacks, execute=True)


def form(**changes: object) -> dict[str, object]:
    return {
        "name": "Spring sale", "lane": "line", "kind": "percent", "percent": "20", "spend_from": "0", "units_from": "0",
        "priority": "0", "is_active": "on",
    } | NO_CODES | changes  # fmt: skip


def test_staff_build_a_sale_and_baskets_have_it_at_once(staff, committed):
    mugs = make_category("Mugs")
    product = make_product(price=1000, category=mugs)
    placed_order(product)  # the list of promotions is kept from now
    with committed():
        answer = staff.post(f"{PROMOTION}add/", form(categories=[mugs.pk]))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert placed_order(product).discount.minor == 200
    page = staff.get(PROMOTION).content.decode()
    assert "Spring sale" in page and "−20 %" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"percent": ""}, "percent"),
        ({"percent": "101"}, "percent"),
        ({"kind": "free_delivery"}, "kind"),
        ({"kind": "amount", "amount": ""}, "amount"),
        ({"kind": "cheapest_free", "group_size": "2", "free_units": "2"}, "group_size"),
        ({"lane": "order", "kind": "spend_get", "amount": "5"}, "spend_from"),
        (
            {"starts_at_0": "2026-05-02", "starts_at_1": "10:00", "ends_at_0": "2026-05-01", "ends_at_1": "10:00"},
            "ends_at",
        ),
        ({"lane": "nonsense"}, "lane"),
        ({"name": ""}, "name"),
    ],
)
def test_a_promotion_that_makes_no_sense_is_refused_at_the_field(staff, changes, field):
    answer = staff.post(f"{PROMOTION}add/", form(**changes))
    assert answer.status_code == 200 and field in answer.context["adminform"].form.errors
    assert not Promotion.objects.exists()


def test_a_promotion_is_tried_on_recent_baskets_before_it_starts(staff):
    filled_basket(make_product(price=1000))
    filled_basket(make_product(price=6000), owner=ada())
    promotion = make_promotion(
        "order", kind="amount", amount=make_gift_card(500).balance, spend_from=make_gift_card(5000).balance
    )
    Promotion.objects.update(is_active=False)
    page = staff.get(f"{PROMOTION}{promotion.pk}/preview/").content.decode()
    assert "Of 2 baskets of the last 30 days it would change 1." in page
    assert "€5.00" in page and "The value is not reached." in page


def test_codes_are_made_in_a_batch_and_exported(staff):
    promotion = make_coupon("SHARED").promotion
    staff.post(f"{PROMOTION}{promotion.pk}/codes/", {"number": "25", "prefix": "may-", "batch": "Newsletter"})
    made = Coupon.objects.filter(batch="Newsletter")
    assert made.count() == 25 and all(code.max_uses == 1 and code.code.startswith("MAY-") for code in made)
    rows = staff.get(f"{PROMOTION}{promotion.pk}/codes-csv/").content.decode().splitlines()
    assert rows[0] == "code,batch,max_uses,used" and len(rows) == 27
    assert placed_order(codes=[made[0].code.lower()]).discount


@pytest.mark.parametrize("changes", [{"number": "0"}, {"number": "10001"}, {"prefix": "="}, {"batch": ""}])
def test_a_batch_that_makes_no_sense_makes_nothing(staff, changes):
    promotion = make_coupon("SHARED").promotion
    given = {"number": "5", "prefix": "", "batch": "x"} | changes
    assert staff.post(f"{PROMOTION}{promotion.pk}/codes/", given).status_code == 200
    assert Coupon.objects.count() == 1


def test_a_sheet_runs_nothing_that_a_code_begins_with(staff):
    promotion = make_coupon("SHARED").promotion
    Coupon.objects.create(promotion=promotion, code="=cmd", batch="+x")
    assert "'=cmd,'+x" in staff.get(f"{PROMOTION}{promotion.pk}/codes-csv/").content.decode()


def test_two_codes_that_read_the_same_are_refused(staff):
    make_coupon("SPRING10")
    promotion = Promotion.objects.get()
    answer = staff.post("/staff/orders/coupon/add/", {"promotion": promotion.pk, "code": "Spr1ng1O"})
    assert "Another code reads the same." in answer.content.decode()


def test_staff_see_why_a_basket_costs_what_it_costs(staff):
    make_promotion(name="Ten percent")
    make_promotion(name="Five percent", percent=5)
    basket = filled_basket(make_product("Stoneware mug", price=1000), owner=ada())
    page = staff.get(f"/staff/orders/basket/{basket.pk}/why/").content.decode()
    assert "Stoneware mug" in page and "−€1.00" in page
    assert "“Ten percent” saves you more" in page
    assert staff.get("/staff/orders/basket/?q=ada@example.com").status_code == 200


def test_gift_cards_are_issued_adjusted_and_frozen(staff):
    given = {
        "amount": "25",
        "note": "sorry",
        "recipient_email": "ben@example.com",
        "message": "",
        "send_on": timezone.localdate(),
    }
    staff.post("/staff/loyalty/purse/issue/", given)
    purse = Purse.objects.get()
    assert purse.balance.minor == 2500
    assert OutgoingMail.objects.get().recipient == "ben@example.com"
    staff.post(f"/staff/loyalty/purse/{purse.pk}/adjust/", {"amount": "-5", "note": "typing error"})
    staff.post(f"/staff/loyalty/purse/{purse.pk}/adjust/", {"amount": "-50", "note": "too much"})
    staff.post(f"/staff/loyalty/purse/{purse.pk}/freeze/")
    purse.refresh_from_db()
    assert (purse.balance.minor, purse.is_frozen) == (2000, True)
    page = staff.get(f"/staff/loyalty/purse/{purse.pk}/change/").content.decode()
    assert "typing error" in page and purse.code not in page


def test_a_gift_card_without_an_address_shows_its_code_once(staff):
    given = {"amount": "25", "note": "raffle", "recipient_email": "", "message": "", "send_on": timezone.localdate()}
    page = staff.post("/staff/loyalty/purse/issue/", given, follow=True).content.decode()
    card = Purse.objects.get()
    assert card.shown_code in page and "Can pay" in page and "usable" not in page
    assert card.shown_code not in staff.get(f"/staff/loyalty/purse/{card.pk}/change/").content.decode()


def test_a_gift_card_is_found_by_its_code_as_it_is_printed(staff):
    card, other = make_gift_card(2500), make_gift_card(9900)
    for typed in (card.shown_code, card.shown_code.lower().replace("-", " "), card.code[-4:]):
        page = staff.get("/staff/loyalty/purse/", {"q": typed}).content.decode()
        assert card.hint in page and other.hint not in page, typed


@pytest.mark.parametrize(("amount", "words"), [("-100", "No more than €25.00"), ("0", "above zero puts money on it")])
def test_a_correction_that_cannot_be_is_refused_in_words_for_staff(staff, amount, words):
    card = make_gift_card(2500)
    answer = staff.post(f"/staff/loyalty/purse/{card.pk}/adjust/", {"amount": amount, "note": "typing error"})
    page = answer.content.decode()
    assert words in page and "typing error" in page  # the form with what was typed


@pytest.mark.parametrize("path", [f"{PROMOTION}%s/codes/", "/staff/loyalty/purse/issue/"])
def test_fields_of_small_forms_have_frames(staff, path):
    page = staff.get(path % make_coupon().promotion_id if "%s" in path else path).content.decode()
    fields = re.findall(r"<input type=\"(?:text|number|email|date)\"[^>]*>", page)
    assert fields and all("border" in field for field in fields)


def with_codes(*codes: str, **changes: object) -> dict[str, object]:
    rows = {f"coupons-{place}-{name}": value for place, code in enumerate(codes)
            for name, value in [("code", code), ("max_uses", "")]}  # fmt: skip
    return form(lane="coupon", **changes) | rows | {"coupons-TOTAL_FORMS": str(len(codes))}


def test_two_codes_that_read_alike_are_not_saved_together(staff):
    page = staff.post(f"{PROMOTION}add/", with_codes("ABCO1", "abc0l")).content.decode()
    assert "Another code reads the same." in page
    assert not Coupon.objects.exists()


def test_a_promotion_for_everybody_takes_no_codes(staff):
    page = staff.post(f"{PROMOTION}add/", with_codes("SPRING15") | {"lane": "line"}).content.decode()
    assert "Only a promotion in the lane of codes can have codes." in page
    coupon = make_coupon()
    page = staff.post(f"{PROMOTION}{coupon.promotion_id}/change/", form()).content.decode()
    assert "It has codes" in page


@pytest.mark.corrupts
def test_a_limit_below_what_was_used_is_refused(staff):
    promotion, coupon = make_promotion("order"), make_coupon()
    Promotion.objects.filter(pk=promotion.pk).update(used=2)
    Coupon.objects.update(used=2)
    page = staff.post(f"{PROMOTION}{promotion.pk}/change/", form(lane="order", max_uses="1")).content.decode()
    assert "2 orders have used it already." in page
    changed = {"promotion": coupon.promotion_id, "code": "SPRING", "max_uses": "1"}
    page = staff.post(f"/staff/orders/coupon/{coupon.pk}/change/", changed).content.decode()
    assert "2 orders have used it already." in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "free_delivery"}, "Delivery, Coupon code"),
        ({"kind": "amount", "amount": "0"}, "How much?"),
        ({"percent": "150"}, "less than or equal to 100"),
        ({"ends_at_0": "2026-01-01", "ends_at_1": "0:00", "starts_at_0": "2026-02-01", "starts_at_1": "0:00"},
         "It ends before it starts."),
    ],
)  # fmt: skip
def test_what_makes_no_sale_is_said_beside_its_field(staff, changes, words):
    assert words in staff.post(f"{PROMOTION}add/", form(**changes)).content.decode()
    assert not Promotion.objects.exists()


def test_what_is_still_to_do_is_said_after_saving(staff):
    page = staff.post(f"{PROMOTION}add/", form(lane="coupon", is_active=""), follow=True).content.decode()
    assert "It has no code yet" in page and "It is switched off." in page


def test_the_list_says_why_a_promotion_does_not_run(staff):
    now = timezone.now()
    make_promotion(name="Sooner", ends_at=now)
    make_promotion(name="Later", starts_at=now + timedelta(days=1))
    make_promotion(name="Full", max_uses=0)
    page = staff.get(PROMOTION).content.decode()
    assert all(word in page for word in ("Over", "Planned", "Used up"))


def test_an_order_placed_says_what_it_cost_beside_what_its_basket_would_cost_now(staff):
    order = placed_order(make_product(price=1000))
    make_promotion()
    page = staff.get(f"/staff/orders/basket/{order.basket_id}/why/").content.decode()
    assert order.number in page and str(order.total) in page


def test_a_canceled_order_is_not_called_delivered(staff, provider):
    order = paid_order(provider)
    cancel_order(order=order, by=None, at=timezone.now(), reason="test")
    assert "Nothing to send" in staff.get(f"/staff/orders/order/{order.pk}/change/").content.decode()


def test_store_credit_is_given_to_somebody_with_an_account(staff):
    ada()
    page = staff.post("/staff/loyalty/purse/grant/", {"email": "nobody@example.com", "amount": "5", "note": "x"})
    assert "Nobody has an account" in page.content.decode()
    staff.post("/staff/loyalty/purse/grant/", {"email": "ADA@example.com", "amount": "5", "note": "kind"})
    assert Purse.objects.get().balance.minor == 500


def test_what_was_used_is_not_deleted_but_switched_off(staff, committed):
    promotion = make_promotion()
    placed_order()
    assert staff.post(f"{PROMOTION}{promotion.pk}/delete/", {"post": "yes"}).status_code == 403
    with committed():
        staff.post(PROMOTION, {"action": "switch_off", "_selected_action": [promotion.pk]})
    assert not placed_order().discount


def test_a_product_page_tells_of_its_offers_at_once_and_no_longer_than_they_run(staff, committed):
    product = make_product(category=make_category("Mugs"))
    other = make_product("Copper pan", category=make_category("Pans"))
    pages = [each.get_absolute_url() for each in (product, other)]
    assert "Spring sale" not in staff.get(pages[0]).content.decode()
    with committed():
        staff.post(f"{PROMOTION}add/", form(categories=[product.category_id]))
    near.clear()  # within a second, elsewhere
    assert ["Spring sale" in staff.get(page).content.decode() for page in pages] == [True, False]
    Promotion.objects.update(ends_at=timezone.now())
    turn_promotions()
    near.clear()
    assert "Spring sale" not in staff.get(pages[0]).content.decode()


@pytest.mark.parametrize("path", ["promotion/", "basket/", "coupon/", "promotionuse/"])
def test_only_staff_see_these_pages(client, path):
    client.force_login(ada())
    assert client.get(f"/staff/orders/{path}").status_code == 302
