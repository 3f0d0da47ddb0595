"""Files chosen on a page of a form: taken, refused in plain words, taken away and not doubled."""

import pytest
from sqlalchemy import select

from app import limits
from app.forms.catalogue.rats import Rats
from app.limits import Limit, LimitWindow
from app.submissions import receiving
from tests.limiting import tight
from tests.service import Service
from tests.submissions.uploading import (
    JPEG,
    PNG,
    addresses,
    at_pictures,
    attached,
    kept,
    picture,
    with_a_picture,
)

NOTHING = (0, 0, 0)


def test_pictures_stand_on_the_check_page_with_their_size(service: Service):
    walker = at_pictures(service.browser())
    walker.attaches(picture(), picture("hul.png", PNG, "image/png"))
    walker.sends(wants_answer="no")
    assert walker.sees == "Kontrollér dine svar"
    assert f"rotte.jpg ({len(JPEG)} byte)" in walker.words
    assert f"hul.png ({len(PNG)} byte)" in walker.words
    assert kept(service) == (2, 2, 2)


def test_nobody_has_to_attach_anything(service: Service):
    walker = at_pictures(service.browser()).attaches()
    assert walker.path == "/rotter/svar"
    assert kept(service) == NOTHING


def test_a_page_sent_without_any_multipart_goes_on_too(service: Service):
    assert at_pictures(service.browser()).sends().path == "/rotter/svar"


def test_a_wrong_file_is_told_by_name_and_the_good_ones_are_kept(service: Service):
    walker = at_pictures(service.browser())
    walker.attaches(picture(), picture("virus.jpg", b"MZ\x90\x00" * 20), picture("tom.jpg", b""))
    assert walker.status == 422
    assert walker.page.findtext(".//title").startswith("Fejl:")
    assert walker.problems() == [
        "»virus.jpg« er ikke en af de filtyper, vi kan tage imod: JPEG, PNG. Gem den som en af "
        "dem, og vælg den igen. »tom.jpg« er tom. Se efter, om det er den rigtige fil."
    ]
    assert attached(walker) == ["rotte.jpg"]
    assert walker.sends().path == "/rotter/svar"
    assert kept(service) == (1, 1, 1)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("rotte.jpg", b"<html><script>alert(1)</script>", "image/jpeg"),
        ("rotte.png", b"%PDF-1.7\n" * 10, "image/png"),
        ("rotte.jpg", b"\xff\xd8", "image/jpeg"),
        ("rotte.jpg", b"<!--" + JPEG, "image/jpeg"),
    ],
)
def test_neither_the_name_nor_the_browser_says_what_a_file_is(
    service: Service, name: str, content: bytes, said: str
):
    walker = at_pictures(service.browser()).attaches((name, content, said))
    assert walker.status == 422
    assert f"»{name}« er ikke en af de filtyper" in walker.words
    assert kept(service) == NOTHING


def test_a_picture_is_one_whatever_it_is_called(service: Service):
    walker = at_pictures(service.browser())
    walker.attaches(picture("rotte.html", PNG, "text/html"), picture("C:\\x\\", JPEG, ""))
    assert attached(walker.opens("/rotter/billeder")) == ["rotte.html.png", "fil.jpg"]


def test_too_large_is_told_and_nothing_of_it_is_kept(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Rats.pictures, "most_bytes", 1024 * 1024)
    walker = at_pictures(service.browser())
    walker.attaches(picture("stor.jpg", JPEG[:4] + b"a" * 1024 * 1024), picture())
    assert walker.problems() == [
        "»stor.jpg« fylder mere end 1 MB. Gem den i en mindre størrelse, og vælg den igen."
    ]
    assert attached(walker) == ["rotte.jpg"]
    assert kept(service) == (1, 1, 1)


def test_a_file_of_just_the_largest_size_is_taken(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Rats.pictures, "most_bytes", 600 * 1024)
    walker = at_pictures(service.browser())
    walker.attaches(picture(content=JPEG[:4] + b"a" * (600 * 1024 - 4)))
    assert walker.path == "/rotter/svar"
    assert kept(service) == (1, 1, 3)


