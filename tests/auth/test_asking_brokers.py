"""How each broker is asked for a login, by its own profile."""

import json
from dataclasses import replace
from typing import Any

import pytest

from app.auth import oidc
from app.auth.people import Loa
from app.auth.provider import Endpoints
from app.auth.under_way import Secrets
from app.municipalities.accounts import OidcClient
from tests.auth.people import NSIS
from tests.auth.walking import asked_in

ACCOUNT = OidcClient("https://broker.example", "us", "secret")
ENDPOINTS = Endpoints("https://broker.example/authorize", "", "", "", names_itself=False)


def asked(broker: str = "signaturgruppen", kind: Any = "citizen", **more: Any) -> dict[str, str]:
    """What the browser is sent off with."""
    account = replace(ACCOUNT, profile=broker, cpr_match_url=more.pop("match", ""))
    said = Secrets(kind, "/", "https://us.example/log-ind/svar")
    return asked_in(oidc.address_to_leave_for(ENDPOINTS, account, said, "state", "da", **more))


@pytest.mark.parametrize(
    ("broker", "with_cpr", "by_match"),
    [
        ("signaturgruppen", "openid mitid nemlogin ssn ssn.details_name", "openid mitid nemlogin"),
        ("idura", "openid ssn", "openid"),
        (
            "signicat",
            "openid profile idp-id mitid-extra nin",
            "openid profile idp-id mitid-extra",
        ),
        ("nemlogin", "openid", "openid"),
    ],
)
def test_the_cpr_number_is_not_asked_for_where_it_is_matched(
    broker: str, with_cpr: str, by_match: str
):
    assert asked(broker)["scope"] == with_cpr
    assert asked(broker, match="https://broker.example/match")["scope"] == by_match


@pytest.mark.parametrize(
    ("broker", "level", "acr_values", "idp_params"),
    [
        ("signaturgruppen", "low", f"{NSIS}Low", {"mitid": {"loa_value": "low"}}),
        ("signaturgruppen", None, f"{NSIS}Substantial", {"mitid": {"loa_value": "substantial"}}),
        ("idura", "high", "urn:grn:authn:dk:mitid:high", None),
        ("signicat", "substantial", "idp:mitid loa:substantial", None),
        ("nemlogin", "high", f"{NSIS}loa/High", None),
    ],
)
def test_a_level_is_asked_for_as_the_broker_wants_it(
    broker: str, level: Loa | None, acr_values: str, idp_params: Any
):
    said = asked(broker, level=level)

    assert said["acr_values"] == acr_values
    assert json.loads(said.get("idp_params", "null")) == idp_params
    assert "prompt" not in said


def test_a_new_login_is_asked_for_when_it_must_be_one():
    said = asked(level="high", again=True)

    assert said["prompt"] == "login"
    assert json.loads(said["idp_params"]) == {
        "mitid": {"loa_value": "high", "enable_step_up": True}
    }
    assert asked("idura", again=True)["prompt"] == "login"


def test_staff_are_asked_for_no_level():
    said = asked(kind="staff", again=True)

    assert said["scope"] == "openid profile"
    assert said["prompt"] == "login"
    assert not {"acr_values", "idp_params"} & said.keys()
