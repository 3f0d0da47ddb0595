from app.forms.messages import in_danish
from app.forms.questions import Choice, Choices, Declaration, Information, Link, YesNo
from tests.forms.asking import KNOWN, named, refused, understood

COLOURS = {"red": "Rød", "blue": "Blå"}


def test_one_of_several():
    assert understood(Choice("Farve?", COLOURS), it="blue") == "blue"
    assert refused(Choice("Farve?", COLOURS)) == "Vælg en af mulighederne."
    assert refused(Choice("Farve?", COLOURS), it="b" * 10_000_000) == "Vælg en af mulighederne."
    assert named(Choice("Farve?", COLOURS)).write("blue", in_danish, "da") == "Blå"


def test_several_are_kept_in_the_order_they_are_shown():
    assert understood(Choices("Farver?", COLOURS), it=["blue", "red", "blue"]) == ["red", "blue"]
    assert named(Choices("Farver?", COLOURS)).write(["red", "blue"], in_danish, "da") == "Rød, Blå"


def test_no_tick_says_what_to_do():
    assert refused(Choices("Farver?", COLOURS)) == "Sæt mindst ét kryds."
    assert understood(Choices("Farver?", COLOURS, optional=True)) is None
    assert refused(Choices("Farver?", COLOURS), it=["red", "green"]) == (
        "Vælg mellem de muligheder, der står på siden."
    )


def test_yes_and_no():
    question = YesNo("Med?")
    assert understood(question, it="yes") is True
    assert understood(question, it="no") is False
    assert refused(question) == refused(question, it="maybe") == "Vælg ja eller nej."
    assert question.write(False, in_danish, "da") == "Nej"
    assert question.words(False, KNOWN) == {"it": "no"}


def test_a_declaration_must_be_ticked():
    truth = Declaration("Jeg erklærer, at det er sandt.", missing="Sæt kryds, hvis det er sandt.")
    assert understood(truth, it="yes") is True
    assert refused(truth) == refused(truth, it="no") == "Sæt kryds, hvis det er sandt."


def test_information_asks_nothing():
    question = Information("Læge", "Først.\n\nSå.", links=(Link("Vælg læge", "/laegevalg"),))
    assert understood(question) is True
    assert question.paragraphs == ["Først.", "Så."]
    assert not question.asks
