#!/usr/bin/env python3
# Hears of paid orders. It needs the package standardwebhooks, and the secret of your webhook endpoint.
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

# 1. The secret that you were told when the endpoint was made, and the ids that came already.
webhook = Webhook(os.environ["WEBHOOK_SECRET"])
seen: set[str] = set()


class Receiver(BaseHTTPRequestHandler):
    def answer(self, status: int) -> None:
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))

        # 2. Verify the bytes as they came, before you look at them: anybody can write to your address.
        try:
            webhook.verify(body, dict(self.headers))
        except (WebhookVerificationError, ValueError):
            return self.answer(400)

        # 3. The same event may come twice, with the same id: say that you have it. Yours stand in a database, the event
        # beside its id, so that nothing is lost if you fall over between the answer and the work.
        event = json.loads(body)
        if event["id"] in seen:
            return self.answer(204)
        seen.add(event["id"])

        # 4. Answer at once, within ten seconds, and work afterwards. Any answer but 2xx brings it again; only 410
        # says that you want no more of it at all.
        self.answer(204)
        if event["type"] == "order.paid":
            print(f"Order {event['data']['order']} is paid.", flush=True)


# 5. Listen. On the internet this stands behind https; a type that you do not know is ignored, as new ones come.
server = HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver)
print(f"Listening at http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
