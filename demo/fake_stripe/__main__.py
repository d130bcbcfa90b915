"""Run the provider: `python -m demo.fake_stripe --port 8420 --webhook-url http://127.0.0.1:8000/webhooks/stripe/`."""

import argparse
import logging
import signal
import threading

from .provider import FakeStripe

PATIENT = (1, 5, 15, 60, 300, 900, 3600)
"""Seconds between the attempts to deliver an event."""


def main() -> None:
    given = _parser().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with FakeStripe(**vars(given), retry_delays=PATIENT) as fake:
        logging.info("Test payments at %s, events to %s", fake.books.base_url, fake.webhook_url or "nobody")
        stop.wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m demo.fake_stripe", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8420)
    parser.add_argument("--public-url", help="how browsers reach this server, when not by host and port")
    parser.add_argument("--webhook-url", help="where events go; nowhere without it")
    parser.add_argument("--webhook-secret", default="whsec_demo")
    parser.add_argument(
        "--more-webhooks", nargs=2, action="append", default=[], metavar=("URL", "SECRET"), help="another address"
    )
    parser.add_argument("--state", help="a JSON file that keeps the books between runs")
    parser.add_argument("--workers", type=int, default=2, help="deliveries side by side")
    return parser


if __name__ == "__main__":
    main()
