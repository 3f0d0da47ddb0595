"""HEAD is answered wherever GET is: link checkers and monitors ask so."""

import pytest

from tests.service import Service, service, standins

__all__ = ["service", "standins"]


@pytest.mark.parametrize(
    "path",
    ["/", "/flytning", "/rotter", "/privatliv", "/robots.txt", "/api/v1/forms", "/findes-ikke"],
)
def test_head_answers_as_get_does_without_the_body(service: Service, path: str):
    client = service.browser().client
    got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code
    assert head.headers["content-type"] == got.headers["content-type"]
    assert "content-security-policy" in head.headers or "html" not in got.headers["content-type"]
    assert head.content == b""


def test_what_needs_login_leads_there_by_head_too(service: Service):
    answer = service.browser().client.head("/mine-sager", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/log-ind?tilbage=/mine-sager",
    )


def test_what_is_only_posted_to_has_no_head(service: Service):
    assert service.browser().client.head("/sprog").status_code in (404, 405)
