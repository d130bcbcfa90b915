"""A provider, the real client library pointed at it, and a shop's end of the webhook line."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import stripe

from demo.fake_stripe import FakeStripe

SECRET = "whsec_of_the_tests"


class Shop:
    """Hears webhooks, and answers them with the waiting statuses first, then 200."""

    def __init__(self):
        self.heard, self.statuses = [], []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhooks/stripe/"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def types(self):
        return [event.type for event in self.heard]

    def hear(self, body, signature):
        self.heard.append(stripe.Webhook.construct_event(body, signature, SECRET))
        return self.statuses.pop(0) if self.statuses else 200

    def _handler(shop):
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(shop.hear(body, self.headers["Stripe-Signature"]))
                self.end_headers()

            def log_message(self, *args):
                pass

        return Handler


@pytest.fixture(scope="session")
def open_shop():
    shop = Shop()
    yield shop
    shop.server.shutdown()
    shop.server.server_close()


@pytest.fixture
def shop(open_shop):
    open_shop.heard, open_shop.statuses = [], []
    return open_shop


@pytest.fixture(scope="session")
def running_fake(open_shop):
    with FakeStripe(webhook_url=open_shop.url, webhook_secret=SECRET, retry_delays=(0.01, 0.02, 0.04)) as fake:
        yield fake


@pytest.fixture
def fake(running_fake, shop):
    """The provider with empty books; starting one for each test would take most of the time."""
    yield running_fake
    running_fake.drain()
    running_fake.clear()


@pytest.fixture
def client(fake):
    return stripe.StripeClient("sk_test_demo", base_addresses={"api": fake.url}, max_network_retries=0)


@pytest.fixture
def open_session(client):
    """A maker of sessions over `amount` minor units."""

    def make(amount=4_320, currency="eur", key=None, **more):
        product = {"name": "Walnut salad bowl", "description": "28 cm, oiled"}
        price = {"currency": currency, "unit_amount": amount, "product_data": product}
        params = {
            "mode": "payment",
            "line_items": [{"price_data": price, "quantity": 1}],
            "success_url": "http://shop.example/orders/7/?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://shop.example/checkout/",
            "customer_email": "ada@example.com",
            "client_reference_id": "order/7",
            "metadata": {"order": "7"},
            "payment_intent_data": {"metadata": {"order": "7"}},
        }
        return client.v1.checkout.sessions.create({**params, **more}, {"idempotency_key": key} if key else {})

    return make


@pytest.fixture
def paid_intent(fake, client, open_session):
    """A maker of paid intents, through Checkout."""

    def make(amount=1_000, card="4242424242424242"):
        return client.v1.payment_intents.retrieve(fake.pay(open_session(amount).id, card)["payment_intent"])

    return make


@pytest.fixture
def make_price(client):
    """A maker of prices over `amount` minor units for each month, or another interval."""

    def make(amount=1_000, interval="month", currency="eur", **more):
        recurring = {"interval": interval, "interval_count": more.pop("interval_count", 1)}
        params = {"currency": currency, "unit_amount": amount, "recurring": recurring}
        return client.v1.prices.create({**params, "product_data": {"name": "Membership"}, **more})

    return make


@pytest.fixture
def open_signup(client, make_price):
    """A maker of sessions that sell a subscription."""

    def make(price=None, key=None, **more):
        params = {
            "mode": "subscription",
            "line_items": [{"price": (price or make_price()).id, "quantity": 1}],
            "success_url": "http://shop.example/member/?session={CHECKOUT_SESSION_ID}",
            "client_reference_id": "user/7",
            "subscription_data": {"metadata": {"user": "7"}},
        }
        params |= {} if "customer" in more else {"customer_email": "ada@example.com"}
        return client.v1.checkout.sessions.create({**params, **more}, {"idempotency_key": key} if key else {})

    return make


@pytest.fixture
def member(fake, client, open_signup):
    """A maker of subscriptions, through Checkout."""

    def make(price=None, card="4242424242424242", **data):
        session = open_signup(price, **({"subscription_data": data} if data else {}))
        return client.v1.subscriptions.retrieve(fake.subscribe(session.id, card)["id"])

    return make
