"""Every way we know of forging a token, plain or encrypted."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jose import jws, jwt

from app.auth import id_token
from tests.auth.forger import (
    Forger,
    encrypted,
    private_pem,
    public_jwk,
    signed,
    signed_with_the_public_key,
    tampered,
    unsigned,
)
from tests.auth.people import ADA

HOUR = 3600
# »[[[« eight thousand times.
DEEP = "W1tb" * 8_000


@dataclass
class Login:
    """A login of Ada's under way; a forgery says what the token, or the way back, is instead."""

    forger: Forger
    asked: dict[str, str]

    def claims(self, **changed: Any) -> dict[str, Any]:
        return self.forger.claims(**(ADA | {"nonce": self.asked["nonce"]} | changed))

    def honest(self) -> str:
        return signed(self.claims())


Forgery = Callable[[Login], str]


def soon(seconds: int) -> int:
    return int(time.time()) + seconds


def on_a_wrong_curve(login: Login) -> str:
    login.forger.keys.append(public_jwk("curve384"))
    return jwt.encode(login.claims(), private_pem("curve384"), "ES256", {"kid": "curve384"})


def with_a_key_of_another_kind(login: Login) -> str:
    login.forger.keys.append(public_jwk("curve", kid="newer"))
    return signed(login.claims(), kid="newer")


def cut_in(token: str) -> str:
    """The token with one letter of its signature another."""
    head, _, signature = token.rpartition(".")
    return f"{head}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


PLAIN: dict[str, Forgery] = {
    "wrong issuer": lambda login: signed(login.claims(iss="https://another.example")),
    "no issuer": lambda login: signed(login.claims(iss=None)),
    "wrong audience": lambda login: signed(login.claims(aud="another-service")),
    "another party beside us": lambda login: signed(
        login.claims(aud=["hovedindgang", "another"], azp="another")
    ),
    "wrong nonce": lambda login: signed(login.claims(nonce="of-another-login")),
    "no nonce": lambda login: signed(login.claims(nonce=None)),
    "expired": lambda login: signed(login.claims(exp=soon(-HOUR))),
    "issued in the future": lambda login: signed(login.claims(iat=soon(HOUR))),
    "not yet valid": lambda login: signed(login.claims(nbf=soon(HOUR))),
    "never ends": lambda login: signed(login.claims(exp=None)),
    "another access token's": lambda login: signed(login.claims(at_hash="of-another")),
    "unsigned": lambda login: unsigned(login.claims()),
    "unsigned, saying it is": lambda login: unsigned(login.claims(), "RS256"),
    "HMAC with the public key": lambda login: signed_with_the_public_key(login.claims()),
    "unknown key": lambda login: signed(login.claims(), by="invented"),
    "another's key under our provider's name": lambda login: signed(
        login.claims(), by="theirs", kid="ours"
    ),
    "ES256 on a wrong curve": on_a_wrong_curve,
    "a key of another kind": with_a_key_of_another_kind,
    "tampered claim": lambda login: tampered(login.honest(), **{"dk.cpr": "7002101111"}),
    "tampered signature": lambda login: cut_in(login.honest()),
    "a logout token": lambda login: signed(login.claims(), typ="logout+jwt"),
    "asks for an extension": lambda login: signed(login.claims(), crit=["b64"], b64=True),
    "compressed": lambda login: signed(login.claims(), zip="DEF"),
    "oversized": lambda login: signed(login.claims(filler="x" * id_token.MOST_CHARACTERS)),
    "nested too deep": lambda login: f"{DEEP}.e30.x",
    "nested too deep inside": lambda login: jws.sign(
        b"[" * 12_000 + b"]" * 12_000, private_pem("ours"), {"kid": "ours"}, "RS256"
    ),
    "encrypted, and we have no key": lambda login: encrypted(login.honest()),
    "no token at all": lambda login: "a.b.c",
}
ENCRYPTED: dict[str, Forgery] = {
    "RSA1_5": lambda login: encrypted(login.honest(), alg="RSA1_5"),
    "RSA-OAEP with SHA-1": lambda login: encrypted(login.honest(), alg="RSA-OAEP"),
    "another cipher": lambda login: encrypted(login.honest(), enc="A128CBC-HS256"),
    "a key of its own choosing": lambda login: encrypted(login.honest(), alg="dir"),
    "compressed": lambda login: encrypted(login.honest(), zip="DEF"),
    "compressed to a thousandth": lambda login: encrypted("x" * 20_000_000, zip="DEF"),
    "oversized": lambda login: encrypted(
        signed(login.claims(filler="x" * id_token.MOST_CHARACTERS))
    ),
    "asks for an extension": lambda login: encrypted(login.honest(), crit=["exp"], exp=1),
    "to somebody else": lambda login: encrypted(login.honest(), to="theirs"),
    "tampered": lambda login: cut_in(encrypted(login.honest())),
    "nothing inside": lambda login: encrypted("no token"),
    "no text inside": lambda login: encrypted("øøø"),
    "encrypted twice": lambda login: encrypted(encrypted(login.honest())),
    "unsigned inside": lambda login: encrypted(unsigned(login.claims())),
    "another's signature inside": lambda login: encrypted(
        signed(login.claims(), by="theirs", kid="ours")
    ),
    "not encrypted": lambda login: login.honest(),
    "nested too deep": lambda login: f"{DEEP}.e30.x.x.x",
    "five parts of nothing": lambda login: "....",
}
