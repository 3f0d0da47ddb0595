"""Who may open what: every route stands in the table of `tests/routes.py`, or the test fails."""

import re

import pytest

from app.forms.reserved import RESERVED_FORM_SLUGS
from tests.routes import ROLES, WHO, address, roles_of, routes
from tests.service import Service, service, standins

__all__ = ["service", "standins"]


def test_every_route_says_who_may_open_it():
    assert {" ".join(route) for route in routes()} == WHO.keys()


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


def test_an_attachment_asks_a_stranger_to_log_in_whether_or_not_it_is_there(service: Service):
    where = address("/bilag/{attachment_id}")
    answer = service.browser().client.get(where, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/log-ind?tilbage={where}"


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


# Programs that call us, each with a token of its own.
PROGRAMS = ("case system", "post")


@pytest.mark.parametrize("route", [each for each, who in WHO.items() if who in PROGRAMS])
def test_what_programs_open_is_shut_without_their_token(service: Service, route: str):
    method, path = route.split()
    everybody = (service.browser(), service.citizen("ada"), service.staff(*ROLES))
    for browser in everybody:
        for headers in ({}, {"authorization": "Bearer guessed"}, {"sec-fetch-site": "cross-site"}):
            answer = browser.client.request(method, address(path), headers=headers)
            assert answer.status_code == 401


FROM_ELSEWHERE = {route for route, who in WHO.items() if who in ("provider", *PROGRAMS)}


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
