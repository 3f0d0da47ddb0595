from app.forms.questions import LongText, Text
from tests.forms.asking import KNOWN, REGISTERS_ARE_SILENT, named, refused, understood

ENDLESS = "a" * 10_000_000


def test_space_around_and_between_words_is_tidied():
    assert understood(Text("Navn"), it="  Ada \u00a0 Holm ") == "Ada Holm"


def test_the_same_letter_is_kept_the_same_way():
    assert understood(Text("By"), it="A\u030arhus") == "Århus"


def test_what_cannot_be_seen_is_left_out():
    assert understood(Text("Navn"), it="Ada\x00\u202e\x07 Holm\ufeff\ud800") == "Ada Holm"


def test_names_keep_their_marks():
    name = "Søren-Åge O'Brien von Ærøskøbing"
    assert understood(Text("Navn"), it=name) == name


def test_nothing_written_says_what_to_write():
    question = Text("Værten", missing="Skriv navnet på den, du bor hos.")
    assert refused(question, it=" \n ") == "Skriv navnet på den, du bor hos."


def test_an_optional_question_may_stand_empty():
    assert understood(Text("C/o", optional=True)) is None


def test_too_long_is_a_sentence_and_cheap():
    assert refused(Text("Navn"), it=ENDLESS) == "Forkort svaret til højst 200 tegn."
    assert refused(LongText("Hvor?"), it=ENDLESS) == "Forkort svaret til højst 2000 tegn."


def test_several_lines_are_kept_as_lines():
    assert understood(LongText("Hvor?"), it="Ved broen\r\n\r\nunder træet ") == (
        "Ved broen\n\nunder træet"
    )


def test_a_locked_answer_comes_from_the_register_whatever_is_posted():
    name = Text("Navn", prefill="person.name", locked=True)
    assert understood(name, it="Dronningen") == "Ada Holm"
    assert name.origin("Ada Holm", KNOWN, "citizen") == "register"


def test_a_very_long_name_from_the_register_is_never_refused():
    name = Text("Navn", prefill="person.name", locked=True)
    known = type(KNOWN)(today=KNOWN.today, register={"person.name": "Å" * 900})
    assert understood(name, known=known) == "Å" * 900
    name.check("Å" * 900, known)


def test_a_silent_register_stops_nobody():
    name = Text("Navn", prefill="person.name", locked=True)
    assert not named(name).is_locked(REGISTERS_ARE_SILENT)
    assert understood(name, known=REGISTERS_ARE_SILENT, it="Ada") == "Ada"
    assert name.origin("Ada", REGISTERS_ARE_SILENT, "staff") == "staff"


def test_a_prefilled_answer_that_was_changed_is_the_citizens():
    name = named(Text("Navn", prefill="person.name"))
    assert name.origin("Ada Holm", KNOWN, "citizen") == "register"
    assert name.origin("Ada Berg", KNOWN, "citizen") == "citizen"
