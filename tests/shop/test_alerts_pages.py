"""Alerts through the doors: asked on the product page, confirmed from the mail, ended by their owner alone."""

import re
from base64 import b64decode
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.consents import choose_mails
from accounts.models import Consent, ConsentSource, CustomerGroup, Frequency, Topic
from core.links import sign_link
from core.models import OutgoingMail
from shop.actions.alert_mails import send_due_alerts
from shop.actions.alerts import CONFIRM, LIST, TURNS_ON, end_alert
from shop.actions.catalog import retire_product
from shop.models import Alert
from shop.rules.alerts import PENDING_FOR
from shop.views import alerts as door
from tests.cast import (
    ada,
    ben,
    make_delivery,
    make_group,
    make_member,
    make_price_list,
    make_product,
    make_variant,
    stan,
)
from tests.shop.alerts import BACK, PRICE, arrive, confirm_link, guest_waiting, link_in, sold_out, waiting

pytestmark = pytest.mark.django_db
GUEST = "guest@example.com"


def ask(client, variant, email: str = GUEST, kind: str = BACK, **more: str):
    return client.post("/alerts/", {"sku": variant.sku, "kind": kind, "email": email, **more})


def list_link(email: str = GUEST) -> str:
    return f"/alerts/of/{sign_link(LIST, str(Alert.objects.filter(email=email).latest('pk').pk))}/"


def page(client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_guest_asks_confirms_and_is_told(client):
    mug = sold_out()
    asked = ask(client, mug, "Guest@Example.com")
    assert asked.url == f"{mug.product.get_absolute_url()}?variant={mug.sku}"
    assert "We have sent a mail to guest@example.com" in page(client, asked.url).replace("Guest@Example.com", GUEST)
    link = confirm_link()
    assert "Yes, tell me" in page(client, link)
    assert Alert.objects.get().state == "pending", "programs that open links confirm nothing"
    assert "We will write to you." in client.post(link).content.decode()
    assert Consent.objects.get().text.endswith(str(mug))
    arrive(mug)
    send_due_alerts(at=timezone.now())
    mail = OutgoingMail.objects.get(template="shop/alerts")
    assert (mail.recipient, Alert.objects.get().email) == (GUEST, GUEST)
    assert mail.unsubscribe_url.startswith(f"{settings.BASE_URL}/alerts/of/")
    assert "told on" in page(client, link_in(mail, "/alerts/of/"))


def test_a_customer_asks_with_one_press_and_takes_it_back_there(client):
    mug = sold_out()
    client.force_login(ada())
    address = mug.product.get_absolute_url()
    assert "Tell me when it is back" in page(client, address) and 'name="email"' not in page(client, address)
    client.post("/alerts/", {"sku": mug.sku, "kind": BACK})
    assert "We write to you when it is back." in page(client, address)
    client.post("/alerts/", {"sku": mug.sku, "kind": BACK, "end": "1"})
    assert "Tell me when it is back" in page(client, address)
    assert Alert.objects.get().state == "ended"


def test_what_one_waits_for_stands_on_nobody_elses_page(client):
    mug, other = sold_out(), sold_out("Another")
    waiting(mug, ada())
    client.force_login(ada())
    assert "We write to you when it is back." in page(client, mug.product.get_absolute_url())
    assert "We write to you when it is back." not in page(client, other.product.get_absolute_url())
    for visitor in (ben(), None):
        client.force_login(visitor) if visitor else client.logout()
        assert "We write to you" not in page(client, mug.product.get_absolute_url())


def test_each_option_has_its_own_state(client):
    product = make_product(stock=0)
    blue = make_variant(product, sku="BLUE", stock=0)
    waiting(blue, ada())
    client.force_login(ada())
    assert "We write to you" not in page(client, product.get_absolute_url())
    assert "We write to you" in page(client, f"{product.get_absolute_url()}?variant=BLUE")


def test_what_can_be_bought_offers_the_quiet_question(client):
    mug = make_product(price=1290).variants.get()
    shown = page(client, mug.product.get_absolute_url())
    assert "Tell me when it gets cheaper" in shown and "Tell me when it is back" not in shown
    assert shown.count("button primary") == 1
    client.force_login(ada())
    client.post("/alerts/", {"sku": mug.sku, "kind": PRICE, "target": "9.90"})
    assert "We write to you when it costs €9.90 or less." in page(client, mug.product.get_absolute_url())


def test_the_product_page_costs_guests_nothing_more_and_customers_one_query(client):
    address = sold_out().product.get_absolute_url()

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        return sum("shop_alert" in query["sql"] for query in queries)

    assert cost() == 0
    client.force_login(ada())
    assert cost() == 1


@pytest.mark.parametrize("target", ["0", "-1", "12.90", "99", "9.999", "much", "1e400", "NaN", "９.９x"])
def test_a_nonsense_price_is_named_and_nothing_is_stored(client, target):
    mug = make_product(price=1290).variants.get()
    for visitor in (None, ada()):
        if visitor:
            client.force_login(visitor)
        answer = ask(client, mug, kind=PRICE, target=target)
        assert answer.status_code == 422
        assert re.search(r"class=\"(field-error|message error)", answer.content.decode())
    assert not Alert.objects.exists() and not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    "email",
    ["", "x", "a@b", "guest@example.com\nBcc: all@example.com", "a@example.com,b@example.com", "<script>@example.com",
     '"><script>alert(1)</script>@example.com', "a" * 300 + "@example.com", "guest@example.com\x00"],
)  # fmt: skip
def test_a_nonsense_address_is_refused_and_never_drawn_as_markup(client, email):
    answer = ask(client, sold_out(), email)
    assert answer.status_code in (400, 422)
    assert "<script>alert" not in answer.content.decode()
    assert not OutgoingMail.objects.exists() and not Alert.objects.exists()


