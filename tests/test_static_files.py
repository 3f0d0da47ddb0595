"""Static files: kept for ever only under the hash of what they are."""

import pytest

from app.pages import static_address
from app.static_files import A_DAY, FOR_EVER
from tests.service import Service, service, standins

__all__ = ["service", "standins"]

STYLE = "hovedindgang.css"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        (static_address(STYLE), FOR_EVER),
        (f"/static/{STYLE}?v=0123456789ab", A_DAY),
        (f"/static/{STYLE}?v=", A_DAY),
        (f"/static/{STYLE}", A_DAY),
    ],
    ids=["its own hash", "another version's", "none", "no version"],
)
def test_only_its_own_hash_lets_a_file_be_kept_for_ever(service: Service, address: str, kept: str):
    """While a new version is taken into use the old one is asked for the new one's files."""
    answer = service.browser().client.get(address)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == kept


@pytest.mark.parametrize(
    "name",
    ["%00", "x%00.css", "..%2f..%2fpyproject.toml", "dkfds", "a" * 400, "a" * 300 + ".css"],
)
def test_what_is_no_file_of_ours_is_no_page(service: Service, name: str):
    assert service.browser().client.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize("name", ["icon.svg", "hovedindgang.css", "hovedindgang.js"])
def test_text_says_how_it_is_written(service: Service, name: str):
    answer = service.browser().client.get(f"/static/{name}")
    assert answer.headers["content-type"].endswith("; charset=utf-8")
