"""What is sealed opens with our keys alone, in its own place alone."""

import pytest

from app import sealed
from app.sealed import CannotOpen, digest, digests, seal, unseal
from app.settings import Settings, UnsafeSettings, refuse_unsafe, settings

OLD, NEW = "an-old-key-of-at-least-thirty-two-chars", "a-new-key-of-at-least-thirty-two-chars!"


@pytest.fixture
def with_keys(monkeypatch: pytest.MonkeyPatch):
    def use(*keys: str) -> None:
        monkeypatch.setattr(
            sealed,
            "settings",
            lambda: settings().model_copy(update={"secret_keys": ",".join(keys)}),
        )

    return use


def test_what_is_sealed_opens_again_and_looks_different_each_time():
    first, second = seal(b"0101701234", "here"), seal(b"0101701234", "here")
    assert first != second
    assert unseal(first, "here") == unseal(second, "here") == b"0101701234"


def test_a_sealed_value_cannot_be_moved_to_another_column():
    with pytest.raises(CannotOpen):
        unseal(seal(b"secret", "drafts.answers"), "submissions.answers")


@pytest.mark.parametrize("place", [0, 1, 6, 20])
def test_a_changed_value_does_not_open(place: int):
    value = bytearray(seal(b"a value long enough", "here"))
    value[place] ^= 1
    with pytest.raises(CannotOpen):
        unseal(bytes(value), "here")


def test_after_a_new_key_the_old_still_opens(with_keys):
    with_keys(OLD)
    value, kept = seal(b"secret", "here"), digest("0101701234")
    with_keys(NEW, OLD)
    assert unseal(value, "here") == b"secret"
    assert kept in digests("0101701234")
    assert digest("0101701234") != kept
    with_keys(NEW)
    with pytest.raises(CannotOpen):
        unseal(value, "here")


def test_what_cannot_be_opened_is_not_quoted(with_keys):
    with_keys(OLD)
    value = seal(b"0101701234", "here")
    with_keys(NEW)
    with pytest.raises(CannotOpen) as problem:
        unseal(value, "here")
    assert "0101701234" not in str(problem.value)
    assert problem.value.__cause__ is None


@pytest.mark.parametrize("keys", ["", "short", f"{OLD},short"])
def test_a_weak_key_stops_the_program(keys: str):
    with pytest.raises(UnsafeSettings, match="SECRET_KEYS"):
        refuse_unsafe(Settings(environment="demo", secret_keys=keys))


def test_production_does_not_start_with_the_demos_secret():
    with pytest.raises(UnsafeSettings, match="SECRET_KEYS"):
        refuse_unsafe(Settings(environment="production"))