@pytest.mark.parametrize("kind", ["", "rumour", "back_in_stock' OR 1=1"])
def test_an_unknown_kind_is_refused(client, kind):
    assert ask(client, sold_out(), kind=kind).status_code == 422
    assert not Alert.objects.exists()


def test_nobody_learns_who_has_an_account_or_waits(client):
    mug = sold_out()
    ada()
    guest_waiting(mug, "waits@example.com")
    answers = []
    for email in ("ada@example.com", "waits@example.com", "nobody@example.com"):
        answer = ask(client, mug, email)
        answers.append((answer.status_code, answer.url, page(client, answer.url).replace(email, "X")))
    assert len({(status, url) for status, url, _body in answers}) == 1
    told = {re.search(r"We have sent a mail to X[^<]*", body)[0] for _status, _url, body in answers}
    assert len(told) == 1
    assert OutgoingMail.objects.count() == 3, "one each; who waits already is told so"


def test_who_waits_already_is_told_so_and_led_to_the_list(client):
    mug = sold_out()
    guest_waiting(mug)
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        ask(client, mug)
        mail = OutgoingMail.objects.latest("pk")
        assert mail.subject == "You are waiting for this already: Stoneware mug"
        assert "need do nothing" in mail.text and "need do nothing" in mail.html and "Yes, tell me" not in mail.text
        assert "Stoneware mug" in page(client, link_in(mail, "/alerts/of/"))


def test_a_link_to_the_list_names_no_address_and_ends_with_it(client):
    alert = guest_waiting(sold_out())
    link = list_link()
    inside = b64decode(link.split("/")[3].split(":")[0] + "==", altchars="-_")
    assert inside == f'"{alert.pk}"'.encode()
    Alert.objects.update(state="ended", email="", ended_at=timezone.now())
    assert client.get(link).status_code == 302
    assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 302


