"""The relying party against a certified provider: the npm package oidc-provider, over real HTTP."""

import io
from collections.abc import Callable, Iterator

import httpx
import pytest
import structlog
from fastapi.testclient import TestClient

from app.auth.provider import provider_at
from app.database import Database
from app.municipalities import current
from app.municipalities.accounts import SIGNED
from app.municipalities.commands import run
from app.municipalities.models import MunicipalityRow
from tests.auth.certified import (
    CLIENTS,
    SECRET,
    AtProvider,
    CertifiedProvider,
    key_of_account,
    running_certified_provider,
)
from tests.auth.conftest import HERNING, OWN_PAGE
from tests.auth.forger import private_pem
from tests.auth.walking import asked_in, leave

UseAccount = Callable[..., None]
ADA = "Ada Holm, 7405880012, substantial"


@pytest.fixture(scope="module")
def certified() -> Iterator[CertifiedProvider]:
    with running_certified_provider() as provider:
        yield provider


@pytest.fixture
def elsewhere() -> Iterator[AtProvider]:
    browser = AtProvider()
    yield browser
    browser.close()


@pytest.fixture
def use(
    database: Database, certified: CertifiedProvider, monkeypatch: pytest.MonkeyPatch
) -> UseAccount:
    """Give Herning an account there, as operations do: by the command, keys and all."""

    def give(name: str, text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        assert run(["set", "0657", "--secret", name]) == 0

    def set_up(client_id: str, **other: str) -> None:
        proves = CLIENTS[client_id].get("token_endpoint_auth_method", "client_secret_basic")
        values = {
            "issuer": certified.issuer,
            "client_id": client_id,
            "client_authentication": proves,
        }
        assert run(["set", "0657", *(f"citizen_oidc.{n}={v}" for n, v in values.items())]) == 0
        give("citizen_oidc", "not asked for" if proves == SIGNED else SECRET)
        for name, key in (key_of_account(client_id) | other).items():
            give(f"citizen_oidc_{name}", key)
        provider_at.cache_clear()

    return set_up


def why_refused(browser: TestClient, way_back: str) -> str:
    """Why a login was refused, as its one line in the log says; nobody is logged in after it."""
    with structlog.testing.capture_logs() as lines:
        assert browser.get(way_back).status_code == 403
    assert browser.get("/borger").status_code == 401
    (line,) = lines
    return str(line["why"])


@pytest.mark.parametrize("client_id", CLIENTS)
def test_a_citizen_logs_in_whatever_the_account_is_set_to(
    use: UseAccount, browser: TestClient, elsewhere: AtProvider, client_id: str
):
    use(client_id)

    answer = browser.get(elsewhere.comes_back(leave(browser, "/flytning/dig")))

    assert (answer.status_code, answer.headers["location"]) == (303, "/flytning/dig")
    assert browser.get("/borger").json() == ADA


def test_keys_may_change_between_one_login_and_the_next(
    use: UseAccount, certified: CertifiedProvider, browser: TestClient, elsewhere: AtProvider
):
    use("basic")
    assert browser.get(elsewhere.comes_back(leave(browser))).status_code == 303
    under_way = leave(browser)

    certified.rotate()

    assert browser.get(elsewhere.comes_back(under_way)).status_code == 303
    assert browser.get("/borger").json() == ADA


def test_whoever_is_logged_in_there_is_asked_again_when_we_say_so(
    use: UseAccount, browser: TestClient, elsewhere: AtProvider
):
    use("basic")
    browser.get(elsewhere.comes_back(leave(browser)))

    # Nobody needs to do anything now, so there is nothing to give up.
    quietly = elsewhere.comes_back(leave(browser), login_hint="give-up")
    assert "error" not in asked_in(quietly)
    again = elsewhere.comes_back(leave(browser), login_hint="give-up", prompt="login")
    assert asked_in(again)["error"] == "access_denied"


def test_logging_out_ends_the_login_there_too(
    use: UseAccount, browser: TestClient, elsewhere: AtProvider
):
    use("basic")
    browser.get(elsewhere.comes_back(leave(browser)))
    silently = {"prompt": "none"}
    assert "code" in asked_in(elsewhere.comes_back(leave(browser), **silently))

    out = browser.post("/log-ud", headers=OWN_PAGE).text

    assert elsewhere.confirms_logout(out).startswith(f"{HERNING}/log-ind/farvel")
    assert browser.get("/borger").status_code == 401
    assert asked_in(elsewhere.comes_back(leave(browser), **silently))["error"] == "login_required"


def test_one_who_gives_up_there_gets_a_calm_page(
    use: UseAccount, browser: TestClient, elsewhere: AtProvider
):
    use("basic")

    answer = browser.get(elsewhere.comes_back(leave(browser), login_hint="give-up"))

    assert answer.status_code == 403
    assert "Login blev afbrudt" in answer.text


def test_it_refuses_a_code_under_another_logins_challenge(
    use: UseAccount, browser: TestClient, elsewhere: AtProvider
):
    use("basic")
    one, other = leave(browser), leave(browser)
    swapped = elsewhere.comes_back(one).replace(asked_in(one)["state"], asked_in(other)["state"])

    assert why_refused(browser, swapped) == "token endpoint: invalid_grant"


def test_it_refuses_a_code_that_was_used(
    use: UseAccount, browser: TestClient, elsewhere: AtProvider
):
    use("basic")
    way_back = elsewhere.comes_back(leave(browser))
    code = asked_in(way_back)["code"]
    assert browser.get(way_back).status_code == 303
    browser.cookies.clear()

    again = asked_in(leave(browser))
    used = httpx.QueryParams(state=again["state"], code=code, iss=asked_in(way_back)["iss"])
    assert why_refused(browser, f"/log-ind/svar?{used}") == "token endpoint: invalid_grant"


def test_it_refuses_one_who_leaves_without_a_challenge(
    use: UseAccount, browser: TestClient, elsewhere: AtProvider
):
    use("basic")

    back = elsewhere.comes_back(leave(browser), code_challenge="", code_challenge_method="")

    assert why_refused(browser, back) == "answer: invalid_request"


def test_it_sends_nobody_to_another_address_than_ours(use: UseAccount, browser: TestClient):
    use("basic")
    address = leave(browser)

    answer = httpx.get(
        address, params=asked_in(address) | {"redirect_uri": f"{HERNING}/log-ind/svar/"}
    )

    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("client_id", "wrong"),
    [
        ("basic", {"citizen_oidc": "another-secret"}),
        ("post", {"citizen_oidc": "another-secret"}),
        ("signs-rsa", {"citizen_oidc_signing_key": "somebody else"}),
        ("signs-ec", {"citizen_oidc_signing_key": "curve of somebody else"}),
    ],
)
def test_it_refuses_one_who_is_not_us(
    use: UseAccount,
    browser: TestClient,
    elsewhere: AtProvider,
    database: Database,
    client_id: str,
    wrong: dict[str, str],
):
    use(client_id)
    way_back = elsewhere.comes_back(leave(browser))
    with database.writing.begin() as session:
        row = session.get_one(MunicipalityRow, "0657")
        given = {n: private_pem(v) if n.endswith("_key") else v for n, v in wrong.items()}
        row.secrets = (row.secrets or {}) | given
    current.forget()

    assert why_refused(browser, way_back) == "token endpoint: invalid_client"


def test_we_refuse_a_plain_token_where_we_asked_for_encrypted_ones(
    use: UseAccount, browser: TestClient, elsewhere: AtProvider
):
    use("basic", decryption_key=key_of_account("encrypts")["decryption_key"])

    assert why_refused(browser, elsewhere.comes_back(leave(browser))) == "not encrypted"


def test_we_refuse_a_token_encrypted_to_somebody_else(
    use: UseAccount, browser: TestClient, elsewhere: AtProvider
):
    use("encrypts", decryption_key=key_of_account("signs-rsa")["signing_key"])

    why = why_refused(browser, elsewhere.comes_back(leave(browser)))
    assert why.startswith("decryption")