def test_of_two_hundred_files_the_first_are_kept(service: Service):
    walker = at_pictures(service.browser())
    walker.attaches(*(picture(f"{n}.jpg", JPEG + bytes([n])) for n in range(200)))
    assert walker.status == 422
    (problem,) = walker.problems()
    assert problem.startswith("Du kan højst vedhæfte 3 filer her, så »3.jpg«, »4.jpg«")
    assert attached(walker) == ["0.jpg", "1.jpg", "2.jpg"]
    assert "Der er ikke plads til flere filer" in walker.words
    assert kept(service) == (3, 3, 3)


def test_more_fields_than_any_page_has_are_no_page_of_ours(service: Service):
    walker = at_pictures(service.browser())
    walker.attaches(*(picture(f"{n}.jpg", JPEG + n.to_bytes(2)) for n in range(600)))
    assert walker.status == 400
    assert kept(service) == NOTHING


def test_one_that_is_taken_away_is_gone(service: Service):
    walker = with_a_picture(service.browser()).attaches(picture("b.png", PNG))
    walker.opens("/rotter/billeder")
    first = addresses(walker)[0]
    walker.attaches(button=f"remove:{first.removeprefix('/bilag/')}")
    assert walker.status == 200
    assert walker.sees.startswith("Billeder af rotterne eller skaden")
    assert attached(walker) == ["b.png"]
    assert kept(service) == (1, 1, 1)
    assert walker.attaches().path == "/rotter/svar"
    assert service.citizen("ada").opens(first).status == 404


def test_taking_away_what_is_not_there_does_nothing(service: Service):
    walker = with_a_picture(service.browser())
    for other in ("nothing", "", "0197c1d2-0000-7000-8000-000000000000"):
        assert attached(walker.attaches(button=f"remove:{other}")) == ["rotte.jpg"]


def test_nobody_takes_away_anothers_file(service: Service):
    theirs = addresses(with_a_picture(service.browser()))[0].removeprefix("/bilag/")
    with_a_picture(service.browser()).attaches(button=f"remove:{theirs}")
    assert kept(service) == (2, 2, 2)


def test_a_file_cannot_be_claimed_by_its_id(service: Service):
    theirs = addresses(with_a_picture(service.browser()))[0].removeprefix("/bilag/")
    other = at_pictures(service.browser()).sends(pictures=theirs)
    other.opens("/rotter/billeder").posts(
        "/rotter/billeder",
        {name: other.value(name) for name in ("draft", "revision")} | {"pictures": [theirs]},
        files=[("nothing", (None, b""))],
    )
    assert attached(other.opens("/rotter/billeder")) == []


def test_two_presses_are_one(service: Service):
    walker = at_pictures(service.browser())
    fields = {name: walker.value(name) for name in ("draft", "revision")}
    for _ in range(2):
        walker.posts("/rotter/billeder", fields, files=[("pictures", picture())])
        assert walker.path == "/rotter/svar"
    assert kept(service) == (1, 1, 1)


def test_what_another_window_attached_meanwhile_stays(service: Service):
    walker = at_pictures(service.browser())
    fields = {name: walker.value(name) for name in ("draft", "revision")}
    for name, content in (("a.jpg", JPEG), ("b.png", PNG)):
        walker.posts("/rotter/billeder", fields, files=[("pictures", picture(name, content))])
        assert walker.path == "/rotter/svar"
    assert attached(walker.opens("/rotter/billeder")) == ["a.jpg", "b.png"]


def test_two_files_of_one_name_are_told_apart(service: Service):
    walker = at_pictures(service.browser())
    walker.attaches(picture("image.jpg"), picture("image.jpg", JPEG + b"2"))
    assert attached(walker.opens("/rotter/billeder")) == ["image.jpg", "image (2).jpg"]


def test_no_file_is_kept_for_a_draft_that_is_not_theirs(service: Service):
    draft = at_pictures(service.browser()).value("draft")
    somebody, stranger = at_pictures(service.browser()), service.browser()
    for browser, named in ((somebody, draft), (somebody, "nothing"), (stranger, "")):
        fields = {"draft": named, "revision": "1"}
        browser.posts("/rotter/billeder", fields, files=[("pictures", picture())])
        assert browser.path == "/rotter"
    assert kept(service) == NOTHING


def test_no_file_is_kept_for_a_page_that_is_not_reached_yet(service: Service):
    walker = service.browser().starts("rotter")
    fields = {name: walker.value(name) for name in ("draft", "revision")}
    walker.posts("/rotter/billeder", fields, files=[("pictures", picture())])
    assert walker.path == "/rotter/hvor"
    assert kept(service) == NOTHING


