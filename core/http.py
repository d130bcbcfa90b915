"""The one way out: every request to an address that somebody else named goes through here.

An address is allowed by scheme and port, its name is resolved once, every address that comes of it must be a public
one, and the connection goes to the very address that was looked at, with the name only in `Host` and the certificate.
Redirects are not followed, an answer is read up to a limit, and no server can hold a worker longer than `total`.
"""

import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from urllib3 import Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse
from urllib3.util.ssl_match_hostname import CertificateError

from core.addresses import is_allowed
from core.errors import Refused
from core.outages import Outage

LONGEST_URL = 500
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")
_DEFAULT_PORTS = {"https": 443, "http": 80}


class AddressRefused(Refused):
    code = "address_refused"
    message = _("Nothing is sent to this address.")


class Unreachable(Exception):
    """No whole answer came: `code` says at which step it ended, and the text why."""

    def __init__(self, code: str, text: object) -> None:
        self.code = code
        super().__init__(f"{code}: {text}")


class LeftAlone(Unreachable):
    """This host was silent several times in a row and is not asked just now. Nothing was sent."""


@dataclass(frozen=True)
class Limits:
    """Seconds to connect, between two pieces of an answer, and for all together; bytes of an answer that are read."""

    connect: float = 5
    read: float = 10
    total: float = 15
    answer_bytes: int = 65_536


