"""Who may open what: every route stands in this table, or the test fails."""

import re
from collections.abc import Iterator, Mapping

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from app.forms.reserved import RESERVED_FORM_SLUGS
from tests.service import Service, service, standins, the_app

__all__ = ["service", "standins"]

# anybody   no login
# person    whoever has logged in, for what is theirs
# citizen   a citizen, for what is theirs
# themselves  a citizen, with a login good enough to let another act for them
# form      as the form says: a citizen, or the visit that began it
# receipt   whoever sent it, after login, in the same visit or with what they gave
# staff     this municipality's staff: those with one of the roles that follow, or with any
# figures   its staff with one of the roles that follow, or its token
# machine   operations: nothing personal, and figures only from this machine or with a token
# provider  the login provider, with a token that it has signed
# signed    the holder of an address we signed
WHO = {
    "GET /": "anybody",
    "GET /.well-known/security.txt": "anybody",
    "GET /api/v1/forms": "anybody",
    "GET /api/v1/forms/{slug}/{version}/schema": "anybody",
    "GET /api/v1/statistics/daily.csv": "figures: strategist administrator",
    "GET /api/v1/submissions/{reference}/receipt.pdf": "signed",
    "GET /favicon.ico": "anybody",
    "GET /forlad": "anybody",
    "GET /fuldmagter": "themselves",
    "GET /fuldmagter/giv": "themselves",
    "GET /kvittering/{reference}": "receipt",
    "GET /kvittering/{reference}.pdf": "receipt",
    "GET /livez": "machine",
    "GET /log-ind": "anybody",
    "GET /log-ind/cpr": "anybody",
    "GET /log-ind/farvel": "anybody",
    "GET /log-ind/niveau": "anybody",
    "GET /log-ind/overalt": "person",
    "GET /log-ind/slut": "anybody",
    "GET /log-ind/svar": "anybody",
    "GET /log-ind/vaelg": "anybody",
    "GET /metrics": "machine",
    "GET /mine-data": "citizen",
    "GET /mine-data.json": "citizen",
    "GET /mine-data.pdf": "citizen",
    "GET /mine-sager": "citizen",
    "GET /mine-sager/{reference}": "citizen",
    "GET /personale": "staff",
    "GET /personale/aendringer": "staff",
    "GET /personale/afleveringer": "staff: operations administrator",
    "GET /personale/formularer": "staff",
    "GET /personale/formularer/{slug}": "staff",
    "GET /personale/log-ind": "anybody",
    "GET /personale/opslag": "staff: caseworker frontdesk administrator",
    "GET /personale/statistik": "staff: strategist administrator",
    "GET /privatliv": "anybody",
    "GET /readyz": "machine",
    "GET /robots.txt": "anybody",
    "GET /static/{name:path}": "anybody",
    "GET /tilgaengelighed": "anybody",
    "GET /{slug}": "anybody",
    "GET /{slug}/kontroller": "form",
    "GET /{slug}/{step_slug}": "form",
    "POST /adresser": "anybody",
    "POST /fuldmagter/giv": "themselves",
    "POST /fuldmagter/handl": "themselves",
    "POST /fuldmagter/stop": "themselves",
    "POST /fuldmagter/{power_id}/accepter": "themselves",
    "POST /fuldmagter/{power_id}/afvis": "themselves",
    "POST /fuldmagter/{power_id}/sig-fra": "themselves",
    "POST /fuldmagter/{power_id}/traek-tilbage": "themselves",
    "POST /kvittering/{reference}": "receipt",
    "POST /log-ind/afmeldt": "provider",
    "POST /log-ind/cpr": "anybody",
    "POST /log-ind/det-var-mig": "anybody",
    "POST /log-ind/forny": "anybody",
    "POST /log-ind/overalt": "person",
    "POST /log-ind/vaelg": "anybody",
    "POST /log-ud": "anybody",
    "POST /mine-data": "citizen",
    "POST /personale/afleveringer/{errand_id}/proev-igen": "staff: operations administrator",
    "POST /personale/opslag": "staff: caseworker frontdesk administrator",
    "POST /sprog": "anybody",
    "POST /{slug}": "form",
    "POST /{slug}/kontroller": "form",
    "POST /{slug}/{step_slug}": "form",
}
ERRAND = "0197c1d2-0000-7000-8000-000000000000"
ROLES = ("assistant", "frontdesk", "caseworker", "strategist", "operations", "administrator")
FILLED = {
    "slug": "flytning",
    "step_slug": "dig",
    "version": "1",
    "reference": "K7FE-TJ4T",
    "errand_id": ERRAND,
    "power_id": ERRAND,
    "name:path": "hovedindgang.css",
}


def routes() -> Iterator[str]:
    for context in iter_route_contexts(the_app().routes):
        if context.endpoint is not None and isinstance(context.original_route, APIRoute):
            for method in sorted(context.methods or ()):
                yield f"{method} {context.path}".replace("{slug:form}", "{slug}")


def roles_of(route: str) -> set[str]:
    """The roles of staff that may open a route; none for a route that is not staff's."""
    who, _, roles = WHO[route].partition(":")
    return set(roles.split() or ROLES) if who in ("staff", "figures") else set()


