"""A mail is handed in once it is taken, and nothing that goes wrong is lost or told twice over."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller

from app.integrations.mail import Mail, MailServer, send
from app.integrations.outside import Refused, Unavailable
from tests.ports import free_port
from tests.standins_server import behave, running_standins

MAIL = Mail(
    id="0197c1d2-0000-7000-8000-000000000001",
    at=datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
    to="ada@example.dk",
    subject="Nyt på »Mine sager«",
    text="Der er nyt i din sag.\n\nLog ind: https://selvbetjening.example/mine-sager\n",
)


@dataclass
class Post:
    """A mail server, and what it was handed."""

    base: str
    server: MailServer

    def behaves(self, mode: str) -> None:
        behave(self.base, "mail", mode, count=1)

    def mails(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = httpx.get(f"{self.base}/mail/mails.json").json()
        return found


@pytest.fixture
def post() -> Iterator[Post]:
    port = free_port()
    with running_standins(mail_at=("127.0.0.1", port)) as base:
        url = f"smtp://127.0.0.1:{port}"
        yield Post(
            base, MailServer(url, "", "fra@herning.example", "Herning Kommune", in_the_open=True)
        )


def test_a_mail_arrives_as_it_was_written(post: Post):
    send(post.server, MAIL)
    (mail,) = post.mails()
    assert mail["to"] == ["ada@example.dk"]
    assert mail["from"] == "Herning Kommune <fra@herning.example>"
    assert (mail["subject"], mail["text"]) == (MAIL.subject, MAIL.text)


def test_sent_twice_it_can_be_known_again(post: Post):
    post.behaves("loses_answer")
    with pytest.raises(Unavailable):
        send(post.server, MAIL)
    send(post.server, MAIL)
    (mail,) = post.mails()
    assert mail["times_received"] == 2


class Grumpy:
    """Takes every mail, and is busy when somebody wants to leave."""

    async def handle_DATA(self, *_: object) -> str:  # noqa: N802
        return "250 OK"

    async def handle_QUIT(self, *_: object) -> str:  # noqa: N802
        return "421 Too busy to say goodbye"


def test_what_was_taken_is_sent_however_the_server_says_goodbye(post: Post):
    port = free_port()
    controller = Controller(Grumpy(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        send(replace(post.server, url=f"smtp://127.0.0.1:{port}"), MAIL)
    finally:
        controller.stop()


@pytest.mark.parametrize(("mode", "problem"), [("down", Unavailable), ("422", Refused)])
def test_not_now_and_never_are_two_things(post: Post, mode: str, problem: type[Exception]):
    post.behaves(mode)
    with pytest.raises(problem) as found:
        send(post.server, MAIL)
    assert "ada@" not in str(found.value)
    assert post.mails() == []


def test_without_tls_nothing_is_sent(post: Post):
    with pytest.raises(Unavailable):
        send(replace(post.server, in_the_open=False), MAIL)
    assert post.mails() == []


@pytest.mark.parametrize(
    "url", ["smtp://127.0.0.1:1", "smtps://127.0.0.1:1", "smtp://nowhere.invalid:25"]
)
def test_nobody_there_is_unavailable(url: str):
    with pytest.raises(Unavailable, match="forbindelse"):
        send(MailServer(url, "", "fra@herning.example", "Herning Kommune"), MAIL)


def test_a_subject_cannot_smuggle_a_header(post: Post):
    with pytest.raises(Unavailable):
        send(post.server, replace(MAIL, subject="Nyt\r\nBcc: andre@example.dk"))
    assert post.mails() == []