def test_one_address_gets_one_mail_a_day_for_a_variant_and_few_in_all(client):
    mug = sold_out()
    for _try in range(4):
        assert ask(client, mug).status_code == 302
    assert OutgoingMail.objects.count() == 1
    for number in range(door.MAILS_A_DAY + 3):
        assert ask(client, sold_out(f"Mug {number}")).status_code == 302
    assert OutgoingMail.objects.count() <= door.MAILS_A_DAY
    cache.clear()
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        ask(client, mug)
    assert OutgoingMail.objects.filter(key__startswith=f"alert/{Alert.objects.get(variant=mug).pk}/").count() == 2


def test_a_hundred_requests_in_a_minute_are_refused_kindly(client):
    mug = sold_out()
    answers = [ask(client, mug, f"{number}@example.com") for number in range(100)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) == 100 - door.ASKED_AN_HOUR
    assert "Please try again in an hour." in refused[0].content.decode()
    assert OutgoingMail.objects.count() == door.ASKED_AN_HOUR


def test_what_cannot_be_mailed_takes_nothing_from_what_all_share(client, monkeypatch):
    monkeypatch.setattr(door, "MAILS_AN_HOUR", 1)
    mug = sold_out()
    assert [ask(client, mug, "no address").status_code for _try in range(3)] == [422, 422, 422]
    assert ask(client, mug).status_code == 302


def test_all_visitors_together_have_a_limit(client, monkeypatch):
    monkeypatch.setattr(door, "MAILS_AN_HOUR", 2)
    mug = sold_out()
    codes = [
        client.post(
            "/alerts/", {"sku": mug.sku, "kind": BACK, "email": f"{n}@example.com"}, REMOTE_ADDR=f"10.0.0.{n}"
        ).status_code
        for n in range(4)
    ]
    assert codes == [302, 302, 429, 429]


@pytest.mark.parametrize("how", ["unknown", "draft", "retired", "inactive"])
def test_what_is_not_on_sale_is_not_waited_for(client, how):
    mug = make_product(publish=False, stock=0).variants.get() if how == "draft" else sold_out()
    if how == "retired":
        retire_product(product=mug.product)
    if how == "inactive":
        type(mug).objects.update(is_active=False)
    if how == "unknown":
        mug.sku = "NOWHERE"
    assert ask(client, mug).status_code == 404
    client.force_login(ada())
    assert ask(client, mug).status_code == 404
    assert not Alert.objects.exists()


def test_what_came_meanwhile_is_said(client):
    mug = sold_out()
    arrive(mug)
    client.force_login(ada())
    answer = ask(client, mug)
    assert answer.status_code == 422 and "it can be bought now" in answer.content.decode()


def test_the_form_has_a_page_of_its_own(client):
    mug = sold_out()
    shown = page(client, f"/alerts/?sku={mug.sku}&kind=price_drop")
    assert "Only at this price or less" in shown and 'content="noindex"' in shown
    assert client.get("/alerts/").status_code == 404


def test_a_crafted_foreign_or_old_link_confirms_nothing(client):
    mug = sold_out()
    ask(client, mug)
    alert = Alert.objects.get()
    good = confirm_link()
    crafted = [good[:-4] + "xx/", f"/alerts/confirmation/{sign_link(LIST, str(alert.pk))}/",
               f"/alerts/confirmation/{sign_link(CONFIRM, '999999')}/", "/alerts/confirmation/x/"]  # fmt: skip
    for link in crafted:
        assert client.post(link).status_code == 302
    with time_machine.travel(timezone.now() + PENDING_FOR + timedelta(minutes=1)):
        assert client.post(good).status_code == 302
    assert Alert.objects.get().state == "pending"


def test_confirming_twice_is_once_and_what_was_ended_is_not_revived(client):
    ask(client, sold_out())
    link = confirm_link()
    assert [client.post(link).status_code for _try in range(2)] == [200, 200]
    assert Consent.objects.count() == 1
    end_alert(alert=Alert.objects.get(), at=timezone.now())
    assert client.post(link).status_code == 302
    assert Alert.objects.get().state == "ended"


