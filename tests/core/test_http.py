"""The one way out, against real sockets: slow, huge, redirecting, lying about its name, and not public at all."""

import datetime
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.addresses import is_allowed
from core.checks import production_is_safe
from core.http import AddressRefused, LeftAlone, Limits, Unreachable, check_url, send
from tests.silence import nobody, silence

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
QUICK = Limits(connect=1, read=0.6, total=1.2, answer_bytes=2000)


def hear(client: socket.socket) -> bytes:
    """One request with its body, or nothing."""
    text = b""
    while piece := client.recv(65536):
        text += piece
        if text.startswith(b"CONNECT") or text.endswith(b"{}"):
            break
    return text


@contextmanager
def server(*pieces: bytes, pause: float = 0, tls: ssl.SSLContext | None = None) -> Iterator[tuple[int, list[bytes]]]:
    """Hears one request on each connection and answers by these pieces, with a pause after each."""
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)

    def answer() -> None:
        while True:
            try:
                client, _address = listener.accept()
                if tls:
                    client = tls.wrap_socket(client, server_side=True)
                with client:
                    if not (request := hear(client)):
                        continue
                    heard.append(request)
                    for piece in pieces:
                        client.sendall(piece)
                        time.sleep(pause)
            except ssl.SSLError:
                continue
            except OSError:
                if listener.fileno() < 0:
                    return

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        listener.close()


@pytest.fixture
def home(settings):
    """This machine may be sent to, on any port."""
    settings.OUTBOUND_HTTP, settings.OUTBOUND_NETWORKS = True, ["127.0.0.0/8"]
    settings.OUTBOUND_PORTS = range(1, 65536)
    return settings


def post(port: int, host: str = "127.0.0.1", path: str = "/hook", scheme: str = "http", limits: Limits = QUICK):
    return send(
        method="POST", url=f"{scheme}://{host}:{port}{path}", headers={"X-Test": "1"}, body=b"{}", limits=limits
    )


def test_a_request_goes_out_and_its_answer_comes_back(home):
    with server(OK) as (port, heard):
        answer = post(port, path="/hook?a=1")
    assert (answer.status, answer.body, answer.is_cut) == (200, b"ok", False)
    assert heard[0].startswith(b"POST /hook?a=1 HTTP/1.1\r\n")
    assert f"Host: 127.0.0.1:{port}".encode() in heard[0] and heard[0].endswith(b"{}")


def test_a_redirect_is_an_answer_and_is_not_followed(home):
    with server(OK) as (other, heard):
        moved = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{other}/\r\nContent-Length: 0\r\n\r\n".encode()
        with server(moved) as (port, _heard):
            assert post(port).status == 302
    assert heard == []


def test_of_a_huge_answer_only_the_beginning_is_read(home):
    huge = b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n" + b"x" * 100_000
    with server(huge, *[b"x" * 100_000] * 50) as (port, _heard):
        answer = post(port)
    assert (len(answer.body), answer.is_cut) == (2000, True)


@pytest.mark.parametrize("drip", [[b"H", *[b"T"] * 100], [b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 100]])
def test_a_server_that_drips_is_cut_off_when_the_time_is_over(home, drip):
    started = time.monotonic()
    with server(*drip, pause=0.1) as (port, _heard), pytest.raises(Unreachable, match="timeout"):
        post(port)
    assert 1.1 < time.monotonic() - started < 2


def test_a_silent_server_is_left_after_the_time_between_two_pieces(home):
    started = time.monotonic()
    with silence() as port, pytest.raises(Unreachable, match="timeout"):
        post(port)
    assert time.monotonic() - started < 1.1


def test_a_host_that_is_away_is_left_alone_after_three_tries(home):
    port = nobody()
    for _try in range(3):
        with pytest.raises(Unreachable, match="connect"):
            post(port)
    with pytest.raises(LeftAlone):
        post(port)


