"""A login provider that says whatever a test wants it to, over real HTTP."""

import base64
import hashlib
import hmac
import json
import os
import time
import zlib
from collections import Counter
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from jose import jwk, jwt

CLIENT_ID = "hovedindgang"
NONCE = "the-nonce-of-this-login"


class Forger:
    """Its discovery, keys and token answer are plain attributes; `asked` counts the questions."""

    def __init__(self) -> None:
        self.issuer = ""
        self.behave()

    def behave(self) -> None:
        self.asked: Counter[str] = Counter()
        self.posted: dict[str, str] = {}
        self.discovery: dict[str, Any] = {}
        self.keys: list[dict[str, Any]] = [public_jwk("ours")]
        self.token_answer: Any = {}
        self.codes: set[str] = set()
        self.match_answer: Any = {"match": True}
        self.match_status = 200
        self.matched: list[dict[str, Any]] = []
        self.status = 200

    def as_program(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def discover() -> Response:
            self.asked["discovery"] += 1
            said = {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
            }
            return JSONResponse(said | self.discovery, self.status)

        @app.get("/jwks")
        def show_keys() -> dict[str, Any]:
            self.asked["keys"] += 1
            return {"keys": self.keys}

        @app.post("/token")
        async def give_token(request: Request) -> Response:
            self.asked["token"] += 1
            self.posted = {name: str(value) for name, value in (await request.form()).items()}
            if self.posted.get("code") in self.codes:
                return JSONResponse({"error": "invalid_grant"}, 400)
            self.codes.add(self.posted.get("code", ""))
            return JSONResponse(self.token_answer, self.status)

        @app.post("/cpr-match")
        async def match(request: Request) -> Response:
            self.asked["match"] += 1
            who = request.headers.get("authorization", "")
            self.matched.append({"authorization": who, **await request.json()})
            return JSONResponse(self.match_answer, self.match_status)

        return app

    def claims(self, **changed: Any) -> dict[str, Any]:
        """What an honest token says, changed; a claim changed to None is left out."""
        moment = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "a-subject",
            "nonce": NONCE,
            "iat": moment,
            "exp": moment + 300,
        }
        return {k: v for k, v in (claims | changed).items() if v is not None}


@cache
def private_pem(name: str) -> str:
    """A key of its own for each name; those that begin with »curve« are elliptic, on P-384 where
    »384« is said too, and »short« is."""
    key: PrivateKeyTypes
    if name.startswith("curve"):
        key = ec.generate_private_key(ec.SECP384R1() if "384" in name else ec.SECP256R1())
    else:
        key = rsa.generate_private_key(
            public_exponent=65537, key_size=1024 if name == "short" else 2048
        )
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_pem(name: str) -> bytes:
    key = load_pem_private_key(private_pem(name).encode(), password=None)
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@cache
def key_of(name: str) -> Any:
    """Read once: reading a key takes longer than signing with it."""
    return jwk.construct(private_pem(name), _algorithm(name))


def public_jwk(name: str, **changed: Any) -> dict[str, Any]:
    found = key_of(name).public_key().to_dict()
    plain = {k: v.decode() if isinstance(v, bytes) else v for k, v in found.items()}
    return plain | {"kid": name, "use": "sig"} | changed


def signed(
    claims: dict[str, Any], by: str = "ours", access_token: str | None = None, **header: Any
) -> str:
    headers = {"kid": by} | header
    return jwt.encode(dict(claims), key_of(by), _algorithm(by), headers, access_token)


def encrypted(signed_token: str, to: str = "opens", **header: Any) -> str:
    """The token encrypted to the holder of a key (RSA-OAEP-256, A256GCM), with other headers."""
    said = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "cty": "JWT"} | header
    plain = signed_token.encode()
    if said.get("zip") == "DEF":
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        plain = packer.compress(plain) + packer.flush()
    key, nonce = os.urandom(32), os.urandom(12)
    paddings = {
        "RSA-OAEP-256": padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None),
        "RSA-OAEP": padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None),
        "RSA1_5": padding.PKCS1v15(),
    }
    public = load_pem_public_key(public_pem(to))
    assert isinstance(public, rsa.RSAPublicKey)
    wrapped = public.encrypt(key, paddings.get(said["alg"], paddings["RSA-OAEP-256"]))
    head = _part(said)
    sealed = AESGCM(key).encrypt(nonce, plain, head.encode())
    return ".".join([head, *map(_text, (wrapped, nonce, sealed[:-16], sealed[-16:]))])


def unsigned(claims: dict[str, Any], algorithm: str = "none") -> str:
    return f"{_part({'alg': algorithm, 'kid': 'ours'})}.{_part(claims)}."


def signed_with_the_public_key(claims: dict[str, Any]) -> str:
    """HS256 with what everybody knows as its secret: the old confusion of algorithms."""
    said = f"{_part({'alg': 'HS256', 'kid': 'ours'})}.{_part(claims)}"
    mac = hmac.new(public_pem("ours"), said.encode(), hashlib.sha256).digest()
    return f"{said}.{_text(mac)}"


def tampered(token: str, **changed: Any) -> str:
    """The token with other claims under the same signature."""
    header, claims, signature = token.split(".")
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    return f"{header}.{_part(said | changed)}.{signature}"


def _algorithm(name: str) -> str:
    if name.startswith("curve"):
        return "ES384" if "384" in name else "ES256"
    return "RS256"


def _part(value: dict[str, Any]) -> str:
    return _text(json.dumps(value).encode())


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
