"""Files under a question, as values: what is kept of them, and how people read of it."""

import pytest

from app.forms.file_names import LONGEST, in_a_sentence, size_in_words, tidied, told_apart
from app.forms.file_types import JPEG, PDF, PNG, type_of
from app.forms.messages import in_danish
from app.forms.questions import Upload
from app.forms.questions.upload import all_of, empty
from tests.forms.asking import A_FILE, named, refused, understood

PICTURES = Upload("Billeder", types=(JPEG, PNG), most=3)


def test_what_lies_there_is_the_answer_and_nothing_posted_names_a_file():
    assert understood(Upload("Filer"), before=[A_FILE]) == [A_FILE]
    other = "0197c1d2-0000-7000-8000-000000000002"
    assert understood(Upload("Filer", optional=True), it=[other, A_FILE["id"]]) is None
    assert refused(Upload("Filer"), it=other) == "Vælg mindst én fil."


def test_a_file_is_read_by_its_name_and_size():
    question = named(Upload("Filer"))
    second = A_FILE | {"id": "0197c1d2-0000-7000-8000-000000000002", "name": "plan.pdf"}
    written = question.write([A_FILE, second], in_danish, "da")
    assert written == "lejekontrakt.pdf (47 kB)\nplan.pdf (47 kB)"
    assert question.delivered([A_FILE, second]) == [A_FILE["id"], second["id"]]
    assert question.delivered(None) is None


def test_its_limits_are_said_in_a_sentence():
    assert list(PICTURES.rules()) == ["Højst 3 filer (JPEG, PNG) på højst 10 MB hver."]
    assert list(Upload("Fil", most=1).rules()) == ["Én fil (PDF, JPEG, PNG) på højst 10 MB."]


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 byte"),
        (1023, "1023 byte"),
        (1024, "1 kB"),
        (48_211, "47 kB"),
        (1024 * 1024, "1 MB"),
        (3_400_000, "3,2 MB"),
        (10 * 1024 * 1024, "10 MB"),
    ],
)
def test_sizes_as_people_read_them(size: int, words: str):
    assert size_in_words(size).say(in_danish) == words


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("rotte.jpg", "rotte.jpg"),
        ("IMG_0001.JPEG", "IMG_0001.JPEG"),
        ("C:\\Users\\Ada\\Billeder\\rotte.jpg", "rotte.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("rotte.exe", "rotte.exe.jpg"),
        ("gpj\u202eexe.jpg", "gpjexe.jpg"),
        ("a\x00b\nc.jpg", "ab c.jpg"),
        ('<b>"hej"</b>.jpg', "b.jpg"),
        ("  .jpg", "fil.jpg"),
        ("", "fil.jpg"),
        ("...", "fil.jpg"),
        ("æ" * 5000 + ".jpg", "æ" * (LONGEST - 4) + ".jpg"),
    ],
)
def test_a_name_is_tidied(sent: str, kept: str):
    assert tidied(sent, JPEG) == kept
    assert len(in_a_sentence(sent)) <= LONGEST


def test_two_files_of_one_name_are_told_apart():
    assert told_apart("image.jpg", []) == "image.jpg"
    assert told_apart("image.jpg", ["Image.jpg"]) == "image (2).jpg"
    assert told_apart("image.jpg", ["image.jpg", "image (2).jpg"]) == "image (3).jpg"


def test_a_type_is_known_by_the_first_bytes():
    assert type_of(b"%PDF-1.7\n") is PDF
    assert type_of(b"\xff\xd8\xff\xe1") is JPEG
    assert type_of(b"\x89PNG\r\n\x1a\n") is PNG
    for other in (
        b"",
        b"\x89PN",
        b"MZ\x90",
        b"<html>%PDF-",
        b"GIF89a",
        b"\x00\x00\x00\x18ftypheic",
    ):
        assert type_of(other) is None


def test_several_problems_are_said_one_after_another():
    said = all_of([empty("a{0}.jpg"), PICTURES.too_large("b.jpg")]).say(in_danish)
    assert said == (
        "»a{0}.jpg« er tom. Se efter, om det er den rigtige fil. »b.jpg« fylder mere end 10 MB. "
        "Gem den i en mindre størrelse, og vælg den igen."
    )
    names = [f"{number}.jpg" for number in range(200)]
    assert "»4.jpg« … kom ikke med" in PICTURES.too_many(names).say(in_danish)
    assert "5.jpg" not in PICTURES.too_many(names).say(in_danish)
