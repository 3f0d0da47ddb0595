"""A certified login provider that is not ours (npm `oidc-provider`), over real HTTP."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from lxml import html

from tests.auth.conftest import HERNING
from tests.auth.forger import private_pem, public_jwk
from tests.auth.people import ADA

PROGRAM = Path(__file__).parent / "oidc_provider" / "provider.mjs"
MOST_STEPS = 10
# What each of our accounts there proves itself by, and how its ID tokens come.
CLIENTS: dict[str, dict[str, Any]] = {
    "basic": {"token_endpoint_auth_method": "client_secret_basic"},
    "post": {"token_endpoint_auth_method": "client_secret_post"},
    "signs-rsa": {
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": {"keys": [public_jwk("of our account")]},
    },
    "signs-ec": {
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": {"keys": [public_jwk("curve of our account")]},
        "id_token_signed_response_alg": "ES256",
    },
    "es256": {"id_token_signed_response_alg": "ES256"},
    "encrypts": {
        "jwks": {"keys": [public_jwk("opens", use="enc", alg="RSA-OAEP-256")]},
        "id_token_encrypted_response_alg": "RSA-OAEP-256",
        "id_token_encrypted_response_enc": "A256GCM",
    },
}
SECRET = "a secret/with: what must be encoded & 32 characters"


@dataclass(frozen=True)
class CertifiedProvider:
    issuer: str

    def rotate(self) -> None:
        """Sign with new keys from now on."""
        assert httpx.post(f"{self.issuer}/rotate").status_code == 204


class AtProvider:
    """A browser at the provider, with its cookies; it follows until it is sent to us."""

    def __init__(self) -> None:
        self.client = httpx.Client(timeout=30, trust_env=False)

    def close(self) -> None:
        self.client.close()

    def comes_back(self, address: str, **more: str) -> str:
        """The way back to us, as its path and query."""
        answer = self.client.get(address, params=dict(_query(address)) | more)
        for _ in range(MOST_STEPS):
            back = str(answer.headers.get("location", ""))
            if back.startswith(HERNING):
                return str(back.removeprefix(HERNING))
            assert answer.status_code == 303, answer.text
            answer = self.client.get(str(answer.url.join(back)))
        raise AssertionError("never came back")

    def confirms_logout(self, our_page: str) -> str:
        """Press the button of our page, and say yes at the provider's page about logging out; gives
        where that leads."""
        (ours,) = html.fromstring(our_page).cssselect("main form")
        asked = self.client.post(ours.get("action"), data=dict(ours.fields))
        page = html.fromstring(asked.text)
        form = page.forms[0]
        answer = self.client.post(form.action, data=dict(form.fields) | {"logout": "yes"})
        return str(answer.headers["location"])


@contextmanager
def running_certified_provider() -> Iterator[CertifiedProvider]:
    node = shutil.which("node")
    assert node, "Node is missing; ./test installs what it can"
    with subprocess.Popen(
        [node, str(PROGRAM), json.dumps({"clients": _clients(), "claims": ADA})],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as program:
        assert program.stdout is not None
        try:
            word, _, issuer = program.stdout.readline().strip().partition(" ")
            assert word == "ready", "the provider did not start: is npm ci done?"
            yield CertifiedProvider(issuer)
        finally:
            program.terminate()


def key_of_account(client_id: str) -> dict[str, str]:
    """The secrets that an account has besides its client secret, as operations give them."""
    return {
        "signs-rsa": {"signing_key": private_pem("of our account")},
        "signs-ec": {"signing_key": private_pem("curve of our account")},
        "encrypts": {"decryption_key": private_pem("opens")},
    }.get(client_id, {})


def _clients() -> list[dict[str, Any]]:
    return [
        {
            "client_id": name,
            "client_secret": SECRET,
            "redirect_uris": [f"{HERNING}/log-ind/svar"],
            "post_logout_redirect_uris": [f"{HERNING}/log-ind/farvel"],
        }
        | what
        for name, what in CLIENTS.items()
    ]


def _query(address: str) -> httpx.QueryParams:
    return httpx.QueryParams(urlsplit(address).query)
