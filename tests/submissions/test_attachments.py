"""Files under a question: taken, refused in plain words, removed, sent and kept from others."""

from sqlalchemy import func, select

from app.files import CHUNK_BYTES, File, FileChunk
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


def attached(browser: Browser) -> list[str]:
    """The files that the page says lie there, with their sizes."""
    items = browser.page.cssselect("ul.attachments li")
    return [" ".join(item.text_content().split()).removesuffix(" Fjern") for item in items]


def kept(service: Service) -> tuple[int, int, int]:
    """How many attachments, files and chunks there are."""
    with service.database.reading.begin() as session:
        counts = [
            session.scalar(select(func.count()).select_from(table))
            for table in (AttachmentRow, File, FileChunk)
        ]
    one, two, three = (count or 0 for count in counts)
    return one, two, three


def test_pictures_go_along_and_stand_on_the_check_page(service: Service):
    walker = at_pictures(service.browser())
    walker.attaches(picture(), picture("hul.png", PNG, "image/png"))
    assert walker.path == "/rotter/svar", walker.problems()
    walker.sends(wants_answer="no")
    assert walker.sees == "Kontrollér dine svar"
    assert f"rotte.jpg ({len(JPEG)} byte)" in walker.words
    assert f"hul.png ({len(PNG)} byte)" in walker.words
    walker.sends()
    assert walker.sees == "Kvittering"
    assert "rotte.jpg" in walker.words
    with service.database.reading.begin() as session:
        rows = session.scalars(select(AttachmentRow)).all()
        assert all(row.submission_id for row in rows)
        assert len(rows) == 2