def test_a_guest_sees_and_ends_theirs_by_the_link(client):
    mug, other = guest_waiting(sold_out()), guest_waiting(sold_out("Another mug"))
    foreign = guest_waiting(mug.variant, "else@example.com")
    shown = page(client, list_link())
    assert "Stoneware mug" in shown and "Another mug" in shown and 'content="noindex"' in shown
    assert "Ended." in client.post(list_link(), {"end": mug.pk}).content.decode()
    assert "waiting for it again" in client.post(list_link(), {"restore": mug.pk}).content.decode()
    client.post(list_link(), {"end": mug.pk})
    for pk in (foreign.pk, 10**17, "x", "-1", "１"):
        assert client.post(list_link(), {"end": pk}).status_code == 404
    states = dict(Alert.objects.values_list("pk", "state"))
    assert states == {mug.pk: "ended", other.pk: "active", foreign.pk: "active"}


def test_one_click_from_the_mail_program_ends_all_of_this_address(client):
    one, two = guest_waiting(sold_out()), guest_waiting(sold_out("Another"))
    foreign = guest_waiting(one.variant, "else@example.com")
    enforcing = type(client)(enforce_csrf_checks=True)
    answer = enforcing.post(list_link(), {"List-Unsubscribe": "One-Click"})
    assert "All 2 alerts have ended." in answer.content.decode()
    assert [Alert.objects.get(pk=alert.pk).state for alert in (one, two, foreign)] == ["ended", "ended", "active"]


def test_what_was_not_confirmed_stands_on_no_list(client):
    ask(client, sold_out())
    assert "You are waiting for nothing." in page(client, list_link())
    assert client.post(list_link(), {"end": Alert.objects.get().pk}).status_code == 404


def test_the_account_lists_ends_and_undoes(client):
    alert = waiting(sold_out(), ada())
    price = waiting(make_product("Teapot", price=2000).variants.get(), ada(), PRICE, 1500)
    client.force_login(ada())
    shown = page(client, "/account/alerts/")
    assert "When “Stoneware mug” is back" in shown and "When “Teapot” costs €15.00 or less" in shown
    assert shown.count('class="tile"') == 2
    client.post(f"/account/alerts/{alert.pk}/ending/")
    shown = page(client, "/account/alerts/")
    assert "Undo" in shown and "ended on" in shown
    client.post(f"/account/alerts/{alert.pk}/restoration/")
    assert set(Alert.objects.values_list("pk", "state")) == {(alert.pk, "active"), (price.pk, "active")}


def test_what_waits_stands_on_the_list_however_much_is_over(client, monkeypatch):
    monkeypatch.setattr(door, "MOST_SHOWN", 2)
    waiting(sold_out("First mug"), ada())
    for number in range(5):
        end_alert(alert=waiting(sold_out(f"Mug {number}"), ada()), at=timezone.now())
    client.force_login(ada())
    shown = page(client, "/account/alerts/")
    assert "When “First mug” is back" in shown and shown.count("ended on") == 2


def test_who_wants_no_such_mails_reads_beside_the_button_that_it_turns_them_on(client):
    gone, here = sold_out(), make_product("Teapot").variants.get()
    client.force_login(ada())
    addresses = [variant.product.get_absolute_url() for variant in (gone, here)]
    addresses.append(f"/alerts/?sku={gone.sku}&kind=back_in_stock")
    assert not any(str(TURNS_ON) in page(client, address) for address in addresses)
    choose_mails(user=ada(), choices={Topic.ALERTS: Frequency.NEVER}, source=ConsentSource.ACCOUNT)
    assert all(str(TURNS_ON) in page(client, address) for address in addresses)
    client.logout()
    assert not any(str(TURNS_ON) in page(client, address) for address in addresses)


def test_nobody_touches_anothers_alert(client):
    alert = waiting(sold_out(), ada())
    assert client.post(f"/account/alerts/{alert.pk}/ending/").url.startswith("/account/login/")
    client.force_login(ben())
    assert client.post(f"/account/alerts/{alert.pk}/ending/").status_code == 404
    assert client.post(f"/account/alerts/{alert.pk}/restoration/").status_code == 404
    assert client.get(f"/account/alerts/{alert.pk}/ending/").status_code == 405
    assert "Stoneware mug" not in page(client, "/account/alerts/")
    assert Alert.objects.get().state == "active"