@pytest.mark.parametrize("head", [b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", b""])
def test_nonsense_is_no_answer(home, head):
    with server(head) as (port, _heard), pytest.raises(Unreachable, match="broken"):
        post(port)


def test_a_name_that_nobody_knows_is_unreachable(home, monkeypatch):
    def fail(*_args, **_more):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(Unreachable, match="dns"):
        post(80, host="nobody.example")


def test_a_resolver_that_does_not_answer_is_not_waited_for(home, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: time.sleep(4) or [])
    started = time.monotonic()
    with pytest.raises(Unreachable, match="dns: no answer"):
        post(80, host="slow.example")
    assert time.monotonic() - started < 2


def test_the_name_is_asked_for_once_and_the_address_that_was_checked_is_used(home, monkeypatch):
    """Whoever answers with an allowed address first and with another one afterwards reaches nobody else."""
    asked, real = [], socket.getaddrinfo

    def rebinding(host, port, *args, **more):
        if host != "rebind.example":
            return real(host, port, *args, **more)
        asked.append(host)
        return real("127.0.0.1" if len(asked) == 1 else "127.0.0.2", port, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with server(OK) as (port, heard):
        assert post(port, host="rebind.example").status == 200
        assert asked == ["rebind.example"]
        assert f"Host: rebind.example:{port}".encode() in heard[0]


def test_one_private_address_is_enough_to_refuse_a_name(settings, monkeypatch):
    settings.OUTBOUND_HTTP = True
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: rows)
    with pytest.raises(AddressRefused):
        post(80, host="both.example")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_this_machine_hears_nothing_in_any_spelling(settings, host):
    settings.OUTBOUND_HTTP, settings.OUTBOUND_PORTS = True, range(1, 65536)
    with server(OK) as (port, heard):
        with pytest.raises(AddressRefused):
            post(port, host=host)
        assert heard == []


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.0.0.8", "192.168.0.1",
     "192.88.99.1", "198.18.0.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1",
     "::ffff:10.0.0.1", "::10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:a00:1::1", "2001:0:4136:e378::1",
     "fc00::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2001:db8::1", "100::1", "no address"],
)  # fmt: skip
def test_what_is_not_public_is_not_allowed(address):
    assert not is_allowed(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_what_is_public_is_allowed(address):
    assert is_allowed(address)


def test_a_network_of_ones_own_is_allowed_by_name_and_the_clouds_metadata_never():
    assert is_allowed("10.0.0.7", ["10.0.0.0/24"])
    assert not is_allowed("10.0.1.7", ["10.0.0.0/24"])
    assert not is_allowed("169.254.169.254", ["0.0.0.0/0"])


@pytest.mark.parametrize(
    "url",
    ["http://shop.example/", "ftp://shop.example/", "https://ada:pw@shop.example/", "https://shop.example:22/",
     "https://shop.example/#part", "https:///nowhere", "https://shop.example/a b", "https://shop.example\\@evil.example/",
     "https://shop.example:99999/", "https://shöp.example/", "https://[::1", "https://shop.example/\r\nHost: evil",
     "https://shop.example/" + "x" * 500, "//shop.example/", "", "https://./", "https://..", "https://.:443/hook",
     "https://shop..example/", "https://.shop.example/", "https://shop.example../", "https://127.0.0.1./",
     "https://" + "x" * 64 + ".example/"],
)  # fmt: skip
def test_an_address_that_may_not_be_typed(settings, url):
    settings.OUTBOUND_HTTP = False
    with pytest.raises(AddressRefused):
        check_url(url)


def test_a_name_may_end_in_its_dot(settings):
    assert check_url("https://Shop.example./hook").host == "shop.example"
    assert check_url("https://my_shop-1.example:8443/").host_header == "my_shop-1.example:8443"


def certificate(name: str, folder) -> tuple[str, ssl.SSLContext]:
    """A certificate that signed itself; returns the file to trust and what a server speaks with."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.9"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / f"{name}.pem"
    text = built.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(text + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return str(file), context


@pytest.fixture
def names(monkeypatch):
    """Every name leads to this machine."""
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *args, **more: real("127.0.0.1" if "example" in host else host, *args, **more),
    )


def test_the_certificate_has_to_be_of_the_name_though_the_address_is_dialed(home, names, tmp_path):
    home.OUTBOUND_CA_FILE, context = certificate("hooks.example", tmp_path)
    with server(OK, tls=context) as (port, heard):
        assert post(port, host="hooks.example", scheme="https").status == 200
        with pytest.raises(Unreachable, match="tls"):
            post(port, host="other.example", scheme="https")
        assert len(heard) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(home, names, tmp_path):
    _file, context = certificate("hooks.example", tmp_path)
    with server(OK, tls=context) as (port, heard), pytest.raises(Unreachable, match="tls"):
        post(port, host="hooks.example", scheme="https")
    assert heard == []


def test_through_a_proxy_the_checked_address_is_asked_for(home):
    established = b"HTTP/1.1 200 Connection established\r\n\r\n"
    with server(established, OK, pause=0.05) as (proxy, heard):
        home.OUTBOUND_PROXY = f"http://127.0.0.1:{proxy}"
        assert post(8443).status == 200
    assert heard[0].startswith(b"CONNECT 127.0.0.1:8443 ")


@pytest.mark.parametrize(
    ("network", "is_safe"),
    [
        ("10.1.2.0/24", True),
        ("fd00:1::/32", True),
        ("127.0.0.0/8", False),
        ("0.0.0.0/0", False),
        ("8.8.8.0/24", False),
        ("x", False),
    ],
)
def test_production_names_private_networks_only(settings, network, is_safe):
    settings.PRODUCTION, settings.OUTBOUND_NETWORKS = True, [network]
    assert any("OUTBOUND_NETWORKS" in error.msg for error in production_is_safe(None)) != is_safe
