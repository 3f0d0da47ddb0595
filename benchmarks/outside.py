"""The world outside, as cheap as it can be: login provider, civil register, case system, post.

It answers whatever it is asked, so that only our own work is measured. The code of a login carries
the number and the nonce of its citizen, so that nothing must be remembered between requests.
"""

import argparse
import base64
import json
import time
from typing import Any
from urllib.parse import parse_qs

import uvicorn
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ADDRESS = {
    "id": "0a3f50a0-0000-32b8-e044-0003ba298018",
    "street": "Bredgade",
    "number": "1",
    "floor": "",
    "door": "",
    "postal_code": "7400",
    "city": "Herning",
    "municipality_code": "0657",
    "text": "Bredgade 1, 7400 Herning",
}


def code_for(cpr: str, nonce: str) -> str:
    """What the browser brings back from a login."""
    return f"{cpr}.{nonce}"


def create_app(issuer: str) -> Starlette:
    async def discovery(_: Request) -> Response:
        return JSONResponse(
            {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{issuer}/token",
                "jwks_uri": f"{issuer}/jwks",
            }
        )

    async def keys(_: Request) -> Response:
        numbers = KEY.public_key().public_numbers()
        key = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "1"}
        return JSONResponse({"keys": [key | {"n": _number(numbers.n), "e": _number(numbers.e)}]})

    async def token(request: Request) -> Response:
        asked = parse_qs((await request.body()).decode())
        cpr, _, nonce = asked["code"][0].partition(".")
        return JSONResponse({"token_type": "Bearer", "id_token": _id_token(issuer, cpr, nonce)})

    async def look_up(request: Request) -> Response:
        return JSONResponse(_person((await request.json())["cpr"]))

    async def open_case(request: Request) -> Response:
        return JSONResponse({"case_number": request.headers["webhook-id"]})

    async def take_letter(_: Request) -> Response:
        answer = "<kombi_response><Result>true</Result></kombi_response>"
        return Response(answer, media_type="application/xml")

    return Starlette(
        routes=[
            Route("/.well-known/openid-configuration", discovery),
            Route("/jwks", keys),
            Route("/token", token, methods=["POST"]),
            Route("/persons/lookup", look_up, methods=["POST"]),
            Route("/events", open_case, methods=["POST"]),
            Route("/KombiPostAfsend", take_letter, methods=["POST"]),
        ]
    )


def _person(cpr: str) -> dict[str, Any]:
    return {
        "cpr": cpr,
        "name": {"addressing": "Ada Madsen", "first": "Ada", "middle": "", "last": "Madsen"},
        "birth_date": "1990-01-01",
        "status": 1,
        "address_protection": {"protected": False},
        "address": ADDRESS,
        "household": [],
        "children": [],
    }


def _id_token(issuer: str, cpr: str, nonce: str) -> str:
    moment = int(time.time())
    claims = {
        "iss": issuer,
        "aud": "hovedindgang",
        "sub": cpr,
        "nonce": nonce,
        "iat": moment,
        "exp": moment + 300,
        "mitid.uuid": cpr,
        "dk.cpr": cpr,
        "name": "Ada Madsen",
        "loa": "https://data.gov.dk/concept/core/nsis/Substantial",
    }
    said = f"{_json({'alg': 'RS256', 'typ': 'JWT', 'kid': '1'})}.{_json(claims)}"
    return f"{said}.{_base64(KEY.sign(said.encode(), padding.PKCS1v15(), SHA256()))}"


def _json(value: dict[str, Any]) -> str:
    return _base64(json.dumps(value).encode())


def _number(value: int) -> str:
    return _base64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    port = options.parse_args().port
    uvicorn.run(
        create_app(f"http://127.0.0.1:{port}"),
        port=port,
        log_level="warning",
        access_log=False,
        loop="uvloop",
        http="httptools",
    )
