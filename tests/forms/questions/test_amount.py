import pytest

from app.forms.messages import in_danish
from app.forms.questions import Amount
from tests.forms.asking import KNOWN, named, refused, understood


@pytest.mark.parametrize(
    ("typed", "ore"),
    [
        ("1.234,50 kr.", 123450),
        ("1234,5", 123450),
        ("1.234", 123400),
        ("1 234,50", 123450),
        ("1.234.567,89", 123456789),
        ("kr. 500", 50000),
        ("500,-", 50000),
        ("500 kroner", 50000),
        ("DKK 12", 1200),
        ("12.50", 1250),
        ("0", 0),
    ],
)
def test_amounts_as_people_type_them(typed, ore):
    assert understood(Amount("Beløb"), it=typed) == ore


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Skriv et beløb."),
        ("mange penge", "Skriv beløbet med tal, og sæt komma før ørerne."),
        ("1,234", "Skriv højst to cifre efter kommaet. Sæt punktum mellem tusinder."),
        ("-5", "Skriv et beløb på mindst 0,00 kr."),
        ("99999999999", "Skriv et beløb på højst 999.999.999,00 kr."),
        ("9" * 10_000_000, "Skriv beløbet kortere, med tal alene."),
    ],
)
def test_each_mistake_has_its_own_sentence(typed, sentence):
    assert refused(Amount("Beløb"), it=typed) == sentence


def test_an_amount_reads_as_in_its_language():
    question = named(Amount("Beløb"))
    assert question.write(123450, in_danish, "da") == "1.234,50 kr."
    assert question.write(123450, in_danish, "en") == "DKK 1,234.50"
    assert question.words(123450, KNOWN) == {"it": "1.234,50"}
