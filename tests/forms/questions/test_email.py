import pytest

from app.forms.questions import Email
from tests.forms.asking import refused, understood


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ada@example.dk", "ada@example.dk"),
        (" Ada.Holm+flytning@Example.DK ", "Ada.Holm+flytning@example.dk"),
        ("<ada@example.dk>", "ada@example.dk"),
        ("mailto:ada@example.dk", "ada@example.dk"),
        ("søren@blåbærgrød.dk", "søren@blåbærgrød.dk"),
    ],
)
def test_addresses_people_have(typed, kept):
    assert understood(Email("E-mail"), it=typed) == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Skriv din e-mailadresse."),
        ("ada.example.dk", "Sæt et @ i e-mailadressen."),
        ("ada@@example.dk", "Skriv kun én e-mailadresse, med ét @."),
        (
            "ada@example.dk, bo@example.dk",
            "Fjern mellemrummet i e-mailadressen. Skriv kun én adresse.",
        ),
        ("ada@example,dk", "Ret kommaet i e-mailadressen til et punktum."),
        ("@example.dk", "Skriv også det, der står før @ i e-mailadressen."),
        ("ada@", "Skriv også det, der står efter @ i e-mailadressen."),
        ("ada@example", "Skriv e-mailadressen helt ud, også det sidste efter punktummet."),
        ("ada@example..dk", "Fjern det punktum, der er for meget i e-mailadressen."),
        ("ada@example.d/k", "Tjek e-mailadressen for tegn, der ikke hører til."),
        (
            "a" * 10_000_000 + "@example.dk",
            "Skriv en kortere e-mailadresse. Den må højst være på 254 tegn.",
        ),
    ],
)
def test_each_mistake_has_its_own_sentence(typed, sentence):
    assert refused(Email("E-mail"), it=typed) == sentence
