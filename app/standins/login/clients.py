"""The services that may ask the login provider, and how each of them proves itself."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JWK = Mapping[str, Any]


@dataclass(frozen=True)
class Client:
    """What a service has registered at the provider.

    `secret` is for client_secret_basic and client_secret_post, »« for none; `signing_keys` are
    public keys for private_key_jwt (RS256 or ES256). With an `encryption_key`, a public RSA key,
    its tokens are encrypted (RSA-OAEP-256, A256GCM).
    """

    secret: str = field(default="", repr=False)
    signing_keys: tuple[JWK, ...] = ()
    encryption_key: JWK | None = None

    def has_secret(self, said: str) -> bool:
        return self.secret != "" and secrets.compare_digest(self.secret.encode(), said.encode())
