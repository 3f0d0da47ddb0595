"""A drop folder on another machine: whom we believe, who believes us, and how it fails."""

import logging
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import asyncssh
import pytest

from app.integrations.case_systems import Account, Refused, Unavailable
from app.integrations.case_systems.filedrop import FileDrop, sftp
from app.standins.file_server import OneUser
from tests.integrations.a_case_file import Noted, a_case_file
from tests.integrations.a_folder import a_file, finished
from tests.integrations.served_folder import ServedFolder, served_folder

OURS = asyncssh.generate_private_key("ssh-ed25519")
THEIRS = asyncssh.generate_private_key("ssh-ed25519")
SUBMITTED = a_case_file(
    receipt=a_file("receipt.pdf"), attachments=[a_file("kontrakt.pdf", b"c" * 300_000)]
)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[ServedFolder]:
    with served_folder(tmp_path, public_key=public(OURS)) as served:
        yield served


def private(key: asyncssh.SSHKey) -> str:
    return key.export_private_key().decode()


def public(key: asyncssh.SSHKey) -> str:
    return key.export_public_key().decode().strip()


def files(account: Account) -> str:
    return FileDrop(account).file(SUBMITTED, Noted())


def test_a_private_key_opens_it(served: ServedFolder):
    assert files(served.account(private(OURS))) == "K7FE-TJ4T"
    assert len(finished(served.folder)) == 1


def test_a_server_may_have_one_of_several_keys(served: ServedFolder):
    assert files(served.account(host_key=f"{public(THEIRS)}, {served.host_key}")) == "K7FE-TJ4T"


def test_another_key_is_refused(served: ServedFolder):
    with pytest.raises(Refused, match="nøgle eller adgangskode"):
        files(served.account(private(THEIRS)))


def test_a_server_with_another_key_is_told_nothing(
    served: ServedFolder, monkeypatch: pytest.MonkeyPatch
):
    asked: list[str] = []

    def begin_auth(_: OneUser, username: str) -> bool:
        asked.append(username)
        return True

    monkeypatch.setattr(OneUser, "begin_auth", begin_auth)
    with pytest.raises(Refused, match="host_key"):
        files(served.account(host_key=public(THEIRS)))
    assert asked == []
    files(served.account())
    assert asked == ["hovedindgang"]


@pytest.mark.parametrize(
    "changed", [{"host_key": ""}, {"host_key": "ssh-ed25519 AAAA"}, {"username": ""}], ids=str
)
def test_nobody_is_called_before_it_is_set_up(served: ServedFolder, changed: dict[str, str]):
    with pytest.raises(Unavailable, match="opsætning"):
        files(served.account(**changed))
    with pytest.raises(Unavailable, match="opsætning"):
        files(served.account(""))
    with pytest.raises(Unavailable, match="opsætning"):
        files(served.account("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA"))


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("full", "er fuld"),
        ("not allowed", "rettigheder"),
        ("cut while writing", "forbindelse"),
        ("loses the answer", "forbindelse"),
    ],
)
def test_staff_are_told_what_is_wrong(served: ServedFolder, trouble: str, words: str):
    served.trouble.append(trouble)
    with pytest.raises(Unavailable, match=words) as said:
        files(served.account())
    assert "Ada" not in str(said.value)
    served.trouble.clear()
    assert files(served.account()) == "K7FE-TJ4T"
    assert [each.name for each in served.folder.iterdir()] == [
        each.name for each in finished(served.folder)
    ]


def test_a_folder_that_is_not_there_is_said(served: ServedFolder):
    with pytest.raises(Unavailable, match="findes ikke"):
        files(served.account(url=f"{served.url}/missing"))


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sftp, "BUDGET_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        account = ServedFolder(
            Path(), f"sftp://127.0.0.1:{silent.getsockname()[1]}/drop", public(THEIRS)
        ).account()
        with pytest.raises(Unavailable, match="i tide"):
            files(account)


def test_all_steps_together_have_an_end(served: ServedFolder, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sftp, "ALL_STEPS_SECONDS", 0.0)
    with pytest.raises(Unavailable, match="i tide"):
        files(served.account())


def test_no_name_of_a_directory_is_logged(served: ServedFolder, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        files(served.account())
    assert "K7FE-TJ4T" not in caplog.text


def test_it_can_be_used_by_several_threads_at_once(served: ServedFolder):
    ends: list[str] = []

    def file_one(number: int) -> None:
        mine = a_case_file(id=f"number-{number}", receipt=a_file("receipt.pdf"))
        ends.append(FileDrop(served.account()).file(mine, Noted()))

    threads = [threading.Thread(target=file_one, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert ends == ["K7FE-TJ4T"] * 4
    assert len(finished(served.folder)) == 4
