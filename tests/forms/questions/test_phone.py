import pytest

from app.forms.messages import in_danish
from app.forms.questions import Phone
from tests.forms.asking import named, refused, understood


@pytest.mark.parametrize(
    "typed",
    [
        "20304050",
        "20 30 40 50",
        "20-30-40-50",
        "2030 4050",
        "+4520304050",
        "+45 20 30 40 50",
        "0045 20304050",
        "(+45) 20 30 40 50",
        "45 20 30 40 50",
        "tlf: 20304050",
    ],
)
def test_a_danish_number_is_understood_however_it_is_spaced(typed):
    assert understood(Phone("Telefon"), it=typed) == "+4520304050"


def test_a_number_that_begins_with_45_is_danish_too():
    assert understood(Phone("Telefon"), it="45 30 40 50") == "+4545304050"


def test_a_foreign_number_keeps_its_country_code():
    assert understood(Phone("Telefon"), it="+46 (0)70-123 45 67") == "+46701234567"
    assert understood(Phone("Telefon"), it="0049 151 23456789") == "+4915123456789"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Skriv dit telefonnummer."),
        ("ring bare", "Skriv telefonnummeret med tal alene, eventuelt med + forrest."),
        (
            "2030405",
            "Skriv 8 cifre. Du har skrevet 7. "
            "Er nummeret udenlandsk, så skriv + og landekoden først.",
        ),
        ("12345678", "Tjek det første ciffer. Danske telefonnumre begynder ikke med 1."),
        ("+46 70", "Tjek det udenlandske nummer. Det skal have fra 7 til 15 cifre med landekoden."),
        ("+0 46 701234567", "Skriv landekoden lige efter +, uden nul først."),
        ("+", "Skriv telefonnummeret med tal alene, eventuelt med + forrest."),
        ("2" * 10_000_000, "Skriv kun ét telefonnummer."),
    ],
)
def test_each_mistake_has_its_own_sentence(typed, sentence):
    assert refused(Phone("Telefon"), it=typed) == sentence


def test_a_number_is_shown_in_pairs():
    question = named(Phone("Telefon"))
    assert question.write("+4520304050", in_danish, "da") == "20 30 40 50"
    assert question.write("+46701234567", in_danish, "da") == "+46701234567"
