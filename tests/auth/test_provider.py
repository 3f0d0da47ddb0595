import threading
from typing import Any

import pytest

from app.auth.asking import Conversation, ProviderSilent
from app.auth.provider import Provider
from app.settings import Settings
from tests.auth.forger import Forger
from tests.standins_server import behave, start_afresh


def test_discovery_is_asked_for_once_however_many_wait(forger: Forger, provider: Provider):
    together = threading.Barrier(8)

    def ask() -> None:
        together.wait()
        provider.endpoints(Conversation())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert provider.endpoints(Conversation()).token == f"{forger.issuer}/token"
    assert forger.asked["discovery"] == 1


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://another.example"},
        {"token_endpoint": None},
        {"jwks_uri": "javascript:alert(1)"},
        {"authorization_endpoint": "/authorize"},
        {"end_session_endpoint": 7},
        {"code_challenge_methods_supported": ["plain"]},
    ],
    ids=str,
)
def test_a_discovery_document_that_cannot_be_right_is_no_answer(
    forger: Forger, provider: Provider, said: dict[str, Any]
):
    forger.discovery = said

    with pytest.raises(ProviderSilent):
        provider.endpoints(Conversation())


def test_a_provider_that_failed_is_asked_again_by_the_next_citizen(
    forger: Forger, provider: Provider
):
    forger.status = 503
    with pytest.raises(ProviderSilent):
        provider.endpoints(Conversation())

    forger.status = 200
    assert provider.endpoints(Conversation())


def test_in_production_plain_http_is_not_asked_at_all(
    forger: Forger, provider: Provider, monkeypatch: pytest.MonkeyPatch
):
    production = Settings(environment="production")
    monkeypatch.setattr("app.auth.provider.settings", lambda: production)

    with pytest.raises(ProviderSilent):
        provider.endpoints(Conversation())
    assert forger.asked["discovery"] == 0


@pytest.mark.parametrize(
    ("mode", "seconds"),
    [
        ("down", 60),
        ("500", 60),
        ("broken", 60),
        ("twice", 60),
        ("loses_answer", 60),
        ("huge", 60),
        ("redirect", 60),
        ("dribble", 0.5),
    ],
)
def test_however_a_provider_fails_it_is_the_same_to_us(standins: str, mode: str, seconds: float):
    behave(standins, "idp", mode)
    try:
        with pytest.raises(ProviderSilent):
            Provider(f"{standins}/idp/citizen").endpoints(Conversation(seconds))
    finally:
        start_afresh(standins)


def test_nobody_at_the_address_is_silence():
    with pytest.raises(ProviderSilent):
        Provider("http://localhost:1").endpoints(Conversation())


def test_a_conversation_ends_when_its_time_is_used_up(forger: Forger):
    with pytest.raises(ProviderSilent, match="took too long"):
        Conversation(0).json_object(f"{forger.issuer}/jwks")
