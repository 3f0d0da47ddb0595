"""Rights that come as a list of privileges, and lists that must give none."""

import base64
from typing import Any

import pytest

from app.auth.claims import staff_from
from app.auth.id_token import NotBelieved
from app.auth.privileges import Rights, rights_in
from tests.auth.people import YRSA

NAMESPACE = "http://digst.dk/oiosaml/basic_privilege_profile"
CVR = "12345678"
INTERMEDIATE = "https://data.gov.dk/model/core/eid/privilegesIntermediate"


def group(*privileges: str, kle: str | None = "28.*", scope: str = "cvrNumberIdentifier:" + CVR,
          more: str = "") -> str:  # fmt: skip
    constraint = "" if kle is None else f'<Constraint Name="urn:dk:kombit:KLE">{kle}</Constraint>'
    named = "".join(f"<Privilege>urn:dk:hovedindgang:{each}</Privilege>" for each in privileges)
    return (
        f'<PrivilegeGroup Scope="urn:dk:gov:saml:{scope}">{constraint}{more}{named}'
        "</PrivilegeGroup>"
    )


def listed(*groups: str, namespace: str = NAMESPACE, before: str = "") -> str:
    return encoded(
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        f'<bpp:PrivilegeList xmlns:bpp="{namespace}">{"".join(groups)}</bpp:PrivilegeList>'
    )


def encoded(text: str, encoding: str = "utf-8") -> str:
    return base64.b64encode(text.encode(encoding)).decode()


def rights(*groups: str, **claims: Any) -> Rights | None:
    return rights_in({"privileges": listed(*groups), "cvr": CVR} | claims)


NONE = Rights(frozenset(), ())


def test_roles_and_kle_numbers_are_read_from_the_list():
    assert rights(group("caseworker", "frontdesk")) == Rights(
        frozenset({"caseworker", "frontdesk"}), ("28.*",)
    )


@pytest.mark.parametrize("name", ["cvr", "nemlogin.cvr", INTERMEDIATE.replace(
    "privilegesIntermediate", "professional/cvr")])  # fmt: skip
def test_the_claims_may_have_either_name(name: str):
    claims = {INTERMEDIATE: listed(group("caseworker")), name: CVR}
    assert rights_in(claims) == Rights(frozenset({"caseworker"}), ("28.*",))


def test_the_older_namespace_is_known_too():
    older = listed(group("caseworker"), namespace=NAMESPACE.replace("digst", "itst"))
    assert rights_in({"privileges": older, "cvr": CVR}) != NONE


def test_several_kle_numbers_stand_with_commas_or_in_a_constraint_each():
    more = '<Constraint Name="urn:dk:kombit:KLE">09.08.20</Constraint>'
    found = rights(group("caseworker", kle="28.*, 27.10.*", more=more))
    assert found is not None
    assert found.kle == ("28.*", "27.10.*", "09.08.20")


def test_groups_that_differ_give_only_what_they_share():
    found = rights(group("strategist", kle="*"), group("caseworker", kle="28.09.*"))
    assert found == Rights(frozenset({"strategist", "caseworker"}), ("28.09.*",))


@pytest.mark.parametrize(
    "doubtful",
    [
        group("caseworker", scope="cvrNumberIdentifier:87654321"),
        group("caseworker", scope=f"productionUnitIdentifier:{CVR}"),
        group("caseworker", scope=f"cprNumberIdentifier:{CVR}"),
        group("caseworker", kle=None),
        group("caseworker", kle="28"),
        group("caseworker", more='<Constraint Name="urn:dk:kombit:sensitivity">3</Constraint>'),
        group("emperor"),
        group("").replace("urn:dk:hovedindgang:", "urn:dk:another_system:caseworker"),
        "",
    ],
    ids=range(9),
)
def test_what_is_doubtful_gives_no_rights(doubtful: str):
    assert rights(doubtful) == NONE


def test_a_login_that_names_no_organisation_gives_none():
    assert rights_in({"privileges": listed(group("caseworker"))}) == NONE
    assert rights_in({"privileges": listed(group("caseworker")), "cvr": ["12345678"]}) == NONE


ENTITY = '<!DOCTYPE p [<!ENTITY a "urn:dk:hovedindgang:caseworker">]>'
BOMB = (
    "<!DOCTYPE p [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "]>"
)


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        [listed(group("caseworker"))],
        "",
        "not base64!",
        encoded("not XML"),
        encoded("<PrivilegeList/>"),
        encoded("<a><b></a>"),
        listed(group("caseworker"), before=ENTITY),
        listed(group("caseworker"), before='<!DOCTYPE p SYSTEM "http://example.com/p.dtd">'),
        listed(before=BOMB),
        encoded(f'<?xml version="1.0" encoding="UTF-16"?>{ENTITY}<p/>', "utf-16"),
        listed(group("caseworker") * 400),
        listed("<a>" * 9000),
        encoded('<?xml version="1.0" encoding="klingon"?><p/>'),
    ],
    ids=range(15),
)
def test_a_list_that_is_none_is_not_believed(value: Any):
    with pytest.raises(NotBelieved) as doubt:
        rights_in({"privileges": value, "cvr": CVR})
    assert str(doubt.value) == "claim privileges"


def test_where_a_list_is_sent_it_alone_says_what_they_may():
    claims = YRSA | {"privileges": listed(group("frontdesk", kle="09.*")), "cvr": CVR}
    staff = staff_from(claims)
    assert (staff.roles, staff.kle) == (frozenset({"frontdesk"}), ("09.*",))
    nothing = staff_from(claims | {"cvr": "87654321"})
    assert (nothing.roles, nothing.kle) == (frozenset(), ())


def test_without_a_list_the_plain_claims_say_it():
    assert rights_in(YRSA) is None
    staff = staff_from(YRSA | {"kle": ["28.*", "28", "emperor", "28.*"]})
    assert staff.kle == ("28.*",)
