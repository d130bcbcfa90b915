"""What the API's pages tell developers to do is done here, with their tools and against a real server."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import urllib3
from django.utils import timezone

from accounts.actions.replays import replay_delivery
from accounts.actions.webhooks import change_endpoint, valid_secrets
from accounts.models import WebhookEndpoint
from orders.models import Order
from shop.models import StockRecord
from tests.cast import make_delivery, make_product, paid_order, pia
from tests.webhooks import deliver, let_out, make_endpoint

pytestmark = pytest.mark.django_db(transaction=True)
EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "api" / "examples"


def run(command: list[str], **environment: str) -> str:
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_first_order_in_five_minutes(shop):
    make_product(price=1290)
    make_delivery()
    api = pia("baskets:write", "orders:read", sees_all=False)
    key = {"CLIENT_ID": api.key.client_id, "CLIENT_SECRET": api.secret}
    told = run(["bash", str(EXAMPLES / "first_order.sh")], SHOP=shop, **key)
    order = Order.objects.get()
    assert order.number in told and '"payment_status": "none"' in told and "Your buyer pays here: http" in told
    assert (order.lines.get().quantity, order.partner) == (2, api.partner)


def test_a_client_generated_from_the_schema_counts_a_warehouse(shop, tmp_path):
    make_product(stock=10)
    api = pia("stock:read", "stock:write")
    schema = run(["curl", "-sS", "--fail", f"{shop}/api/v1/schema/"])
    (tmp_path / "openapi.yaml").write_text(schema)
    generator = str(Path(sys.executable).parent / "openapi-python-client")
    where = ["--path", str(tmp_path / "openapi.yaml"), "--output-path", str(tmp_path / "client"), "--meta", "none"]
    run([generator, "generate", *where], PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    (tmp_path / "client").rename(tmp_path / "regulars_api_client")
    told = run([sys.executable, str(EXAMPLES / "sync_stock.py")], SHOP=shop, TOKEN=api.token, PYTHONPATH=str(tmp_path))
    assert told.strip() == "1 changed, 0 as they were, 0 refused"
    assert StockRecord.objects.get().on_hand == 15


def test_a_receiver_of_webhooks_takes_ours_once_and_nothing_forged(settings, provider):
    let_out(settings)
    endpoint, secret = make_endpoint("http://127.0.0.1:9/", ["order.paid"])
    with receiver(secret) as (url, ended):
        change_endpoint(endpoint=endpoint, url=url, by=None, at=timezone.now())
        order = paid_order(provider)
        assert [delivery.state for delivery in deliver()] == ["succeeded"]
        replay_delivery(delivery=endpoint.deliveries.get(), by=None, at=timezone.now())
        assert [delivery.state for delivery in deliver()] == ["succeeded"]
        event = '{"id":"evt_1","type":"order.paid","data":{"order":"FORGED"}}'
        stamps = {"webhook-id": "evt_1", "webhook-timestamp": str(int(time.time())), "webhook-signature": "v1,AAAA"}
        forged = urllib3.request("POST", url, body=event, headers=stamps)
        assert (forged.status, ended()) == (400, f"Order {order.number} is paid.\n")


def test_a_place_that_hears_of_paid_orders_is_registered_and_tested(shop):
    api = pia("webhooks:write", "orders:read")
    key = {"CLIENT_ID": api.key.client_id, "CLIENT_SECRET": api.secret, "RECEIVER": "https://erp.example/hook"}
    told = run(["bash", str(EXAMPLES / "register_webhook.sh")], SHOP=shop, **key)
    endpoint = WebhookEndpoint.objects.get()
    assert (endpoint.partner, endpoint.types, endpoint.url) == (api.partner, ["order.paid"], key["RECEIVER"])
    assert f"WEBHOOK_SECRET={valid_secrets(endpoint, timezone.now())[0]}" in told and '"state": "pending"' in told


@contextmanager
def receiver(secret: str) -> Iterator[tuple[str, Callable[[], str]]]:
    """The guide's own: where it listens, and an end to it that tells what it said."""
    command = [sys.executable, str(EXAMPLES / "receive_webhooks.py"), "0"]
    environment = os.environ | {"WEBHOOK_SECRET": secret}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        said = process.stdout

        def ended() -> str:
            process.terminate()
            return said.read()

        try:
            yield said.readline().split()[-1], ended
        finally:
            process.terminate()
