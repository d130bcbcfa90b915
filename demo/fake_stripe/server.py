"""Sockets: reads a request, writes its answer in one piece, and never shows a traceback."""

import logging
import sys
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from .books import new_id
from .errors import Refusal
from .messages import Request, Response

MOST_BYTES = 1_000_000
logger = logging.getLogger(__name__)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], answer: Callable[[Request], Response | None]) -> None:
        self.answer = answer
        super().__init__(address, Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        is_gone = isinstance(sys.exception(), OSError)
        logger.log(logging.DEBUG if is_gone else logging.ERROR, "An answer was not sent.", exc_info=True)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "FakeStripe"
    # Headers and body in one segment: in two, a delayed acknowledgment costs each call 40 ms.
    wbufsize = 1 << 16
    disable_nagle_algorithm = True
    timeout = 60

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_DELETE = do_GET

    def _serve(self) -> None:
        try:
            request = self._request()
        except Refusal as refusal:
            self.close_connection = True
            return self._send(Response.refused(refusal))
        response = cast(Server, self.server).answer(request)
        if response is None:
            self.close_connection = True
        else:
            self._send(response)

    def _request(self) -> Request:
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, path, query, self._body(), headers, new_id("req"))

    def _body(self) -> str:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit()):
            raise Refusal("Send a Content-Length.", status=411, began=False)
        if int(length) > MOST_BYTES:
            raise Refusal(f"A request may have at most {MOST_BYTES:,} bytes.", status=413, began=False)
        try:
            return self.rfile.read(int(length)).decode()
        except UnicodeDecodeError as problem:
            raise Refusal("The body is not UTF-8.", began=False) from problem

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        told = {"Content-Type": response.type, "Content-Length": str(len(response.body)), **response.headers}
        if self.close_connection:
            told["Connection"] = "close"
        for name, value in told.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(response.body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the standard library refuses by itself (a broken request line), in our shape."""
        self.close_connection = True
        self._send(Response.refused(Refusal(message or HTTPStatus(code).phrase, status=code)))

    def log_message(self, format: str, *args: Any) -> None:
        logger.debug(format, *args)
