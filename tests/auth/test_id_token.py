import time
from typing import Any

import pytest

from app.auth.asking import Conversation
from app.auth.id_token import NotBelieved, claims_in
from app.auth.provider import Provider
from tests.auth.forger import (
    CLIENT_ID,
    NONCE,
    Forger,
    public_jwk,
    signed,
    signed_with_the_public_key,
    tampered,
    unsigned,
)


def judge(token: str, provider: Provider, access_token: str | None = None) -> dict[str, Any]:
    return claims_in(
        token,
        provider=provider,
        conversation=Conversation(),
        client_id=CLIENT_ID,
        nonce=NONCE,
        access_token=access_token,
    )


def test_an_honest_token_is_believed(forger: Forger, provider: Provider):
    token = signed(forger.claims(sub="ada"), access_token="opens-something")

    assert judge(token, provider, "opens-something")["sub"] == "ada"


def test_a_token_signed_on_a_curve_is_believed(forger: Forger, provider: Provider):
    forger.keys.append(public_jwk("curve"))

    assert judge(signed(forger.claims(), by="curve"), provider)["sub"] == "a-subject"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://another.example"},
        {"iss": None},
        {"aud": "another-service"},
        {"aud": ["another-service"]},
        {"aud": None},
        {"aud": [CLIENT_ID, "another-service"]},
        {"aud": [CLIENT_ID, "another-service"], "azp": "another-service"},
        {"azp": "another-service"},
        {"nonce": "of-another-login"},
        {"nonce": None},
        {"nonce": 7},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": None},
        {"iat": "yesterday"},
        {"sub": None},
        {"sub": 7},
        {"at_hash": "of-another-access-token"},
    ],
    ids=str,
)
def test_a_token_that_says_the_wrong_thing_is_not_believed(
    forger: Forger, provider: Provider, changed: dict[str, Any]
):
    with pytest.raises(NotBelieved):
        judge(signed(forger.claims(**changed)), provider, "opens-something")


@pytest.mark.parametrize(
    ("off_by", "believed"),
    [
        ({"exp": -30}, True),
        ({"exp": -90}, False),
        ({"iat": 30}, True),
        ({"iat": 90}, False),
        ({"nbf": 30}, True),
        ({"nbf": 90}, False),
    ],
    ids=str,
)
def test_clocks_may_differ_by_a_minute_and_no_more(
    forger: Forger, provider: Provider, off_by: dict[str, int], believed: bool
):
    moment = int(time.time())
    token = signed(forger.claims(**{name: moment + off for name, off in off_by.items()}))

    if believed:
        assert judge(token, provider)
    else:
        with pytest.raises(NotBelieved):
            judge(token, provider)


@pytest.mark.parametrize("algorithm", ["none", "None", "", "RS256", "HS256"])
def test_a_token_nobody_signed_is_not_believed(forger: Forger, provider: Provider, algorithm: str):
    with pytest.raises(NotBelieved):
        judge(unsigned(forger.claims(), algorithm), provider)


def test_the_public_key_is_no_secret_to_sign_with(forger: Forger, provider: Provider):
    with pytest.raises(NotBelieved, match="algorithm"):
        judge(signed_with_the_public_key(forger.claims()), provider)


def test_somebody_elses_key_under_our_providers_name_is_not_believed(
    forger: Forger, provider: Provider
):
    with pytest.raises(NotBelieved):
        judge(signed(forger.claims(), by="theirs", kid="ours"), provider)


@pytest.mark.parametrize("kid", ["ours", "theirs"])
def test_a_key_that_the_token_brings_along_is_not_used(
    forger: Forger, provider: Provider, kid: str
):
    brought: dict[str, Any] = {
        "jwk": public_jwk("theirs"),
        "jku": f"{forger.issuer}/theirs",
        "x5u": forger.issuer,
    }
    with pytest.raises(NotBelieved):
        judge(signed(forger.claims(), by="theirs", kid=kid, **brought), provider)


def test_a_key_of_one_kind_does_not_serve_an_algorithm_of_another(
    forger: Forger, provider: Provider
):
    forger.keys = [public_jwk("curve", kid="ours")]

    with pytest.raises(NotBelieved, match="unknown key"):
        judge(signed(forger.claims()), provider)


@pytest.mark.parametrize("changed", [{"use": "enc"}, {"alg": "RS512"}, {"kid": "other"}], ids=str)
def test_a_key_meant_for_something_else_is_not_used(
    forger: Forger, provider: Provider, changed: dict[str, str]
):
    forger.keys = [public_jwk("ours", **changed)]

    with pytest.raises(NotBelieved, match="unknown key"):
        judge(signed(forger.claims()), provider)


def test_a_short_key_is_not_believed_though_it_is_the_providers_own(
    forger: Forger, provider: Provider
):
    """RSA of 1024 bits can be broken by whoever can pay for it."""
    forger.keys = [public_jwk("short")]

    with pytest.raises(NotBelieved) as doubt:
        judge(signed(forger.claims(), by="short"), provider)
    assert doubt.value.why == "unknown key"


@pytest.mark.parametrize("modulus", ["", "?", None, "AQAB", "A" * 600])
def test_a_key_whose_length_cannot_be_read_is_not_used(
    forger: Forger, provider: Provider, modulus: str | None
):
    forger.keys = [public_jwk("ours") | {"n": modulus}]

    with pytest.raises(NotBelieved):
        judge(signed(forger.claims()), provider)


def test_changed_claims_are_noticed(forger: Forger, provider: Provider):
    with pytest.raises(NotBelieved):
        judge(tampered(signed(forger.claims(sub="ada")), sub="bo"), provider)


@pytest.mark.parametrize("header", [{"crit": ["b64"], "b64": True}, {"typ": "logout+jwt"}], ids=str)
def test_a_token_of_another_kind_is_not_believed(
    forger: Forger, provider: Provider, header: dict[str, Any]
):
    with pytest.raises(NotBelieved, match="header"):
        judge(signed(forger.claims(), **header), provider)


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "e30.e30.", ".." * 9, "ø.ø.ø", "W10.e30.x"])
def test_what_is_no_token_is_not_believed(provider: Provider, text: str):
    with pytest.raises(NotBelieved):
        judge(text, provider)


def test_without_a_key_name_there_must_be_only_one_to_choose(forger: Forger, provider: Provider):
    nameless = signed(forger.claims(), kid=None)
    assert judge(nameless, provider)

    forger.keys.append(public_jwk("another"))
    with pytest.raises(NotBelieved, match="unknown key"):
        judge(nameless, Provider(forger.issuer))


def test_a_new_key_is_fetched_once_and_unknown_ones_at_most_once_a_minute(
    forger: Forger, provider: Provider
):
    judge(signed(forger.claims()), provider)
    forger.keys = [public_jwk("newer")]

    assert judge(signed(forger.claims(), by="newer"), provider)
    for _ in range(3):
        with pytest.raises(NotBelieved, match="unknown key"):
            judge(signed(forger.claims(), by="invented"), provider)
    assert forger.asked["keys"] == 2


def test_a_doubt_never_quotes_the_token(forger: Forger, provider: Provider):
    token = signed(forger.claims(nonce="0101010101", sub="0101010101"))

    with pytest.raises(NotBelieved) as doubt:
        judge(token, provider)

    assert "0101010101" not in str(doubt.value)
    assert doubt.value.__cause__ is None
