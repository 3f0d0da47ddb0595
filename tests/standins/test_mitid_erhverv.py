"""MitID Erhverv: the same person, in private and for their company or association."""

import httpx
import pytest

from app.standins import organisations, persons
from tests.standins.logging_in import asks, logs_in, said

BOTH = "openid mitid ssn nemlogin"
VVS, THEATRE, _ = organisations.organisations()


def test_victor_is_himself_or_his_company(world: httpx.Client):
    private = logs_in(world, "victor", scope=BOTH)
    assert (private["idp"], private["identity_type"]) == ("mitid", "private")
    assert "nemlogin.cvr" not in private
    claims = logs_in(world, f"victor@{VVS.cvr}", scope=BOTH)
    assert (claims["idp"], claims["identity_type"]) == ("mitid_erhverv", "professional")
    assert claims["nemlogin.cvr"] == VVS.cvr
    assert claims["nemlogin.org_name"] == "Mølgaard VVS ApS"
    assert claims["nemlogin.name"] == "Victor Mølgaard"
    assert claims["nemlogin.cpr"] == persons.by_key("victor").cpr
    assert claims["nemlogin.auth_to_repr"] is True
    assert claims["nemlogin.persistent_professional_id"]
    assert claims["loa"].endswith("/Substantial")
    assert claims["sub"] != private["sub"]
    assert "dk.cpr" not in claims


def test_the_unit_is_told_where_there_is_only_one(world: httpx.Client):
    winnie = logs_in(world, f"winnie@{THEATRE.cvr}", scope=BOTH)
    assert winnie["nemlogin.p_number"] == THEATRE.units[0].p_number
    assert winnie["nemlogin.auth_to_repr"] is False
    assert "nemlogin.p_number" not in logs_in(world, f"victor@{VVS.cvr}", scope=BOTH)


def test_without_the_scope_there_is_no_cpr_number(world: httpx.Client):
    claims = logs_in(world, f"victor@{VVS.cvr}", scope="openid mitid nemlogin")
    assert claims["nemlogin.cvr"] == VVS.cvr
    assert not [name for name in claims if name.endswith("cpr")]


def test_organisations_are_offered_only_where_they_are_asked_for(world: httpx.Client):
    offered = asks(world, scope=BOTH).text
    for name in ("Victor Mølgaard for Mølgaard VVS ApS", "Winnie Aagaard for Teaterforeningen"):
        assert name in offered
        assert name not in asks(world).text
    assert "Mølgaard &amp; Søn" not in offered
    assert said(asks(world, login_hint=f"victor@{VVS.cvr}"))["error"] == "access_denied"


def test_nobody_logs_in_for_somebody_elses_organisation(world: httpx.Client):
    hint = f"victor@{THEATRE.cvr}"
    assert said(asks(world, scope=BOTH, login_hint=hint))["error"] == "access_denied"


@pytest.mark.parametrize("realm", ["citizen", "staff"])
def test_what_can_be_asked_for_is_said(world: httpx.Client, realm: str):
    found = world.get(f"/idp/{realm}/.well-known/openid-configuration").json()
    assert {"openid", "mitid", "ssn", "nemlogin"} <= set(found["scopes_supported"])