def test_whoever_sends_very_many_is_told_when_to_go_on(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(limits, "UPLOAD_PER_ADDRESS", Limit("upload_address", 1, 15))
    walker = with_a_picture(service.browser()).attaches(picture("b.png", PNG))
    assert walker.status == 422
    assert "Der er sendt mange filer herfra. Vælg dem igen om" in walker.problems()[0]
    assert kept(service) == (1, 1, 1)


def test_whoever_sends_very_much_is_told_when_to_go_on_and_keeps_what_was_sent(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    tight(monkeypatch, "UPLOAD_MEGABYTES_PER_ADDRESS", times=4)
    walker = at_pictures(service.browser())
    big = picture("stor.jpg", JPEG + bytes(2_100_000))
    walker.attaches(big)
    assert walker.path == "/rotter/svar", walker.problems()
    walker.opens("/rotter/billeder").attaches(picture("to.jpg", JPEG + bytes(1_500_000)))
    assert walker.status == 422
    assert "Der er sendt mange filer herfra. Vælg dem igen om" in walker.problems()[0]
    assert attached(walker) == ["stor.jpg"]
    # What is small is counted as a megabyte, and the refused page too: neither is free.
    assert walker.attaches(picture("lille.jpg")).status == 422
    assert kept(service)[0] == 1
    with service.database.reading.begin() as session:
        assert 6 in session.scalars(select(LimitWindow.spent)).all()
    # Whoever goes on without files is held back by nothing.
    assert walker.opens("/rotter/billeder").sends().path == "/rotter/svar"


def test_a_film_chosen_by_mistake_counts_as_no_more_than_could_be_kept(service: Service):
    walker = at_pictures(service.browser())
    walker.attaches(picture("film.mp4", bytes(40_000_000)))
    assert walker.status == 422
    with service.database.reading.begin() as session:
        most = Rats.pictures.most * Rats.pictures.most_bytes / 1_000_000
        assert max(session.scalars(select(LimitWindow.spent))) == 32 > most


def test_a_file_in_a_form_that_takes_none_is_refused(service: Service):
    walker = service.browser().starts("rotter")
    fields = {name: walker.value(name) for name in ("draft", "revision")}
    fields["place"] = "elsewhere"
    assert walker.posts("/rotter/hvor", fields, files=[("pictures", picture())]).status == 400
    ten = picture(content=b"a" * 10 * 1024 * 1024)
    assert walker.posts("/rotter/hvor", fields, files=[("pictures", ten)]).status == 413
    assert walker.posts("/kvittering/2222-2222", files=[("proof", ten)]).status == 413
    assert kept(service) == NOTHING


def test_a_file_under_another_name_than_the_question_is_refused(service: Service):
    walker = at_pictures(service.browser())
    fields = {name: walker.value(name) for name in ("draft", "revision")}
    for name in ("draft", "more", "a" * 300):
        walker.posts("/rotter/billeder", fields, files=[(name, picture())])
        assert walker.status == 400
    assert kept(service) == NOTHING


def test_more_than_is_read_at_all_is_answered_with_a_page(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    walker = at_pictures(service.browser())
    monkeypatch.setattr("app.security.MOST_BYTES_WITH_FILES", 1000)
    assert walker.attaches(picture(content=JPEG * 10)).status == 413
    assert kept(service) == NOTHING


def test_text_beside_files_is_bounded(service: Service, monkeypatch: pytest.MonkeyPatch):
    walker = at_pictures(service.browser())
    monkeypatch.setattr(receiving, "MOST_FORM_BYTES", 1000)
    assert walker.attaches(picture(), more="a" * 2000).status == 413
    assert kept(service) == NOTHING


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b"nothing"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nno name\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n'),
        ("multipart/form-data; boundary=" + "x" * 300, b""),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"A: b\r\n" * 50 + b"\r\n\r\n--x--\r\n"),
    ],
)
def test_what_is_no_form_is_refused(service: Service, kind: str, body: bytes):
    walker = at_pictures(service.browser())
    headers = {"sec-fetch-site": "same-origin", "content-type": kind}
    answer = walker.client.post("/rotter/billeder", content=body, headers=headers)
    assert answer.status_code == 400
    assert kept(service) == NOTHING
