"""The pages of a member: sign-up, an unpaid invoice, and the portal."""

from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest

GOOD = {"number": "4242 4242 4242 4242", "expiry": "12 / 34", "cvc": "123"}


def visit(url, fields=None):
    target = urlsplit(url)
    connection = HTTPConnection(target.netloc, timeout=5)
    body = urlencode(fields) if fields is not None else None
    connection.request("POST" if fields is not None else "GET", target.path, body)
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    return answer.status, page, answer.headers["Location"]


@pytest.fixture
def portal(client):
    return lambda subscription: client.v1.billing_portal.sessions.create(
        {"customer": subscription.customer, "return_url": "http://shop.example/member/"}
    )


def test_the_page_says_when_the_trial_ends_and_what_follows(fake, open_signup, make_price):
    session = open_signup(make_price(4_900, "year"), subscription_data={"trial_period_days": 14})
    page = visit(session.url)[1]
    for words in ("Membership", "Free until ", "then €49.00 every year", "€0.00", "Start trial", "ada@example.com"):
        assert words in page
    status, _, target = visit(session.url, GOOD)
    assert (status, target) == (303, f"http://shop.example/member/?session={session.id}")
    assert fake.state()["subscriptions"][0]["status"] == "trialing"


def test_a_trial_without_card_asks_for_none(fake, open_signup):
    data = {"trial_period_days": 14}
    session = open_signup(subscription_data=data, payment_method_collection="if_required")
    assert "Card number</label>" not in visit(session.url)[1]
    assert visit(session.url, {})[0] == 303 and len(fake.state()["subscriptions"]) == 1


def test_the_bank_is_asked_on_its_own_page(fake, open_signup):
    session = open_signup()
    base = fake.url
    status, _, target = visit(session.url, {**GOOD, "number": "4000002760003184"})
    assert status == 303 and target.startswith("/authenticate/")
    assert visit(base + target, {"answer": "complete"})[0] == 303
    assert fake.state()["subscriptions"][0]["status"] == "active"


def test_an_unpaid_invoice_is_paid_on_its_page_by_a_better_card(fake, client, member):
    subscription = member(card="4000000000000341", trial_period_days=3)
    fake.renew(subscription.id)
    invoice = client.v1.invoices.list({"subscription": subscription.id, "status": "open"}).data[0]
    assert "To be paid" in visit(invoice.hosted_invoice_url)[1]
    assert visit(invoice.hosted_invoice_url, {**GOOD, "cvc": ""})[0] == 422
    assert visit(invoice.hosted_invoice_url, {**GOOD, "number": "4000000000009995"})[0] == 402
    assert visit(invoice.hosted_invoice_url, GOOD)[0] == 303
    assert "Paid" in visit(invoice.hosted_invoice_url)[1]
    assert client.v1.subscriptions.retrieve(subscription.id).status == "active"
    assert fake.renew(subscription.id)["status"] == "active"


def test_an_invoice_page_may_ask_the_bank(fake, client, member):
    subscription = member(card="4000002760003184")
    fake.renew(subscription.id)
    invoice = client.v1.invoices.list({"subscription": subscription.id, "status": "open"}).data[0]
    target = visit(invoice.hosted_invoice_url, {**GOOD, "number": "4000002760003184"})[2]
    assert visit(fake.url + target, {"answer": "complete"})[0] == 200
    assert client.v1.subscriptions.retrieve(subscription.id).status == "active"


def test_a_member_cancels_and_comes_back_in_the_portal(client, member, portal):
    subscription = member()
    url = portal(subscription).url
    assert "Renews on " in visit(url)[1] and "Card ending in 4242" in visit(url)[1]
    assert visit(url, {"cancel": subscription.id})[0] == 303
    assert client.v1.subscriptions.retrieve(subscription.id).cancel_at_period_end
    assert "Ends on " in visit(url)[1] and "Keep the subscription" in visit(url)[1]
    assert visit(url, {"resume": subscription.id})[0] == 303
    assert not client.v1.subscriptions.retrieve(subscription.id).cancel_at_period_end


def test_a_member_replaces_the_card_in_the_portal(client, member, portal):
    subscription = member()
    url = portal(subscription).url
    assert visit(url, {**GOOD, "number": "4000000000000002"})[0] == 422
    assert visit(url, {**GOOD, "number": "5555555555554444"})[0] == 303
    expand = {"expand": ["default_payment_method"]}
    assert client.v1.subscriptions.retrieve(subscription.id, expand).default_payment_method.card.last4 == "4444"


def test_nobody_cancels_for_another_in_the_portal(fake, client, member, portal):
    mine, other = member(), member()
    assert visit(portal(mine).url, {"cancel": other.id})[0] == 404
    assert not client.v1.subscriptions.retrieve(other.id).cancel_at_period_end
    url = portal(mine).url
    fake.advance(3_601)
    assert visit(url)[0] == 410
