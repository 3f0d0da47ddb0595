"""Our accounts at login providers: what they may be set to, and which keys are taken."""

import io
import json
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from jose import jwk
from sqlalchemy import text

from app.database import Database
from app.municipalities import changing, production
from app.municipalities.accounts import OidcClient
from app.municipalities.commands import run
from app.municipalities.private_keys import decryption_key, signing_key
from app.settings import settings
from tests.municipality import municipality_with

LOGINS = ("citizen_oidc", "staff_oidc")


@pytest.fixture(autouse=True)
def on_a_database(database: Database):
    """Each test has its own."""


@pytest.fixture
def gives(monkeypatch: pytest.MonkeyPatch):
    """Give a secret from standard input; the exit code."""

    def give(name: str, said: str) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(said))
        return run(["set", "0657", "--secret", name])

    return give


@cache
def made(kind: str) -> Any:
    if kind.startswith("rsa"):
        return rsa.generate_private_key(public_exponent=65537, key_size=int(kind[3:]))
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key(ec.SECP384R1() if kind == "p384" else ec.SECP256R1())


def pem(kind: str, how: Any = None) -> str:
    encrypted = how or NoEncryption()
    return str(made(kind).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encrypted).decode())


def as_jwk(kind: str, **more: str) -> str:
    algorithm = "RS256" if kind.startswith("rsa") else "ES256"
    return json.dumps(jwk.construct(pem(kind), algorithm).to_dict() | more, default=bytes.decode)


def public(kind: str) -> str:
    spki = PublicFormat.SubjectPublicKeyInfo
    return str(made(kind).public_key().public_bytes(Encoding.PEM, spki).decode())


def account(login: str) -> OidcClient:
    found: OidcClient = getattr(municipality_with("0657"), login)
    return found


def test_an_account_that_nobody_has_set_is_the_usual_one():
    found = account("citizen_oidc")

    assert found.profile == "signaturgruppen"
    assert found.client_authentication == "client_secret_basic"
    assert (found.cpr_match_url, found.signing_key, found.decryption_key) == ("", "", "")


def test_an_account_is_set():
    assert run([
        "set", "0657",
        "citizen_oidc.issuer=https://broker.example/op/",
        "citizen_oidc.profile=idura",
        "citizen_oidc.client_authentication=client_secret_post",
        "citizen_oidc.cpr_match_url=https://broker.example/cpr",
        "staff_oidc.client_authentication=private_key_jwt",
    ]) == 0  # fmt: skip

    found = account("citizen_oidc")
    # An issuer is exactly what it says of itself, to its last slash.
    assert found.issuer == "https://broker.example/op/"
    assert (found.profile, found.client_authentication) == ("idura", "client_secret_post")
    assert found.cpr_match_url == "https://broker.example/cpr"
    assert account("staff_oidc").client_authentication == "private_key_jwt"
    assert run(["set", "0657", "citizen_oidc.cpr_match_url=", "citizen_oidc.profile="]) == 0
    assert account("citizen_oidc").cpr_match_url == ""
    assert account("citizen_oidc").profile == "signaturgruppen"


@pytest.mark.parametrize(
    "value",
    [
        "citizen_oidc.profile=nemid",
        "citizen_oidc.client_authentication=none",
        "citizen_oidc.client_authentication=client_secret_jwt",
        "citizen_oidc.cpr_match_url=ftp://broker.example",
        "staff_oidc.client_authentication=plain",
    ],
)
def test_what_no_account_can_be_is_refused(value: str, capsys: pytest.CaptureFixture[str]):
    assert run(["set", "0657", value]) == 1
    assert value.partition("=")[0] in capsys.readouterr().err


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("signing_key", pem("rsa2048")),
        ("signing_key", pem("p256")),
        ("signing_key", as_jwk("rsa2048", kid="k1", use="sig")),
        ("signing_key", as_jwk("p256")),
        ("decryption_key", pem("rsa2048")),
        ("decryption_key", as_jwk("rsa2048", use="enc", alg="RSA-OAEP-256")),
    ],
    ids=range(6),
)
def test_a_key_that_serves_is_taken_sealed_and_never_shown(
    gives, login: str, name: str, key: str, database: Database, capsys: pytest.CaptureFixture[str]
):
    assert gives(f"{login}_{name}", f"\n{key}\n\n") == 0

    assert getattr(account(login), name) == key.strip()
    with database.reading.begin() as session:
        (row,) = session.execute(text("SELECT * FROM municipalities WHERE code = '0657'"))
    kept = b"".join(each if isinstance(each, bytes) else str(each).encode() for each in row)
    shown = capsys.readouterr()
    for secret in key.splitlines()[1:-1] or [json.loads(key)["d"]]:
        assert secret.encode() not in kept
        assert secret not in shown.out + shown.err + repr(account(login))


