"""How sure a login must be of whoever sees what they have told us, and what we hold of them."""

import pytest

from app.forms.catalogue import published
from tests.service import Service, service, standins
from tests.submissions.walks import moves_alone

__all__ = ["service", "standins"]

OWN = ["/mine-data", "/mine-data.json", "/mine-data.pdf", "/mine-sager", "/mine-sager/K7FE-TJ4T"]


@pytest.mark.parametrize("path", OWN)
def test_what_we_hold_asks_for_a_surer_login_than_low(service: Service, path: str):
    low = service.citizen("ada", loa="low").client.get(path, follow_redirects=False)
    assert low.headers["location"] == f"/log-ind?niveau=substantial&tilbage={path}"
    sure = service.citizen("ada").client.get(path, follow_redirects=False)
    assert sure.status_code == (404 if path.endswith("T") else 200)


def test_so_does_a_change_to_it(service: Service):
    ada = service.citizen("ada", loa="low")
    said = {"sec-fetch-site": "same-origin"}
    for typed in ({"phone": "20 30 40 50"}, {"_action": "delete"}):
        answer = ada.client.post("/mine-data", data=typed, headers=said, follow_redirects=False)
        assert answer.headers["location"] == "/log-ind?niveau=substantial&tilbage=/mine-data"


@pytest.mark.parametrize("ending", ["", ".pdf"])
@pytest.mark.parametrize(
    ("asks_for", "loa", "shown"),
    [
        ("low", "low", True),
        ("substantial", "low", False),
        ("substantial", "substantial", True),
        ("high", "substantial", False),
        ("high", "high", True),
    ],
)
def test_a_receipt_asks_for_what_its_form_asks_for(
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
    asks_for: str,
    loa: str,
    shown: bool,
    ending: str,
):
    receipt = moves_alone(service.citizen("ada")).sends().path
    monkeypatch.setattr(published()["flytning"], "login", asks_for)
    ada = service.citizen("ada", loa=loa).client

    answer = ada.get(f"{receipt}{ending}", follow_redirects=False)

    if shown:
        # The PDF is not made yet: the page says so.
        assert answer.status_code == (503 if ending else 200)
    else:
        assert answer.headers["location"] == f"/log-ind?niveau={asks_for}&tilbage={receipt}"