def address(path: str, filled: Mapping[str, str] = FILLED) -> str:
    return re.sub(r"\{([^}]+)\}", lambda name: filled[name[1]], path)


def test_every_route_says_who_may_open_it():
    assert sorted(set(routes())) == sorted(WHO)


@pytest.mark.parametrize("route", [each for each, who in WHO.items() if who == "citizen"])
def test_a_citizens_page_asks_a_stranger_to_log_in(service: Service, route: str):
    method, path = route.split()
    answer = service.browser().client.request(
        method,
        address(path),
        headers={"sec-fetch-site": "same-origin"},
        follow_redirects=False,
    )
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/log-ind?tilbage=")


@pytest.mark.parametrize("route", [each for each, who in WHO.items() if who == "themselves"])
def test_letting_another_act_takes_a_citizen_and_a_good_login(service: Service, route: str):
    method, path = route.split()
    headers = {"sec-fetch-site": "same-origin"}
    stranger = service.browser().client.request(
        method, address(path), headers=headers, follow_redirects=False
    )
    assert stranger.status_code == 303
    assert stranger.headers["location"].startswith("/log-ind?tilbage=")
    unsure = service.citizen("ada", loa="low").client.request(
        method, address(path), headers=headers, follow_redirects=False
    )
    assert unsure.headers["location"].startswith("/log-ind?niveau=substantial&tilbage=")
    company = service.company("victor", "99000104", "Mølgaard VVS ApS")
    assert company.client.request(method, address(path), headers=headers).status_code == 403


@pytest.mark.parametrize("route", [each for each, who in WHO.items() if who == "person"])
def test_a_persons_page_asks_a_stranger_to_log_in(service: Service, route: str):
    method, path = route.split()
    headers = {"sec-fetch-site": "same-origin"}
    client = service.browser().client
    answer = client.request(method, path, headers=headers, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/log-ind?tilbage={path}"


@pytest.mark.parametrize("route", [each for each, who in WHO.items() if who == "form"])
def test_a_form_asks_a_stranger_to_log_in(service: Service, route: str):
    method, path = route.split()
    client = service.browser().client
    headers = {"sec-fetch-site": "same-origin"}
    answer = client.request(method, address(path), headers=headers, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/log-ind?tilbage=/flytning")


@pytest.mark.parametrize("route", [each for each, who in WHO.items() if who.startswith("staff")])
def test_a_staff_page_is_shut_to_others(service: Service, route: str):
    method, path = route.split()
    for browser in (service.browser(), service.citizen("ada")):
        headers = {"sec-fetch-site": "same-origin"}
        answer = browser.client.request(
            method, address(path), headers=headers, follow_redirects=False
        )
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/personale/log-ind?tilbage=")
    for without in (service.staff(*ROLES, code="0187"), service.staff()):
        headers = {"sec-fetch-site": "same-origin"}
        answer = without.client.request(method, address(path), headers=headers)
        assert answer.status_code == 403


@pytest.mark.parametrize("route", [each for each in WHO if roles_of(each)])
def test_a_staff_page_opens_for_its_roles_and_no_other(service: Service, route: str):
    method, path = route.split()
    opened = set()
    for role in ROLES:
        answer = service.staff(role).client.request(
            method,
            address(path),
            headers={"sec-fetch-site": "same-origin"},
            follow_redirects=False,
        )
        # The errand that is asked for is not there, and nothing is typed in the look-up: a 404 and
        # a 422 are for those who may look.
        assert answer.status_code in (200, 303, 403, 404, 422)
        if answer.status_code != 403:
            opened.add(role)
    assert opened == roles_of(route)


def test_figures_are_shut_to_citizens_and_strangers(service: Service):
    path = "/api/v1/statistics/daily.csv"
    assert service.browser().client.get(path).status_code == 401
    assert service.citizen("ada").client.get(path).status_code == 403


FROM_ELSEWHERE = {route for route, who in WHO.items() if who == "provider"}


@pytest.mark.parametrize(
    "route", [each for each in WHO if each.startswith("POST") and each not in FROM_ELSEWHERE]
)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"origin": "https://elsewhere.example"},
        {"sec-fetch-site": "cross-site", "authorization": "Bearer a-token"},
    ],
    ids=["silent", "cross-site", "elsewhere", "with a token for the API"],
)
def test_no_post_is_taken_from_another_site(service: Service, route: str, headers: dict[str, str]):
    answer = service.citizen("ada").client.post(
        address(route.split()[1]), headers=headers, follow_redirects=False
    )
    assert answer.status_code == 400


def test_every_answer_carries_its_headers(service: Service):
    for path in ("/", "/findes-ikke", "/api/v1/forms", "/mine-sager"):
        headers = service.citizen("ada").client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
    policy = service.browser().client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_no_form_can_stand_in_the_way_of_a_page_of_ours():
    ours = {route.split("/")[1] for route in WHO if "{" not in route.split("/")[1]}
    slugs = {word for word in ours if re.fullmatch("[a-z0-9-]+", word)}
    assert slugs <= RESERVED_FORM_SLUGS
