"""Tre trin: the form we measure by, with as many fields as the floor has, and in no catalogue."""

from app.forms.form import BeforeYouStart, Filing, Form, Privacy, Step
from app.forms.questions import Choice, Date, Email, LongText, Phone, Text, YesNo


class ThreeSteps(Form):
    slug = "tre-trin"
    title = "Tre trin"
    languages = ("da",)
    before_you_start = BeforeYouStart(
        who="Kun til måling.", minutes=1, have_ready=(), afterwards="Der sker ikke mere."
    )

    name = Text("Navn", missing="Skriv dit navn.")
    phone = Phone("Telefonnummer")
    email = Email("E-mail", optional=True)
    day = Date("Hvornår?", hint="For eksempel 1 12 2026.")
    place = Choice("Hvor?", {"home": "Hjemme", "out": "Ude", "elsewhere": "Et andet sted"})
    alone = YesNo("Er du alene?")
    story = LongText("Fortæl", hint="Skriv kort.")

    steps = (
        Step("hvem", "Hvem er du?", name, phone, email),
        Step("hvor", "Hvor og hvornår?", day, place),
        Step("hvad", "Hvad er der sket?", alone, story),
    )
    filing = Filing(system="records", kle="00.01.00", facet="G01", title="Tre trin {day}")
    what_happens_next = "Der sker ikke mere."
    keep_days = 30
    privacy = Privacy(purpose="Måling.", legal_basis="Ingen.", recipients="Ingen.")
