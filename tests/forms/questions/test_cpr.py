import pytest

from app.forms.cpr_numbers import birth_date
from app.forms.known import Known
from app.forms.messages import in_danish
from app.forms.questions import Cpr
from tests.forms.asking import KNOWN, TODAY, named, refused, understood

STRICT = Known(today=TODAY)


@pytest.mark.parametrize("typed", ["211062-5629", "2110625629", "211062 5629", " 21 10 62-5629 "])
def test_a_number_is_understood_with_and_without_a_hyphen(typed):
    assert understood(Cpr("Cpr"), known=STRICT, it=typed) == "2110625629"


@pytest.mark.parametrize(
    ("number", "year"),
    [
        ("0101010000", 1901),
        ("0101994000", 1999),
        ("0101364000", 2036),
        ("0101374000", 1937),
        ("0101095000", 2009),
        ("0101575000", 2057),
        ("0101585000", 1858),
        ("0101199000", 2019),
    ],
)
def test_the_seventh_digit_tells_the_century(number, year):
    born = birth_date(number)
    assert born is not None
    assert born.year == year


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Skriv CPR-nummeret."),
        ("21106256", "Skriv alle 10 cifre i CPR-nummeret. Du har skrevet 8."),
        ("21106256299", "Skriv alle 10 cifre i CPR-nummeret. Du har skrevet 11."),
        (
            "det husker jeg ikke",
            "Skriv CPR-nummeret med tal alene. En bindestreg må du gerne bruge.",
        ),
        (
            "3102901234",
            "Tjek de første 6 cifre i CPR-nummeret. De skal være en fødselsdato.",
        ),
        (
            "0101364000",
            "Tjek CPR-nummeret. Fødselsdatoen i det ligger ude i fremtiden.",
        ),
        ("2" * 10_000_000, "Skriv kun ét CPR-nummer."),
    ],
)
def test_each_mistake_has_its_own_sentence(typed, sentence):
    assert refused(Cpr("Cpr"), known=STRICT, it=typed) == sentence


def test_synthetic_numbers_count_in_the_demo_only():
    assert understood(Cpr("Cpr"), it="6101901234") == "6101901234"
    assert "fødselsdato" in refused(Cpr("Cpr"), known=STRICT, it="6101901234")


def test_modulus_eleven_is_a_hint_and_never_a_refusal():
    question = named(Cpr("Cpr"))
    assert understood(question, known=STRICT, it="0101901235") == "0101901235"
    assert question.warning("0101901235", STRICT) is not None
    assert question.warning("2110625629", STRICT) is None
    assert question.warning("6101901235", KNOWN) is None


def test_a_number_is_shown_with_its_hyphen():
    assert named(Cpr("Cpr")).write("2110625629", in_danish, "da") == "211062-5629"
