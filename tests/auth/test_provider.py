import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from app.auth.asking import Conversation, ProviderSilent, line_to
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
        {"token_endpoint": "https://[token"},
        {"token_endpoint": "https:///token"},
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


@pytest.fixture
def nobody_answers() -> Iterator[str]:
    """An address that lets everybody in, and says nothing."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=64)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


MANY = 8
BUDGET = 1.0


def many_at_once(ask: Callable[[Conversation], object]) -> Counter[str]:
    """What each was told, and whether it took them the time there is."""
    told: Counter[str] = Counter()
    together = threading.Barrier(MANY)

    def one() -> None:
        together.wait()
        began = time.monotonic()
        with pytest.raises(ProviderSilent):
            ask(Conversation(BUDGET))
        told["waited" if time.monotonic() - began > BUDGET / 2 else "at once"] += 1

    threads = [threading.Thread(target=one) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_for_a_provider_that_was_silent_one_waits_and_the_others_are_told(nobody_answers: str):
    """Each who waits keeps a thread from everybody who asks us for something else."""
    provider = Provider(nobody_answers)
    assert many_at_once(provider.endpoints)["waited"] == MANY
    assert many_at_once(provider.endpoints) == {"waited": 1, "at once": MANY - 1}
    many_at_once(provider.keys_again)
    assert many_at_once(provider.keys_again) == {"waited": 1, "at once": MANY - 1}


def test_nobody_waits_for_anothers_question_beyond_their_own_time(nobody_answers: str):
    provider = Provider(nobody_answers)

    def ask(seconds: float) -> None:
        with pytest.raises(ProviderSilent):
            provider.endpoints(Conversation(seconds))

    patient = threading.Thread(target=ask, args=[4 * BUDGET])
    patient.start()
    time.sleep(BUDGET / 2)
    began = time.monotonic()
    ask(BUDGET)
    assert time.monotonic() - began < 2 * BUDGET
    patient.join()


def test_for_an_answer_that_is_never_remembered_too(nobody_answers: str):
    def ask(conversation: Conversation) -> object:
        return conversation.post(f"{nobody_answers}/token")

    assert many_at_once(ask)["waited"] == MANY
    assert many_at_once(ask) == {"waited": 1, "at once": MANY - 1}


def test_once_it_answers_again_all_may_ask(forger: Forger):
    address = f"{forger.issuer}/jwks"
    line = line_to(forger.issuer)
    line.silent = True
    with line.turn(), pytest.raises(ProviderSilent, match="another"):
        Conversation().json_object(address)
    assert Conversation().json_object(address)
    assert not line.silent
