from app.forms.catalogue import published
from app.forms.texts import engine_texts, texts_of


def test_every_text_of_a_form_is_collected_once():
    texts = texts_of(published()["flytning"])
    assert len(texts) == len(set(texts))
    assert {
        "Meld flytning",
        "Hvornår er flyttedagen?",
        "Jeg bor hos en anden",
        "Søg om navne- og adressebeskyttelse",
        "Vælg, hvem der flytter.",
    } <= set(texts)


def test_sentences_between_answers_are_collected():
    rule = "Skriv et telefonnummer eller en e-mailadresse, så vi kan svare dig."
    assert rule in texts_of(published()["rotter"])


def test_what_the_engine_says_is_collected():
    assert {
        "Skriv også året.",
        "december",
        "November",
        "{day}. {month} {year}",
        "Person med beskyttelse",
        "Dit barn",
        "født {year}",
        "Sæt et @ i e-mailadressen.",
        "Forkort svaret til højst {most} tegn.",
        "Skriv datoen med dag, måned og år.",
    } <= set(engine_texts())


def test_nothing_scolds():
    said = [*engine_texts(), *(text for form in published().values() for text in texts_of(form))]
    for text in said:
        assert "påkrævet" not in text
        assert "Udfyld" not in text
        assert "ugyldig" not in text.lower()
        assert "  " not in text
