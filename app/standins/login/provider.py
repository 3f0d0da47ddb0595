"""What both login providers share: their clients, their keys, and whom they can let in."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Annotated, Literal

from fastapi import Depends, Request

from app.standins.behaviour import Behaviour
from app.standins.login.client_authentication import SpentAssertions, client_behind
from app.standins.login.clients import Client
from app.standins.login.grants import Grants
from app.standins.login.keys import SigningKeys
from app.standins.login.logins import Logins
from app.standins.login.professional import Professional, professionals
from app.standins.person import Colleague, Person
from app.standins.persons import everyone
from app.standins.staff import colleagues

Realm = Literal["citizen", "staff"]


@dataclass(frozen=True)
class Provider:
    """`clients` are the services that may ask, by client id; `outcome` how the next logins end."""

    clients: Mapping[str, Client]
    outcome: Behaviour
    grants: Grants = field(default_factory=Grants)
    keys: SigningKeys = field(default_factory=SigningKeys)
    logins: Logins = field(default_factory=Logins)
    spent: SpentAssertions = field(default_factory=SpentAssertions)

    def client_behind(self, request: Request, realm: Realm, said: Mapping[str, str]) -> str:
        """The client id of whoever asks; raises `NotTheClient`. `said` is the posted form."""
        issuer = issuer_of(request, realm)
        audiences = (issuer, f"{issuer}/token")
        return client_behind(
            request, said, clients=self.clients, spent=self.spent, audiences=audiences
        )


def provider_of(request: Request) -> Provider:
    provider = request.app.state.provider
    assert isinstance(provider, Provider)
    return provider


CurrentProvider = Annotated[Provider, Depends(provider_of)]


def issuer_of(request: Request, realm: Realm) -> str:
    """Named by the address it is asked at, so that it is right on any port."""
    return f"{request.url.scheme}://{request.url.netloc}/idp/{realm}"


def people_of(realm: Realm, scopes: Set[str]) -> Mapping[str, Person | Professional | Colleague]:
    """Whom one can choose to be, by key; those who are refused are among them."""
    if realm == "staff":
        return colleagues()
    citizens = {key: person for key, person in everyone().items() if person.has_login}
    return citizens | (professionals() if "nemlogin" in scopes else {})
