"""How we ask others: whom we believe, and what nobody can make us do."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app.outgoing import new_client


class Somebody(BaseHTTPRequestHandler):
    """Sends whoever asks elsewhere, with a cookie."""

    cookies_met: list[str | None]

    def do_GET(self) -> None:
        self.cookies_met.append(self.headers["cookie"])
        self.send_response(302)
        self.send_header("Location", "https://elsewhere.example/")
        self.send_header("Set-Cookie", "whose=adas")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def served(context: ssl.SSLContext | None = None) -> Iterator[tuple[str, list[str | None]]]:
    """The address of somebody, and the cookies they were shown."""
    met: list[str | None] = []
    server = HTTPServer(("127.0.0.1", 0), type("Met", (Somebody,), {"cookies_met": met}))
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"{'https' if context else 'http'}://127.0.0.1:{server.server_port}", met
    server.shutdown()
    server.server_close()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for this machine that nobody but itself has signed, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "register.example")])
    moment = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, SHA256())
    )
    path = tmp_path / "certificate.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return path


def test_a_certificate_nobody_we_know_has_signed_is_not_believed(certificate: Path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with (
        served(context) as (address, _),
        pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        new_client().get(address)


def test_old_tls_is_not_spoken():
    context = new_client()._transport._pool._ssl_context  # type: ignore[attr-defined]
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_nobody_sends_us_elsewhere_and_no_cookie_is_kept(monkeypatch: pytest.MonkeyPatch):
    """A proxy of the environment, as anybody may have left there, is not asked either."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    client = new_client()
    with served() as (address, met):
        assert [client.get(address).status_code for _ in range(2)] == [302, 302]
    assert met == [None, None]
