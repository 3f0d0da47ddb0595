import pytest

from app.forms.questions import WholeNumber
from tests.forms.asking import refused, understood


@pytest.mark.parametrize(
    ("typed", "number"), [("12", 12), ("1.200", 1200), ("1 200", 1200), ("3 stk.", 3), ("007", 7)]
)
def test_numbers_as_people_type_them(typed, number):
    assert understood(WholeNumber("Hvor mange?"), it=typed) == number


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Skriv et tal."),
        ("to", "Skriv tallet med cifre alene."),
        ("2,5", "Skriv et helt tal uden komma."),
        ("1.2", "Skriv tallet med cifre alene."),
        ("-1", "Skriv et tal på mindst 1."),
        ("9", "Skriv et tal på højst 8."),
        ("9" * 10_000_000, "Skriv et kortere tal."),
    ],
)
def test_each_mistake_has_its_own_sentence(typed, sentence):
    assert refused(WholeNumber("Hvor mange?", at_least=1, at_most=8), it=typed) == sentence