@dataclass(frozen=True)
class Answer:
    """`is_cut`: there was more than was read."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_cut: bool
    milliseconds: int


@dataclass
class Target:
    """Where a request goes: what its address says, and the addresses it may be sent to."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: list[str] = field(default_factory=list)

    @property
    def host_header(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _DEFAULT_PORTS[self.scheme] else f"{name}:{self.port}"


def check_url(url: str) -> Target:
    """What can be said of an address without asking anybody. Raises AddressRefused, in words for who typed it."""
    if len(url) > LONGEST_URL or not _PRINTABLE.fullmatch(url):
        raise AddressRefused(_("This is not a web address."))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused(_("This is not a web address.")) from error
    if parts.scheme not in _schemes():
        raise AddressRefused(_("The address has to begin with https://."))
    if not parts.hostname or "@" in parts.netloc or parts.fragment or "\\" in url:
        raise AddressRefused(_("The address may hold no name, password or part after #."))
    port = port or _DEFAULT_PORTS[parts.scheme]
    if port not in settings.OUTBOUND_PORTS:
        raise AddressRefused(_("Nothing is sent to port %s.") % port)
    host = _ascii_host(parts.hostname)
    if _is_number(host) and not is_allowed(host, settings.OUTBOUND_NETWORKS):
        raise AddressRefused(_("This address is not public."))
    return Target(parts.scheme, host, port, _path(parts))


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def send(
    *, method: str, url: str, headers: Mapping[str, str], body: bytes = b"", limits: Limits | None = None
) -> Answer:
    """Send once and return the answer, whatever its status.

    Raises AddressRefused before a byte is sent, LeftAlone while the host rests, Unreachable when no answer came.
    """
    limits = limits or Limits()
    target = check_url(url)
    outage = _outage_of(target.host)
    if outage.is_on():
        raise LeftAlone("resting", f"{target.host} did not answer several times in a row")
    deadline = time.monotonic() + limits.total
    try:
        target.addresses = _resolve(target, limits.connect)
        answer = _exchange(target, method, dict(headers), body, limits, deadline)
    except Unreachable as error:
        outage.note_failure(error)
        raise
    outage.note_answer()
    return answer


def _schemes() -> tuple[str, ...]:
    return ("https", "http") if settings.OUTBOUND_HTTP else ("https",)


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _ascii_host(host: str) -> str:
    """Without the dot that may end a name. A name of dots alone, or with an empty part, is none."""
    if ":" in host or _NAME.fullmatch(host):
        return host.rstrip(".")
    raise AddressRefused(_("This is not a web address."))


@lru_cache(maxsize=512)
def _outage_of(host: str) -> Outage:
    return Outage(f"host {host}", failures=3, rest_seconds=30)


def _resolve(target: Target, seconds: float) -> list[str]:
    """Ask for the name once. One address that is not public is enough to refuse the name."""
    found, errors = _look_up(target, seconds)
    if errors:
        raise Unreachable("dns", errors[0])
    addresses = list(dict.fromkeys(found))
    if not addresses or not all(is_allowed(address, settings.OUTBOUND_NETWORKS) for address in addresses):
        raise AddressRefused(_("This name leads to an address that is not public."))
    return addresses


def _look_up(target: Target, seconds: float) -> tuple[list[str], list[Exception]]:
    """The system's resolver takes as long as it likes: it is asked aside, and not waited for any longer than this."""
    found: list[str] = []
    errors: list[Exception] = []

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            errors.append(error)
        else:
            found.extend(str(row[4][0]) for row in rows)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    return (found, errors) if not asking.is_alive() else ([], [TimeoutError("no answer in time")])


def _exchange(
    target: Target, method: str, headers: dict[str, str], body: bytes, limits: Limits, deadline: float
) -> Answer:
    started = time.monotonic()
    connection = _connect(target, limits, deadline)
    watchdog = threading.Timer(max(deadline - time.monotonic(), 0), _cut, [connection.sock])
    watchdog.daemon = True
    watchdog.start()
    own = {"Host": target.host_header, "Accept-Encoding": "identity"}
    try:
        connection.request(method, target.path, body=body, headers=own | headers, preload_content=False)
        response = connection.getresponse()
        text, is_cut = _read(response, limits.answer_bytes)
    except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        is_late = time.monotonic() >= deadline or isinstance(error, TimeoutError)
        raise Unreachable("timeout" if is_late else "broken", error) from error
    finally:
        watchdog.cancel()
        connection.close()
    if time.monotonic() >= deadline:  # what the watchdog cut short looks like an answer that ended
        raise Unreachable("timeout", f"no whole answer within {limits.total} s")
    milliseconds = int((time.monotonic() - started) * 1000)
    return Answer(response.status, dict(response.headers), text, is_cut, milliseconds)


def _connect(target: Target, limits: Limits, deadline: float) -> HTTPConnection:
    """The first of the checked addresses that takes the connection."""
    error: Exception = TimeoutError("no time left")
    for address in target.addresses:
        seconds = min(limits.connect, deadline - time.monotonic())
        if seconds <= 0:
            break
        connection = _connection_to(target, address, Timeout(connect=seconds, read=limits.read))
        try:
            connection.connect()
        except (ssl.SSLError, CertificateError) as failed:
            connection.close()
            raise Unreachable("tls", failed) from failed
        except (HTTPError, http.client.HTTPException, OSError) as failed:
            connection.close()
            error = failed
        else:
            connection.sock.settimeout(limits.read)
            return connection
    raise Unreachable("connect", error) from error


def _connection_to(target: Target, address: str, timeout: Timeout) -> HTTPConnection:
    """To the address itself, or through the proxy to it; the certificate has to be of the name."""
    proxy = urlsplit(settings.OUTBOUND_PROXY) if settings.OUTBOUND_PROXY else None
    host, port = (proxy.hostname or "", proxy.port or 3128) if proxy else (address, target.port)
    seconds = timeout.connect_timeout
    connection: HTTPConnection
    if target.scheme == "https":
        connection = HTTPSConnection(
            host, port, timeout=seconds, ssl_context=_tls(settings.OUTBOUND_CA_FILE),
            server_hostname=target.host, assert_hostname=target.host,
        )  # fmt: skip
    else:
        connection = HTTPConnection(host, port, timeout=seconds)
    if proxy:
        connection.set_tunnel(address, target.port, scheme="http")
    return connection


@lru_cache(maxsize=4)
def _tls(ca_file: str) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=ca_file or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _read(response: HTTPResponse, most: int) -> tuple[bytes, bool]:
    text = b""
    while len(text) <= most:
        piece = response.read(min(8192, most + 1 - len(text)), decode_content=False)
        if not piece:
            break
        text += piece
    return text[:most], len(text) > most


def _cut(sock: socket.socket | None) -> None:
    """The time is over: whoever waits for this socket hears that it ended."""
    try:
        if sock is not None:
            sock.shutdown(socket.SHUT_RDWR)
    except OSError:  # it ended by itself meanwhile
        pass
