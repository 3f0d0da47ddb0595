"""Logging out: asked by the service, or at the provider, which then tells the service."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI, Form, Response
from jose import jwt

from app.standins.login.farewell import EVENT
from tests.standins.logging_in import asks, claims_of, fetches, logs_in, said
from tests.standins_server import serving

FAREWELL = "http://localhost:8000/log-ind/farvel"


@dataclass
class Service:
    """Somebody who is told, and answers as `status` says."""

    base: str = ""
    status: int = 200
    told: list[str] = field(default_factory=list)

    def logs_in(self, world: httpx.Client, person: str) -> tuple[str, dict[str, Any]]:
        """The ID token, and what it says. The service is found by a name under .localhost."""
        port = urlsplit(self.base).port
        back = f"http://herning.localhost:{port}/log-ind/svar"
        code = said(asks(world, login_hint=person, redirect_uri=back), back)["code"]
        tokens = fetches(world, code, redirect_uri=back).json()
        return tokens["id_token"], claims_of(world, tokens)


@pytest.fixture(scope="module")
def running_service() -> Iterator[Service]:
    service, app = Service(), FastAPI()

    @app.post("/log-ind/afmeldt")
    def hear(logout_token: str = Form()) -> Response:
        service.told.append(logout_token)
        return Response(status_code=service.status)

    with serving(app) as service.base:
        yield service


@pytest.fixture
def service(running_service: Service) -> Service:
    running_service.status = 200
    running_service.told.clear()
    return running_service


def judged(world: httpx.Client, token: str) -> dict[str, Any]:
    """A logout token's claims; its signature, issuer and audience are right."""
    assert jwt.get_unverified_header(token)["typ"] == "logout+jwt"
    return jwt.decode(
        token,
        world.get("/idp/citizen/jwks").json(),
        algorithms=["RS256"],
        audience="hovedindgang",
        issuer=f"{world.base_url}".rstrip("/") + "/idp/citizen",
    )


def test_every_login_has_a_name_of_its_own(world: httpx.Client, service: Service):
    one, other = (service.logs_in(world, "ada")[1] for _ in range(2))
    assert one["sid"] != other["sid"]
    assert one["sub"] == other["sub"]


def test_one_login_is_ended_and_the_service_hears_of_it(world: httpx.Client, service: Service):
    _, claims = service.logs_in(world, "ada")
    service.logs_in(world, "ada")
    page = world.post("/idp/logins/end", data={"sid": claims["sid"]}).text
    assert "tjenesten har fået besked" in page
    [token] = service.told
    told = judged(world, token)
    assert (told["sid"], told["sub"]) == (claims["sid"], claims["sub"])
    assert told["events"] == {EVENT: {}}
    assert told["jti"]
    assert told["exp"] > told["iat"]
    assert "nonce" not in told
    assert claims["sid"] not in world.get("/idp/logins").text


def test_everywhere_is_every_login_of_that_person(world: httpx.Client, service: Service):
    adas = {service.logs_in(world, "ada")[1]["sid"] for _ in range(2)}
    _, bo = service.logs_in(world, "bo")
    ada = service.logs_in(world, "ada")[1]
    world.post("/idp/logins/end", data={"sub": ada["sub"]})
    assert {judged(world, token)["sid"] for token in service.told} == adas | {ada["sid"]}
    page = world.get("/idp/logins").text
    assert "Bo Lund" in page
    assert bo["sid"] in page
    assert "Ada Holm" not in page


@pytest.mark.parametrize("status", [400, 500, 302])
def test_a_service_that_does_not_listen_is_told_of_on_the_page(
    world: httpx.Client, service: Service, status: int
):
    service.status = status
    _, claims = service.logs_in(world, "ada")
    page = world.post("/idp/logins/end", data={"sid": claims["sid"]}).text
    assert f"tog ikke imod beskeden ({status})" in page
    assert "Ingen er logget ind" in page


def test_a_service_that_is_gone_is_told_of_too(world: httpx.Client):
    back = "http://localhost:9/log-ind/svar"
    claims = logs_in(world, "ada", redirect_uri=back)
    page = world.post("/idp/logins/end", data={"sid": claims["sid"]}).text
    assert "tjenesten kunne ikke nås" in page


def test_starting_afresh_forgets_who_is_logged_in(world: httpx.Client, service: Service):
    service.logs_in(world, "ada")
    assert "Ada Holm" in world.get("/idp/logins").text
    world.post("/reset")
    assert "Ingen er logget ind" in world.get("/idp/logins").text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_service_ends_the_login_its_token_is_of(
    world: httpx.Client, service: Service, method: str
):
    token, claims = service.logs_in(world, "ada")
    _, other = service.logs_in(world, "ada")
    asked = {"id_token_hint": token, "post_logout_redirect_uri": FAREWELL, "state": "s"}
    where = {"params": asked} if method == "GET" else {"data": asked}
    answer = world.request(method, "/idp/citizen/end-session", **where)  # type: ignore[arg-type]
    assert answer.headers["location"] == f"{FAREWELL}?state=s"
    page = world.get("/idp/logins").text
    assert claims["sid"] not in page
    assert other["sid"] in page
    assert service.told == []


def test_a_token_of_before_the_last_rotations_stops_nobody(world: httpx.Client, service: Service):
    token, _ = service.logs_in(world, "ada")
    for _ in range(2):
        world.post("/idp/rotate")
    asked = {
        "id_token_hint": token,
        "client_id": "hovedindgang",
        "post_logout_redirect_uri": FAREWELL,
    }
    answer = world.get("/idp/citizen/end-session", params=asked)
    assert answer.headers["location"] == FAREWELL


def test_one_service_does_not_end_anothers_login(world: httpx.Client, service: Service):
    token, claims = service.logs_in(world, "ada")
    for changed in ({"client_id": "somebody"}, {"client_id": "somebody", "id_token_hint": token}):
        asked = {"post_logout_redirect_uri": FAREWELL} | changed
        answer = world.get("/idp/citizen/end-session", params=asked)
        assert answer.status_code == 400
        assert "location" not in answer.headers
    world.get("/idp/staff/end-session", params={"id_token_hint": token})
    assert claims["sid"] in world.get("/idp/logins").text


def test_that_it_tells_is_said(world: httpx.Client):
    found = world.get("/idp/citizen/.well-known/openid-configuration").json()
    assert found["backchannel_logout_supported"] is True
    assert found["backchannel_logout_session_supported"] is True
    assert found["end_session_endpoint"].endswith("/idp/citizen/end-session")