def test_an_empty_list_has_a_way_on_and_the_overview_a_door(client):
    client.force_login(ada())
    assert "You are waiting for nothing." in page(client, "/account/alerts/")
    assert "/account/alerts/" in page(client, "/account/")


def test_the_list_costs_few_queries_however_long(client, django_assert_max_num_queries):
    for number in range(12):
        waiting(sold_out(f"Mug {number}"), ada())
    client.force_login(ada())
    client.get("/account/alerts/")
    with django_assert_max_num_queries(14):
        client.get("/account/alerts/")


def test_what_left_the_shop_is_still_listed_by_name(client):
    alert = waiting(sold_out(), ada())
    retire_product(product=alert.variant.product)
    client.force_login(ada())
    assert "It is not on sale at present." in page(client, "/account/alerts/")


def test_staff_see_demand_and_no_addresses(client):
    mug, rare = sold_out("Wanted mug"), sold_out("Rare mug")
    waiting(rare, ben())
    for number in range(3):
        guest_waiting(mug, f"secret{number}@example.com")
    arrive(rare, 0)
    client.force_login(stan())
    shown = page(client, "/staff/shop/alert/")
    assert shown.index("Wanted mug") < shown.index("Rare mug") and "3 people wait" in shown
    assert "secret0@" not in shown and "A guest" in shown
    assert "secret0@" not in page(client, f"/staff/shop/alert/{Alert.objects.filter(variant=mug).first().pk}/change/")
    products = page(client, "/staff/shop/product/?waited_for=yes&o=-7")
    assert f"variant__product__exact={mug.product_id}" in products
    assert "Wanted mug" in page(client, f"/staff/shop/alert/?variant__product__exact={mug.product_id}")
    assert "3 people wait" in page(client, f"/staff/shop/product/{mug.product_id}/change/")
    waiting(make_product("Dear mug").variants.get(), ben(), PRICE)
    stock = page(client, "/staff/shop/stockrecord/?waited_for=yes")
    assert "1 person waits" in stock and "Dear mug" not in stock


def test_demand_is_counted_once_for_a_whole_page(client):
    for number in range(6):
        guest_waiting(sold_out(f"Mug {number}"))
    client.force_login(stan())
    with CaptureQueriesContext(connection) as queries:
        page(client, "/staff/shop/alert/")
    counts = [query["sql"] for query in queries if "COUNT" in query["sql"] and "GROUP BY" in query["sql"]]
    assert len(counts) == 1 and " OFFSET " not in counts[0]
    assert "IN (" in counts[0] and "SELECT" not in counts[0][6:], "no count inside of another question"


def test_staff_read_what_a_customer_agreed_to(client):
    waiting(sold_out(), ada())
    client.force_login(stan())
    shown = page(client, f"/staff/accounts/user/{ada().pk}/change/")
    assert "Tell me when it is back: Stoneware mug" in shown


def test_who_reads_prices_without_tax_is_told_which_price_counts(client):
    mug = make_product(price=1290).variants.get()
    make_delivery()
    address = mug.product.get_absolute_url()
    assert "We go by the price in our list, €12.90 today." not in page(client, address)
    cache.clear()
    CustomerGroup.objects.filter(pk=make_group("Office", ada()).pk).update(prices_without_tax=True)
    client.force_login(ada())
    assert "We go by the price in our list, €12.90 today." in page(client, address)


def test_who_pays_a_personal_price_is_told_which_price_counts(client):
    product = make_product(price=1290)
    make_delivery()
    make_member(ada())
    make_price_list("Plus", "members", {product: 990})
    client.force_login(ada())
    assert "We go by the price in our list, €12.90 today." in page(client, product.get_absolute_url())