@pytest.mark.parametrize(
    ("name", "key", "said"),
    [
        ("signing_key", "a secret", "no private key"),
        ("signing_key", public("rsa2048"), "no private key"),
        ("signing_key", json.dumps(jwk.construct(public("p256"), "ES256").to_dict()), "no private"),
        ("signing_key", pem("p256", BestAvailableEncryption(b"x")), "without a password"),
        ("signing_key", pem("rsa1024"), "between 2048 and 8192 bits"),
        ("signing_key", pem("p384"), "another curve than P-256"),
        ("signing_key", pem("ed25519"), "neither RSA nor P-256"),
        ("signing_key", '{"kty": "oct", "k": "c2VjcmV0"}', "no private key"),
        ("signing_key", '{"kty": "RSA"}', "no private key"),
        ("signing_key", "{" * 9_999, "no private key"),
        ("decryption_key", pem("p256"), "no RSA key"),
        ("decryption_key", pem("rsa1024"), "between 2048 and 8192 bits"),
    ],
    ids=range(12),
)
def test_a_key_that_could_not_serve_is_refused_when_it_is_given(
    gives, name: str, key: str, said: str, capsys: pytest.CaptureFixture[str]
):
    assert gives(f"citizen_oidc_{name}", key) == 1

    refused = capsys.readouterr().err
    assert said in refused
    assert key[40:80] not in refused or len(key) < 40
    assert getattr(account("citizen_oidc"), name) == ""


def test_a_key_knows_its_algorithm_and_the_name_it_goes_by():
    assert signing_key(pem("rsa2048")).algorithm == "RS256"
    assert signing_key(as_jwk("p256", kid="k1")).algorithm == "ES256"
    assert signing_key(as_jwk("p256", kid="k1")).name == "k1"
    assert decryption_key(pem("rsa2048")).name == ""


def test_keys_travel_sealed_and_are_judged_again(gives, capsys: pytest.CaptureFixture[str]):
    for name, kind in (("signing_key", "p256"), ("decryption_key", "rsa2048")):
        assert gives(f"citizen_oidc_{name}", pem(kind)) == 0
    assert run(["set", "0657", "citizen_oidc.profile=signicat"]) == 0
    capsys.readouterr()
    assert run(["export", "0657"]) == 0
    exported = capsys.readouterr().out
    assert "PRIVATE KEY" not in exported

    assert gives("citizen_oidc_signing_key", pem("rsa2048")) == 0
    assert bring_in(exported) == 0
    assert account("citizen_oidc").signing_key == pem("p256").strip()
    assert account("citizen_oidc").decryption_key == pem("rsa2048").strip()
    assert account("citizen_oidc").profile == "signicat"


@pytest.mark.parametrize(
    ("name", "value"), [("profile", "nemid"), ("client_authentication", "none"), ("x", "y")]
)
def test_what_no_account_can_be_is_not_brought_in(
    name: str, value: str, capsys: pytest.CaptureFixture[str]
):
    assert run(["export", "0657"]) == 0
    exported = json.loads(capsys.readouterr().out)
    exported["municipalities"][0]["systems"]["citizen_oidc"][name] = value

    assert bring_in(json.dumps(exported)) == 1
    assert "systems.citizen_oidc" in capsys.readouterr().err


def test_one_in_service_in_production_can_prove_itself(
    gives, monkeypatch: pytest.MonkeyPatch, database: Database
):
    here = settings().model_copy(update={"environment": "production"})
    for module in (production, changing):
        monkeypatch.setattr(module, "settings", lambda: here)

    def wrong() -> list[str]:
        with database.reading.begin() as session:
            found = production.unfit(session, "0657")
        return [each.partition(": ")[2] for each in found]

    assert "the citizen_oidc secret is fit for a demonstration only" in wrong()
    with database.writing.begin() as session:
        row = changing.row_of(session, "0657")
        changing.value(row, "citizen_oidc.client_authentication", "private_key_jwt")
        row.systems["citizen_oidc"]["cpr_match_url"] = "http://broker.example/cpr"
    assert "the citizen_oidc secret is fit for a demonstration only" not in wrong()
    assert "the citizen_oidc_signing_key secret is missing" in wrong()
    assert "citizen_oidc.cpr_match_url is fit for a demonstration only" in wrong()
    with database.writing.begin() as session:
        row = changing.row_of(session, "0657")
        row.secrets = (row.secrets or {}) | {"citizen_oidc_signing_key": pem("p256")}
    assert "the citizen_oidc_signing_key secret is missing" not in wrong()


def bring_in(exported: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.StringIO(exported))
        return run(["import", "-"])
