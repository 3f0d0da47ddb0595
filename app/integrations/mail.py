"""E-mail through the municipality's own server (SMTP, RFC 5321), with nothing personal in it.

A mail is plain text, in the open on its way beyond that server: it says that there is news, and
where to log in. To the server itself it goes under TLS.
"""

import smtplib
import ssl
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from urllib.parse import unquote, urlsplit

from app.integrations.outside import Refused, Unavailable

BUDGET_SECONDS = 10.0


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in: `smtps://user@host:465`, or `smtp://user@host:587`, which begins
    TLS by itself. Without a user nobody logs in; `sender` is whom it is from, with a name."""

    url: str
    password: str = field(repr=False)
    sender: str
    sender_name: str
    in_the_open: bool = False


@dataclass(frozen=True)
class Mail:
    """One mail in plain text. `id` is the same however often it is sent, so that a receiver can
    know it again."""

    id: str
    at: datetime
    to: str = field(repr=False)
    subject: str
    text: str


class AddressRefused(Refused):
    """The server takes no mail to that address."""


def send(server: MailServer, mail: Mail) -> None:
    """Hand it to the server; raises `Unavailable` or `Refused`."""
    try:
        with closing(_connected(server)) as connection:
            connection.send_message(_message(server, mail))
            # It has the mail by now, however it says goodbye.
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()
    except smtplib.SMTPRecipientsRefused as refusal:
        judged = _judged(*next(iter(refusal.recipients.values())))
        if isinstance(judged, Refused):
            raise AddressRefused(str(judged), judged.words) from None
        raise judged from None
    except smtplib.SMTPResponseException as refusal:
        raise _judged(refusal.smtp_code, refusal.smtp_error) from None
    except smtplib.SMTPNotSupportedError:
        raise Unavailable("Mailserveren kan ikke det, der skal til.") from None
    except (OSError, smtplib.SMTPException, ValueError):
        raise Unavailable("Der var ikke forbindelse til mailserveren.") from None


def _connected(server: MailServer) -> smtplib.SMTP:
    parts = urlsplit(server.url)
    host, port = parts.hostname or "", parts.port or 0
    connection: smtplib.SMTP
    if parts.scheme == "smtps":
        connection = smtplib.SMTP_SSL(host, port, timeout=BUDGET_SECONDS, context=_tls())
    else:
        connection = smtplib.SMTP(host, port, timeout=BUDGET_SECONDS)
    try:
        if parts.scheme == "smtp" and not server.in_the_open:
            connection.starttls(context=_tls())
        if parts.username:
            connection.login(unquote(parts.username), server.password)
    except Exception:
        connection.close()
        raise
    return connection


def _message(server: MailServer, mail: Mail) -> EmailMessage:
    message = EmailMessage()
    message["From"] = Address(server.sender_name, addr_spec=server.sender)
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = f"<{mail.id}@{server.sender.rpartition('@')[2]}>"
    # Nobody answers a machine (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message


def _judged(code: int, said: bytes | str) -> Exception:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    if 500 <= code < 600:
        return Refused(f"Mailserveren afviste mailen (svar {code}).", words)
    return Unavailable(f"Mailserveren kan ikke tage imod lige nu (svar {code}).", words=words)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
