"""Somebody at a page that takes files, and what has been kept of them."""

from uuid import UUID

from sqlalchemy import func, select

from app.files import File, FileChunk
from app.submissions.attachments import AttachmentRow
from tests.citizen import AFile, Browser
from tests.service import Service
from tests.submissions.walks import day_fields

JPEG = b"\xff\xd8\xff\xe0" + b"\x00\x10JFIF" * 40
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00IHDR" * 40


def picture(name: str = "rotte.jpg", content: bytes = JPEG, said: str = "image/jpeg") -> AFile:
    return (name, content, said)


def at_pictures(browser: Browser) -> Browser:
    """Somebody reporting rats, at the page that asks for pictures."""
    browser.starts("rotter")
    browser.sends(place="elsewhere")
    browser.sends(description="Ved bænken i parken")
    browser.sends(seen=["live"], **day_fields("seen_on", -1))
    assert browser.path == "/rotter/billeder", browser.problems()
    return browser


def with_a_picture(browser: Browser) -> Browser:
    """Somebody who has attached one, and is back at the page that asks for them."""
    at_pictures(browser).attaches(picture())
    assert browser.path == "/rotter/svar", browser.problems()
    return browser.opens("/rotter/billeder")


def sends_the_rest(browser: Browser) -> str:
    """From the page after the pictures to the receipt; the reference."""
    browser.opens("/rotter/svar").sends(wants_answer="no").sends()
    assert browser.sees == "Kvittering", browser.problems()
    return browser.path.removeprefix("/kvittering/")


def attached(browser: Browser) -> list[str]:
    """The names of the files that the page says lie there."""
    return [str(link.text_content()) for link in browser.page.cssselect("ul.attachments a")]


def addresses(browser: Browser) -> list[str]:
    """Where they are fetched from."""
    return [str(link.get("href")) for link in browser.page.cssselect("ul.attachments a")]


def kept(service: Service) -> tuple[int, int, int]:
    """How many attachments, files and chunks there are."""
    with service.database.reading.begin() as session:
        one, two, three = (
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (AttachmentRow, File, FileChunk)
        )
    return one, two, three


def submission_ids(service: Service) -> list[UUID | None]:
    with service.database.reading.begin() as session:
        return list(session.scalars(select(AttachmentRow.submission_id)))
