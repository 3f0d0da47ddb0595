"""What both login providers share: their clients, their key, and whom they can let in."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from fastapi import Depends, Request

from app.standins.grants import Grants
from app.standins.person import Colleague, Person
from app.standins.persons import everyone
from app.standins.staff import colleagues
from app.standins.tokens import SigningKey, citizen_claims, staff_claims

Realm = Literal["citizen", "staff"]


@dataclass(frozen=True)
class Provider:
    """`clients` are the client ids that may ask, and their secrets."""

    clients: Mapping[str, str]
    grants: Grants = field(default_factory=Grants)
    key: SigningKey = field(default_factory=SigningKey)

    def knows(self, client_id: str, secret: str) -> bool:
        known = self.clients.get(client_id)
        return known is not None and secrets.compare_digest(known.encode(), secret.encode())


def provider_of(request: Request) -> Provider:
    provider = request.app.state.provider
    assert isinstance(provider, Provider)
    return provider


CurrentProvider = Annotated[Provider, Depends(provider_of)]


def issuer_of(request: Request, realm: Realm) -> str:
    """Named by the address it is asked at, so that it is right on any port."""
    return f"{request.url.scheme}://{request.url.netloc}/idp/{realm}"


def people_of(realm: Realm) -> Mapping[str, Person | Colleague]:
    """Whom one can choose to be, by key; those who are refused are among them."""
    if realm == "staff":
        return colleagues()
    return {key: person for key, person in everyone().items() if person.has_login}


def claims_of(realm: Realm, key: str, scopes: set[str]) -> dict[str, Any]:
    """What a token says of a person, as far as the scopes allow."""
    if realm == "staff":
        return staff_claims(colleagues()[key])
    return citizen_claims(everyone()[key], scopes)
